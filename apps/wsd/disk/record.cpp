// Members that say what is usual are left out. Whoever reads is strict: every member means
// something, and nothing comes in that the chat itself would not have let in.
#include "apps/wsd/disk/record.h"

#include <simdjson.h>

#include <array>
#include <span>
#include <stdexcept>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/chat/session_key.h"
#include "apps/wsd/disk/schema.h"
#include "base/base64.h"
#include "base/json_scan.h"
#include "base/json_writer.h"
#include "base/utc.h"
#include "rfc6455/utf8.h"

namespace disk {
namespace {

using base::JsonWriter;

constexpr std::uint64_t kVersion = 2;  // 1 had sessions in clear
constexpr std::size_t kEpochMax = 64;
constexpr std::array<std::string_view, 3> kKinds = {"message", "action", "said"};
constexpr std::array<std::string_view, 3> kContents = {"text", "data", "bin"};

bool is_utf8(std::string_view text) {
  return rfc6455::is_utf8(std::as_bytes(std::span(text)));
}

// ---- writing ----

void add_text(base::JsonWriter& json, std::string_view key, std::string_view text) {
  if (text.empty()) return;
  if (!is_utf8(text)) throw std::runtime_error("a text in the database is not UTF-8");
  json.field(key, text);
}

void add_number(base::JsonWriter& json, std::string_view key, std::uint64_t number) {
  if (number != 0) json.field(key, number);
}

void write(base::JsonWriter& json, const ArchiveBegin&) {
  json.field("is", "archive").field("version", kVersion);
}

void write(base::JsonWriter& json, const RoomRecord& room) {
  json.field("is", "room");
  add_text(json, "name", room.name);
  add_text(json, "epoch", room.epoch);
  add_text(json, "topic", room.topic);
  json.field("next", room.next);
  add_number(json, "trimmed", room.trimmed);
  if (room.jumped) json.field("jumped", true);
}

void write(base::JsonWriter& json, const chat::Message& message) {
  const auto kind = static_cast<std::size_t>(message.kind);
  const auto content = static_cast<std::size_t>(message.content);
  if (kind >= kKinds.size() || content >= kContents.size()) {
    throw std::runtime_error("a message in the database is of no known kind");
  }
  json.field("is", kKinds[kind]).field("seq", message.seq).field("ts", message.ts);
  add_number(json, "user", message.user);
  add_text(json, "nick", message.nick);
  if (content != 0) json.field("content", kContents[content]);
  add_text(json, "text", message.text);
  add_text(json, "session_hash", message.session);
  add_text(json, "cid", message.cid);
}

void write(base::JsonWriter& json, const NameRecord& name) {
  json.field("is", "name");
  add_text(json, "name", name.skeleton);
}

void write(base::JsonWriter& json, const chat::KeptLetter& kept) {
  json.field("is", "letter");
  add_text(json, "to", kept.skeleton);
  add_text(json, "room", kept.letter.conversation);
  json.field("seq", kept.letter.seq).field("ts", kept.letter.ts);
  add_number(json, "user", kept.letter.from);
  add_text(json, "nick", kept.letter.from_nick);
  add_text(json, "text", kept.letter.text);
}

void write(base::JsonWriter& json, const ArchiveEnd&) {
  json.field("is", "end");
}

// ---- reading ----

// The members of an object, each taken once. Of all that is wrong the first is kept.
class Members {
 public:
  explicit Members(const simdjson::dom::object& object) : object_(object) {}

  std::string text(std::string_view key) {
    std::string_view text;
    take(key, text, "must be a string.");
    return std::string(text);
  }
  std::string needed_text(std::string_view key) {
    std::string found = text(key);
    if (found.empty()) wrong(key, "is missing or empty.");
    return found;
  }
  std::string line(std::string_view key) {  // that can be shown in one
    std::string found = text(key);
    if (!chat::is_clean(found) || found.find('\n') != found.npos) {
      wrong(key, "has characters that no line may have.");
    }
    return found;
  }
  std::uint64_t number(std::string_view key, std::uint64_t least, std::uint64_t most) {
    std::uint64_t number = least;
    const bool there = take(key, number, "must be a whole number.");
    if ((!there && least > 0) || number < least || number > most) {
      wrong(key, "must be from " + std::to_string(least) + " to " + std::to_string(most) + ".");
    }
    return number;
  }
  bool flag(std::string_view key) {
    bool flag = false;
    take(key, flag, "must be true or false.");
    return flag;
  }
  // Its place among the words; absent: the first.
  std::size_t choice(std::string_view key, std::span<const std::string_view> words) {
    const std::string word = text(key);
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (word == words[i]) return i;
    }
    if (!word.empty()) wrong(key, "is none of those that are known.");
    return 0;
  }
  void wrong(std::string_view key, const std::string& sentence) {
    if (complaint_.empty()) complaint_ = '"' + std::string(key) + "\" " + sentence;
  }
  bool session_in_clear = false;

  // To be asked last.
  std::string complaint() {
    if (complaint_.empty() && taken_ != object_.size()) {
      complaint_ = "There is a member that means nothing here, or one twice.";
    }
    return complaint_;
  }

 private:
  template <typename Value>
  bool take(std::string_view key, Value& value, const char* otherwise) {
    simdjson::dom::element element;
    if (object_[key].get(element)) return false;
    ++taken_;
    if (element.get(value)) wrong(key, otherwise);
    return true;
  }

