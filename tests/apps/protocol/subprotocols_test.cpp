// A subprotocol's name is a token (RFC 6455 §4.1).
#include "apps/protocol/subprotocols.h"

#include <gtest/gtest.h>

#include "rfc6455/http_list.h"

namespace protocol {
namespace {

TEST(Subprotocols, AreTokensOfTheirOwn) {
  EXPECT_TRUE(rfc6455::is_token(kTextSubprotocol));
  EXPECT_TRUE(rfc6455::is_token(kJsonSubprotocol));
  EXPECT_NE(kTextSubprotocol, kJsonSubprotocol);
}

}  // namespace
}  // namespace protocol
