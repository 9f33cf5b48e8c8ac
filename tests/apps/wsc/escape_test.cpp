// Text from outside made harmless.
#include "apps/wsc/escape.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "base/utf8.h"
#include "rfc6455/utf8.h"
#include "tests/apps/wsc/hostile.h"

namespace wsc {
namespace {

TEST(Escape, TheCorpusIsLargeAndVaried) {
  EXPECT_GE(std::set<std::string>(kHostile.begin(), kHostile.end()).size(), 80u);
}

TEST(Escape, NothingHarmfulIsLeft) {
  for (const std::string& text : kHostile) {
    const std::string safe = escaped(text);
    ASSERT_TRUE(rfc6455::is_utf8(std::as_bytes(std::span(safe))));
    for (std::string_view rest = safe; !rest.empty();) {
      const base::CodePoint next = base::first_code_point(rest);
      EXPECT_FALSE(base::is_harmful(next.value)) << safe;
      rest.remove_prefix(next.bytes);
    }
    EXPECT_EQ(escaped(safe), safe);
  }
}

TEST(Escape, WhatIsHarmlessStays) {
  for (const char* text :
       {"hello", "เธอ สวัสดี", "👨‍👩‍👧 🇹🇭", "a\\x1b", "ß…€", ""}) {
    EXPECT_EQ(escaped(text), text);
  }
}

TEST(Escape, WhatIsHarmfulIsSeen) {
  EXPECT_EQ(escaped("\x1b[31m"), "\\x1b[31m");
  EXPECT_EQ(escaped("\xc2\x9b"), "\\x9b");
  EXPECT_EQ(escaped("\x7f"), "\\x7f");
  EXPECT_EQ(escaped("a\nb"), "a\\x0ab");
  EXPECT_EQ(escaped("\u202e"), "\\u{202e}");
  EXPECT_EQ(escaped("\xff"), "\uFFFD");
  EXPECT_EQ(escaped(std::string("\0", 1)), "\\x00");
}

TEST(Escape, InJsonItMeansTheSame) {
  EXPECT_EQ(escaped_json("{\"text\":\"a\u202eb\xc2\x9b\x7f ok\"}"),
            "{\"text\":\"a\\u202eb\\u009b\\u007f ok\"}");
}

}  // namespace
}  // namespace wsc
