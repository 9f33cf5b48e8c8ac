// What somebody types and what somebody else then reads.
#include "apps/wsd/chat/text_face.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "apps/wsd/chat/cleaning.h"

namespace chat::text {
namespace {

// As the line is said in a room by ana; what is no message stays empty.
std::string seen(std::string_view line) {
  const auto read_line = read(line);
  const auto* request = std::get_if<Request>(&read_line);
  if (!request || (request->verb != Verb::say && request->verb != Verb::me)) return {};
  const std::string text = cleaned(request->text);
  Happening happening;
  happening.kind = request->verb == Verb::me ? Happening::Kind::action : Happening::Kind::message;
  happening.person = {3, "ana"};
  happening.text = text;
  std::string out;
  word(out, happening, "lobby", {});
  return out;
}

TEST(TextFace, FromLineToLine) {
  EXPECT_EQ(seen("hello"), "ana: hello");
  EXPECT_EQ(seen("//help\r\n"), "ana: /help");
  EXPECT_EQ(seen("/me waves"), "** ana waves");
  EXPECT_EQ(seen("/quit"), "");
}

TEST(TextFace, EveryLineThatIsReadBeginsAsItsSpeaker) {
  const char* const kPieces[] = {"bob: ",    "\n",     "\r",  "\r\n",     "* ",  "** ",
                                 "! ",       "[ops] ", "#1 ", "x",        " ",   "\xE2\x80\xA8",
                                 "\xC2\x85", "/me ",   "//",  "Server: ", "\x0B"};
  std::mt19937 random(4);
  int lines = 0;
  for (int i = 0; i < 20'000; ++i) {
    std::string typed;
    for (auto count = random() % 8; count > 0; --count)
      typed += kPieces[random() % std::size(kPieces)];
    const std::string out = seen(typed);
    if (out.empty()) continue;
    ASSERT_TRUE(out.starts_with("ana: ") || out.starts_with("** ana ")) << out;
    for (auto at = out.find('\n'); at != out.npos; at = out.find('\n', at + 1), ++lines) {
      ASSERT_EQ(out.substr(at, 3), "\n  ") << out;
    }
    ASSERT_EQ(out.find_first_of("\r\v"), out.npos);
    ASSERT_EQ(out.find("\xE2\x80\xA8"), out.npos);
  }
  EXPECT_GT(lines, 1000);
}

}  // namespace
}  // namespace chat::text
