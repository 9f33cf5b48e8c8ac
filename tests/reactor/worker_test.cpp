// A thread for what blocks: every job is done, answers come by mailbox, stopping drains.
#include "reactor/worker.h"

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

TEST(Worker, AnswersByMailbox) {
  Waker waker;
  Mailbox<int> answers(waker);
  Poller poller;
  ASSERT_EQ(poller.watch(waker.fd(), 1), 0);
  Worker<int> worker([&answers](Worker<int>& jobs) {
    while (auto job = jobs.next()) answers.post(*job * *job);
  });
  std::vector<int> letters;
  for (int round = 0; round < 100; ++round) {  // asleep and awake in turns
    worker.post(round);
    while (answers.empty()) {
      waker.drowsy();
      poller.wait(answers.empty() ? kForever : Duration::zero());
      waker.awake();
    }
    answers.take(letters);
    ASSERT_EQ(letters, std::vector<int>{round * round});
    letters.clear();
  }
}

TEST(Worker, StopDrains) {
  int done = 0;
  Worker<int> worker([&done](Worker<int>& jobs) {
    while (jobs.next()) ++done;
  });
  for (int job = 0; job < 1000; ++job) worker.post(job);
  worker.stop();
  EXPECT_EQ(done, 1000);
  EXPECT_EQ(worker.waiting(), 0u);
  worker.stop();
}

TEST(Worker, MayHaveNothingToDo) {
  Worker<int> worker([](Worker<int>& jobs) {
    while (jobs.next()) {
    }
  });
}

}  // namespace
}  // namespace reactor
