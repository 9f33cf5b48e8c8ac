// Parameters: decoded, checked, and the first thing that is wrong is told.
#include "apps/wsd/query.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

TEST(QueryTest, TextsAndNumbers) {
  Query query("prefix=a%20b+c&limit=7&flag");
  EXPECT_EQ(query.text("prefix"), "a b c");
  EXPECT_EQ(query.number("limit", 50, 100), 7u);
  EXPECT_EQ(query.number("other", 50, 100), 50u);
  EXPECT_TRUE(query.has("flag"));
  EXPECT_FALSE(query.has("other"));
  EXPECT_TRUE(query.good());
}

TEST(QueryTest, WhatIsWrongIsASentence) {
  for (const char* text : {"limit=x", "limit=101", "limit=-1", "limit=", "limit=7x"}) {
    Query query(text);
    query.number("limit", 50, 100);
    EXPECT_EQ(query.complaint(), "limit must be a whole number up to 100.") << text;
  }
  EXPECT_FALSE(Query("a=%z").good());
}

}  // namespace
}  // namespace wsd
