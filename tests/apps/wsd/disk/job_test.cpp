// What waits is weighed.
#include "apps/wsd/disk/job.h"

#include <gtest/gtest.h>

namespace disk {
namespace {

TEST(Job, WeighsWhatItCarries) {
  const std::size_t empty = Job{.what = Tick{1, 1}}.weight();
  Job append{.what = Append{{.text = std::string(5000, 'x')}}};
  EXPECT_GE(append.weight(), empty + 5000);
  Job slips{.what = Slips{{{"key", std::string(300, 'x')}, {"gone", std::nullopt}}}};
  EXPECT_GE(slips.weight(), empty + 300);
}

TEST(Job, AnswersWhoeverWaits) {
  const chat::Kept good;
  const chat::Kept bad{.failure = "The disk is full."};
  EXPECT_FALSE((Job{.what = Append{}}.awaits(bad)));
  EXPECT_TRUE((Job{.what = Append{}, .ticket = 3}.awaits(good)));
  EXPECT_FALSE((Job{.what = Append{}, .ticket = chat::kBadNewsOnly | 3}.awaits(good)));
  EXPECT_TRUE((Job{.what = Append{}, .ticket = chat::kBadNewsOnly | 3}.awaits(bad)));
  EXPECT_FALSE((Job{.what = Query{}, .ticket = 3}.awaits(bad))) << "the reader does";
}

}  // namespace
}  // namespace disk
