// Letters until they are kept.
#include "apps/wsc/outbox.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

using reactor::Time;
using namespace std::chrono_literals;

const Random kRandom = [] { return 0xABCDu; };

std::string sent(Outbox& outbox, Time now = Time{}) {
  std::string words;
  while (const Letter* letter = outbox.next(now)) words += letter->text + " ";
  return words;
}

Outbox with(int letters) {
  Outbox outbox(kRandom);
  for (int i = 1; i <= letters; ++i) outbox.add({.text = std::to_string(i)});
  outbox.open();
  return outbox;
}

TEST(Outbox, SendsInOrderAndForgetsWhatIsKept) {
  Outbox outbox(kRandom);
  outbox.add({.text = "a"});
  EXPECT_EQ(outbox.next(Time{}), nullptr);  // not open
  outbox.open();
  const std::string cid = outbox.next(Time{})->cid;
  EXPECT_EQ(cid, "000000000000abcd-1");
  EXPECT_EQ(outbox.size(), 1u);
  EXPECT_FALSE(outbox.acknowledged("other"));
  EXPECT_EQ(outbox.acknowledged(cid)->text, "a");
  EXPECT_EQ(outbox.size(), 0u);
}

TEST(Outbox, WhatWasNotAcknowledgedGoesAgainUnderTheSameCid) {
  Outbox outbox = with(3);
  EXPECT_EQ(sent(outbox), "1 2 3 ");
  outbox.acknowledged("000000000000abcd-2");
  outbox.lost();
  EXPECT_EQ(sent(outbox), "");
  outbox.open();
  EXPECT_EQ(outbox.next(Time{})->cid, "000000000000abcd-1");
  EXPECT_EQ(outbox.next(Time{})->cid, "000000000000abcd-3");
}

TEST(Outbox, HasAWindow) {
  Outbox outbox = with(20);
  for (std::size_t i = 0; i < Outbox::kWindow; ++i) ASSERT_NE(outbox.next(Time{}), nullptr);
  EXPECT_EQ(outbox.next(Time{}), nullptr);
  EXPECT_FALSE(outbox.next_at());
  outbox.acknowledged("000000000000abcd-1");
  EXPECT_EQ(outbox.next(Time{})->text, "17");
}

TEST(Outbox, KeepsThePace) {
  Outbox outbox = with(12);
  outbox.set_pace(7, 10);  // five at once, being careful, then one each 100 ms
  Time now = Time{} + 1h;
  EXPECT_EQ(sent(outbox, now), "1 2 3 4 5 ");
  ASSERT_TRUE(outbox.next_at());
  EXPECT_EQ(*outbox.next_at(), now + 100ms);
  EXPECT_EQ(sent(outbox, now + 99ms), "");
  EXPECT_EQ(sent(outbox, now + 100ms), "6 ");
  EXPECT_EQ(sent(outbox, now + 310ms), "7 8 ");
  outbox.spend(now + 310ms);
  EXPECT_EQ(sent(outbox, now + 400ms), "");
}

TEST(Outbox, PostponedGoesAgainOneByOne) {
  Outbox outbox = with(5);
  EXPECT_EQ(sent(outbox), "1 2 3 4 5 ");
  outbox.acknowledged("000000000000abcd-1");
  outbox.postponed("000000000000abcd-3", Time{});
  EXPECT_EQ(sent(outbox), "");
  EXPECT_EQ(sent(outbox, Time{} + Outbox::kRetry), "");  // 2 is still under way
  outbox.acknowledged("000000000000abcd-2");
  EXPECT_EQ(sent(outbox, Time{} + Outbox::kRetry), "3 ");
  outbox.acknowledged("000000000000abcd-3");
  EXPECT_EQ(sent(outbox, Time{} + Outbox::kRetry), "4 ");
  outbox.postponed("nobody", Time{});
}

TEST(Outbox, RefusedIsGone) {
  Outbox outbox = with(2);
  sent(outbox);
  EXPECT_EQ(outbox.refused("000000000000abcd-1")->text, "1");
  EXPECT_EQ(outbox.size(), 1u);
  EXPECT_EQ(outbox.first_unsent(), nullptr);
}

}  // namespace
}  // namespace wsc
