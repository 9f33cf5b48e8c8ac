// A list in the order of beginning: deadlines are a look at its front. Of the oldest so many are
// looked at to find the worst: age counts, so it stands in front.
#include "broadcast/connections/gathering.h"

#include <algorithm>
#include <cassert>

namespace broadcast {
namespace {

constexpr std::size_t kJudgedMax = 1024;

// What a message costs the others: bytes times how long they have lain here.
double cost(const Gathering::Message& message, reactor::Time now) {
  return static_cast<double>(message.bytes) *
         static_cast<double>((now - message.begun).count() + 1);
}

}  // namespace

Gathering::Place Gathering::begin(Slot slot, Serial serial, reactor::Time now) {
  if (spare_.empty()) spare_.emplace_back();
  spare_.front() = {slot, serial, now, 0};
  messages_.splice(messages_.end(), spare_, spare_.begin());
  return std::prev(messages_.end());
}

void Gathering::holds(Place place, std::size_t bytes) {
  bytes_ += bytes - place->bytes;
  place->bytes = bytes;
}

void Gathering::end(Place place) {
  bytes_ -= place->bytes;
  spare_.clear();
  spare_.splice(spare_.end(), messages_, place);
}

const Gathering::Message& Gathering::worst(reactor::Time now) const {
  assert(!messages_.empty());
  const Message* worst = nullptr;
  std::size_t judged = 0;
  for (const Message& message : messages_) {
    if (worst == nullptr || cost(message, now) > cost(*worst, now)) worst = &message;
    if (++judged == kJudgedMax) break;
  }
  return *worst;
}

std::optional<Gathering::Message> Gathering::overdue(reactor::Time now,
                                                     reactor::Duration most) const {
  if (messages_.empty() || now - messages_.front().begun < most) return std::nullopt;
  return messages_.front();
}

std::optional<reactor::Time> Gathering::oldest() const {
  return messages_.empty() ? std::nullopt : std::optional(messages_.front().begun);
}

}  // namespace broadcast
