// A record is worded as often as there are forms in use, not as often as there are members.
#include "apps/wsd/chat/host.h"

#include <algorithm>

#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/text.h"
#include "apps/wsd/chat/text_face.h"
#include "apps/wsd/chat/view.h"

namespace chat {
namespace {

constexpr std::string_view kHall = "chat/";

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

}  // namespace

broadcast::LocalRoomId enter(broadcast::Shard& shard, std::string_view room) {
  return shard.enter(std::string(kHall).append(room), broadcast::RoomOptions{});
}

std::string_view chat_name(std::string_view hall_name) {
  return hall_name.substr(kHall.size());
}

const std::shared_ptr<Room>& Host::room_of(broadcast::RoomId id) {
  if (rooms_.size() <= id) rooms_.resize(id + 1);
  std::shared_ptr<Room>& room = rooms_[id];
  // Its number may have been another room's, and the room may have been forgotten and made again.
  const std::string_view name = chat_name(shard_.home_name(id));
  if (!room || room->name() != name || room->dropped()) room = commons_.rooms.reopen(name);
  return room;
}

void Host::word(const Happening& happening, std::string_view room, broadcast::Form form) {
  const View view = view_of(form);
  words_.clear();
  view.face == View::Face::json ? json::word(words_, happening, room, view)
                                : text::word(words_, happening, room, view);
  check_words(words_);
}

void Host::order(const broadcast::RoomEvent& event, Milliseconds now) {
  Happening happening = unpack(event.bytes);
  happening.who = event.who;
  std::shared_ptr<Room> room = room_of(event.room);
  std::optional<Room::Ordered> done = room->order(event.record, happening, now);
  while (!done) {  // it was forgotten while nobody was in it
    room = room_of(event.room);
    done = room->order(event.record, happening, now);
  }
  const Room::Ordered ordered = *done;
  if (ordered.gathering) {
    const bool known = std::any_of(gatherings_.begin(), gatherings_.end(),
                                   [&](const Gathering& one) { return one.room == room; });
    if (!known) gatherings_.push_back({room, shard_.now() + kGatheringTime});
  }
  if (ordered.tell) {
    for (broadcast::Form form = 0; form < kChatForms; ++form) {
      if ((event.forms >> form & 1) == 0) continue;
      word(happening, room->name(), form);
      if (!words_.empty()) shard_.append(form, rfc6455::Opcode::text, bytes_of(words_));
    }
  }
  if (ordered.duplicate) {
    commons_.store.confirm(room->name(), message_of(happening), happening.shard, happening.ticket);
  } else if (happening.numbered()) {
    commons_.store.append(room->name(), message_of(happening), happening.shard, happening.ticket);
  }
  if (happening.kind == Happening::Kind::topic) {
    commons_.store.set_topic(room->name(), happening.text);
  }
}

// Records that were put aside have no words; what is older than the first at hand cannot be told.
void Host::supply(const broadcast::RoomEvent& event) {
  const std::shared_ptr<Room>& room = room_of(event.room);
  std::optional<broadcast::Record> next;
  const auto nothing_up_to = [&](broadcast::Record record) {
    for (; *next < record; ++*next) shard_.supply_nothing(*next);
  };
  room->each(event.record, event.last, [&](broadcast::Record record, const Happening& happening) {
    if (!next) next = record;
    nothing_up_to(record);
    for (broadcast::Form form = 0; form < kChatForms; ++form) {
      if ((event.forms >> form & 1) == 0) continue;
      word(happening, room->name(), form);
      words_.empty()
          ? shard_.supply_nothing(record)
          : shard_.supply(record, rfc6455::Opcode::text, bytes_of(words_), happening.who);
    }
    ++*next;
  });
  if (next) nothing_up_to(event.last);
}

void Host::gather(reactor::Time now) {
  while (!gatherings_.empty() && gatherings_.front().due <= now) {
    const std::shared_ptr<Room> room = std::move(gatherings_.front().room);
    gatherings_.erase(gatherings_.begin());
    if (const auto happening = room->gather()) {
      shard_.publish(enter(shard_, room->name()), rfc6455::Opcode::text, pack(*happening));
    }
  }
}

std::optional<reactor::Time> Host::next_gathering() const {
  if (gatherings_.empty()) return std::nullopt;
  return gatherings_.front().due;
}

}  // namespace chat
