// One pass with a cursor; the first fault ends it.
#include "apps/wsd/toml.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

#include "base/ascii.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "rfc6455/utf8.h"

namespace wsd {
namespace {

constexpr std::string_view kBlank = " \t";
constexpr std::string_view kBare =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  TomlFile read() {
    if (!rfc6455::is_utf8(std::as_bytes(std::span(text_)))) {
      fail("the file is not UTF-8");
    } else if (text_.starts_with("\xEF\xBB\xBF")) {
      at_ = 3;
    }
    while (!failed() && !at_end()) read_line();
    if (failed()) file_.entries.clear();
    return std::move(file_);
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\n' : text_[at_]; }
  bool failed() const { return !file_.complaint.empty(); }
  std::string fail(std::string_view why) {
    if (!failed()) file_.complaint = why;
    if (file_.line == 0) file_.line = line_;
    return {};
  }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  void skip(std::string_view bytes) {
    at_ = std::min(text_.find_first_not_of(bytes, at_), text_.size());
  }
  bool take_newline() {
    if (at_end()) return true;
    if (!take("\r\n") && !take("\n")) return false;
    ++line_;
    return true;
  }
  void skip_comment() {
    skip(kBlank);
    if (!take("#")) return;
    while (!at_end() && peek() != '\n' && !text_.substr(at_).starts_with("\r\n")) {
      if (is_control(peek())) fail("there is a control character in a comment");
      ++at_;
    }
  }
  void skip_lines() {
    do skip_comment();
    while (!at_end() && (peek() == '\n' || peek() == '\r') && take_newline());
  }

  void read_line() {
    skip_comment();
    if (!at_end() && peek() != '\n' && peek() != '\r') read_entry();
    skip_comment();
    if (!failed() && !take_newline()) fail("there is something behind the value");
  }

  void read_entry() {
    if (peek() == '[') {
      fail("there are no [tables] here: every key stands for itself");
      return;
    }
    TomlEntry entry;
    entry.line = line_;
    entry.key = read_key();
    skip(kBlank);
    if (!failed() && peek() == '.') fail("dotted keys are not known here");
    if (!failed() && !take("=")) fail("a line is KEY = VALUE");
    skip(kBlank);
    if (failed()) return;
    if (take("[")) {
      entry.array = true;
      read_array(entry.values);
    } else {
      entry.values.push_back(read_scalar());
    }
    if (!failed()) file_.entries.push_back(std::move(entry));
  }

  std::string read_key() {
    if (peek() == '"' || peek() == '\'') return read_string();
    const std::size_t begin = at_;
    skip(kBare);
    if (at_ == begin) return fail("a line is KEY = VALUE");
    return std::string(text_.substr(begin, at_ - begin));
  }

  void read_array(std::vector<std::string>& values) {
    const int begin = line_;
    while (!failed()) {
      skip_lines();
      if (take("]")) return;
      if (at_end()) {
        file_.line = begin;
        fail("the array has no end");
        return;
      }
      if (peek() == '[') fail("there are no arrays in arrays here");
      if (!failed()) values.push_back(read_scalar());
      skip_lines();
      if (!failed() && !take(",") && peek() != ']' && !at_end())
        fail("a comma is missing in the array");
    }
  }

  std::string read_scalar() {
    if (peek() == '"' || peek() == '\'') return read_string();
    const std::size_t begin = at_;
    skip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+.:/");
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) return fail("the value is missing");
    if (word == "true" || word == "false") return std::string(word);
    if (auto number = whole_number(word)) return *number;
    const bool meant_as_switch = word == "yes" || word == "no" || word == "on" || word == "off" ||
                                 word == "True" || word == "False";
    return fail("\"" + std::string(word) + "\" is no value: " +
                (meant_as_switch ? "a switch is true or false, " : "") + "texts stand in quotes");
  }

  // Digits with single underscores between them, perhaps a sign.
  static std::optional<std::string> whole_number(std::string_view word) {
    std::string digits;
    if (word.starts_with('-')) digits = "-";
    if (word.starts_with('-') || word.starts_with('+')) word.remove_prefix(1);
    if (word.empty() || word.front() == '_' || word.back() == '_') return std::nullopt;
    if (word.size() > 1 && word.front() == '0') return std::nullopt;
    for (std::size_t i = 0; i < word.size(); ++i) {
      const bool digit = word[i] >= '0' && word[i] <= '9';
      if (!digit && (word[i] != '_' || word[i - 1] == '_')) return std::nullopt;
      if (digit) digits += word[i];
    }
    return digits;
  }

