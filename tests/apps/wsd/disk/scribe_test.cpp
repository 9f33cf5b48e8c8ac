// Batches are kept whole or not at all; retention and the index go on in pieces.
#include "apps/wsd/disk/scribe.h"

#include <gtest/gtest.h>

#include "tests/apps/wsd/disk/office.h"

namespace disk::test {
namespace {

TEST(Scribe, ABatchIsOneTransaction) {
  Office office;
  std::vector<Job> jobs;
  jobs.push_back(office.append("a", message(1)));
  jobs.push_back(office.append("a", message(1, "taken")));
  jobs.push_back(office.append("b", message(9)));
  const Scribe::Outcome outcome = office.write(std::move(jobs));
  EXPECT_EQ(outcome.trouble, "");
  EXPECT_EQ(outcome.kept[0].failure, "");
  EXPECT_NE(outcome.kept[1].failure, "");
  EXPECT_EQ(outcome.kept[2].failure, "");
  EXPECT_EQ(office.database->number("SELECT count(*) FROM messages"), 2);
  EXPECT_EQ(office.database->number("SELECT sum(count) FROM rooms"), 2);
}

// The sender is told that it is in vain; the others go on.
TEST(Scribe, ARoomAtItsLastNumberSaysSo) {
  Office office;
  std::vector<Job> jobs;
  jobs.push_back(office.append("a", message(kSequenceLast)));
  jobs.push_back(office.append("a", message(kSequenceLast + 1)));
  jobs.push_back(office.append("b", message(1)));
  const Scribe::Outcome outcome = office.write(std::move(jobs));
  EXPECT_EQ(outcome.trouble, "");
  EXPECT_EQ(outcome.kept[0].failure, "");
  EXPECT_EQ(outcome.kept[1].failure,
            "This room has given its last number, and no more messages are kept in it. Use another "
            "room.");
  EXPECT_TRUE(outcome.kept[1].in_vain);
  EXPECT_EQ(outcome.kept[2].failure, "");
  EXPECT_FALSE(outcome.kept[2].in_vain);
}

// Neither a message nor a topic of it holds up the others.
TEST(Scribe, ARoomForWhichThereIsNoPlaceIsToldSo) {
  Office office;
  office.fill("a", 1, 1);
  Statement far = office.database->prepare(
      "INSERT INTO rooms (id, name, epoch, base, life) VALUES (?1, 'far', 'e', 1, 1)");
  far.bind(1, kRoomEnd - 2).run();
  std::vector<Job> jobs;
  jobs.push_back({.room = office.rooms->hold("b"), .what = Topic{"cats"}});
  jobs.push_back(office.append("b", message(1)));
  jobs.push_back(office.append("a", message(2)));
  const Scribe::Outcome outcome = office.write(std::move(jobs));
  EXPECT_EQ(outcome.trouble, "");
  EXPECT_EQ(outcome.kept[1].failure, "That is too large to be kept.");
  EXPECT_EQ(outcome.kept[2].failure, "");
  EXPECT_EQ(office.database->number("SELECT count(*) FROM rooms"), 2);
  EXPECT_EQ(office.database->number("SELECT count(*) FROM messages"), 2);
}

// A trigger stands for a disk that refuses.
TEST(Scribe, ABatchThatFailsLeavesNothing) {
  Office office;
  office.fill("a", 1, 1);
  office.database->execute(
      "CREATE TEMP TRIGGER no BEFORE UPDATE ON rooms BEGIN SELECT RAISE(ROLLBACK, 'no'); END");
  std::vector<Job> jobs;
  jobs.push_back(office.append("a", message(2)));
  jobs.push_back({.room = office.rooms->hold("a"), .what = Topic{"cats"}});
  const Scribe::Outcome outcome = office.write(std::move(jobs));
  EXPECT_NE(outcome.trouble, "");
  EXPECT_EQ(outcome.kept[0].failure, outcome.trouble);
  EXPECT_EQ(office.database->number("SELECT count(*) FROM messages"), 1);
  EXPECT_NE(office.scribe->probe(), "");
  office.database->execute("DROP TRIGGER no");
  EXPECT_EQ(office.scribe->probe(), "");
  EXPECT_EQ(office.database->number("SELECT topic = 'cats' FROM rooms"), 1)
      << "nobody sends it again";
  EXPECT_EQ(office.database->number("SELECT count FROM rooms"), 1);
}

TEST(Scribe, WhatComesAgainIsKeptOnce) {
  Office office;
  office.fill("a", 1, 2);
  std::vector<Job> jobs;
  jobs.push_back(office.append("a", message(2), true));
  jobs.push_back(office.append("a", message(5), true));  // it was not kept when it came first
  jobs.push_back(office.append("a", message(5), true));
  jobs.push_back(office.append("a", message(4), true));
  const Scribe::Outcome outcome = office.write(std::move(jobs));
  for (const chat::Kept& kept : outcome.kept) EXPECT_EQ(kept.failure, "");
  EXPECT_EQ(office.database->number("SELECT count(*) FROM messages"), 4);
  EXPECT_EQ(office.database->number("SELECT last FROM rooms"), 5);
}

TEST(Scribe, WhatRetentionTookDoesNotComeBack) {
  Office office({.messages = 5, .bytes = 0, .milliseconds = 0});
  office.fill("a", 1, 20);
  EXPECT_EQ(office.database->number("SELECT count(*) FROM messages"), 5);
  std::vector<Job> jobs;
  jobs.push_back(office.append("a", message(3), true));
  EXPECT_EQ(office.write(std::move(jobs)).kept[0].failure, "");
  EXPECT_EQ(office.database->number("SELECT min(id) & 255 FROM messages"), 16);
}

TEST(Scribe, TheIndexFollowsInPieces) {
  Office office;
  office.fill("a", 1, 1000);
  int pieces = 0;
  while (office.scribe->tidy()) ++pieces;
  EXPECT_GT(pieces, 2);
  office.scribe->tick(1, 1);
  while (office.scribe->tidy()) ++pieces;
  EXPECT_EQ(office.database->number("SELECT indexed FROM rooms"), 1000);
  EXPECT_FALSE(office.rooms->busy("a"));
}

TEST(Scribe, TheIndexIsMadeUpForAfterARestart) {
  Office office;
  office.fill("a", 1, 50);
  office.begin();
  office.scribe->tick(1, 1);
  while (office.scribe->tidy()) {
  }
  EXPECT_EQ(office.database->number("SELECT indexed FROM rooms"), 50);
}

// All of them, however many wait.
TEST(Scribe, TheIndexIsMadeUpForInEveryRoom) {
  constexpr int kMany = 300;
  Office office;
  std::vector<Job> jobs;
  for (int i = 0; i < kMany; ++i) {
    jobs.push_back(office.append("room" + std::to_string(i), message(1)));
  }
  office.write(std::move(jobs));
  office.begin();
  for (int i = 0; i < kMany; ++i) {
    office.scribe->tick(1, 1);
    while (office.scribe->tidy()) {
    }
  }
  EXPECT_EQ(office.database->number("SELECT count(*) FROM rooms WHERE indexed = 1"), kMany);
  EXPECT_TRUE(office.rooms->all().empty());
}

TEST(Scribe, RoomsThatNobodyHasOpenAreTrimmedToo) {
  Office office;
  office.fill("a", 1, 1200);
  office.begin({.messages = 10, .bytes = 0, .milliseconds = 0});
  for (int i = 0; i < 10; ++i) office.scribe->tick(1, 1);
  EXPECT_EQ(office.database->number("SELECT count(*) FROM messages"), 10);
  EXPECT_EQ(office.database->number("SELECT trimmed FROM rooms"), 1190);
}

TEST(Scribe, ARoomInWhichNothingIsLeftGoes) {
  Office office({.messages = 0, .bytes = 0, .milliseconds = 1000});
  office.scribe->tick(1, 1);
  office.fill("a", 1, 10);
  office.write({{.room = office.rooms->hold("b"), .what = Topic{"stays"}}});
  for (int i = 0; i < 5; ++i) {
    office.scribe->tick(9'000'000, 9'000'000);
    while (office.scribe->tidy()) {
    }
  }
  EXPECT_EQ(office.database->number("SELECT count(*) FROM messages"), 0);
  EXPECT_EQ(office.database->number("SELECT count(*) FROM rooms"), 1);
}

constexpr Milliseconds kHour = 3'600'000;
constexpr Milliseconds kNoon = 1'700'000'000'000;

Message message_of(Sequence seq, Milliseconds ts) {
  Message one = message(seq);
  one.ts = ts;
  return one;
}

// A directory with messages of the last hours, and a server that begins with it at noon.
class ClockTest : public ::testing::Test {
 protected:
  ClockTest() {
    std::vector<Job> jobs;
    for (Sequence seq = 1; seq <= 20; ++seq) {
      jobs.push_back(
          office_.append("a", message_of(seq, kNoon - kHour * (20 - static_cast<int>(seq)))));
    }
    office_.write(std::move(jobs));
    office_.begin(kHalfDay);
    tick();
  }
  void tick(Milliseconds pass = 1000) {
    even_ += pass;
    wall_ += pass;
    office_.scribe->tick(wall_, even_);
    while (office_.scribe->tidy()) {
    }
  }
  std::int64_t messages() { return office_.database->number("SELECT count(*) FROM messages"); }

