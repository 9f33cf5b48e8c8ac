// Private messages: the numbers of each conversation of two, and what waits for somebody who is
// away. Shared by all shards; in memory.
#pragma once

#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/chat/answer.h"

namespace chat {

struct LetterboxLimits {
  std::uint32_t letters = 100;   // waiting for one name
  std::size_t bytes = 64 << 10;  // likewise
  Milliseconds age = 7LL * 24 * 3600 * 1000;
  std::size_t total_bytes = 32 << 20;  // waiting for all names
  std::size_t conversations =
      100'000;                  // whose numbers are remembered; the longest quiet goes first
  std::size_t names = 100'000;  // that were here and may come back
};

struct Letter {  // copied
  std::string conversation;
  Sequence seq = 0;
  UserNumber from = kNoUser;
  std::string from_nick;
  std::string text;
  Milliseconds ts = 0;
};

class Letterbox {
 public:
  explicit Letterbox(const LetterboxLimits& limits) : limits_(limits) {}

  // A name was taken by somebody: letters to it may wait from now on.
  void knows(std::string_view nick);
  bool known(std::string_view nick) const;

  // Numbers a message from one to another. The same session and cid again: duplicate.
  struct Sent {
    std::string conversation;
    std::string epoch;
    Sequence seq = 0;
    bool duplicate = false;
  };
  Sent number(const Person& from, const Person& to, std::string_view session, std::string_view cid);

  // Keeps one for a name that is away; false: no more waits for that name.
  bool keep(std::string_view nick, Letter letter);
  struct Waited {
    std::vector<Letter> letters;
    std::uint32_t dropped = 0;  // too old, or too many
  };
  Waited take(std::string_view nick, Milliseconds now);

 private:
  const LetterboxLimits limits_;
  mutable std::mutex mutex_;
};

}  // namespace chat
