// Each wide validator against the slow decoder, with a flaw at every place of a block.
#include "rfc6455/utf8_simd.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/rfc6455/slow_utf8.h"

namespace rfc6455 {
namespace {

// Those that this processor has; the others cannot run here and are nobody's business here.
std::vector<WideValidator> validators() {
  std::vector<WideValidator> found;
  for (const WideValidator one : {wide_validator_avx2(), wide_validator_avx512()}) {
    if (one != nullptr) found.push_back(one);
  }
  return found;
}

const std::uint8_t* octets(const std::string& text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

bool slow(const std::string& text) {
  return slow_is_utf8(std::as_bytes(std::span(text)));
}

TEST(Utf8Simd, TheWidestIsChosen) {
  const auto known = validators();
  EXPECT_EQ(wide_validator(), known.empty() ? nullptr : known.back());
}

TEST(Utf8Simd, EachSequenceAtEachPlace) {
  const std::string sequences[] = {"\xC2\x80",
                                   "\xE0\xA0\x80",
                                   "\xF0\x90\x80\x80",
                                   "\xF4\x8F\xBF\xBF",
                                   "\xED\x9F\xBF",
                                   "\x80",
                                   "\xC0\x80",
                                   "\xC1\xBF",
                                   "\xE0\x9F\xBF",
                                   "\xED\xA0\x80",
                                   "\xF0\x8F\xBF\xBF",
                                   "\xF4\x90\x80\x80",
                                   "\xF5\x80\x80\x80",
                                   "\xFF",
                                   "\xC2",
                                   "\xE1\x80",
                                   "\xF1\x80\x80",
                                   "\xC2\x80\x80",
                                   "\xE1\x80\x80\x80",
                                   "\xF1\x80\x80\x80\x80",
                                   "\xF8\x88\x80\x80\x80",
                                   "\xF7\xBF\xBF\xBF",
                                   "\xFE\x80"};
  for (const WideValidator validator : validators()) {
    for (const std::string& sequence : sequences) {
      for (std::size_t size : {kWideRunMin, std::size_t{131}, std::size_t{700}}) {
        for (std::size_t at = 0; at + sequence.size() + 4 <= size; ++at) {
          std::string text(size, 'a');
          text.replace(at, sequence.size(), sequence);
          ASSERT_EQ(validator(octets(text), text.size()), slow(text))
              << testing::PrintToString(sequence) << " at " << at << " of " << size;
        }
      }
    }
  }
}

TEST(Utf8Simd, ACharacterUpToTheVeryEnd) {
  for (const WideValidator validator : validators()) {
    for (std::size_t size = kWideRunMin; size < 400; ++size) {
      std::string text(size, 'a');
      text.replace(size - 4, 4, "\xF0\x9F\x92\xAC");
      ASSERT_TRUE(validator(octets(text), size)) << size;
      text[size - 2] = 'a';
      ASSERT_FALSE(validator(octets(text), size)) << size;
    }
  }
}

TEST(Utf8Simd, RandomTexts) {
  std::mt19937 random(2);
  for (const WideValidator validator : validators()) {
    for (int round = 0; round < 3000; ++round) {
      std::string text = random_text(random, kWideRunMin + random() % 1000, round % 2);
      text += "abcd";  // so that nothing is announced past the end
      ASSERT_EQ(validator(octets(text), text.size()), slow(text)) << round;
    }
  }
}

}  // namespace
}  // namespace rfc6455
