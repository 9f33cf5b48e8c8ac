// The store on a disk that fails: whatever it acknowledged is there, whatever it did not keep it
// said so of, and it goes on when the disk does.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <thread>

#include "apps/wsd/chat/letterbox.h"
#include "apps/wsd/disk/sqlite_store.h"
#include "tests/apps/wsd/chat/store_suite.h"
#include "tests/apps/wsd/disk/faulty_disk.h"
#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {
namespace {

using chat::Kept;
using chat::Sequence;
using chat::test::Asker;
using chat::test::message;

class Faults : public ::testing::Test {
 protected:
  StoreOptions options(Durability durability = Durability::process) const {
    return {.directory = folder_.path(),
            .durability = durability,
            .retention = {0, 0, 0},
            .seed = 1,
            .vfs = disk_.name()};
  }
  // Says messages one after the other; those that were kept.
  std::set<Sequence> say(SqliteStore& store, Sequence first, Sequence last) {
    std::set<Sequence> kept;
    for (Sequence seq = first; seq <= last; ++seq) {
      const Kept answer = Asker(store, mesh_, 0).append("lobby", message(seq));
      if (answer.failure.empty()) kept.insert(seq);
    }
    return kept;
  }
  std::set<Sequence> there(SqliteStore& store) {
    std::set<Sequence> numbers;
    for (const chat::Message& one :
         Asker(store, mesh_, 0)
             .page("lobby", {.from = chat::PageWish::From::after, .limit = 1000})
             .messages)
      numbers.insert(one.seq);
    return numbers;
  }
  broadcast::Mesh mesh_{1};
  Folder folder_;
  FaultyDisk disk_{"faulty"};
};

// Every write and sync of a small talk fails once, and all after it until the disk is well again.
void fail_everywhere(int code, const std::string& sentence) {
  for (int calls = 0;; ++calls) {
    broadcast::Mesh mesh(1);
    const Folder folder;
    FaultyDisk disk("faulty");
    const StoreOptions options{
        .directory = folder.path(), .retention = {0, 0, 0}, .seed = 1, .vfs = "faulty"};
    std::set<Sequence> kept;
    bool reached = false;
    {
      SqliteStore store(options, mesh);
      store.open("lobby");
      disk.fail_after(calls, code);
      for (Sequence seq = 1; seq <= 10; ++seq) {
        const Kept answer = Asker(store, mesh, 0).append("lobby", message(seq));
        if (answer.failure.empty()) {
          kept.insert(seq);
        } else {
          reached = true;
          ASSERT_EQ(answer.failure, sentence);
          ASSERT_EQ(store.trouble(), sentence);
        }
      }
      disk.heal();
      for (int now = 1; !store.trouble().empty(); ++now) {
        store.trim(now);
        std::this_thread::yield();
      }
      for (Sequence seq = 1; seq <= 10; ++seq) {  // sent again, what was not kept is, once
        store.confirm("lobby", message(seq), 0, seq);
        ASSERT_EQ(std::get<Kept>(Asker(store, mesh, 0).await().what).failure, "");
      }
      ASSERT_EQ(Asker(store, mesh, 0).append("lobby", message(11)).failure, "");
    }
    SqliteStore store(options, mesh);
    const auto head = store.open("lobby");
    ASSERT_EQ(head.next, 12u) << calls;
    const auto page = Asker(store, mesh, 0).page("lobby", {});
    ASSERT_EQ(page.messages.size(), 11u) << calls;
    for (std::size_t i = 0; i < page.messages.size(); ++i)
      ASSERT_EQ(page.messages[i], message(i + 1));
    if (!reached) return;
  }
}

TEST_F(Faults, WritesThatFailAnywhere) {
  fail_everywhere(SQLITE_IOERR_WRITE, "The disk does not read or write.");
}

TEST_F(Faults, ADiskThatIsFullAnywhere) {
  fail_everywhere(SQLITE_FULL, "The disk is full.");
}

TEST_F(Faults, TroubleAtTheEndLosesNothingThatWasAcknowledged) {
  std::set<Sequence> kept;
  {
    SqliteStore store(options(), mesh_);
    store.open("lobby");
    kept = say(store, 1, 20);
    disk_.fail_after(0, SQLITE_FULL);
    EXPECT_TRUE(say(store, 21, 25).empty());
    EXPECT_EQ(there(store), kept) << "what was kept is read meanwhile";
  }
  disk_.heal();
  SqliteStore store(options(), mesh_);
  EXPECT_TRUE(store.open("lobby").jumped) << "the end could not be written";
  EXPECT_EQ(there(store), kept);
}

// The power goes at some moment of many lives; what was acknowledged is there, and no number that
// anybody saw is given again.
TEST_F(Faults, PowerThatGoesTakesNothingThatWasAcknowledged) {
  std::mt19937 chance(7);
  for (int i = 0; i < 30; ++i) {
    const Folder before;
    FaultyDisk disk("cut");
    const Folder after;
    std::set<Sequence> kept;
    Sequence next = 0;
    {
      StoreOptions here = options(Durability::power);
      here.directory = before.path();
      here.vfs = "cut";
      SqliteStore store(here, mesh_);
      next = store.open("lobby").next;
      kept = say(store, next, next + chance() % 40);
      const Sequence on_the_way = next + 40 + chance() % 40;
      for (next += 40; next <= on_the_way; ++next) store.append("lobby", message(next), 0, 0);
      disk.cut_power(after.path(), chance);
    }
    StoreOptions there_after = options();
    there_after.directory = after.path();
    there_after.vfs = "";
    SqliteStore store(there_after, mesh_);
    const auto head = store.open("lobby");
    ASSERT_GE(head.next, next) << i;
    const std::set<Sequence> found = there(store);
    for (const Sequence seq : kept) ASSERT_TRUE(found.contains(seq)) << i << ": " << seq;
  }
}

// A letter that could not be kept is sent again: what is acknowledged then waits over a restart.
TEST_F(Faults, ALetterThatComesAgainIsKept) {
  const chat::Person ana{1, "ana"};
  const chat::Person bob{chat::kNoUser, "bob"};
  {
    SqliteStore store(options(), mesh_);
    Asker asker(store, mesh_, 0);
    chat::Letterbox box({}, 1, &store);
    const auto kept = [&](chat::Ticket ticket) {
      EXPECT_TRUE(box.post(ana, bob, "s", "c1", "hello", 1000, {0, ticket}).told);
      return std::get<Kept>(asker.await().what);
    };
    disk_.fail_after(0, SQLITE_FULL);
    EXPECT_NE(kept(1).failure, "");
    disk_.heal();
    for (int now = 1; !store.trouble().empty(); ++now) {
      store.trim(now);
      std::this_thread::yield();
    }
    EXPECT_EQ(kept(2).failure, "");
  }
  SqliteStore store(options(), mesh_);
  chat::Letterbox box({}, 2, &store);
  const auto waited = box.take("bob", 2, 2000);
  ASSERT_EQ(waited.letters.size(), 1u);
  EXPECT_EQ(waited.letters[0].letter.from_nick, "ana");
  EXPECT_EQ(waited.letters[0].letter.from, chat::kNoUser) << "its number may be somebody else's";
}

// Letters that are handed over while the disk is in trouble have gone when it is well.
TEST_F(Faults, ALetterThatIsHandedOverInTroubleDoesNotComeTwice) {
  const chat::Person ana{1, "ana"};
  const chat::Person bob{chat::kNoUser, "bob"};
  const chat::Person carl{chat::kNoUser, "carl"};
  {
    SqliteStore store(options(), mesh_);
    Asker asker(store, mesh_, 0);
    chat::Letterbox box({}, 1, &store);
    const auto post = [&](const chat::Person& to, chat::Ticket ticket) {
      box.post(ana, to, "s", {}, "hello", 1000, {0, ticket});
      return std::get<Kept>(asker.await().what).failure;
    };
    EXPECT_EQ(post(bob, 1), "");
    EXPECT_EQ(post(carl, 2), "");
    disk_.fail_after(0, SQLITE_FULL);
    const auto read = [&](const char* nick) {
      const auto waited = box.take(nick, 2, 2000);
      box.read(waited.box, 2, waited.last);
      return waited.letters.size();
    };
    EXPECT_EQ(read("bob"), 1u) << "finds out that the disk is full";
    EXPECT_NE(Asker(store, mesh_, 0).append("lobby", message(1)).failure, "");
    EXPECT_EQ(read("carl"), 1u) << "while that is known";
    disk_.heal();
    for (int now = 1; !store.trouble().empty(); ++now) {
      store.trim(now);
      std::this_thread::yield();
    }
  }
  SqliteStore store(options(), mesh_);
  chat::Letterbox box({}, 2, &store);
  EXPECT_EQ(box.take("bob", 3, 3000).letters.size(), 0u);
  EXPECT_EQ(box.take("carl", 3, 3000).letters.size(), 0u);
}

// What only survives a killed process survives a cut in part: the beginning, whole.
TEST_F(Faults, PowerThatGoesLeavesABeginning) {
  std::mt19937 chance(8);
  for (int i = 0; i < 30; ++i) {
    const Folder before;
    FaultyDisk disk("cut");
    const Folder after;
    {
      StoreOptions here = options(Durability::process);
      here.directory = before.path();
      here.vfs = "cut";
      SqliteStore store(here, mesh_);
      store.open("lobby");
      say(store, 1, 30);
      disk.cut_power(after.path(), chance);
    }
    StoreOptions there_after = options();
    there_after.directory = after.path();
    there_after.vfs = "";
    SqliteStore store(there_after, mesh_);
    Sequence expected = 1;
    for (const Sequence seq : there(store)) ASSERT_EQ(seq, expected++) << i;
    const auto head = store.open("lobby");
    EXPECT_TRUE(expected == 1 || head.next > 30) << i;
  }
}

}  // namespace
}  // namespace disk::test
