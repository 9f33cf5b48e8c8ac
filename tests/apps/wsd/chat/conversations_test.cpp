// The numbers of conversations, within their bounds, and where they come from.
#include "apps/wsd/chat/conversations.h"

#include <gtest/gtest.h>

#include "apps/wsd/chat/memory_store.h"
#include "broadcast/mesh/mesh.h"

namespace chat {
namespace {

const Person kAna{1, "ana"};
const Person kBob{2, "bob"};

TEST(Conversations, CountsEachOfThemFromOne) {
  Conversations conversations({}, 1, nullptr);
  const auto first = conversations.look("ana:bob", false, {}, 10);
  conversations.take("ana:bob", false, {}, first);
  EXPECT_EQ(first.seq, 1u);
  EXPECT_EQ(first.ts, 10);
  EXPECT_EQ(conversations.look("ana:bob", false, {}, 20).seq, 2u);
  EXPECT_EQ(conversations.look("ana:cat", false, {}, 20).seq, 1u);
}

TEST(Conversations, ANumberThatIsNotTakenIsGivenAgain) {
  Conversations conversations({}, 1, nullptr);
  EXPECT_EQ(conversations.look("ana:bob", false, "k", 10).seq, 1u);
  const auto again = conversations.look("ana:bob", false, "k", 20);
  EXPECT_EQ(again.seq, 1u);
  EXPECT_FALSE(again.duplicate);
}

TEST(Conversations, KnowsACidAgain) {
  Conversations conversations({}, 1, nullptr);
  const auto first = conversations.look("ana:bob", false, "k", 10);
  conversations.take("ana:bob", false, "k", first);
  const auto again = conversations.look("ana:bob", false, "k", 20);
  EXPECT_TRUE(again.duplicate);
  EXPECT_EQ(again.seq, first.seq);
  EXPECT_EQ(again.ts, 10);
}

TEST(Conversations, OnlyThatOfTwoNamesLasts) {
  broadcast::Mesh mesh(1);
  MemoryStore store({}, 1 << 20, mesh, 1);
  Conversations kept({}, 1, &store);
  EXPECT_TRUE(kept.lasts(kAna, kBob));
  EXPECT_FALSE(kept.lasts(kAna, {3, {}}));
  EXPECT_FALSE(Conversations({}, 1, nullptr).lasts(kAna, kBob));
}

TEST(Conversations, OneThatLastsGoesOnWhereTheStoreSays) {
  broadcast::Mesh mesh(1);
  MemoryStore store({}, 1 << 20, mesh, 1);
  const Head head = store.open("ana:bob");
  store.append("ana:bob", {.seq = 6, .ts = 5, .text = "hi"}, 0, 0);
  store.close("ana:bob", 7);
  Conversations conversations({}, 1, &store);
  EXPECT_FALSE(conversations.begun("ana:bob"));
  const auto next = conversations.look("ana:bob", true, {}, 10);
  EXPECT_TRUE(conversations.begun("ana:bob"));
  EXPECT_EQ(next.seq, 7u);
  EXPECT_EQ(next.epoch, head.epoch);
}

}  // namespace
}  // namespace chat
