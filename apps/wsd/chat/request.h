// What somebody asks for, the same for both forms: the commands of the text form and the operations
// of JSON are read into one of these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chat {

enum class Verb : std::uint8_t {
  nothing,  // an empty line
  hello,    // JSON only
  say,      // text | data | bin
  me,
  dm,
  reply,  // text only: to whoever wrote last
  nick,
  away,
  join,
  leave,
  go,  // text only: /switch
  rooms,
  who,
  whois,
  topic,
  history,
  since,  // text only; JSON asks with history's after
  search,
  set,
  typing,
  ping,
  stats,
  help,
  quit,
};

// From where on somebody wants to see a room.
struct Since {
  enum class Kind : std::uint8_t { latest, all, after } kind = Kind::latest;
  std::string_view epoch{};  // empty: whatever it is now
  std::uint64_t seq = 0;     // after: the last one that was seen
};

struct RoomWish {
  std::string_view room;
  Since since;
};

// What a message carries.
enum class Content : std::uint8_t { text, data, bin };

// Which page of a room's history.
struct PageWish {
  enum class From : std::uint8_t { latest, before, after, around } from = From::latest;
  std::uint64_t seq = 0;
  std::uint32_t limit = 0;  // 0: what is usual
  std::size_t bytes = 0;    // of texts, likewise
  bool holes = false;       // `after`: are there holes up to the newest?
};

enum class Setting : std::uint8_t { echo, seq, time, presence };

// All views are valid until the reader reads the next.
struct Request {
  Verb verb = Verb::nothing;
  std::string_view id{};    // JSON: as it was sent, a string with its quotes or an integer
  std::string_view room{};  // empty: the current one
  std::string_view name{};  // a nick to have, or whom it is about; rooms: those after this one
  // What is said; data: its JSON; bin: its base64; topic, reason, words to search for; rooms: how
  // they begin; help: the command.
  std::string_view text{};
  Content content = Content::text;
  std::string_view cid{};
  std::optional<bool> echo{};  // of this message only
  Since since{};
  PageWish page{};                 // join: limit, of the latest; who: seq, those after that number
  std::string_view client{};       // hello: the program
  std::string_view session{};      // hello: chosen by the program, the same when it comes back
  std::vector<RoomWish> wishes{};  // hello
  bool has_rooms = false;          // hello: rooms were named, be it none
  Setting setting{};
  bool on = false;        // set, typing
  bool has_text = false;  // topic, away: something is to be set, be it empty
};

// Why something asked for cannot be read or done: HTTP's number, a word for programs, a sentence
// for people.
struct Complaint {
  std::uint16_t code = 0;
  std::string_view word{};
  std::string text{};
  bool temporary = false;
};

}  // namespace chat
