// Base64 as strict as RFC 4648 wants it.
#include "apps/wsd/chat/base64.h"

#include <gtest/gtest.h>

#include <string>

namespace chat {
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

}  // namespace
}  // namespace chat
