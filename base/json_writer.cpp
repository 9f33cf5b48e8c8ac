// Text is copied in runs between the few bytes that JSON wants escaped (RFC 8259 §7).
#include "base/json_writer.h"

#include <cassert>
#include <cstring>

#include "base/ascii.h"

namespace base {
namespace {

bool must_be_escaped(char byte) {
  return static_cast<std::uint8_t>(byte) < 0x20 || byte == '"' || byte == '\\';
}

// Eight bytes at once; borrows between them may call some in error, they are looked at singly then.
bool may_need_escapes(const char* bytes) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  std::uint64_t word;
  std::memcpy(&word, bytes, sizeof word);
  const std::uint64_t control = (word - kOnes * 0x20) & ~word;
  const std::uint64_t quote = word ^ kOnes * '"';
  const std::uint64_t backslash = word ^ kOnes * '\\';
  return ((control | ((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash)) &
          kOnes * 0x80) != 0;
}

std::size_t plain_run(std::string_view text) {
  std::size_t at = 0;
  for (;;) {
    while (at + 8 <= text.size() && !may_need_escapes(text.data() + at)) at += 8;
    const std::size_t end = at + 8 < text.size() ? at + 8 : text.size();
    for (; at < end; ++at) {
      if (must_be_escaped(text[at])) return at;
    }
    if (at == text.size()) return at;
  }
}

void append_escape(std::string& out, char byte) {
  switch (byte) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHexDigits[byte >> 4];
      out += kHexDigits[byte & 15];
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (;;) {
    const std::size_t run = plain_run(text);
    out.append(text.data(), run);
    if (run == text.size()) break;
    append_escape(out, text[run]);
    text.remove_prefix(run + 1);
  }
  out += '"';
}

void JsonWriter::comma() {
  if (comma_) out_ += ',';
  comma_ = true;
}

void JsonWriter::key(std::string_view key) {
  comma();
  out_ += '"';
  out_ += key;
  out_ += "\":";
}

JsonWriter& JsonWriter::open(char opener, char closer) {
  assert(depth_ < kDepthMax);
  out_ += opener;
  closers_[depth_++] = closer;
  comma_ = false;
  return *this;
}

JsonWriter& JsonWriter::object() {
  comma();
  return open('{', '}');
}
JsonWriter& JsonWriter::array() {
  comma();
  return open('[', ']');
}
JsonWriter& JsonWriter::object(std::string_view name) {
  key(name);
  return open('{', '}');
}
JsonWriter& JsonWriter::array(std::string_view name) {
  key(name);
  return open('[', ']');
}

JsonWriter& JsonWriter::close() {
  assert(depth_ > 0);
  out_ += closers_[--depth_];
  comma_ = true;
  return *this;
}

JsonWriter& JsonWriter::field(std::string_view name, std::string_view value) {
  key(name);
  append_json_string(out_, value);
  return *this;
}

JsonWriter& JsonWriter::raw(std::string_view name, std::string_view json) {
  key(name);
  out_ += json;
  return *this;
}

JsonWriter& JsonWriter::element(std::string_view value) {
  comma();
  append_json_string(out_, value);
  return *this;
}

std::string& JsonWriter::element() {
  comma();
  return out_;
}

void JsonWriter::add_id(char letter, std::uint64_t number) {
  out_ += '"';
  out_ += letter;
  append_number(out_, number);
  out_ += '"';
}

JsonWriter& JsonWriter::id(std::string_view name, char letter, std::uint64_t number) {
  key(name);
  add_id(letter, number);
  return *this;
}

JsonWriter& JsonWriter::id(char letter, std::uint64_t number) {
  comma();
  add_id(letter, number);
  return *this;
}

}  // namespace base
