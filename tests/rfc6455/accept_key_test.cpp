// §1.3 and §4: the key and what proves that it was read.
#include "rfc6455/accept_key.h"

#include <gtest/gtest.h>

#include <string>

namespace rfc6455 {
namespace {

template <std::size_t kSize>
std::string text(const std::array<char, kSize>& chars) {
  return {chars.data(), kSize};
}

TEST(AcceptKey, TheExampleOfSection1_3) {
  EXPECT_EQ(text(accept_for("dGhlIHNhbXBsZSBub25jZQ==")), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

// §4.1: "if the randomly selected value was the sequence of bytes 0x01 0x02 0x03 0x04 0x05 0x06
// 0x07 0x08 0x09 0x0a 0x0b 0x0c 0x0d 0x0e 0x0f 0x10, the value of the header field would be
// "AQIDBAUGBwgJCgsMDQ4PEC=="". Those last digits are a slip of the RFC: the base64 ends in EA==.
TEST(AcceptKey, TheKeyOfSection4_1) {
  std::array<std::byte, 16> random;
  for (std::size_t i = 0; i < 16; ++i) random[i] = static_cast<std::byte>(i + 1);
  EXPECT_EQ(text(make_key(random)), "AQIDBAUGBwgJCgsMDQ4PEA==");
  EXPECT_TRUE(is_key("AQIDBAUGBwgJCgsMDQ4PEC=="));
}

TEST(AcceptKey, WhatAKeyMakesIsAKey) {
  for (int byte = 0; byte < 256; ++byte) {
    std::array<std::byte, 16> random;
    random.fill(static_cast<std::byte>(byte));
    EXPECT_TRUE(is_key(text(make_key(random)))) << byte;
  }
}

TEST(AcceptKey, Keys) {
  EXPECT_TRUE(is_key("dGhlIHNhbXBsZSBub25jZQ=="));
  EXPECT_TRUE(is_key("+/+/+/+/+/+/+/+/+/+/+w=="));
  for (const char* other :
       {"", "==", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZQ===",
        "dGhlIHNhbXBsZSBub25jZQA=",      // 17 bytes
        "dGhlIHNhbXBsZSBub25jZWFh",      // 18 bytes
        "SGVsbG8sIHdvcmxkIQ==",          // 13 bytes
        "dGhlIHNhbXBsZSBub25jZS0tLQ==",  // 19 bytes
        "dGhlIHNhbXBsZSBub25jZ===",      // one digit short
        "dGhlIHNhbXBs SBub25jZQ==", "dGhlIHNhbXBs-_Bub25jZQ==", "dGhlIHNhbXBs=SBub25jZQ==",
        "dGhlIHNhbXBs\x80SBub25jZQ=="}) {
    EXPECT_FALSE(is_key(other)) << other;
  }
}

}  // namespace
}  // namespace rfc6455
