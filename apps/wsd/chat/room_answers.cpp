// Views all the way: nothing is copied to be worded.
#include "apps/wsd/chat/room_answers.h"

namespace chat {

History history_of(std::string_view name, const Room* room, const Page& page) {
  return {.room = name,
          .epoch = room != nullptr ? std::string_view(room->epoch()) : std::string_view(),
          .items = page.messages,
          .first = page.first,
          .head = room != nullptr ? room->standing().head : 0,
          .more = page.more};
}

Ack ack_of(std::string_view name, const Room* room, const Kept& kept) {
  return {.room = name,
          .epoch = room != nullptr ? std::string_view(room->epoch()) : std::string_view(),
          .seq = kept.seq,
          .ts = kept.ts,
          .duplicate = kept.duplicate};
}

Listing::Listing(const Rooms& rooms, std::string_view prefix, std::string_view after,
                 std::size_t limit)
    : rooms_(rooms.list(prefix, after, limit + 1)) {
  more_ = rooms_.size() > limit;
  if (more_) rooms_.pop_back();
  standings_.reserve(rooms_.size());  // the lines look into them
  for (const auto& room : rooms_) {
    const Room::Standing& now = standings_.emplace_back(room->standing());
    lines_.push_back({room->name(), now.topic, now.members, now.head});
  }
}

}  // namespace chat
