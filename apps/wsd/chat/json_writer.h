// Writes JSON: an escaper and the commas.
//
//   JsonWriter(out).object().field("op", "ack").field("seq", 7).close();
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace chat {

// REQUIRES: valid UTF-8. Quotes included.
void append_json_string(std::string& out, std::string_view text);

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& object();
  JsonWriter& array();
  JsonWriter& object(std::string_view key);
  JsonWriter& array(std::string_view key);
  JsonWriter& close();  // the innermost
  JsonWriter& field(std::string_view key, std::string_view value);
  JsonWriter& field(std::string_view key, const char* value) {
    return field(key, std::string_view(value));
  }
  JsonWriter& field(std::string_view key, bool value);
  template <std::integral Number>
  JsonWriter& field(std::string_view key, Number value) {
    return raw(key, std::to_string(value));
  }
  JsonWriter& raw(std::string_view key, std::string_view json);  // REQUIRES: it is JSON
  JsonWriter& element(std::string_view value);

 private:
  std::string& out_;
  std::string closers_{};  // what is open, the innermost last
  bool comma_ = false;
};

}  // namespace chat
