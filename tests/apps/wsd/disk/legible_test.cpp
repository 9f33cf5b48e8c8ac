// Whatever stands in the database, people are sent UTF-8.
#include "apps/wsd/disk/legible.h"

#include <gtest/gtest.h>

#include <random>
#include <span>

#include "rfc6455/utf8.h"

namespace disk {
namespace {

const std::string kGone = "\xEF\xBF\xBD";

bool is_utf8(const std::string& text) {
  return rfc6455::is_utf8(std::as_bytes(std::span(text)));
}

TEST(Legible, WhatIsUtf8Stays) {
  for (const char* text : {"", "a", "h\xC3\xA9llo", "\xE0\xB8\x81", "\xF0\x9F\x98\x80", "a\nb"}) {
    EXPECT_EQ(legible(std::string(text)), text);
  }
}

TEST(Legible, APieceThatIsNoneIsReplacedAndTheRestStays) {
  EXPECT_EQ(legible(std::string("a\xFFz")), "a" + kGone + "z");
  EXPECT_EQ(legible(std::string("\xFF\xFE")), kGone + kGone);
  EXPECT_EQ(legible(std::string("a\xE0\xB8")), "a" + kGone) << "cut off";
  EXPECT_EQ(legible(std::string("\xE0\xB8z")), kGone + "z");
  EXPECT_EQ(legible(std::string("\xE0\xC3\xA9")), kGone + "\xC3\xA9");
  EXPECT_EQ(legible(std::string("\xED\xA0\x80")), kGone + kGone + kGone) << "a surrogate";
  EXPECT_EQ(legible(std::string("\xC0\xAF")), kGone + kGone) << "too long a form";
}

TEST(Legible, AnyBytesBecomeUtf8) {
  std::mt19937 chance(1);
  for (int i = 0; i < 20'000; ++i) {
    std::string text(chance() % 12, '\0');
    const unsigned char some[] = {0x41, 0x80, 0xBF, 0xC2, 0xC3, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xFF};
    for (char& byte : text) byte = static_cast<char>(some[chance() % std::size(some)]);
    const std::string made = legible(text);
    ASSERT_TRUE(is_utf8(made));
    ASSERT_EQ(legible(made), made);
    if (is_utf8(text)) {
      ASSERT_EQ(made, text);
    }
  }
}

TEST(Legible, AMessageIsWhatCanBeShown) {
  chat::Message message{.seq = 7,
                        .kind = chat::Happening::Kind{77},
                        .content = chat::Content::data,
                        .nick = "\xFF",
                        .text = "{\xFF}",
                        .session = "\xFF",
                        .cid = "\xFF"};
  const chat::Message shown = legible(message);
  EXPECT_EQ(shown.seq, 7u);
  EXPECT_EQ(shown.kind, chat::Happening::Kind::message);
  EXPECT_EQ(shown.content, chat::Content::text) << "it is no JSON any more";
  EXPECT_EQ(shown.text, "{" + kGone + "}");
  for (const std::string& text : {shown.nick, shown.session, shown.cid}) EXPECT_EQ(text, kGone);
  message = {.content = chat::Content::data, .text = "{}"};
  EXPECT_EQ(legible(message), message);
  message.content = chat::Content{77};
  EXPECT_EQ(legible(message).content, chat::Content::text);
}

}  // namespace
}  // namespace disk
