// What is taken out is what was put in, in its order.
#include "apps/wsd/chat/packing.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace chat {
namespace {

TEST(PackingTest, NumbersAndTexts) {
  Packer packer;
  packer.number(std::uint8_t{7}).text("").number(std::int64_t{-1}).text("two").number(true);
  const auto bytes = packer.take();
  EXPECT_EQ(bytes.size(), 1 + 4 + 8 + 4 + 3 + 1u);
  Unpacker unpacker(bytes);
  EXPECT_EQ(unpacker.number<std::uint8_t>(), 7);
  EXPECT_EQ(unpacker.text(), "");
  EXPECT_EQ(unpacker.number<std::int64_t>(), -1);
  const std::string_view text = unpacker.text();
  EXPECT_EQ(text, "two");
  EXPECT_EQ(static_cast<const void*>(text.data()), bytes.data() + 1 + 4 + 8 + 4);  // no copy
  EXPECT_TRUE(unpacker.number<bool>());
}

TEST(PackingTest, AnySequence) {
  std::mt19937 random(5);
  for (int round = 0; round < 200; ++round) {
    std::vector<std::string> texts(random() % 9);
    Packer packer;
    for (std::string& text : texts) {
      text.resize(random() % 300);
      for (char& c : text) c = static_cast<char>(random());
      packer.number(static_cast<std::uint16_t>(text.size())).text(text);
    }
    const auto bytes = packer.take();
    Unpacker unpacker(bytes);
    for (const std::string& text : texts) {
      EXPECT_EQ(unpacker.number<std::uint16_t>(), text.size());
      EXPECT_EQ(unpacker.text(), text);
    }
  }
}

TEST(PackingDeathTest, MoreThanThereIs) {
  Packer packer;
  const auto bytes = packer.number(std::uint8_t{1}).take();
  Unpacker unpacker(bytes);
  EXPECT_DEATH((void)unpacker.number<std::uint32_t>(), "");
}

}  // namespace
}  // namespace chat
