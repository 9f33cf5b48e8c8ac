// Who gives what when the logs weigh much: the rule, and what homes, audiences and connections do
// about it.
//
// A log that grows is trimmed by the rule at once. Quiet ones are swept ten times a second, the
// heaviest first: each pass halves what a log may weigh, until the rule is content. A log whose
// last segment is too heavy gives that up too: its home tells the readers that the segment is
// sealed, so that they let it go, and the next record begins a small one. When no log has anything
// left to give, what remains is held by connections in the middle of a frame: these end.
#include "broadcast/log_budget.h"

#include <algorithm>

#include "broadcast/shard.h"

namespace broadcast {
namespace {

constexpr std::size_t kTightPart = 8;  // the last eighth of the budget
constexpr std::size_t kHalvings = 14;  // over that eighth: from 4 MiB to less than any segment
constexpr std::size_t kSweepStep = 8;

}  // namespace

std::size_t may_weigh(std::size_t live, const LogLimits& limits) {
  const std::size_t tight = limits.budget / kTightPart;
  const std::size_t easy = limits.budget - tight;
  if (live >= limits.budget) return 0;
  if (live <= easy) return kAnyWeight;
  const double halvings = static_cast<double>(live - easy) / static_cast<double>(tight) * kHalvings;
  return std::max(limits.retention, limits.lag) >> static_cast<unsigned>(halvings);
}

std::size_t may_weigh(const LogLimits& limits) {
  return may_weigh(Segment::live_bytes(), limits);
}

// ---- homes ----

// Asked for each log: as soon as enough was given the others keep theirs.
std::size_t HomeRooms::trim(std::size_t most) {
  std::size_t heaviest = 0;
  for (const auto& room : rooms_) {
    if (room == nullptr) continue;
    for (RoomLog& log : room->logs) {
      trim(log.log, most);
      if (!seal(log, most)) heaviest = std::max(heaviest, log.log.chain().weight());
    }
  }
  return heaviest;
}

void HomeRooms::trim(FrameLog& log, std::size_t most) {
  log.trim(settings_.log.retention, std::max(most, may_weigh(settings_.log)));
}

// True if it has no segment any more.
bool HomeRooms::seal(RoomLog& log, std::size_t most) {
  const bool all_announced = log.log.written() == log.log.announced();
  if (!all_announced || log.log.chain().weight() <= std::max(most, may_weigh(settings_.log)))
    return false;
  for (const Reader& reader : log.readers) {
    post_.to(reader.shard)
        .add({.kind = Letter::Kind::sealed,
              .wire = log.wire,
              .hall = reader.hall,
              .opening = reader.opening});
  }
  log.log.forget_all();
  return true;
}

// ---- a shard ----

void Shard::trim_logs() {
  if (may_weigh(settings_.log) == kAnyWeight) {
    swept_to_ = kAnyWeight;
  } else if (now_ >= next_sweep_) {
    next_sweep_ = now_ + kSweepInterval;
    sweep_logs();
  }
  trim_audiences(0);
}

// One sweep goes down by no more than kSweepStep: a shard that has the largest logs has had its
// turn before another one's small logs are asked.
void Shard::sweep_logs() {
  const std::size_t largest = std::max(settings_.log.retention, settings_.log.lag);
  swept_to_ = std::max(std::min(swept_to_, largest) / kSweepStep, may_weigh(settings_.log));
  std::size_t most = kAnyWeight;
  std::size_t heaviest = kAnyWeight;
  for (bool again = true; again && heaviest > may_weigh(settings_.log);) {
    heaviest = home_rooms_.trim(most);
    while (auto parcel = post_.take_own()) take(std::move(*parcel));  // who is sealed
    local_rooms_.all_overweight();
    heaviest = std::max(heaviest, trim_audiences(most));
    again = most > swept_to_;
    most = std::max(std::min(most, heaviest) / 2, swept_to_);
  }
  if (swept_to_ < kSegmentMin) end_half_frames();
}

// Those that hold more than they should, since their head last moved. Returns what the heaviest
// weighs that still has something to give.
std::size_t Shard::trim_audiences(std::size_t most) {
  std::size_t heaviest = 0;
  for (const AudienceId id : std::exchange(local_rooms_.overweight(), {})) {
    egress_.trim(id, std::min(settings_.log.lag, std::max(most, may_weigh(settings_.log))));
    const Audience& audience = local_rooms_.audience(id);
    if (audience.may_drop()) heaviest = std::max(heaviest, audience.chain().weight());
  }
  return heaviest;
}

// Above the budget when all logs have given: a connection that has half a frame can be sent nothing
// but the rest of it, and keeps a segment for that. As many end as hold what is too much.
void Shard::end_half_frames() {
  const std::size_t live = Segment::live_bytes();
  std::size_t over = live - std::min(live, settings_.log.budget);
  for (Slot slot = 0; slot < connections_.slots() && over > 0; ++slot) {
    Connection& connection = connections_[slot];
    const Outbox* outbox = connection.outbox();
    if (outbox == nullptr || outbox->held() == 0 || connection.discarded) continue;
    over -= std::min(over, outbox->held());
    if (connection.phase == Phase::open) give_up_on(slot);
    discard(slot);
  }
}

}  // namespace broadcast