  static constexpr chat::Retention kHalfDay{0, 0, 12 * kHour};
  Office office_;
  Milliseconds wall_ = kNoon;
  Milliseconds even_ = 1000;
};

TEST_F(ClockTest, NothingIsTooOldInTheFirstMinutes) {
  EXPECT_EQ(messages(), 20);
  tick(chat::kClockSettles - 2000);
  EXPECT_EQ(messages(), 20);
  tick(2000);
  EXPECT_EQ(messages(), 12);
}

// As when the network tells the time, and then tells it right.
TEST_F(ClockTest, AJumpAheadDeletesNothing) {
  tick(chat::kClockSettles);
  EXPECT_EQ(messages(), 12);
  wall_ += 24 * kHour;
  for (int second = 0; second < 4; ++second) tick();
  office_.write({});
  EXPECT_EQ(messages(), 12);
  EXPECT_EQ(office_.space->notices().take(), chat::jump_notice(24 * kHour));
  std::vector<Job> jobs;
  jobs.push_back(office_.append("a", message_of(21, wall_)));
  jobs.push_back(office_.append("a", message_of(22, wall_)));
  office_.write(std::move(jobs));
  wall_ -= 24 * kHour;
  tick();
  EXPECT_EQ(office_.space->notices().take(), chat::jump_notice(-24 * kHour));
  EXPECT_EQ(messages(), 14);
  tick(chat::kClockSettles);
  EXPECT_EQ(messages(), 14) << "hardly anything is older now";
  tick(11 * kHour);
  EXPECT_EQ(messages(), 3);
  tick(2 * kHour);
  EXPECT_EQ(messages(), 0) << "what was kept when the clock was ahead, too";
}

// After a restart nobody knows when it was kept; but not after what was kept behind it.
TEST_F(ClockTest, WhatComesFromTheFutureBlocksNothing) {
  office_.begin();
  std::vector<Job> jobs;
  for (Sequence seq = 1; seq <= 3; ++seq) {
    jobs.push_back(office_.append("b", message_of(seq, kNoon + 24 * kHour)));
  }
  jobs.push_back(office_.append("b", message_of(4, kNoon - 24 * kHour)));
  jobs.push_back(office_.append("b", message_of(5, kNoon + 24 * kHour)));
  jobs.push_back(office_.append("b", message_of(6, kNoon - kHour)));
  office_.write(std::move(jobs));
  office_.begin(kHalfDay);
  tick(1000);
  tick(chat::kClockSettles);
  EXPECT_EQ(messages(), 12 + 2);
  EXPECT_EQ(office_.database->number("SELECT trimmed FROM rooms WHERE name = 'b'"), 4);
}

// ---- room on the disk ----

constexpr std::uint64_t kSmall = 1 << 20;

// Rooms speak in turn, some louder than others; the files are looked at after each batch.
TEST(Scribe, TheOldestOfAllRoomsMakeRoom) {
  Office office({0, 0, 0}, kSmall);
  const auto most = office.space->of_the_database();
  Milliseconds ts = 0;
  std::vector<Sequence> next(7, 1);
  for (int batch = 0; batch < 60; ++batch) {
    std::vector<Job> jobs;
    for (int i = 0; i < 50; ++i) {
      const std::size_t room = static_cast<std::size_t>(i) % (i < 30 ? 2 : 7);
      Message one = message(next[room]++, "word" + std::to_string(i) + std::string(900, 'x'));
      one.ts = ++ts;
      jobs.push_back(office.append("room" + std::to_string(room), std::move(one)));
    }
    ASSERT_EQ(office.write(std::move(jobs)).trouble, "");
    while (office.scribe->tidy()) {
    }
    const std::int64_t bytes = office.database->number("PRAGMA page_count") * 4096;
    ASSERT_LE(bytes, most + 50 * 3000) << "one batch and its words more";
  }
  EXPECT_GT(office.space->use().dropped, 1500u);
  const std::int64_t left = office.database->number("SELECT count(*) FROM messages");
  EXPECT_GT(left, 200);
  EXPECT_EQ(office.database->number("SELECT sum(count) FROM rooms"), left);
  EXPECT_EQ(office.database->number("SELECT min(ts) FROM messages"), ts - left + 1)
      << "the newest are left, whatever room they are of";
  EXPECT_EQ(office.database->number(
                "SELECT count(*) FROM rooms WHERE count > 0 AND oldest <> (SELECT min(ts) FROM "
                "messages WHERE messages.id >> 40 = rooms.id)"),
            0);
}

TEST(Scribe, WithoutALimitNothingGoes) {
  Office office;
  for (Sequence seq = 1; seq <= 2000; seq += 100) office.fill("a", seq, seq + 99);
  EXPECT_EQ(office.database->number("SELECT count(*) FROM messages"), 2000);
  EXPECT_EQ(office.space->use().dropped, 0u);
}

TEST(Scribe, WhereNothingIsLeftToGoThatIsTold) {
  Office office({0, 0, 0}, 20'000);
  std::vector<Job> jobs;
  jobs.push_back(office.append("a", message(1)));
  EXPECT_EQ(office.write(std::move(jobs)).trouble,
            "The data directory has reached --data-max, and no messages are left to delete.");
}

// A view in front of the table can be written to, and whatever reads it fails.
TEST(Scribe, WhatIsKeptIsKeptThoughItCannotBeRead) {
  Office office;
  office.database->execute(
      "ALTER TABLE messages RENAME TO kept; CREATE TEMP VIEW messages AS SELECT abs(id - id - "
      "9223372036854775807 - 1) AS id, ts, kind, "
      "content, user, nick, text, session, cid FROM kept;"
      "CREATE TEMP TRIGGER put INSTEAD OF INSERT ON messages BEGIN INSERT INTO kept "
      "VALUES "
      "(new.id, new.ts, new.kind, new.content, new.user, new.nick, new.text, new.session, new.cid);"
      "END");
  std::vector<Job> jobs;
  jobs.push_back(office.append("a", message(1)));
  EXPECT_EQ(office.write(std::move(jobs)).trouble, "");
  office.database->execute("DROP VIEW temp.messages; ALTER TABLE kept RENAME TO messages");
  std::vector<Job> more;
  more.push_back(office.append("a", message(2)));
  EXPECT_EQ(office.write(std::move(more)).kept[0].failure, "");
  EXPECT_EQ(office.database->number("SELECT count FROM rooms"), 2);
  EXPECT_EQ(office.rooms->open("a").first, 1u);
}

TEST(Scribe, ARoomThatCannotBeReadIsLetGo) {
  Office office({.messages = 0, .bytes = 0, .milliseconds = 1000});
  office.fill("a", 1, 10);
  office.scribe->tick(1, 1);
  while (office.scribe->tidy()) {
  }
  office.rooms->open("a");
  office.database->execute("ALTER TABLE messages RENAME TO gone");
  office.scribe->tick(9'000'000, 9'000'000);
  EXPECT_FALSE(office.rooms->busy("a"));
  office.database->execute("ALTER TABLE gone RENAME TO messages");
  office.scribe->tick(9'000'000, 9'000'000);
  EXPECT_EQ(office.database->number("SELECT count(*) FROM messages"), 0);
}

// However long a disk is in trouble: rooms that come and go meanwhile leave nothing behind.
TEST(Scribe, TroubleDoesNotGather) {
  Office office;
  office.fill("a", 1, 1);
  office.scribe->tick(1, 1);
  while (office.scribe->tidy()) {
  }
  office.database->execute(
      "CREATE TEMP TRIGGER no BEFORE UPDATE ON rooms BEGIN SELECT RAISE(ROLLBACK, 'no'); END");
  for (Sequence next = 2; next <= 100; ++next) {
    const std::string passing = "passing-" + std::to_string(next);
    std::vector<Job> jobs;
    for (const std::string& name : {std::string("a"), passing}) {
      auto room = office.rooms->hold(name);
      office.rooms->close(*room, next);
      jobs.push_back({.room = std::move(room), .what = Closing{next}});
    }
    EXPECT_NE(office.write(std::move(jobs)).trouble, "");
  }
  const Rooms known = office.rooms->all();
  ASSERT_EQ(known.size(), 1u);
  EXPECT_EQ(known[0]->on_the_way, 1u) << "its last close is enough";
  office.database->execute("DROP TRIGGER no");
  EXPECT_EQ(office.scribe->probe(), "");
  EXPECT_EQ(office.database->number("SELECT base FROM rooms"), 100);
  EXPECT_TRUE(office.rooms->all().empty());
}

TEST(Scribe, TheEndMakesNumbersExact) {
  Office office;
  office.fill("a", 1, 3);
  office.rooms->open("a");
  office.scribe->finish();
  office.begin();
  const chat::Head head = office.rooms->open("a");
  EXPECT_EQ(head.next, 4u);
  EXPECT_FALSE(head.jumped);
  office.begin();
  EXPECT_TRUE(office.rooms->open("a").jumped) << "nobody made an end";
}

}  // namespace
}  // namespace disk::test