  simdjson::dom::object object_;
  std::size_t taken_ = 0;
  std::string complaint_;
};

constexpr std::uint64_t kMost = static_cast<std::uint64_t>(INT64_MAX);
constexpr auto kTimeMost = static_cast<std::uint64_t>(base::kTimeMost);

bool is_room(const std::string& name) {
  const bool conversation = name.find(':') != name.npos;
  return conversation || protocol::room_name(name) == name;
}

ArchiveBegin read_begin(Members& members) {
  const std::uint64_t version = members.number("version", 1, kMost);
  if (version > kVersion) members.wrong("version", "is of a newer wsd.");
  return {};
}

RoomRecord read_room(Members& members) {
  RoomRecord room{.name = members.line("name"), .epoch = members.needed_text("epoch")};
  room.topic = members.line("topic");
  room.next = members.number("next", 1, kSequenceLast + 1);
  room.trimmed = members.number("trimmed", 0, room.next - 1);
  room.jumped = members.flag("jumped");
  constexpr std::string_view kEpochLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const bool word = room.epoch.find_first_not_of(kEpochLetters) == room.epoch.npos;
  if (!is_room(room.name)) members.wrong("name", "is no room's.");
  if (!word || room.epoch.size() > kEpochMax) members.wrong("epoch", "is none.");
  if (room.jumped && room.next <= kBlock) members.wrong("next", "is too low for a jump.");
  return room;
}

// As a program's data is kept: valid, and without spaces between.
bool is_data(const std::string& text) {
  const simdjson::padded_string padded(text);
  simdjson::dom::parser parser;
  if (parser.parse(padded).error() || !base::surrogates_are_paired(text)) return false;
  std::string least(text.size() + simdjson::SIMDJSON_PADDING, '\0');
  std::size_t size = 0;
  return !simdjson::minify(padded.data(), padded.size(), least.data(), size) &&
         std::string_view(least).substr(0, size) == text;
}

bool is_fit(chat::Content content, const std::string& text) {
  switch (content) {
    case chat::Content::data:
      return is_data(text);
    case chat::Content::bin:
      return base::is_base64(text);
    default:
      return chat::is_clean(text);
  }
}

chat::Message read_message(Members& members, std::size_t kind) {
  chat::Message message{.seq = members.number("seq", 1, kSequenceLast)};
  message.ts = static_cast<chat::Milliseconds>(members.number("ts", 0, kTimeMost));
  message.kind = static_cast<chat::Happening::Kind>(kind);
  message.content = static_cast<chat::Content>(members.choice("content", kContents));
  message.user = members.number("user", 0, kMost);
  message.nick = members.line("nick");
  message.text = members.text("text");
  message.session = members.text("session_hash");
  if (!message.session.empty() && !chat::is_session_hash(message.session)) {
    members.wrong("session_hash", "must be 32 digits of 0-9 and a-f.");
  }
  if (std::string word = members.text("session"); !word.empty()) {
    if (!message.session.empty()) members.wrong("session", "is there twice.");
    message.session = std::move(word);
    members.session_in_clear = true;
  }
  message.cid = members.text("cid");
  if (!is_fit(message.content, message.text)) members.wrong("text", "is not fit for its content.");
  return message;
}

NameRecord read_name(Members& members) {
  NameRecord name{members.line("name")};
  if (name.skeleton.empty()) members.wrong("name", "is missing or empty.");
  return name;
}

chat::KeptLetter read_letter(Members& members) {
  chat::KeptLetter kept{.skeleton = members.line("to"), .letter = {}};
  chat::Letter& letter = kept.letter;
  letter.conversation = members.line("room");
  letter.seq = members.number("seq", 1, kSequenceLast);
  letter.ts = static_cast<chat::Milliseconds>(members.number("ts", 0, kTimeMost));
  letter.from = members.number("user", 0, kMost);
  letter.from_nick = members.line("nick");
  letter.text = members.text("text");
  if (kept.skeleton.empty()) members.wrong("to", "is missing or empty.");
  if (!chat::is_clean(letter.text)) members.wrong("text", "has characters that no text may have.");
  return kept;
}

Record read_members(Members& members) {
  const std::string is = members.needed_text("is");
  if (is == "archive") return read_begin(members);
  if (is == "room") return read_room(members);
  if (is == "name") return read_name(members);
  if (is == "letter") return read_letter(members);
  if (is == "end") return ArchiveEnd{};
  for (std::size_t kind = 0; kind < kKinds.size(); ++kind) {
    if (is == kKinds[kind]) return read_message(members, kind);
  }
  members.wrong("is", "is none of those that are known.");
  return ArchiveEnd{};
}

}  // namespace

void append_record(std::string& out, const Record& record) {
  base::JsonWriter json(out);
  json.object();
  std::visit([&](const auto& what) { write(json, what); }, record);
  json.close();
  out += '\n';
}

struct RecordReader::Parser {
  simdjson::dom::parser parser;
};

RecordReader::RecordReader() : parser_(std::make_unique<Parser>()) {}

RecordReader::~RecordReader() = default;

RecordReader::Read RecordReader::read(std::string_view line) {
  const simdjson::padded_string padded(line);
  simdjson::dom::object object;
  const bool good = !parser_->parser.parse(padded).get(object) && is_utf8(line) &&
                    base::surrogates_are_paired(line);
  if (!good) return {.complaint = "This is not a JSON object."};
  Members members(object);
  Read read{.record = read_members(members)};
  read.complaint = members.complaint();
  read.session_in_clear = members.session_in_clear;
  return read;
}

}  // namespace disk
