// One object in one expression.
#include "base/json_object.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(JsonObject, WritesFields) {
  EXPECT_EQ(JsonObject().text(), "{}");
  EXPECT_EQ(JsonObject().field("op", "x").field("n", 7).field("b", true).raw("o", "[1]").text(),
            R"({"op":"x","n":7,"b":true,"o":[1]})");
}

TEST(JsonObject, EscapesWhatMustBe) {
  const std::string text = "a\"b\\c\n\r\t\x01 \u0E40";
  EXPECT_EQ(JsonObject().field("t", text).text(), "{\"t\":\"a\\\"b\\\\c\\n\\r\\t\\u0001 \u0E40\"}");
}

TEST(JsonObject, GoesOnWhereItIsHeld) {
  JsonObject object;
  object.field("a", 1u);
  object.field("b", std::string_view("c"));
  EXPECT_EQ(object.text(), R"({"a":1,"b":"c"})");
}

}  // namespace
}  // namespace base
