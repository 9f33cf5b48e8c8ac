// Base64 as strict as RFC 4648 wants it, and both ways.
#include "base/base64.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace base {
namespace {

TEST(Base64, TestVectorsOfTheRfc) {  // RFC 4648 §10
  const std::pair<const char*, std::size_t> vectors[] = {
      {"", 0},         {"Zg==", 1},     {"Zm8=", 2},     {"Zm9v", 3},
      {"Zm9vYg==", 4}, {"Zm9vYmE=", 5}, {"Zm9vYmFy", 6},
  };
  for (const auto& [text, size] : vectors) {
    EXPECT_TRUE(is_base64(text)) << text;
    EXPECT_EQ(decoded_size(text), size) << text;
  }
}

TEST(Base64, AnythingElseIsNot) {
  for (const char* text : {"Z", "Zg", "Zg=", "Z===", "====", "=", "Zg==Zg==", "Zm 9v", "Zm9v\n",
                           "Zm-_", "Zm9\xC3\xA9", "Zh==", "Zm9=", "Zm=v"}) {
    EXPECT_FALSE(is_base64(text)) << text;
  }
}

TEST(Base64, EveryByteOutsideOfTheAlphabetIsSeen) {
  int good = 0;
  for (int byte = 0; byte < 256; ++byte) {
    std::string text = "AAAAAAAA";
    text[3] = static_cast<char>(byte);
    good += is_base64(text) ? 1 : 0;
  }
  EXPECT_EQ(good, 64);
}

TEST(Base64, ExamplesOfTheRfcBothWays) {  // RFC 4648 §10
  const std::pair<const char*, const char*> examples[] = {
      {"", ""},
      {"f", "Zg=="},
      {"fo", "Zm8="},
      {"foo", "Zm9v"},
      {"foob", "Zm9vYg=="},
      {"fooba", "Zm9vYmE="},
      {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [bytes, text] : examples) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64, AnyBytesComeBack) {
  std::minstd_rand random(1);
  for (int round = 0; round < 500; ++round) {
    std::string bytes;
    for (auto i = random() % 50; i > 0; --i) bytes += static_cast<char>(random() >> 8);
    const std::string text = to_base64(bytes);
    EXPECT_TRUE(is_base64(text));
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64, AnythingElseIsNotRead) {
  for (const char* text : {"Z", "Zg=", "Zg===", "Z===", "Zm9v!A==", "=Zg=", "Zg==Zg==", "Z g="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

}  // namespace
}  // namespace base
