// One JSON object, written in one expression, with a text of its own. Any thread.
//
//   JsonObject().field("op", "join").field("id", 2).text()
#pragma once

#include <string>
#include <string_view>

#include "base/json_writer.h"

namespace base {

class JsonObject {
 public:
  JsonObject() { writer_.object(); }
  JsonObject(const JsonObject&) = delete;
  JsonObject& operator=(const JsonObject&) = delete;

  template <class Value>
  JsonObject& field(std::string_view key, const Value& value) {
    writer_.field(key, value);
    return *this;
  }
  JsonObject& raw(std::string_view key, std::string_view json) {  // REQUIRES: it is JSON
    writer_.raw(key, json);
    return *this;
  }
  std::string text() const { return text_ + "}"; }

 private:
  std::string text_;
  JsonWriter writer_{text_};
};

}  // namespace base
