// Writes JSON: an escaper and the commas.
//
//   JsonWriter(out).object().field("op", "ack").field("seq", 7).close();
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/digits.h"

namespace base {

// REQUIRES: valid UTF-8. Quotes included.
void append_json_string(std::string& out, std::string_view text);

// Keys are written as they are. REQUIRES: nothing in a key has to be escaped.
class JsonWriter {
 public:
  static constexpr std::size_t kDepthMax = 8;

  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& object();  // an element, or all of it
  JsonWriter& array();
  JsonWriter& object(std::string_view key);
  JsonWriter& array(std::string_view key);
  JsonWriter& close();  // the innermost
  JsonWriter& field(std::string_view key, std::string_view value);
  JsonWriter& field(std::string_view key, const char* value) {
    return field(key, std::string_view(value));
  }
  JsonWriter& field(std::string_view key, std::same_as<bool> auto value) {
    return raw(key, value ? "true" : "false");
  }
  template <std::integral Number>
  requires(!std::same_as<Number, bool>) JsonWriter& field(std::string_view key, Number value) {
    this->key(key);
    if constexpr (std::signed_integral<Number>) {
      append_signed(out_, static_cast<std::int64_t>(value));
    } else {
      append_number(out_, static_cast<std::uint64_t>(value));
    }
    return *this;
  }
  JsonWriter& raw(std::string_view key, std::string_view json);  // REQUIRES: it is JSON
  JsonWriter& element(std::string_view value);
  std::string& element();  // an element that is appended to this by hand
  // "u12": a letter and a number.
  JsonWriter& id(std::string_view key, char letter, std::uint64_t number);
  JsonWriter& id(char letter, std::uint64_t number);  // an element

 private:
  void comma();
  void key(std::string_view key);
  void add_id(char letter, std::uint64_t number);
  JsonWriter& open(char opener, char closer);

  std::string& out_;
  std::array<char, kDepthMax> closers_{};  // of what is open, the innermost last
  std::size_t depth_ = 0;
  bool comma_ = false;  // something stands before
};

}  // namespace base
