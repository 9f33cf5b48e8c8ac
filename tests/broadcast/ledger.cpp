// Keys are packed numbers: a ledger holds every frame that anybody got.
#include "tests/broadcast/ledger.h"

namespace broadcast {

Tally& Tally::operator+=(const Tally& other) {
  joins += other.joins;
  joins_in_the_past += other.joins_in_the_past;
  published += other.published;
  ordered += other.ordered;
  heard += other.heard;
  gaps += other.gaps;
  cut += other.cut;
  wishes += other.wishes;
  return *this;
}

std::uint64_t Ledger::key(const Said& said) {
  return std::uint64_t{said.room} << 48 | std::uint64_t{said.shard} << 40 | said.number;
}

std::uint64_t Ledger::key(unsigned room, unsigned life, Record record) {
  return std::uint64_t{room} << 56 | std::uint64_t{life} << 32 | record;
}

void Ledger::agree(std::uint64_t said, Record record) {
  const Record place = places_.emplace(said, record).first->second;
  if (place != record)
    complain("one publication is record " + std::to_string(place) + " and " +
             std::to_string(record));
}

void Ledger::got(const Said& said, Record record) {
  agree(key(said), record);
}

void Ledger::ordered(const Said& said, unsigned life, Record record) {
  agree(key(said), record);
  if (!authors_.emplace(key(said.room, life, record), said.who).second)
    complain("record " + std::to_string(record) + " was ordered twice");
}

void Ledger::left_out(unsigned room, unsigned life, Record record, SenderId who) {
  left_out_.emplace_back(key(room, life, record), who);
}

void Ledger::complain(std::string what) {
  complaints_.push_back(std::move(what));
}

void Ledger::merge(const Ledger& other) {
  for (const auto& [said, record] : other.places_) agree(said, record);
  authors_.insert(other.authors_.begin(), other.authors_.end());
  left_out_.insert(left_out_.end(), other.left_out_.begin(), other.left_out_.end());
  complaints_.insert(complaints_.end(), other.complaints_.begin(), other.complaints_.end());
}

const std::vector<std::string>& Ledger::complaints() {
  for (const auto& [record, who] : left_out_) {
    const auto author = authors_.find(record);
    if (author == authors_.end() || author->second != who)
      complain("a member did not get a record, and it was not its own");
  }
  left_out_.clear();
  return complaints_;
}

}  // namespace broadcast
