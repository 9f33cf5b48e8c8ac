// Letters on a disk: they come back as they were, and what is no letter is not taken for one.
#include "apps/wsd/chat/letter_slips.h"

#include <gtest/gtest.h>

#include "base/utc.h"

namespace chat {
namespace {

TEST(LetterSlips, ComeBackAsTheyWere) {
  const KeptLetter kept{.serial = 0xabcdef,
                        .skeleton = "bob",
                        .letter = {.conversation = "ana:bob",
                                   .seq = 7,
                                   .from = 3,
                                   .from_nick = "Ana",
                                   .text = "two\nlines \xf0\x9f\x98\x80",
                                   .ts = -5}};
  const auto back = read_letter(letter_slip(kept));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->serial, kept.serial);
  EXPECT_EQ(back->skeleton, "bob");
  EXPECT_EQ(back->letter.conversation, "ana:bob");
  EXPECT_EQ(back->letter.seq, 7u);
  EXPECT_EQ(back->letter.from, 3u);
  EXPECT_EQ(back->letter.from_nick, "Ana");
  EXPECT_EQ(back->letter.text, kept.letter.text);
  EXPECT_EQ(back->letter.ts, -5);
}

TEST(LetterSlips, KeysRiseAsSerialsDo) {
  std::string before;
  for (const std::uint64_t serial : {0ULL, 1ULL, 9ULL, 10ULL, 255ULL, 256ULL, ~0ULL}) {
    EXPECT_LT(before, letter_key(serial));
    before = letter_key(serial);
  }
}

TEST(LetterSlips, WhatIsNoLetterIsNotTakenForOne) {
  Letter letter;
  letter.text = "x";
  const Slip good = letter_slip({1, "bob", letter});
  ASSERT_TRUE(read_letter(good));
  EXPECT_FALSE(read_letter({good.key, std::nullopt}));
  EXPECT_FALSE(read_letter({"letter/zz", good.value}));
  EXPECT_FALSE(read_letter({"name/bob", good.value}));
  for (std::size_t cut = 0; cut + 1 < good.value->size(); ++cut)
    EXPECT_FALSE(read_letter({good.key, good.value->substr(0, cut)})) << cut;
  std::string wrong = *good.value;
  wrong[wrong.size() - 3] = 'x';
  EXPECT_FALSE(read_letter({good.key, wrong}));
}

// No client can show what is beyond, and no archive takes it.
TEST(LetterSlips, TimesAreThoseThatCanBeShown) {
  Letter letter;
  letter.ts = Milliseconds{1} << 62;
  const Slip slip = letter_slip({1, "bob", letter});
  EXPECT_EQ(read_letter(slip)->letter.ts, base::kTimeMost);
}

}  // namespace
}  // namespace chat
