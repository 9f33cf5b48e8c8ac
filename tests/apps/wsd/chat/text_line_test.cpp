// What a message says to people.
#include "apps/wsd/chat/text_line.h"

#include <gtest/gtest.h>

#include "apps/wsd/chat/text_face.h"

namespace chat::text {
namespace {

std::string line_of(Happening::Kind kind, Content content, std::string_view text) {
  Happening happening;
  happening.kind = kind;
  happening.content = content;
  happening.person = {1, ""};
  happening.text = text;
  std::string out;
  append_message(out, happening);
  return out;
}

using Kind = Happening::Kind;

TEST(TextLine, Said) {
  EXPECT_EQ(line_of(Kind::message, Content::text, "hello"), "User 1: hello");
  EXPECT_EQ(line_of(Kind::action, Content::text, "waves"), "** User 1 waves");
}

TEST(TextLine, DataIsShownBriefly) {
  EXPECT_EQ(line_of(Kind::message, Content::data, R"({"x":1})"), R"(User 1 sent data: {"x":1})");
  EXPECT_EQ(line_of(Kind::message, Content::data, "[1,\n2]"), "User 1 sent data: [1, 2]");
  const std::string data = '"' + std::string(10'000, 'x') + '"';
  const std::string line = line_of(Kind::message, Content::data, data);
  EXPECT_EQ(line, "User 1 sent data: " + data.substr(0, kDataShownMax) + "\xE2\x80\xA6");
}

TEST(TextLine, BytesAreCounted) {
  EXPECT_EQ(line_of(Kind::message, Content::bin, "Zm9v"), "User 1 sent 3 bytes.");
  EXPECT_EQ(line_of(Kind::message, Content::bin, "Zg=="), "User 1 sent 1 byte.");
  EXPECT_EQ(line_of(Kind::message, Content::bin, ""), "User 1 sent 0 bytes.");
}

}  // namespace
}  // namespace chat::text
