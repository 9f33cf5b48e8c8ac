// Writes one JSON object: an escaper and the commas.
//
//   JsonObject().field("op", "join").field("id", 2).text()
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace wsc {

// Quotes included. REQUIRES: valid UTF-8.
std::string json_string(std::string_view text);

class JsonObject {
 public:
  JsonObject& field(std::string_view key, std::string_view value) {
    return raw(key, json_string(value));
  }
  JsonObject& field(std::string_view key, const char* value) {
    return field(key, std::string_view(value));
  }
  JsonObject& field(std::string_view key, bool value) { return raw(key, value ? "true" : "false"); }
  template <std::integral Number>
  JsonObject& field(std::string_view key, Number value) {
    return raw(key, std::to_string(value));
  }
  JsonObject& raw(std::string_view key, std::string_view json) {  // REQUIRES: it is JSON
    out_ += out_.size() > 1 ? "," : "";
    out_ += json_string(key) + ":" + std::string(json);
    return *this;
  }
  std::string text() const { return out_ + "}"; }

 private:
  std::string out_ = "{";
};

}  // namespace wsc
