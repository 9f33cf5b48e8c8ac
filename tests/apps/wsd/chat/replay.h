// For tests of what comes to those who come back: rooms with a short memory, and what was heard in
// a few words.
#pragma once

#include <string>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {

inline constexpr broadcast::ShardNumber kOneOrTwo[] = {1, 2};

inline std::string text_of(std::size_t size, const std::string& more = {}) {
  return R"({"op":"msg","echo":false,"text":")" + std::string(size, 'x') + "\"" + more + "}";
}

// A room's memory is so large, and its store keeps everything.
inline wsd::Options keeping(std::size_t log) {
  wsd::Options options = unhurried();
  options.settings.log.retention = log;
  options.history = {.count = 0, .bytes = 0, .age = {}};
  return options;
}

// Joined, gaps and numbers as one line: "joined 5 true 1-3 gap 4-4 retention 5".
inline std::string story(const Lines& lines) {
  std::string told;
  Sequence first = 0;
  Sequence last = 0;
  const auto flush = [&] {
    if (first == 0) return;
    told += " " + std::to_string(first) + (last > first ? "-" + std::to_string(last) : "");
    first = last = 0;
  };
  for (const std::string& line : lines) {
    const std::string op = at(line, "/op");
    if (op == "msg") {
      const Sequence seq = std::stoul(at(line, "/seq"));
      if (last == 0 || seq != last + 1) flush();
      if (first == 0) first = seq;
      last = seq;
    } else if (op == "joined") {
      flush();
      told +=
          (told.empty() ? "joined " : " joined ") + at(line, "/seq") + " " + at(line, "/recovered");
    } else if (op == "gap") {
      flush();
      told += " gap " + at(line, "/from") + "-" + at(line, "/to") + " " + at(line, "/reason");
    }
  }
  flush();
  return told;
}

inline std::string wish_of(const std::string& since, const std::string& room = "lobby") {
  return R"({"op":"hello","rooms":[{"room":")" + room + R"(","since":)" + since + "}]}";
}

inline std::string since(Salon& salon, Sequence seq, const std::string& room = "lobby") {
  auto& rooms = salon.shared().commons.rooms;
  return R"({"epoch":")" + rooms.open(room)->epoch() + R"(","seq":)" + std::to_string(seq) + "}";
}

inline std::string come(Salon& salon, const std::string& since, broadcast::ShardNumber shard = 0) {
  return story(say(salon, salon.json("/", shard), wish_of(since)));
}

}  // namespace chat::test
