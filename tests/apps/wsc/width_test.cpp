// Columns and clusters, against what terminals show.
#include "apps/wsc/width.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "base/utf8.h"

namespace wsc {
namespace {

TEST(Width, OfText) {
  const struct {
    const char* text;
    std::size_t columns;
  } cases[] = {
      {"", 0},
      {"hello", 5},
      {"é", 1},
      {"e\u0301", 1},
      {"สวัสดี", 4},
      {"น้ำ", 2},
      {"日本", 4},
      {"한국", 4},
      {"ｱ", 1},
      {"Ａ", 2},
      {"👍", 2},
      {"👍🏽", 2},
      {"👨‍👩‍👧", 2},
      {"🇹🇭", 2},
      {"🇹🇭🇯🇵", 4},
      {"❤️", 2},
      {"❤", 1},
      {"\u200b", 0},
      {"…", 1},
      {"✅", 2},
      {"\u1100\u1161", 2},
  };
  for (const auto& [text, columns] : cases) EXPECT_EQ(columns_of(text), columns) << text;
}

TEST(Width, ClustersAreWhatPeopleSee) {
  for (const char* one : {"a", "e\u0301", "น้ำ", "👨‍👩‍👧", "👍🏽", "🇹🇭", "❤️"}) {
    const std::string text = std::string(one) + "x";
    EXPECT_EQ(first_cluster(text).bytes, text.size() - 1) << one;
  }
  EXPECT_EQ(first_cluster("🇹🇭🇯🇵").bytes, 8u);
  EXPECT_EQ(first_cluster("👍x🏽").bytes, 4u);
}

TEST(Width, BackAndForthMeetTheSamePlaces) {
  const std::string text = "aé日👨‍👩‍👧\nน้ำ🇹🇭x\n";
  std::vector<std::size_t> forth = {0};
  while (forth.back() < text.size()) forth.push_back(cluster_after(text, forth.back()));
  std::vector<std::size_t> back = {text.size()};
  while (back.back() > 0) back.push_back(cluster_before(text, back.back()));
  EXPECT_EQ(forth, std::vector<std::size_t>(back.rbegin(), back.rend()));
}

TEST(Width, AnyBytesAreDividedCompletely) {
  std::minstd_rand random(7);
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto i = random() % 12; i > 0; --i) {
      if (random() % 5 == 0) {
        text += static_cast<char>(random());
      } else {
        auto value =
            static_cast<char32_t>(random() % 2 == 0 ? random() % 0x3000 + 32 : random() % 0x10FFFF);
        if (value >= 0xD800 && value <= 0xDFFF) value = 0x1F468;
        base::append_utf8(text, value);
      }
    }
    std::size_t at = 0;
    std::size_t columns = 0;
    while (at < text.size()) {
      const Cluster cluster = first_cluster(std::string_view(text).substr(at));
      ASSERT_GT(cluster.bytes, 0u);
      columns += cluster.columns;
      at += cluster.bytes;
    }
    ASSERT_EQ(at, text.size());
    ASSERT_EQ(columns, columns_of(text));
  }
}

TEST(Width, CutsBetweenCharacters) {
  EXPECT_EQ(cut_to_columns("日本", 3), "日");
  EXPECT_EQ(cut_to_columns("日本", 1), "");
  EXPECT_EQ(cut_to_columns("e\u0301x", 1), "e\u0301");
  EXPECT_EQ(cut_to_columns("ab", 9), "ab");
}

}  // namespace
}  // namespace wsc
