// One line of an archive: a thing that is kept, as a JSON object.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "apps/wsd/chat/letter_slips.h"
#include "apps/wsd/chat/message.h"

namespace disk {

inline constexpr std::size_t kRecordMax = 64 << 20;  // bytes of a line

struct ArchiveBegin {};  // the first line, and the last one: without that it is not whole
struct ArchiveEnd {};
struct RoomRecord {  // its messages follow
  std::string name;
  std::string epoch;
  std::string topic{};
  chat::Sequence next = 1;     // the number of its next message
  chat::Sequence trimmed = 0;  // up to here retention took everything
  bool jumped = false;         // numbers just below next were perhaps never given
};
struct NameRecord {  // letters to whom may wait
  std::string skeleton;
};
// A letter's serial is no part of its line: their order is.
using Record =
    std::variant<ArchiveBegin, RoomRecord, chat::Message, NameRecord, chat::KeptLetter, ArchiveEnd>;

// With the line's end. Throws std::runtime_error if it is not UTF-8: something else wrote that.
void append_record(std::string& out, const Record& record);

class RecordReader {
 public:
  RecordReader();
  ~RecordReader();

  // A line without its end. complaint: a sentence, if that is no record.
  struct Read {
    Record record{};
    std::string complaint{};
    bool session_in_clear = false;  // of a message that an older wsd wrote
  };
  Read read(std::string_view line);

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace disk
