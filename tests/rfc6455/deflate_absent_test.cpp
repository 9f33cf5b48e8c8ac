// Without zlib nothing is ever agreed, so nobody gets as far as compressing.
#include <gtest/gtest.h>

#include "rfc6455/deflate.h"
#include "rfc6455/deflate_offer.h"

namespace rfc6455 {
namespace {

TEST(DeflateAbsent, EveryOfferIsDeclined) {
  EXPECT_FALSE(deflate_available());
  HttpHead head(HttpHead::Kind::request);
  ASSERT_EQ(
      head.read(
          "GET / HTTP/1.1\r\nHost: h\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"),
      HttpHead::Progress::complete);
  EXPECT_FALSE(answer_offers(head, {}));
}

TEST(DeflateAbsentDeathTest, WhoCompressesAllTheSameIsStopped) {
  EXPECT_DEATH(Deflater(15, ContextTakeover::no), "");
  EXPECT_DEATH(Inflater(15), "");
}

}  // namespace
}  // namespace rfc6455
