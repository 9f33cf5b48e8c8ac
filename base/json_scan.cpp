// Since the JSON is valid, strings and brackets are all that has to be told apart.
#include "base/json_scan.h"

#include <array>
#include <cassert>
#include <cstdint>

namespace base {
namespace {

constexpr std::string_view kSpaces = " \t\r\n";

constexpr std::array<bool, 256> kStructure = [] {  // what may end a value, or begin one inside
  std::array<bool, 256> structure{};
  for (const char byte : std::string_view("\"{}[],"))
    structure[static_cast<std::uint8_t>(byte)] = true;
  return structure;
}();

// Each returns the index behind what it passes over.

// A quote ends a string unless an odd number of backslashes stands before it.
std::size_t past_string(std::string_view json, std::size_t at) {
  const std::size_t begin = at + 1;
  for (at = begin;; ++at) {
    at = json.find('"', at);
    assert(at < json.size());
    std::size_t backslashes = 0;
    while (at - backslashes > begin && json[at - backslashes - 1] == '\\') ++backslashes;
    if (backslashes % 2 == 0) return at + 1;
  }
}

std::size_t past_value(std::string_view json, std::size_t at) {
  std::size_t depth = 0;
  do {
    // A number or a word is passed over like what may stand between values.
    while (at < json.size() && !kStructure[static_cast<std::uint8_t>(json[at])]) ++at;
    assert(at < json.size());
    switch (json[at]) {
      case '"':
        at = past_string(json, at);
        break;
      case '{':
      case '[':
        ++depth;
        ++at;
        break;
      case ',':
        if (depth == 0) return at;
        ++at;
        break;
      default:
        if (depth == 0) return at;  // it closes what the value is in
        --depth;
        ++at;
    }
  } while (depth > 0);
  return at;
}

std::size_t past_spaces(std::string_view json, std::size_t at) {
  return json.find_first_not_of(kSpaces, at);
}

std::uint32_t code_unit(std::string_view json, std::size_t at) {  // the digits of \uXXXX
  std::uint32_t unit = 0;
  for (const char digit : json.substr(at, 4)) {
    const auto value = digit <= '9' ? digit - '0' : (digit | 32) - 'a' + 10;
    unit = unit << 4 | static_cast<std::uint32_t>(value & 15);
  }
  return unit;
}

}  // namespace

std::string_view nth_value(std::string_view object, std::size_t n) {
  std::size_t at = object.find('{') + 1;
  for (;; --n) {
    at = past_string(object, object.find('"', at));
    at = past_spaces(object, object.find(':', at) + 1);
    const std::size_t end = past_value(object, at);
    if (n > 0) {
      at = end;
      continue;
    }
    const std::string_view value = object.substr(at, end - at);
    return value.substr(0, value.find_last_not_of(kSpaces) + 1);
  }
}

bool surrogates_are_paired(std::string_view json) {
  std::size_t at = json.find('\\');
  while (at != json.npos) {
    if (json.substr(at + 1, 1) != "u") {
      at = json.find('\\', at + 2);
      continue;
    }
    const std::uint32_t unit = code_unit(json, at + 2);
    at += 6;
    if (unit >= 0xD800 && unit < 0xDC00) {
      const bool paired = json.substr(at, 2) == "\\u" && code_unit(json, at + 2) >> 10 == 0x37;
      if (!paired) return false;
      at += 6;
    } else if (unit >= 0xDC00 && unit < 0xE000) {
      return false;
    }
    at = json.find('\\', at);
  }
  return true;
}

}  // namespace base
