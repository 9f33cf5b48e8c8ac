// A gap is told only for what is not kept, and what is not kept is told to nobody; what was said is
// known when it is sent again. In memory, on disk and over restarts.
#include <gtest/gtest.h>

#include <cstdio>
#include <memory>

#include "apps/wsd/disk/database.h"
#include "apps/wsd/disk/directory.h"
#include "tests/apps/wsd/chat/replay.h"
#include "tests/apps/wsd/disk/folder.h"

namespace chat::test {
namespace {

TEST(WhatIsKeptTest, WhatRetentionTookIsToldToNobody) {
  for (const bool by_count : {true, false}) {
    for (const bool on_disk : {false, true}) {
      SCOPED_TRACE(std::string(by_count ? "count" : "bytes") + (on_disk ? ", disk" : ", memory"));
      const disk::test::Folder folder;
      wsd::Options options = unhurried();
      if (on_disk) options.data = folder.path();
      options.history = {.count = 0, .bytes = 0, .age = {}};
      if (by_count) options.history.count = 10;
      if (!by_count) options.history.bytes = 10 * (on_disk ? 1'100 : 1'400);
      Salon salon(options, 2);
      Guest& bob = greeted(salon);
      for (int i = 0; i < 30; ++i) say(salon, bob, text_of(1'000, R"(,"id":1)"));
      const Sequence first = salon.shared().commons.store.first("lobby");
      EXPECT_GT(first, 15u);
      const std::string kept = std::to_string(first) + "-30";
      const std::string gone = std::to_string(first - 1);
      for (const broadcast::ShardNumber shard : kTwoShards) {
        EXPECT_EQ(come(salon, R"("all")", shard), "joined 30 true " + kept);
        EXPECT_EQ(come(salon, since(salon, 5), shard),
                  "joined 30 false gap 6-" + gone + " retention " + kept);
        EXPECT_EQ(come(salon, since(salon, first - 1), shard), "joined 30 true " + kept);
        EXPECT_EQ(come(salon, since(salon, 28), shard), "joined 30 true 29-30");
        const Lines lines = hear(salon, salon.guest("/?since=5&seq=1", {}, shard));
        ASSERT_FALSE(lines.empty());
        EXPECT_EQ(lines.at(0), "* You missed messages 6-" + gone + "; they are no longer kept.");
        EXPECT_TRUE(lines.at(1).starts_with("#" + std::to_string(first) + " ")) << lines.at(1);
      }
    }
  }
}

TEST(WhatIsKeptTest, WhatIsTooOldIsToldToNobody) {
  for (const bool on_disk : {false, true}) {
    SCOPED_TRACE(on_disk ? "disk" : "memory");
    const disk::test::Folder folder;
    wsd::Options options = unhurried();
    if (on_disk) options.data = folder.path();
    options.history.age = std::chrono::seconds(2);
    Salon salon(options, 2);
    Guest& bob = greeted(salon);
    for (int i = 0; i < 5; ++i) say(salon, bob, text_of(10, R"(,"id":1)"));
    EXPECT_EQ(come(salon, R"("all")", 1), "joined 5 true 1-5");
    for (int i = 0; i < 1'000 && salon.shared().commons.store.first("lobby") != 0; ++i) {
      salon.pass_day(3'000);
      salon.settle();
    }
    ASSERT_EQ(salon.shared().commons.store.first("lobby"), 0u);
    EXPECT_EQ(come(salon, R"("all")", 1), "joined 5 true");
    EXPECT_EQ(come(salon, since(salon, 2), 1), "joined 5 false gap 3-5 retention");
    say(salon, bob, text_of(10, R"(,"id":1)"));
    EXPECT_EQ(come(salon, R"("all")", 1), "joined 6 true 6");
    EXPECT_EQ(come(salon, since(salon, 2), 1), "joined 6 false gap 3-5 retention 6");
  }
}

// It was read already, and waited for its reader.
TEST(WhatIsKeptTest, WhatRetentionTookMeanwhileIsNotTold) {
  wsd::Options options = keeping(8 << 10);
  options.history.count = 50;
  Salon salon(options, 2);
  Guest& bob = greeted(salon);
  for (int i = 0; i < 50; ++i) say(salon, bob, text_of(20'000));
  Guest& ana = greeted(salon, R"(,"rooms":[])", 1);
  ana.deaf(true);
  ana.say(R"({"op":"join","room":"lobby","since":"all"})");
  salon.settle();
  for (int i = 0; i < 100; ++i) say(salon, bob, text_of(20'000));
  ana.deaf(false);
  const std::string told = story(hear(salon, ana));
  unsigned last = 0;
  unsigned first = 0;
  ASSERT_EQ(
      std::sscanf(told.c_str(), "joined 50 true 1-%u gap %u-100 retention 101-150", &last, &first),
      2)
      << told;
  EXPECT_EQ(first, last + 1);
  EXPECT_LT(last, 40u) << "that much lies in no socket";
  EXPECT_TRUE(told.ends_with("retention 101-150"));
}

class ReplayOverRestarts : public ::testing::TestWithParam<broadcast::ShardNumber> {
 protected:
  void start() {
    salon_.reset();
    wsd::Options options = keeping(1 << 20);
    options.data = folder_.path();
    salon_ = std::make_unique<Salon>(options, GetParam());
  }
  void start_after_an_unclean_end() {
    salon_.reset();
    disk::Database(disk::Directory::database_in(folder_.path()), disk::Database::Mode::write)
        .execute("UPDATE meta SET value = 0 WHERE key = 'clean'");
    start();
  }
  // So many messages of that size, all kept.
  void speak(int count, std::size_t size) {
    Guest& bob = greeted(*salon_, R"(,"nick":"bob")");
    for (int i = 0; i < count; ++i) say(*salon_, bob, text_of(size, R"(,"id":1)"));
  }
  Sequence head() { return salon_->shared().commons.rooms.open("lobby")->standing().head; }
  std::string come(Sequence seq) {
    return test::come(*salon_, since(*salon_, seq),
                      static_cast<broadcast::ShardNumber>(GetParam() - 1));
  }

  disk::test::Folder folder_;
  std::unique_ptr<Salon> salon_;
};

INSTANTIATE_TEST_SUITE_P(Shards, ReplayOverRestarts, ::testing::Values(1, 2));

TEST_P(ReplayOverRestarts, EverythingThatIsKeptComes) {
  start();
  speak(40, 20'000);
  EXPECT_EQ(come(10), "joined 40 true 11-40");
  start();
  EXPECT_EQ(come(10), "joined 40 true 11-40");
  EXPECT_EQ(test::come(*salon_, R"("all")"), "joined 40 true 1-40");
}

// Whether all follows is known before it is told.
TEST_P(ReplayOverRestarts, RecoveredIsWhatTheReplayWillBe) {
  const auto text = [](Sequence seq) { return std::to_string(seq); };
  start();
  speak(5, 10);
  start_after_an_unclean_end();
  const Sequence end = head();  // numbers up to it may have been given
  ASSERT_GT(end, 5u);
  const std::string hole = "gap 6-" + text(end) + " restart";
  EXPECT_EQ(come(2), "joined " + text(end) + " false 3-5 " + hole);
  speak(1, 10);
  const std::string last = text(end + 1);
  EXPECT_EQ(come(2), "joined " + last + " false 3-5 " + hole + " " + last);
  EXPECT_EQ(come(5), "joined " + last + " false " + hole + " " + last);
  EXPECT_EQ(come(end), "joined " + last + " true " + last);
  EXPECT_EQ(test::come(*salon_, R"("all")"), "joined " + last + " false 1-5 " + hole + " " + last);
  start();  // and in a later life that ended well
  EXPECT_EQ(come(2), "joined " + last + " false 3-5 " + hole + " " + last);
  EXPECT_EQ(come(end), "joined " + last + " true " + last);
  // The hole is further on than the first page reaches.
  speak(20, 20'000);
  start_after_an_unclean_end();
  speak(1, 10);
  start();
  EXPECT_EQ(come(end + 1), "joined " + text(head()) + " false " + text(end + 2) + "-" +
                               text(end + 21) + " gap " + text(end + 22) + "-" + text(head() - 1) +
                               " restart " + text(head()));
}

// What is on its way to the disk is there already for whoever asks what there is.
TEST_P(ReplayOverRestarts, TheFirstIsToldBeforeItIsOnTheDisk) {
  start();
  Guest& bob = greeted(*salon_);
  Guest& ana =
      greeted(*salon_, R"(,"rooms":[])", static_cast<broadcast::ShardNumber>(GetParam() - 1));
  Lines joined;
  {
    disk::Database other(disk::Directory::database_in(folder_.path()), disk::Database::Mode::write);
    other.execute("BEGIN IMMEDIATE");  // the writer waits for it
    say(*salon_, bob, text_of(10));
    joined = only(say(*salon_, ana, R"({"op":"join","id":1,"room":"lobby"})"), "joined");
    other.execute("COMMIT");
  }
  ASSERT_EQ(joined.size(), 1u);
  EXPECT_EQ(at(joined[0], "/seq"), "1");
  EXPECT_EQ(at(joined[0], "/first"), "1");
}

// ---- what is sent again ----

std::string again(int i) {
  return R"({"op":"msg","id":1,"echo":false,"text":"x","cid":"c)" + std::to_string(i) + "\"}";
}

// The message of that number under its cid is known among the last so many.
void expect_known(Salon& salon, Guest& ana, int from, int to) {
  for (const int i : {from, (from + to) / 2, to}) {
    const std::string ack = only(say(salon, ana, again(i)), "ack").at(0);
    EXPECT_EQ(at(ack, "/seq"), std::to_string(i));
    EXPECT_EQ(at(ack, "/dup"), "true");
  }
}

TEST(WhatIsKeptTest, ACidIsKnownAmongTheLastMessagesWhateverTheLogHolds) {
  for (const std::size_t log : {std::size_t{8} << 10, std::size_t{1} << 20}) {
    for (const bool on_disk : {false, true}) {
      SCOPED_TRACE(std::to_string(log) + (on_disk ? " disk" : " memory"));
      const disk::test::Folder folder;
      wsd::Options options = keeping(log);
      if (on_disk) options.data = folder.path();
      constexpr const char* kSession =
          R"(,"session":"a-session-word-of-ordinary-length-0123456789abcdef")";
      {
        Salon salon(options, 2);
        Guest& ana = greeted(salon, kSession);
        for (int i = 1; i <= 1'500; ++i) {
          ana.say(again(i));
          if (i % 100 == 0) hear(salon, ana);
        }
        hear(salon, ana);
        expect_known(salon, ana, 477, 1'500);
      }
      if (!on_disk) continue;
      Salon salon(options, 2);
      expect_known(salon, greeted(salon, kSession, 1), 477, 1'500);
    }
  }
}

}  // namespace
}  // namespace chat::test
