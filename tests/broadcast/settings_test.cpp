// The defaults are those that the protocol promises, and agree with each other.
#include "broadcast/settings.h"

#include <gtest/gtest.h>

#include "broadcast/log/frame_log.h"
#include "broadcast/mesh/mesh.h"

namespace broadcast {
namespace {

TEST(Settings, AreWhatTheProtocolPromises) {
  const Settings settings;
  EXPECT_EQ(settings.message.bytes, 64u << 10);
  EXPECT_EQ(settings.message.fragments_free, 1024u);
  EXPECT_EQ(settings.message.bytes_per_fragment, 16u);
  EXPECT_EQ(settings.handshake, 10s);
  EXPECT_EQ(settings.ping_interval, 25s);
  EXPECT_EQ(settings.ping_timeout, 20s);
  EXPECT_EQ(settings.memberships_max, 128u);
  EXPECT_EQ(settings.log.retention, 1u << 20);
}

TEST(Settings, AgreeWithEachOther) {
  const Settings settings;
  EXPECT_LT(kSegmentMin, kSegmentMax);
  EXPECT_LT(kSegmentMax, settings.log.retention);
  EXPECT_LE(settings.log.retention, settings.log.lag) << "who comes back is not cut at once";
  EXPECT_LT(settings.log.lag, settings.log.budget);
  EXPECT_LT(settings.outbox_read_max, settings.outbox_max);
  EXPECT_LE(settings.outbox_max, settings.private_max);
  EXPECT_LT(settings.message.bytes, kScratchSize) << "most messages lie whole in one read";
  EXPECT_LT(settings.message.bytes, settings.gather_max);
  EXPECT_LT(settings.message.bytes, kTurnWrittenMax);
  EXPECT_LE(kTurnWrittenMax, kMeshWeightMax) << "a turn's letters alone do not stop the reading";
  EXPECT_LT(settings.close_timeout, settings.ping_timeout);
}

}  // namespace
}  // namespace broadcast
