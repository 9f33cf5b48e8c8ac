// Names looked up elsewhere.
#include "apps/wsc/lookup.h"

#include <gtest/gtest.h>

#include "reactor/poller.h"
#include "tests/reactor/loopback.h"

namespace wsc {
namespace {

std::optional<Lookup::Found> wait_for(Lookup& lookup, reactor::Waker& waker) {
  reactor::Poller poller;
  EXPECT_EQ(poller.watch(waker.fd(), 0), 0);
  std::optional<Lookup::Found> found;
  EXPECT_TRUE(reactor::turn_until(
      [&] {
        waker.drowsy();
        poller.wait(lookup.ready() ? reactor::Duration::zero() : std::chrono::seconds(1));
        waker.awake();
        found = lookup.next();
      },
      [&] { return found.has_value(); }));
  return found;
}

TEST(Lookup, FindsAddresses) {
  reactor::Waker waker;
  Lookup lookup(waker);
  EXPECT_FALSE(lookup.busy());
  lookup.ask(reactor::parse_address("127.0.0.1:4711").address.value());
  EXPECT_TRUE(lookup.busy());
  const auto found = wait_for(lookup, waker);
  ASSERT_TRUE(found);
  ASSERT_EQ(found->endpoints.size(), 1u);
  EXPECT_EQ(found->endpoints[0].port(), 4711);
  EXPECT_FALSE(lookup.busy());
}

TEST(Lookup, SaysWhyThereIsNone) {
  reactor::Waker waker;
  Lookup lookup(waker);
  lookup.ask(reactor::parse_address(reactor::kNobodysName + ":1").address.value());
  const auto found = wait_for(lookup, waker);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->endpoints.empty());
  const std::string said = "cannot look up \"" + reactor::kNobodysName + "\": ";
  EXPECT_EQ(found->complaint.substr(0, said.size()), said);
  EXPECT_GT(found->complaint.size(), said.size()) << "the reason";
}

}  // namespace
}  // namespace wsc
