// At most a hundred or so: looked through from the first.
#include "broadcast/connections/memberships.h"

namespace broadcast {

Membership& Memberships::add(const Membership& membership) {
  if (!many_ && count_ == 0) {
    count_ = 1;
    return one_ = membership;
  }
  if (!many_) {
    many_ = std::make_unique<std::vector<Membership>>(1, one_);
    count_ = 0;
  }
  return many_->emplace_back(membership);
}

void Memberships::remove(const Membership& membership) {
  if (!many_) {
    count_ = 0;
    return;
  }
  const auto all_of_them = all();
  all_of_them[static_cast<std::size_t>(&membership - all_of_them.data())] = many_->back();
  many_->pop_back();
}

void Memberships::clear() {
  count_ = 0;
  many_.reset();
}

Membership* Memberships::in_hall(LocalRoomId hall) {
  for (Membership& membership : all()) {
    if (membership.hall == hall) return &membership;
  }
  return nullptr;
}

Membership* Memberships::in_audience(AudienceId audience) {
  for (Membership& membership : all()) {
    if (membership.audience == audience && !membership.pending()) return &membership;
  }
  return nullptr;
}

}  // namespace broadcast
