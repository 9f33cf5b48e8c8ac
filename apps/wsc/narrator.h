// How things are worded: each thing told as a line for people. The text form's words, with signs in
// front of them; without emoji the text form's own signs.
#pragma once

#include <cstdint>
#include <string>

#include "apps/wsc/line.h"
#include "apps/wsc/talk.h"

namespace wsc {

struct Manner {
  enum class Signs : std::uint8_t { emoji, plain, none } signs = Signs::emoji;
  bool bell = false;
  std::string timestamps{};  // strftime's; empty: none
};

class Narrator {
 public:
  explicit Narrator(Manner manner) : manner_(std::move(manner)) {}

  // now: Unix milliseconds, for what has no time of its own. Local time is shown.
  Line tell(const Told& told, const Standing& standing, const Showing& showing,
            std::int64_t now) const;

  // One row: what is current, how many are there, what waits, how far away it is.
  struct Condition {
    enum class Link : std::uint8_t { calling, open, waiting } link = Link::calling;
    std::int64_t seconds = 0;      // waiting: until the next call
    std::int64_t round_trip = -1;  // microseconds; -1: not known
  };
  Line status(const Standing& standing, const Condition& condition) const;

 private:
  bool emoji() const { return manner_.signs == Manner::Signs::emoji; }
  std::string sign(const Told& told) const;
  void tell_message(Line& line, const Told& told, const Standing& standing) const;
  void tell_event(Line& line, const Told& told) const;

  Manner manner_;
};

std::string timestamp(const std::string& format, std::int64_t milliseconds);

// "1.5 s", "12 ms", "1.2 ms", "0.08 ms".
std::string duration_text(std::int64_t microseconds);

}  // namespace wsc
