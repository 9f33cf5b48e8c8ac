// The clock is read once per socket and turn: what one read brings has come at one moment.
#include "bench/fanout/room.h"

#include <stdexcept>

namespace fanout {
namespace {

constexpr reactor::Duration kPatience = std::chrono::seconds(5);

}  // namespace

Room::Room(Crowd& crowd, const Options& options)
    : crowd_(crowd),
      readers_(crowd.size()),
      message_(Framing::websocket, options.opcode, options.size),
      publishers_(options.publishers),
      ledger_(crowd.size(), options.publishers),
      unpacker_(options.size, options.deflate) {}

void Room::publish(std::size_t publisher, reactor::Time intended) {
  crowd_[publisher].send(next_message(publisher, intended));
}

void Room::prepare(std::size_t publisher, reactor::Time intended) {
  crowd_[publisher].append(next_message(publisher, intended));
}

std::span<const std::byte> Room::next_message(std::size_t publisher, reactor::Time intended) {
  expected_ += readers_;
  const auto who = static_cast<std::uint16_t>(publisher);
  return message_.stamped({who, publishers_[publisher].published++, intended});
}

void Room::post(std::size_t publisher) {
  crowd_[publisher].flush();
}

bool Room::turn(reactor::Duration timeout) {
  const auto edges = crowd_.wait(timeout);
  for (const reactor::Ready& ready : edges) {
    const auto member = static_cast<std::size_t>(ready.token);
    crowd_[member].flush();
    if (member >= readers_) continue;
    reactor::Time now{};
    crowd_.read(ready, [&](const Arrival& arrival) {
      if (now == reactor::Time{}) now = reactor::now();
      enter(member, arrival, now);
    });
    if (now != reactor::Time{}) ++reads_;
  }
  return !edges.empty();
}

void Room::enter(std::size_t member, const Arrival& arrival, reactor::Time now) {
  const std::optional<Stamp> stamp = unpacker_.stamp_of(arrival);
  if (!stamp) {
    ledger_.note_damaged();
    return;
  }
  ledger_.note(member, *stamp);
  latency_.note(now - stamp->intended);
}

bool Room::drain() {
  while (ledger_.delivered() < expected_) {
    if (!turn(kPatience)) return false;
  }
  return true;
}

void Room::settle() {
  for (std::size_t i = 0; i < publishers_.size(); ++i) {
    ledger_.settle(i, publishers_[i].published, readers_);
  }
}

void Room::mute(std::size_t readers) {
  drain();
  readers_ = readers;
}

std::size_t Room::resume() {
  std::size_t closed = 0;
  for (std::size_t member = readers_; member < crowd_.size(); ++member) {
    try {
      crowd_.read({.token = member, .edges = reactor::Ready::kEnded}, [](const Arrival&) {});
    } catch (const std::runtime_error&) {
      ++closed;
    }
  }
  return closed;
}

void Room::begin() {
  latency_ = Histogram();
  before_ = ledger_.delivered();
  reads_ = 0;
}

std::uint64_t Room::outstanding(std::size_t publisher) {
  Publisher& one = publishers_[publisher];
  one.completed = ledger_.completed(publisher, readers_, one.completed);
  return one.published - one.completed;
}

}  // namespace fanout
