// Base64, by RFC 4648's own examples and at random.
#include "apps/wsc/base64.h"

#include <gtest/gtest.h>

#include <random>

namespace wsc {
namespace {

TEST(Base64, Examples) {
  const char* const cases[][2] = {{"", ""},
                                  {"f", "Zg=="},
                                  {"fo", "Zm8="},
                                  {"foo", "Zm9v"},
                                  {"foob", "Zm9vYg=="},
                                  {"fooba", "Zm9vYmE="},
                                  {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(to_base64(bytes), text);
    EXPECT_EQ(from_base64(text), bytes);
  }
}

TEST(Base64, AnyBytesComeBack) {
  std::minstd_rand random(1);
  for (int round = 0; round < 500; ++round) {
    std::string bytes;
    for (auto i = random() % 50; i > 0; --i) bytes += static_cast<char>(random() >> 8);
    EXPECT_EQ(from_base64(to_base64(bytes)), bytes);
  }
}

TEST(Base64, WhatIsNone) {
  for (const char* text : {"Z", "Zg=", "Zg===", "Z===", "Zm9v!A==", "=Zg=", "Zg==Zg==", "Z g="}) {
    EXPECT_FALSE(from_base64(text)) << text;
  }
}

}  // namespace
}  // namespace wsc
