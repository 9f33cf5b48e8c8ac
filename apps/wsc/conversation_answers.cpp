// Answers to what a person asked, in words.

#include "apps/wsc/conversation.h"
#include "apps/wsc/narrator.h"

namespace wsc {
namespace {

using Kind = Told::Kind;
using Verb = Command::Verb;

std::string counted(std::uint64_t count, const char* one, const char* many) {
  return std::to_string(count) + " " + (count == 1 ? one : many);
}

}  // namespace

void Conversation::on_left(const std::string& room) {
  give_up(room);
  tell(Kind::info, "You have left " + room + ".");
}

// It becomes the current one, and no other does for having been asked for before.
void Conversation::speak_in(const std::string& room) {
  current_ = room;
  entering_.clear();
  rooms_[room].unread = 0;
}

void Conversation::give_up(const std::string& room) {
  rooms_.erase(room);
  if (entering_ == room) entering_.clear();
  if (current_ != room) return;
  current_ = rooms_.empty() ? std::string() : rooms_.begin()->first;
}

// What answers a request and has no other meaning, and what else the server says.
void Conversation::on_answer(const ServerWord& word) {
  const auto question = questions_.extract(word.re);
  const Verb verb = question ? question.mapped().verb : Verb::unknown;
  if (word.op == "typing") return;
  if (word.op == "topic") {
    if (const auto place = rooms_.find(word.room); place != rooms_.end()) {
      place->second.topic = word.topic;
    }
    return tell({.kind = Kind::topic,
                 .text = word.topic,
                 .room = word.room,
                 .from = word.from.nick,
                 .json = word.json});
  }
  if (word.op == "left") return on_left(word.room);
  if (verb == Verb::leave) return on_left(question.mapped().what);
  if (verb == Verb::away) {
    const std::string& text = question.mapped().what;
    return tell(Kind::info, text.empty() ? "You are back." : "You are away: " + text);
  }
  if (verb == Verb::nick) {
    be(word.nick);
    wishes_.nick = word.nick;
    return tell(Kind::info, "You are " + nick_ + " now.");
  }
  show_answer(word);
}

void Conversation::show_answer(const ServerWord& word) {
  if (word.op == "rooms") {
    if (word.rooms.empty()) return tell(Kind::info, "There are no such rooms.");
    for (const ServerWord::RoomLine& room : word.rooms) {
      const std::string topic = room.topic.empty() ? "" : ": " + room.topic;
      tell(Kind::info, room.name + " (" + std::to_string(room.members) + ")" + topic);
    }
  } else if (word.op == "pong") {
    const std::uint64_t took = word.figure("rtt");
    tell(Kind::info,
         took > 0 ? "Pong: " + duration_text(static_cast<std::int64_t>(took)) + "." : "Pong.");
  } else if (word.op == "stats") {
    tell(Kind::info, counted(word.figure("messages_in"), "request", "requests") + "; " +
                         counted(word.figure("bytes_in"), "byte", "bytes") + " there, " +
                         std::to_string(word.figure("bytes_out")) + " back; " +
                         std::to_string(word.figure("seconds")) + " s in " +
                         counted(word.figure("rooms"), "room", "rooms") + "; " +
                         counted(word.figure("people"), "person", "people") + " on this server.");
  } else if (word.op == "whois") {
    std::string text = word.user.nick + " (" + word.user.id + ")";
    for (const ServerWord::RoomLine& room : word.rooms) {
      text += (&room == &word.rooms.front() ? " is in " : ", ") + room.name;
    }
    if (word.user.is_away) text += "; away" + (word.user.away.empty() ? "" : ": " + word.user.away);
    tell(Kind::info, text + ".");
  } else if (word.op == "dropped") {
    tell(Kind::gap, "You missed " + std::to_string(word.figure("count")) +
                        " private messages; too many waited for you.");
  } else if (word.op != "ok") {  // what was done is seen
    tell({.kind = Kind::detail, .text = word.json, .json = word.json});
  }
}

}  // namespace wsc
