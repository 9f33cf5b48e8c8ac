// Whom to call.
#include "apps/wsc/call.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

TEST(Call, GoesToTheProxyIfThereIsOne) {
  Call call{.url = parse_url("example.org:81").url.value()};
  EXPECT_EQ(reactor::to_string(call.address()), "example.org:81");
  call.proxy = Proxy{.address = reactor::parse_address("p:1").address.value()};
  EXPECT_EQ(reactor::to_string(call.address()), "p:1");
}

}  // namespace
}  // namespace wsc
