// Answers to what a person asked, in words.
#include <chrono>

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
  const auto found = questions_.extract(word.re);
  const Question question = found ? found.mapped() : Question{.verb = Verb::unknown};
  if (word.op == "typing") return;
  if (word.op == "topic") {
    if (const auto place = rooms_.find(word.room); place != rooms_.end()) {
      place->second.topic = word.topic;
    }
    return tell({.kind = Kind::topic,
                 .text = word.topic,
                 .room = word.room,
                 .from = word.from.nick,
                 .asked = found ? Told::Asked::answered : Told::Asked::no,
                 .json = word.json});
  }
  if (word.op == "left") return on_left(word.room);
  if (question.verb == Verb::leave) return on_left(question.what);
  if (question.verb == Verb::away) {
    return tell(Kind::info,
                question.what.empty() ? "You are back." : "You are away: " + question.what);
  }
  if (question.verb == Verb::nick) {
    be(word.nick);
    wishes_.nick = word.nick;
    return tell(Kind::info, "You are " + nick_ + " now.");
  }
  show_answer(word, question);
}

void Conversation::show_answer(const ServerWord& word, const Question& question) {
  if (word.op == "rooms") {
    show_rooms(word);
  } else if (word.op == "pong" && question.verb == Verb::ping) {
    // The server knows how far it is once it has pinged; else it is as far as this took.
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(now_ - question.sent);
    const auto told = static_cast<std::int64_t>(word.figure("rtt"));
    answer("Pong: " + duration_text(told > 0 ? told : took.count()) + ".", word.json);
  } else if (word.op == "stats") {
    answer(counted(word.figure("messages_in"), "request", "requests") + "; " +
               counted(word.figure("bytes_in"), "byte", "bytes") + " there, " +
               std::to_string(word.figure("bytes_out")) + " back; " +
               std::to_string(word.figure("seconds")) + " s in " +
               counted(word.figure("rooms"), "room", "rooms") + "; " +
               counted(word.figure("people"), "person", "people") + " on this server.",
           word.json);
  } else if (word.op == "whois") {
    show_profile(word);
  } else if (word.op == "dropped") {
    tell(Kind::gap, "You missed " + std::to_string(word.figure("count")) +
                        " private messages; too many waited for you.");
  } else if (word.op != "ok") {  // what was done is seen
    tell({.kind = Kind::detail, .text = word.json, .json = word.json});
  }
}

// A line each; as JSON they are one.
void Conversation::show_rooms(const ServerWord& word) {
  if (word.rooms.empty()) {
    return tell({.kind = Kind::info,
                 .text = "There are no such rooms.",
                 .asked = Told::Asked::in_vain,
                 .json = word.json});
  }
  for (const ServerWord::RoomLine& room : word.rooms) {
    const bool first = &room == &word.rooms.front();
    const std::string topic = room.topic.empty() ? "" : ": " + room.topic;
    answer(room.name + " (" + std::to_string(room.members) + ")" + topic, first ? word.json : "");
  }
}

void Conversation::show_profile(const ServerWord& word) {
  std::string text = word.user.nick + " (" + word.user.id + ")";
  for (const ServerWord::RoomLine& room : word.rooms) {
    text += (&room == &word.rooms.front() ? " is in " : ", ") + room.name;
  }
  if (word.user.is_away) text += "; away" + (word.user.away.empty() ? "" : ": " + word.user.away);
  answer(text + ".", word.json);
}

}  // namespace wsc
