// The thread that writes: answers come when it is safe, questions wait for what they ask about.
#include "apps/wsd/disk/writer.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/apps/wsd/disk/office.h"

namespace disk::test {
namespace {

class WriterTest : public ::testing::Test {
 protected:
  chat::Told await() {
    for (;;) {
      if (auto one = told_.next(0)) return *std::move(one);
      std::this_thread::yield();
    }
  }
  Office office_;
  broadcast::Mesh mesh_{1};
  chat::ToldQueue told_{mesh_};
  Reader reader_{office_.path(), "", *office_.rooms, told_};
};

TEST_F(WriterTest, AnswersInOrderAndEndsCleanly) {
  {
    Writer writer(*office_.scribe, *office_.rooms, reader_, told_);
    for (Sequence seq = 1; seq <= 500; ++seq) {
      Job job = office_.append("a", message(seq));
      job.ticket = seq;
      writer.post(std::move(job));
    }
    writer.post({.what = Query{.room = "a", .what = chat::PageWish{}, .ticket = 900}});
    for (Sequence seq = 1; seq <= 500; ++seq) {
      const chat::Told told = await();
      EXPECT_EQ(told.ticket, seq);
      EXPECT_EQ(std::get<chat::Kept>(told.what).failure, "");
    }
    const chat::Told page = await();
    EXPECT_EQ(page.ticket, 900u);
    EXPECT_EQ(std::get<chat::Page>(page.what).messages.back().seq, 500u);
    EXPECT_EQ(writer.trouble(), "");
    EXPECT_EQ(writer.refusal(), "");
  }
  EXPECT_EQ(office_.database->number("SELECT value FROM meta WHERE key = 'clean'"), 1);
}

TEST_F(WriterTest, TroubleIsToldAndPasses) {
  office_.fill("a", 1, 1);
  office_.database->execute(
      "CREATE TEMP TRIGGER no BEFORE UPDATE ON rooms WHEN NEW.last < 10 "
      "BEGIN SELECT RAISE(ROLLBACK, 'no'); END");
  Writer writer(*office_.scribe, *office_.rooms, reader_, told_);
  writer.post(office_.append("a", message(2)));
  EXPECT_NE(std::get<chat::Kept>(await().what).failure, "");
  EXPECT_NE(writer.trouble(), "");
  EXPECT_EQ(writer.refusal(), writer.trouble());
  writer.post({.what = Tick{1, 1}});  // the disk takes something again
  while (!writer.trouble().empty()) std::this_thread::yield();
  writer.post(office_.append("a", message(12)));
  EXPECT_EQ(std::get<chat::Kept>(await().what).failure, "");
}

}  // namespace
}  // namespace disk::test
