// People and messages as JSON has them, in happenings and in answers alike.
#pragma once

#include <string>
#include <string_view>

#include "apps/wsd/chat/happening.h"
#include "base/json_writer.h"

namespace chat::json {

// {"op":"msg","room":"lobby","seq":121,"from":{"id":"u3","nick":"bob"},"text":"hello","ts":…}, one
// object. REQUIRES: numbered().
void append_message(std::string& out, std::string_view room, const Happening& happening);

// "id":"u3","nick":"bob" into the object that is open; who has no name is called "User 3".
void add_person(base::JsonWriter& json, const Person& person);
// The same as an object of its own.
void add_person(base::JsonWriter& json, std::string_view key, const Person& person);

}  // namespace chat::json
