// Looking things up in what a member has.
#include "apps/wsd/chat/member.h"

#include <algorithm>

namespace chat {

Seat* Member::seat(std::string_view room_name) {
  const auto found = std::find_if(seats.begin(), seats.end(),
                                  [&](const Seat& one) { return one.room->name() == room_name; });
  return found == seats.end() ? nullptr : &*found;
}

Seat* Member::seat(broadcast::LocalRoomId hall) {
  const auto found = std::find_if(seats.begin(), seats.end(), [&](const Seat& one) {
    return one.state != Seat::State::reading && one.hall == hall;
  });
  return found == seats.end() ? nullptr : &*found;
}

View Member::view_in(const Seat& seat) const {
  View seen = view;
  seen.prefixed = view.face == View::Face::text && seat.room->name() != current;
  return seen;
}

}  // namespace chat
