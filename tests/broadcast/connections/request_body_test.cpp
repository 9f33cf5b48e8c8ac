// Lengths of bodies, clear and unclear.
#include "broadcast/connections/request_body.h"

#include <gtest/gtest.h>

#include <string>

namespace broadcast {
namespace {

// "12", or the status of the refusal as "400".
std::string measured(const std::string& fields, const std::string& more = {}) {
  const std::string text = "POST / HTTP/1.1\r\n" + fields + more + "\r\n";
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::request);
  EXPECT_EQ(head.read(text), rfc6455::HttpHead::Progress::complete);
  std::size_t body = 0;
  const auto* error = measure_body(head, 100, body);
  return error != nullptr ? "refused " + std::to_string(error->status) : std::to_string(body);
}

TEST(RequestBodyTest, IsOneNumberOrNothing) {
  EXPECT_EQ(measured(""), "0");
  EXPECT_EQ(measured("Content-Length: 0\r\n"), "0");
  EXPECT_EQ(measured("content-length: 100\r\n"), "100");
  EXPECT_EQ(measured("Content-Length: 101\r\n"), "refused 413");
  EXPECT_EQ(measured("Content-Length: 99999999999999999999999\r\n"), "refused 413");
  for (const std::string length : {"", "+1", "-1", "1 2", "1,1", "0x1", "1\t2"}) {
    EXPECT_EQ(measured("Content-Length: " + length + "\r\n"), "refused 400") << length;
  }
  EXPECT_EQ(measured("Content-Length: 1\r\nContent-Length: 1\r\n"), "refused 400");
  EXPECT_EQ(measured("Transfer-Encoding: chunked\r\n"), "refused 400");
}

TEST(RequestBodyTest, AnUpgradeHasNone) {
  const std::string upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";
  EXPECT_EQ(measured(upgrade, "Content-Length: 1\r\n"), "refused 400");
  EXPECT_EQ(measured(upgrade, "Content-Length: 0\r\n"), "0");
}

}  // namespace
}  // namespace broadcast
