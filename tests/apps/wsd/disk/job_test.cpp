// What waits is weighed.
#include "apps/wsd/disk/job.h"

#include <gtest/gtest.h>

namespace disk {
namespace {

TEST(Job, WeighsWhatItCarries) {
  const std::size_t empty = Job{.what = Tick{1}}.weight();
  Job append{.what = Append{{.text = std::string(5000, 'x')}}};
  EXPECT_GE(append.weight(), empty + 5000);
  Job slips{.what = Slips{{{"key", std::string(300, 'x')}, {"gone", std::nullopt}}}};
  EXPECT_GE(slips.weight(), empty + 300);
}

TEST(Job, AnswersWhoeverWaits) {
  EXPECT_FALSE((Job{.what = Append{}}.answers()));
  EXPECT_TRUE((Job{.what = Append{}, .ticket = 3}.answers()));
  EXPECT_FALSE((Job{.what = Query{}, .ticket = 3}.answers())) << "the reader does";
}

}  // namespace
}  // namespace disk
