// §5.3: masking at every alignment, offset and length against the loop that the RFC spells out.
#include "rfc6455/masking.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace rfc6455 {
namespace {

// §5.3: "transformed-octet-i = original-octet-i XOR masking-key-octet-(i MOD 4)".
void obvious_mask(std::span<std::byte> bytes, MaskingKey key, std::size_t offset) {
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] ^= key[(offset + i) % 4];
}

std::vector<std::byte> random_bytes(std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(size));
  std::vector<std::byte> bytes(size);
  for (auto& byte : bytes) byte = static_cast<std::byte>(random());
  return bytes;
}

constexpr MaskingKey kKey = {std::byte{0x37}, std::byte{0xFA}, std::byte{0x21}, std::byte{0x3D}};

TEST(Masking, EveryAlignmentOffsetAndLength) {
  constexpr std::size_t kLengthMax = 300;  // past each width's own loop and its remainders
  const auto original = random_bytes(kLengthMax + 64);
  for (std::size_t alignment = 0; alignment < 33; ++alignment) {
    for (std::size_t length = 0; length <= kLengthMax; ++length) {
      const std::size_t offset = length % 7;
      auto ours = original;
      auto expected = original;
      mask(std::span(ours).subspan(alignment, length), kKey, offset);
      obvious_mask(std::span(expected).subspan(alignment, length), kKey, offset);
      ASSERT_EQ(ours, expected) << "alignment " << alignment << " length " << length;
    }
  }
}

TEST(Masking, EachWidthByItself) {
  const auto original = random_bytes(400);
  for (const MaskWidth width : {MaskWidth::words, MaskWidth::sse2, MaskWidth::avx2}) {
    for (std::size_t length = 0; length <= original.size(); ++length) {
      auto ours = original;
      auto expected = original;
      if (!mask_by(width, std::span(ours).first(length), kKey)) break;  // not on this processor
      obvious_mask(std::span(expected).first(length), kKey, 0);
      ASSERT_EQ(ours, expected) << "length " << length;
    }
  }
}

TEST(Masking, PieceByPieceEqualsWhole) {
  const auto original = random_bytes(513);
  auto whole = original;
  mask(whole, kKey);
  for (std::size_t cut = 0; cut <= original.size(); ++cut) {
    auto pieces = original;
    mask(std::span(pieces).first(cut), kKey, 0);
    mask(std::span(pieces).subspan(cut), kKey, cut);
    ASSERT_EQ(pieces, whole) << "cut at " << cut;
  }
}

TEST(Masking, TwiceIsNothing) {
  const auto original = random_bytes(4096);
  auto bytes = original;
  mask(bytes, kKey, 3);
  EXPECT_NE(bytes, original);
  mask(bytes, kKey, 3);
  EXPECT_EQ(bytes, original);
}

TEST(Masking, ZeroKeyChangesNothing) {
  const auto original = random_bytes(100);
  auto bytes = original;
  mask(bytes, MaskingKey{});
  EXPECT_EQ(bytes, original);
}

TEST(Masking, RotatedKeyBeginsAtTheOffset) {
  EXPECT_EQ(rotated(kKey, 0), kKey);
  EXPECT_EQ(rotated(kKey, 5), (MaskingKey{kKey[1], kKey[2], kKey[3], kKey[0]}));
}

}  // namespace
}  // namespace rfc6455
