// Four levels of 256 slots; a slot is a ring of the timers whose deadline lies in its stretch of
// time. A timer goes into the finest level that reaches its deadline. When time gets to a slot, its
// ring is spliced whole onto the ring of the expired; pulled from there, each timer either has
// expired, or is filed again in a finer level, or is found disarmed and dropped.
//
//     level 0   |·|·|·|·|  256 slots of 1 tick          ticks of 2^20 ns
//     level 1   |  ·  |    256 slots of 256 ticks       one bit per slot says "occupied",
//     level 2   ...        256 slots of 65536 ticks     so empty stretches cost nothing
//     level 3   ...
//
// Most timers never expire, they are put off ("prove you are alive by ..."), so putting off must be
// cheapest: it writes the deadline into the timer's own node and leaves it in the ring where it is.
// It is found there too early, once, and filed again. The same goes for disarming. Rings are linked
// both ways only for the rare timer that must come earlier than filed.
#include "reactor/timer_wheel.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace reactor {
namespace {

constexpr unsigned kSlotBits = 8;
constexpr unsigned kWordBits = 64;

// a comes after b on a circle where both are less than half a turn apart.
bool after(std::uint32_t a, std::uint32_t b) {
  return static_cast<std::int32_t>(a - b) > 0;
}

}  // namespace

TimerWheel::TimerWheel(Time now) : origin_(now), nodes_(kFirstTimer) {
  for (Index ring = 0; ring < kFirstTimer; ++ring) nodes_[ring].next = nodes_[ring].previous = ring;
}

void TimerWheel::reserve(std::size_t timers) {
  nodes_.reserve(kFirstTimer + timers);
}

// Rounded up, so that the tick's beginning is not before the deadline; and never the current tick,
// whose slot has been emptied: what should have expired already does so with the next one.
std::uint64_t TimerWheel::ticks_until(Time deadline) const {
  const Duration whole = deadline - origin_ + kResolution - Duration(1);
  const auto ticks = whole < Duration::zero() ? 0 : static_cast<std::uint64_t>(whole / kResolution);
  return std::max(ticks + 1, now_ + 1);
}

void TimerWheel::arm(Timer timer, Time deadline) {
  const std::uint64_t ticks = ticks_until(deadline);
  assert(ticks - now_ <= static_cast<std::uint64_t>(kSpanMax / kResolution));
  const Index index = kFirstTimer + timer;
  if (index >= nodes_.size()) nodes_.resize(index + std::size_t{1});
  Node& node = nodes_[index];
  if (node.deadline == 0) ++armed_count_;
  node.deadline =
      std::max(static_cast<Tick>(ticks), Tick{1});  // 0 is taken: a tick late is allowed
  if (node.next != kNone) {
    if (!after(node.due, node.deadline))
      return;  // put off: found and filed again when its slot comes
    unlink(index);
  }
  file(index);
}

void TimerWheel::disarm(Timer timer) {
  if (!armed(timer)) return;
  nodes_[kFirstTimer + timer].deadline = 0;  // dropped when its slot comes
  --armed_count_;
}

bool TimerWheel::armed(Timer timer) const {
  const std::size_t index = std::size_t{kFirstTimer} + timer;
  return index < nodes_.size() && nodes_[index].deadline != 0;
}

void TimerWheel::advance(Time now) {
  const auto ticks = static_cast<std::uint64_t>((now - origin_) / kResolution) + 1;
  assert(now >= origin_ && ticks >= now_);
  if (ticks == now_) return;
  for (Index level = 0; level < kLevels; ++level) {
    const std::uint64_t from = now_ >> (kSlotBits * level);
    const std::uint64_t passed = (ticks >> (kSlotBits * level)) - from;
    for (std::uint64_t step = 1; step <= std::min<std::uint64_t>(passed, kSlots); ++step) {
      const auto slot = static_cast<Index>((from + step) % kSlots);
      expire(level * kSlots + slot);
    }
  }
  now_ = ticks;
}

