// Our escaper against a library's reader.
#include "base/json_writer.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <cstdint>
#include <limits>
#include <random>
#include <string>

namespace base {
namespace {

std::string read_back(simdjson::dom::parser& parser, const std::string& json) {
  std::string_view text;
  const auto error = parser.parse(json).get_string().get(text);
  EXPECT_FALSE(error) << json << ": " << error;
  return std::string(text);
}

TEST(JsonWriter, EscapesWhatJsonWants) {
  std::string out;
  append_json_string(out, "a\"b\\c\n\r\t\x01\x1F\x7F/\xC3\xA9");
  EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u001f\x7F/\xC3\xA9\"");
}

TEST(JsonWriter, EveryByteAtEveryPlaceIsReadAsItWas) {
  simdjson::dom::parser parser;
  for (std::size_t at = 0; at < 20; ++at) {
    for (int byte = 0; byte < 0x80; ++byte) {
      std::string text(20, 'x');
      text[at] = static_cast<char>(byte);
      std::string out;
      append_json_string(out, text);
      ASSERT_EQ(read_back(parser, out), text);
    }
  }
}

void append_code_point(std::string& out, std::uint32_t letter) {
  const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
  if (letter < 0x80) return add(letter);
  if (letter < 0x800) {
    add(0xC0 | letter >> 6);
  } else if (letter < 0x10000) {
    add(0xE0 | letter >> 12);
    add(0x80 | (letter >> 6 & 63));
  } else {
    add(0xF0 | letter >> 18);
    add(0x80 | (letter >> 12 & 63));
    add(0x80 | (letter >> 6 & 63));
  }
  add(0x80 | (letter & 63));
}

TEST(JsonWriter, RandomTextIsReadAsItWas) {
  std::mt19937 random(3);
  simdjson::dom::parser parser;
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (auto count = random() % 40; count > 0; --count) {
      const std::uint32_t longest[] = {0x30, 0x80, 0x800, 0xD800, 0x110000};
      auto letter = static_cast<std::uint32_t>(random() % longest[random() % std::size(longest)]);
      if (letter >= 0xD800 && letter < 0xE000) letter -= 0x800;
      append_code_point(text, letter);
    }
    std::string out;
    append_json_string(out, text);
    ASSERT_EQ(read_back(parser, out), text);
  }
}

TEST(JsonWriter, PutsTheCommas) {
  std::string out = "> ";
  JsonWriter writer(out);
  writer.object().field("op", "ack").field("seq", 7u).field("dup", true);
  writer.object("from").field("id", "u3").close();
  writer.array("rooms").element("a").element("b").object().close().array().close().close();
  writer.array("none").close().raw("re", "\"x\"").field("end", false).close();
  EXPECT_EQ(out, R"(> {"op":"ack","seq":7,"dup":true,"from":{"id":"u3"},"rooms":["a","b",{},[]],)"
                 R"("none":[],"re":"x","end":false})");
}

TEST(JsonWriter, NumbersAreWhole) {
  std::string out;
  JsonWriter(out)
      .object()
      .field("low", std::numeric_limits<std::int64_t>::min())
      .field("high", std::numeric_limits<std::uint64_t>::max())
      .field("small", std::uint8_t{65})
      .close();
  EXPECT_EQ(out, R"({"low":-9223372036854775808,"high":18446744073709551615,"small":65})");
}

}  // namespace
}  // namespace base
