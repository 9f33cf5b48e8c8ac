// What /readyz says when.
#include "apps/wsd/readiness.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

TEST(ReadinessTest, BeginsAsStarting) {
  Readiness readiness;
  EXPECT_EQ(word(readiness.stage()), "starting");
  readiness.set(Stage::ready);
  EXPECT_EQ(word(readiness.stage()), "ok");
  readiness.set(Stage::draining);
  EXPECT_EQ(word(readiness.stage()), "draining");
}

}  // namespace
}  // namespace wsd
