// The rooms of one connection. Nearly everybody is in one, which therefore stands in place.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "broadcast/rooms/local_rooms.h"

namespace broadcast {

struct Membership {
  static constexpr Audience::Index kPending = ~Audience::Index{0};  // a place was not offered yet

  LocalRoomId hall = 0;
  AudienceId audience = 0;
  Audience::Index index = kPending;
  std::uint32_t own = 0;  // pending: Member::own of the place it will have

  bool pending() const { return index == kPending; }
};

class Memberships {
 public:
  std::span<Membership> all() { return many_ ? std::span(*many_) : std::span(&one_, count_); }
  std::size_t size() const { return many_ ? many_->size() : count_; }

  Membership& add(const Membership& membership);
  void remove(const Membership& membership);  // REQUIRES: one of all()
  void clear();

  Membership* in_hall(LocalRoomId hall);
  Membership* in_audience(AudienceId audience);

 private:
  Membership one_;
  std::uint32_t count_ = 0;                        // of one_
  std::unique_ptr<std::vector<Membership>> many_;  // from the second on, for good
};

}  // namespace broadcast