  std::string read_string() {
    for (const std::string_view quote : {"\"\"\"", "'''"}) {
      if (!take(quote)) continue;
      take("\r\n") || take("\n") ? static_cast<void>(++line_) : static_cast<void>(0);
      return read_quoted(quote);
    }
    const std::string_view quote = peek() == '"' ? "\"" : "'";
    ++at_;
    return read_quoted(quote);
  }

  std::string read_quoted(std::string_view quote) {
    const bool many_lines = quote.size() == 3;
    const int begin = line_;
    std::string value;
    while (!failed()) {
      if (at_end()) {
        file_.line = begin;
        return fail("the string has no end");
      }
      if (take(quote)) {
        // Up to two quotes may stand before the closing ones.
        for (int i = 0; many_lines && i < 2 && peek() == quote[0] && !at_end(); ++i) {
          value += quote[0];
          ++at_;
        }
        return value;
      }
      const char c = text_[at_];
      const bool newline = c == '\n' || text_.substr(at_).starts_with("\r\n");
      if (newline) {
        if (!many_lines) return fail("the string has no end on its line");
        take_newline();
        value += '\n';
      } else if (is_control(c)) {
        return fail("there is a control character in a string: write it as \\u001B");
      } else if (c == '\\' && quote[0] == '"') {
        ++at_;
        read_escape(value, many_lines);
      } else {
        value += c;
        ++at_;
      }
    }
    return {};
  }

  void read_escape(std::string& value, bool many_lines) {
    constexpr std::string_view kNames = "btnfr\"\\";
    constexpr std::string_view kMeant = "\b\t\n\f\r\"\\";
    if (const auto known = kNames.find(peek()); !at_end() && known != kNames.npos) {
      value += kMeant[known];
      ++at_;
      return;
    }
    if (take("u")) return read_code(value, 4);
    if (take("U")) return read_code(value, 8);
    // A backslash at a line's end swallows it and the white space of the next.
    const std::size_t before = at_;
    skip(kBlank);
    if (many_lines && (peek() == '\n' || peek() == '\r') && take_newline()) {
      while (!at_end() &&
             (kBlank.find(peek()) != kBlank.npos || peek() == '\n' || peek() == '\r')) {
        if (peek() == '\n') ++line_;
        ++at_;
      }
      return;
    }
    at_ = before;
    fail("\\ begins none of \\n \\t \\r \\b \\f \\\" \\\\ \\u0000 here; '...' takes it as it is");
  }

  void read_code(std::string& value, std::size_t digits) {
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < digits; ++i) {
      const char c = peek();
      const auto digit = std::string_view(base::kHexDigits).find(base::lower(c));
      const bool hex = digit < 16;
      if (!hex || code > 0x10FFFF)
        return void(fail("\\u wants four hexadecimal digits, \\U eight"));
      code = code << 4 | static_cast<std::uint32_t>(digit);
      ++at_;
    }
    if (code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) {
      return void(fail("\\u names no character"));
    }
    base::append_utf8(value, code);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int line_ = 1;
  TomlFile file_;
};

bool is_plain_number(std::string_view text) {
  if (text.empty() || text.size() > 18 || (text.size() > 1 && text.front() == '0')) return false;
  return text.find_first_not_of("0123456789") == text.npos;
}

}  // namespace

TomlFile read_toml(std::string_view text) {
  return Reader(text).read();
}

std::string toml_value(std::string_view text) {
  if (text == "true" || text == "false" || is_plain_number(text)) return std::string(text);
  std::string quoted;  // what JSON escapes, TOML understands; it wants DEL escaped, too
  base::append_json_string(quoted, text);
  for (auto at = quoted.find('\x7F'); at != quoted.npos; at = quoted.find('\x7F', at)) {
    quoted.replace(at, 1, "\\u007f");
  }
  return quoted;
}

}  // namespace wsd