std::optional<TimerWheel::Timer> TimerWheel::next_expired() {
  for (Index index; (index = nodes_[kExpired].next) != kExpired;) {
    unlink(index);
    Node& node = nodes_[index];
    __builtin_prefetch(&nodes_[nodes_[kExpired].next]);
    if (node.deadline == 0) continue;
    if (after(node.deadline, current())) {
      file(index);
      continue;
    }
    node.deadline = 0;
    --armed_count_;
    return index - kFirstTimer;
  }
  return std::nullopt;
}

std::optional<Time> TimerWheel::next_deadline() const {
  assert(nodes_[kExpired].next == kExpired);
  if (armed_count_ == 0) return std::nullopt;
  if (!first_occupied_) first_occupied_ = first_occupied();
  return origin_ + kResolution * static_cast<std::int64_t>(*first_occupied_ - 1);
}

std::uint64_t TimerWheel::first_occupied() const {
  std::uint64_t first = ~std::uint64_t{0};
  for (unsigned level = 0; level < kLevels; ++level) {
    const unsigned shift = kSlotBits * level;
    if (const auto ahead = slots_ahead(level)) {
      first = std::min(first, ((now_ >> shift) + *ahead) << shift);
    }
  }
  return first;
}

// Puts a node into the ring of its deadline. REQUIRES: the deadline lies ahead.
void TimerWheel::file(Index index) {
  Node& node = nodes_[index];
  const Tick ahead = node.deadline - current();
  assert(after(node.deadline, current()));
  const unsigned level = static_cast<unsigned>(std::bit_width(ahead) - 1) / kSlotBits;
  const Tick slot = node.deadline >> (kSlotBits * level);
  node.due = slot << (kSlotBits * level);
  link(index, level * kSlots + slot % kSlots);
}

void TimerWheel::link(Index index, Index ring) {
  Node& head = nodes_[ring];
  Node& node = nodes_[index];
  if (head.next == ring) mark_occupied(ring, true);
  node.next = head.next;
  node.previous = ring;
  nodes_[head.next].previous = index;
  head.next = index;
}

void TimerWheel::unlink(Index index) {
  Node& node = nodes_[index];
  nodes_[node.previous].next = node.next;
  nodes_[node.next].previous = node.previous;
  if (node.next == node.previous && node.next < kExpired) mark_occupied(node.next, false);
  node.next = node.previous = kNone;
}

// Splices a slot's ring onto the ring of the expired.
void TimerWheel::expire(Index ring) {
  Node& slot = nodes_[ring];
  if (slot.next == ring) return;
  Node& expired = nodes_[kExpired];
  nodes_[slot.next].previous = kExpired;
  nodes_[slot.previous].next = expired.next;
  nodes_[expired.next].previous = slot.previous;
  expired.next = slot.next;
  slot.next = slot.previous = ring;
  mark_occupied(ring, false);
}

void TimerWheel::mark_occupied(Index ring, bool occupied) {
  std::uint64_t& word = occupied_[ring / kSlots][ring % kSlots / kWordBits];
  const std::uint64_t bit = std::uint64_t{1} << (ring % kWordBits);
  word = occupied ? word | bit : word & ~bit;
  first_occupied_.reset();
}

// How far ahead of the current slot the next occupied one is, 1 to kSlots.
std::optional<unsigned> TimerWheel::slots_ahead(unsigned level) const {
  constexpr unsigned kWords = kSlots / kWordBits;
  const auto from = static_cast<unsigned>(((now_ >> (kSlotBits * level)) + 1) % kSlots);
  const std::uint64_t not_before = ~std::uint64_t{0} << (from % kWordBits);
  for (unsigned step = 0; step <= kWords; ++step) {
    const unsigned word = (from / kWordBits + step) % kWords;
    std::uint64_t bits = occupied_[level][word];
    if (step == 0) bits &= not_before;
    if (step == kWords) bits &= ~not_before;  // round the circle: what was left out at first
    if (bits == 0) continue;
    const unsigned slot = word * kWordBits + static_cast<unsigned>(std::countr_zero(bits));
    return (slot + kSlots - from) % kSlots + 1;
  }
  return std::nullopt;
}

}  // namespace reactor
