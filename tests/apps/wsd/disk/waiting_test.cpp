// The bounds of a letterbox, without one.
#include "apps/wsd/disk/waiting.h"

#include <gtest/gtest.h>

#include "tests/apps/wsd/disk/office.h"

namespace disk::test {
namespace {

using Refusal = chat::Letterbox::Refusal;

chat::KeptLetter letter(const std::string& to, const std::string& from, std::size_t size = 1) {
  chat::KeptLetter kept{.serial = 1, .skeleton = to, .letter = {}};
  kept.letter = {.conversation = from + ":" + to,
                 .seq = 1,
                 .from_nick = from,
                 .text = std::string(size, 'x'),
                 .ts = 1};
  return kept;
}

TEST(Waiting, IsBoundedAsALetterboxIs) {
  Office office;
  const chat::LetterboxLimits limits{.letters = 5, .letters_from_one = 3};
  Waiting waiting(*office.database, limits);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(waiting.add(letter("bob", "ana")), Refusal::none);
  EXPECT_EQ(waiting.add(letter("bob", "ana")), Refusal::sender);
  EXPECT_EQ(waiting.add(letter("carl", "ana")), Refusal::none);
  EXPECT_EQ(waiting.add(letter("bob", "dora")), Refusal::none);
  EXPECT_EQ(waiting.add(letter("bob", "emil")), Refusal::none);
  EXPECT_EQ(waiting.add(letter("bob", "fred")), Refusal::full);
}

TEST(Waiting, BytesAreBoundedToo) {
  Office office;
  const std::size_t weight = letter("bob", "ana", 100).letter.weight();
  const chat::LetterboxLimits limits{
      .bytes = 4 * weight, .bytes_from_one = 3 * weight, .total_bytes = 5 * weight};
  Waiting waiting(*office.database, limits);
  EXPECT_EQ(waiting.add(letter("bob", "ana", 4 * weight)), Refusal::full) << "alone too large";
  for (int i = 0; i < 3; ++i) EXPECT_EQ(waiting.add(letter("bob", "ana", 100)), Refusal::none);
  EXPECT_EQ(waiting.add(letter("bob", "ana", 0)), Refusal::sender);
  EXPECT_EQ(waiting.add(letter("bob", "eva", 100)), Refusal::none);
  EXPECT_EQ(waiting.add(letter("bob", "ida", 0)), Refusal::full);
  EXPECT_EQ(waiting.add(letter("tim", "ana", 100)), Refusal::none);
  EXPECT_EQ(waiting.add(letter("tom", "ana", 0)), Refusal::full) << "of all names";
}

TEST(Waiting, CountsWhatIsThereAlready) {
  Office office;
  Ledger ledger(*office.database);
  ledger.put_slip(chat::letter_slip(letter("bob", "ana")));
  ledger.put_slip({chat::name_key("bob"), ""});
  const chat::LetterboxLimits limits{.letters = 2, .letters_from_one = 1};
  Waiting waiting(*office.database, limits);
  EXPECT_EQ(waiting.add(letter("bob", "ana")), Refusal::sender);
  EXPECT_EQ(waiting.add(letter("bob", "eva")), Refusal::none);
}

// What a letterbox took in, an import does: the next server has the same.
TEST(Waiting, AFullLetterboxIsAdmitted) {
  Office office;
  chat::Letterbox box({}, 1);
  Waiting waiting(*office.database, {});
  for (int i = 0; i < 60; ++i) {
    const auto one = letter("bob", "ana", static_cast<std::size_t>(300 + 17 * i));
    const auto sent = box.post({1, "ana"}, {chat::kNoUser, "bob"}, {}, {}, one.letter.text, 0);
    const bool kept = sent.refusal == Refusal::none;
    const auto back = chat::read_letter(chat::letter_slip(one));
    ASSERT_TRUE(back);
    EXPECT_EQ(waiting.add(*back) == Refusal::none, kept) << i;
  }
}

}  // namespace
}  // namespace disk::test
