// JSON out, read back by the reader.
#include "apps/wsc/json_writer.h"

#include <gtest/gtest.h>

#include "apps/wsc/code_point.h"
#include "apps/wsc/server_word.h"

namespace wsc {
namespace {

TEST(JsonWriter, WritesFields) {
  EXPECT_EQ(JsonObject().text(), "{}");
  EXPECT_EQ(JsonObject().field("op", "x").field("n", 7).field("b", true).raw("o", "[1]").text(),
            R"({"op":"x","n":7,"b":true,"o":[1]})");
}

TEST(JsonWriter, EscapesWhatMustBe) {
  EXPECT_EQ(json_string("a\"b\\c\n\r\t\x01 เ"), R"("a\"b\\c\n\r\t\u0001 เ")");
}

TEST(JsonWriter, AnyTextComesBack) {
  ServerReader reader;
  std::string text;
  for (char32_t value = 0; value < 0x3000; ++value) append_utf8(text, value);
  append_utf8(text, 0x10FFFF);
  const auto word = reader.read(JsonObject().field("op", "msg").field("text", text).text());
  ASSERT_TRUE(word);
  EXPECT_EQ(word->text, text);
}

}  // namespace
}  // namespace wsc
