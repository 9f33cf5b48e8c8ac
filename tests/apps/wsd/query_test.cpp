// Parameters: decoded, checked, and the first thing that is wrong is told.
#include "apps/wsd/query.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

TEST(QueryTest, TextsAndNumbers) {
  Query query("prefix=a%20b+c&limit=7&flag");
  EXPECT_EQ(query.text("prefix"), "a b c");
  EXPECT_EQ(query.number("limit", 50, 1, 100), 7u);
  EXPECT_EQ(query.number("other", 50, 1, 100), 50u);
  EXPECT_TRUE(query.has("flag"));
  EXPECT_FALSE(query.has("other"));
  EXPECT_TRUE(query.good());
}

TEST(QueryTest, WhatIsWrongIsASentence) {
  for (const char* text : {"limit=x", "limit=101", "limit=-1", "limit=", "limit=7x", "limit=0",
                           "limit=99999999999999999999"}) {
    Query query(text);
    query.number("limit", 50, 1, 100);
    EXPECT_EQ(query.complaint(), "limit must be a whole number from 1 to 100.") << text;
  }
  EXPECT_FALSE(Query("a=%z").good());
}

TEST(QueryTest, WhatNobodyAsksForIsWrong) {
  Query good("limit=1&after=2");
  good.allow({"after", "limit"});
  good.allow_one_of({"before", "after"});
  EXPECT_TRUE(good.good());
  Query misspelt("limt=1");
  misspelt.allow({"prefix", "after", "limit"});
  EXPECT_EQ(misspelt.complaint(),
            "There is no parameter \"limt\" here: this takes prefix, after and limit.");
  Query strange("a%0A%1Bb=1");
  strange.allow({"limit"});
  EXPECT_EQ(strange.complaint(), "There is no parameter \"a\\x0a\\x1bb\" here: this takes limit.");
  Query both("before=1&after=2");
  both.allow_one_of({"before", "after", "around"});
  EXPECT_EQ(both.complaint(), "Of before, after and around only one may be there.");
}

}  // namespace
}  // namespace wsd
