// Both forms ask for the same things in the same way.
#include "apps/wsd/chat/request.h"

#include <gtest/gtest.h>

#include <string>

#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/text_face.h"

namespace chat {
namespace {

void expect_same(const Request& a, const Request& b) {
  EXPECT_EQ(a.verb, b.verb);
  EXPECT_EQ(a.room, b.room);
  EXPECT_EQ(a.name, b.name);
  EXPECT_EQ(a.text, b.text);
  EXPECT_EQ(a.content, b.content);
  EXPECT_EQ(a.since.kind, b.since.kind);
  EXPECT_EQ(a.page.from, b.page.from);
  EXPECT_EQ(a.page.seq, b.page.seq);
  EXPECT_EQ(a.page.limit, b.page.limit);
  EXPECT_EQ(a.setting, b.setting);
  EXPECT_EQ(a.on, b.on);
  EXPECT_EQ(a.has_text, b.has_text);
}

TEST(Request, IsTheSameInBothForms) {
  const std::pair<const char*, const char*> pairs[] = {
      {"hello", R"({"op":"msg","text":"hello"})"},
      {"/me waves", R"({"op":"me","text":"waves"})"},
      {"/msg User 7 psst", R"({"op":"dm","to":"User 7","text":"psst"})"},
      {"/nick ana", R"({"op":"nick","nick":"ana"})"},
      {"/away lunch", R"({"op":"away","text":"lunch"})"},
      {"/away", R"({"op":"away"})"},
      {"/join ops", R"({"op":"join","room":"ops"})"},
      {"/leave ops", R"({"op":"leave","room":"ops"})"},
      {"/rooms dev", R"({"op":"rooms","prefix":"dev"})"},
      {"/who ops", R"({"op":"who","room":"ops"})"},
      {"/whois bob", R"({"op":"whois","user":"bob"})"},
      {"/topic news", R"({"op":"topic","topic":"news"})"},
      {"/topic -", R"({"op":"topic","topic":""})"},
      {"/topic", R"({"op":"topic"})"},
      {"/history 20", R"({"op":"history","limit":20})"},
      {"/search two words", R"({"op":"search","q":"two words"})"},
      {"/set echo off", R"({"op":"set","echo":false})"},
      {"/set presence on", R"({"op":"set","presence":true})"},
      {"/ping", R"({"op":"ping"})"},
      {"/stats", R"({"op":"stats"})"},
      {"/quit good night", R"({"op":"quit","text":"good night"})"},
  };
  json::Reader reader;
  for (const auto& [line, object] : pairs) {
    SCOPED_TRACE(line);
    const auto typed = text::read(line);
    const auto sent = reader.read(object);
    ASSERT_TRUE(std::holds_alternative<Request>(typed));
    ASSERT_TRUE(std::holds_alternative<Request>(sent));
    expect_same(std::get<Request>(typed), std::get<Request>(sent));
  }
}

}  // namespace
}  // namespace chat
