// Deadlines by the million: arming and disarming cost a handful of memory accesses however many
// there are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "reactor/clock.h"

namespace reactor {

// A timer is a number that its owner chooses, such as the slot of a connection: small and dense,
// for the wheel keeps 16 bytes for each number up to the highest. Nothing else is allocated.
//
//   wheel.advance(now);
//   while (auto timer = wheel.next_expired()) ...      // arm and disarm at will in here
//   poller.wait(wheel.next_deadline() ...);
//
// Resolution is about a millisecond (2^20 ns). A timer never expires early; late by less than one
// resolution, if advance is called in time. Belongs to one thread.
class TimerWheel {
 public:
  using Timer = std::uint32_t;

  static constexpr Duration kResolution{1 << 20};
  static constexpr Duration kSpanMax = kResolution * (1LL << 30);  // thirteen days

  explicit TimerWheel(Time now);

  // Room for that many timers at once; without it, growing copies.
  void reserve(std::size_t timers);

  // Expires at deadline, or as soon as possible if that has passed. Armed already: only the new
  // deadline counts. REQUIRES: deadline is less than kSpanMax ahead of the last advance.
  void arm(Timer timer, Time deadline);

  // Does nothing if not armed.
  void disarm(Timer timer);

  bool armed(Timer timer) const;
  std::size_t armed_count() const { return armed_count_; }

  // Time has passed. REQUIRES: now is not before an earlier now.
  void advance(Time now);

  // The next timer whose deadline the last advance has reached, disarmed. In no particular order.
  std::optional<Timer> next_expired();

  // When to advance next: never later than the first deadline; sometimes earlier, in vain. nullopt:
  // nothing is armed. REQUIRES: next_expired has returned nullopt.
  std::optional<Time> next_deadline() const;

 private:
  using Tick = std::uint32_t;   // the low half of now_; wraps after 52 days, differences count
  using Index = std::uint32_t;  // into nodes_: first the rings' own nodes, then timers

  static constexpr unsigned kLevels = 4;
  static constexpr unsigned kSlots = 256;  // per level; a slot of level n is 256^n ticks wide
  static constexpr Index kExpired = kLevels * kSlots;  // the ring of those whose slot has come
  static constexpr Index kFirstTimer = kExpired + 1;

  static constexpr Index kNone = ~Index{0};

  struct Node {
    Index next = kNone;  // the ring's neighbours; kNone: in no ring
    Index previous = kNone;
    Tick deadline = 0;  // 0: not armed
    Tick due = 0;       // when its slot comes; at or before the deadline
  };
  static_assert(sizeof(Node) == 16);

  std::uint64_t ticks_until(Time deadline) const;
  Tick current() const { return static_cast<Tick>(now_); }
  void file(Index node);
  void link(Index node, Index ring);
  void unlink(Index node);
  void expire(Index ring);
  void mark_occupied(Index ring, bool occupied);
  std::uint64_t first_occupied() const;
  std::optional<unsigned> slots_ahead(unsigned level) const;

  Time origin_;
  std::uint64_t now_ = 1;  // ticks since origin_, and one
  std::size_t armed_count_ = 0;
  std::array<std::array<std::uint64_t, kSlots / 64>, kLevels> occupied_{};
  // Where the next occupied slot begins, while no slot was filled or emptied: asked in every turn.
  mutable std::optional<std::uint64_t> first_occupied_;
  std::vector<Node> nodes_;
};

}  // namespace reactor
