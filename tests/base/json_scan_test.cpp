// Where a member's value stands, and halves of surrogate pairs.
#include "base/json_scan.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace base {
namespace {

TEST(JsonScan, FindsEachValue) {
  const std::string_view object =
      R"( { "a" : 1 ,"b":"x,}\"]\\" , "c":{"d":[1,{"e":"}"}],"f":{}}, "g": [ ] ,"h":null, "i" : -1.5e3 } )";
  const char* const kValues[] = {"1",   R"("x,}\"]\\")", R"({"d":[1,{"e":"}"}],"f":{}})",
                                 "[ ]", "null",          "-1.5e3"};
  for (std::size_t i = 0; i < std::size(kValues); ++i) EXPECT_EQ(nth_value(object, i), kValues[i]);
}

TEST(JsonScan, NamesMayLookLikeAnything) {
  EXPECT_EQ(nth_value(R"({"}:,\"":[],"{":"{"})", 1), R"("{")");
}

// Random values, in random spaces, joined to an object.
class Source {
 public:
  std::string value(int depth) {
    switch (random_() % (depth > 3 ? 3 : 5)) {
      case 0:
        return std::to_string(static_cast<int>(random_()));
      case 1:
        return random_() % 2 == 0 ? "true" : "null";
      case 2:
        return text();
      case 3:
        return list('[', ']', depth);
      default:
        return list('{', '}', depth);
    }
  }
  std::string text() {
    static const char* const kPieces[] = {"a", "\\\"", "\\\\", "{", "}",
                                          "[", "]",    ",",    ":", "\\u0041"};
    std::string text = "\"";
    for (auto count = random_() % 6; count > 0; --count)
      text += kPieces[random_() % std::size(kPieces)];
    return text + '"';
  }
  std::string space() { return std::string(random_() % 3, random_() % 2 == 0 ? ' ' : '\n'); }

 private:
  std::string list(char open, char close, int depth) {
    std::string out(1, open);
    for (auto count = random_() % 4; count > 0; --count) {
      if (open == '{') out += text() + space() + ":";
      out += space() + value(depth + 1) + space();
      if (count > 1) out += ',';
    }
    return out + close;
  }
  std::mt19937 random_{6};
};

TEST(JsonScan, FindsEachValueOfRandomObjects) {
  Source source;
  for (int i = 0; i < 5000; ++i) {
    std::vector<std::string> values;
    std::string object = source.space() + "{";
    for (int n = 0; n < 5; ++n) {
      values.push_back(source.value(0));
      object += (n > 0 ? "," : "") + source.space() + source.text() + source.space() + ":" +
                source.space() + values.back() + source.space();
    }
    object += "}";
    for (std::size_t n = 0; n < values.size(); ++n)
      ASSERT_EQ(nth_value(object, n), values[n]) << object;
  }
}

TEST(JsonScan, SurrogatesComeInPairs) {
  for (const char* json : {R"("plain")", R"("\u0041\ud83d\ude00")", R"("\\ud83d")",
                           R"("\\\\ude00")", R"("\uD83D\uDE00\n")", R"("\n\u007f")", ""}) {
    EXPECT_TRUE(surrogates_are_paired(json)) << json;
  }
  for (const char* json :
       {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\ud83d\n")", R"("\ud83d\ud83d")",
        R"("\ude00\ud83d")", R"("\\\ud83d")", R"("\ud83d\u0041")", R"("\uDBFF\uDBFF")"}) {
    EXPECT_FALSE(surrogates_are_paired(json)) << json;
  }
}

}  // namespace
}  // namespace base
