// Turns go round until a round in which nobody heard anything new.
#include "tests/apps/wsd/salon.h"

#include <algorithm>

#include "tests/reactor/loopback.h"

namespace wsd {
namespace {

constexpr int kQuietRounds = 4;  // letters to and fro, and what they cause
constexpr int kRoundsMax = 4'000;
constexpr reactor::Duration kStorePatience = std::chrono::milliseconds(5);

}  // namespace

Salon::Salon(Options options, broadcast::ShardNumber shards)
    : options_(std::move(options)), mesh_(shards), shared_(options_, mesh_, 0) {
  for (broadcast::ShardNumber i = 0; i < shards; ++i) {
    lanes_.push_back(std::make_unique<Lane>(mesh_, i, options_));
    lanes_.back()->front =
        std::make_unique<Front>(lanes_.back()->shard, shared_, options_, entrances_, shards);
  }
  shared_.readiness.set(Stage::ready);
}

broadcast::Guest& Salon::guest(std::string_view path, std::string_view fields,
                               broadcast::ShardNumber shard) {
  return newcomer(broadcast::upgrade_request(path, fields), shard);
}

broadcast::Guest& Salon::json(std::string_view path, broadcast::ShardNumber shard) {
  return guest(path, "Sec-WebSocket-Protocol: wsd.1.json\r\n", shard);
}

broadcast::Guest& Salon::newcomer(std::string_view bytes, broadcast::ShardNumber shard) {
  reactor::Pair pair = reactor::unix_pair();
  lanes_[shard]->shard.adopt(std::move(pair.there), peer_);
  guests_.push_back(std::make_unique<broadcast::Guest>(std::move(pair.here)));
  guests_.back()->write(bytes);
  settle();
  return *guests_.back();
}

std::string Salon::answer(std::string_view request) {
  return newcomer(std::string(request) + "Host: localhost\r\n\r\n").http();
}

void Salon::settle() {
  int quiet = 0;
  for (int i = 0; quiet < kQuietRounds && i < kRoundsMax; ++i) quiet = round() ? 0 : quiet + 1;
}

bool Salon::round() {
  const auto heard = [this] {
    std::size_t bytes = 0;
    for (const auto& guest : guests_) bytes += guest->bytes_heard() + guest->http().size();
    return bytes;
  };
  const std::size_t before = heard();
  for (const auto& guest : guests_) guest->turn();
  bool busy = false;
  for (const auto& lane : lanes_) busy |= lane->serves && turn(*lane);
  for (const auto& guest : guests_) guest->turn();
  return busy || heard() != before;
}

// A store with a thread of its own is waited for: its answer wakes the shard.
bool Salon::turn(Lane& lane) {
  const bool asked = lane.front->chat().counters().errands > 0;
  lane.shard.wait(asked ? kStorePatience : reactor::Duration::zero());
  lane.front->begin_turn(wall_, even_);
  bool busy = asked;
  while (const auto event = lane.shard.next()) {
    busy = true;
    lane.front->handle(*event);
  }
  lane.front->finish_turn(lane.shard.now() + later_);
  lane.shard.flush();
  return busy;
}

void Salon::set_options(const Options& options) {
  options_ = options;
  for (const auto& lane : lanes_) lane->front->options_changed();
}

std::vector<std::string> Salon::heard(broadcast::Guest& guest) {
  std::vector<std::string> lines;
  for (const std::string& one : guest.take()) {
    if (one.starts_with("ping ")) continue;
    lines.push_back(one.substr(0, 5) == "text " ? one.substr(5) : one);
  }
  return lines;
}

}  // namespace wsd
