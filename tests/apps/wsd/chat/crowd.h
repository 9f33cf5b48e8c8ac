// For tests of rooms: short words for what people do there.
#pragma once

#include <optional>
#include <string>

#include "apps/wsd/chat/room.h"

namespace chat::test {

inline Happening happening(Happening::Kind kind, UserNumber user = kNoUser,
                           std::string_view nick = {}, std::string_view text = {}) {
  Happening h;
  h.kind = kind;
  h.person = {user, nick};
  h.text = text;
  return h;
}

// A room and its home, which counts records and the time.
class Home {
 public:
  explicit Home(Room& room) : room_(room) {}

  struct Done {
    Room::Ordered what;
    Happening happening;
    broadcast::Record record;
  };
  Done does(Happening h) {
    const auto what = room_.order(record_, h, now_);
    return {what.value(), std::move(h), record_++};
  }
  Done says(UserNumber user, std::string_view text) {
    return does(happening(Happening::Kind::message, user, {}, text));
  }
  Done joins(UserNumber user, std::string_view nick = {}) {
    return does(happening(Happening::Kind::joined, user, nick));
  }
  Done leaves(UserNumber user) { return does(happening(Happening::Kind::left, user)); }
  Done renames(UserNumber user, std::string_view nick) {
    return does(happening(Happening::Kind::renamed, user, {}, nick));
  }
  // What is put aside is told; nullopt: there was nothing.
  std::optional<Done> gathers() {
    const auto gathered = room_.gather();
    if (!gathered) return std::nullopt;
    return does(*gathered);
  }

  void skip(broadcast::Record records) { record_ += records; }
  void passes(Milliseconds time) { now_ += time; }
  broadcast::Record next() const { return record_; }
  Milliseconds now() const { return now_; }

 private:
  Room& room_;
  broadcast::Record record_ = 0;
  Milliseconds now_ = 1'000'000;
};

}  // namespace chat::test
