// A plain HTTP answer, byte for byte.
#include "apps/wsd/reply.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

TEST(ReplyTest, HasItsLengthAndIsNotKept) {
  EXPECT_EQ(to_bytes({.body = "ok\n"}, Body::sent, Ending::stays),
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\n"
            "Cache-Control: no-store\r\n"
            "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
            "X-Content-Type-Options: nosniff\r\nX-Frame-Options: DENY\r\n"
            "Referrer-Policy: no-referrer\r\nCross-Origin-Opener-Policy: same-origin\r\n"
            "Cross-Origin-Resource-Policy: same-origin\r\n"
            "Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n"
            "Content-Length: 3\r\n\r\nok\n");
}

TEST(ReplyTest, ABodyLeftOutIsCountedAllTheSame) {
  const std::string head = to_bytes({404, "gone\n"}, Body::left_out, Ending::closes);
  EXPECT_NE(head.find("404 Not Found\r\n"), std::string::npos);
  EXPECT_NE(head.find("Connection: close\r\n"), std::string::npos);
  EXPECT_NE(head.find("Content-Length: 5\r\n\r\n"), std::string::npos);
  EXPECT_EQ(head.find("gone"), std::string::npos);
}

}  // namespace
}  // namespace wsd
