// What programs post over HTTP.
#include <gtest/gtest.h>

#include "apps/wsd/chat/json_face.h"

namespace chat::json {
namespace {

std::string read(std::string_view body) {
  const auto post = read_post(body);
  if (const auto* wrong = std::get_if<Complaint>(&post)) {
    return std::to_string(wrong->code) + " " + wrong->text;
  }
  return std::get<Post>(post).nick + "|" + std::string(std::get<Post>(post).text);
}

TEST(JsonPostTest, Bodies) {
  EXPECT_EQ(read(R"({"text":"hello"})"), "|hello");
  EXPECT_EQ(read(R"({"text":"a\u0007b\nc","nick":" cron "})"), "cron|ab\nc");
  EXPECT_EQ(read(R"({"text":"hello","nick":null,"more":[1]})"), "|hello");
}

TEST(JsonPostTest, WhatIsWrongIsSaid) {
  EXPECT_EQ(read(R"({"nick":"cron"})"), R"(422 "text" is missing.)");
  EXPECT_EQ(read(R"({"text":5})"), R"(422 "text" must be a string.)");
  EXPECT_EQ(read(R"({"text":"\u0007"})"), "422 There is nothing to say in text.");
  EXPECT_EQ(read("hello"), "400 This is not JSON.");
  EXPECT_EQ(read("[]"), "400 This is JSON, but not an object.");
  EXPECT_EQ(read(R"({"text":"x","nick":"User 7"})").substr(0, 4), "422 ");
}

}  // namespace
}  // namespace chat::json
