// Addresses: what is read, what is refused and how it is said.
#include "reactor/address.h"

#include <gtest/gtest.h>

namespace reactor {
namespace {

TEST(Address, EveryFormIsReadAndWrittenBack) {
  for (const char* text :
       {"8765", "0.0.0.0:8765", "[::]:8765", "[::1]:0", "localhost:65535", "a-b.example:1",
        "unix:/run/wsd.sock", "unix:relative", "unix:@abstract", "fd:3", "[fe80::1%eth0]:80"}) {
    const auto parsed = parse_address(text);
    ASSERT_TRUE(parsed.address) << parsed.complaint;
    EXPECT_EQ(to_string(*parsed.address), text);
    EXPECT_EQ(parse_address(to_string(*parsed.address)).address, parsed.address);
  }
}

TEST(Address, ItsParts) {
  const auto tcp = *parse_address("[::1]:8765").address;
  EXPECT_EQ(tcp.kind, Address::Kind::tcp);
  EXPECT_EQ(tcp.host, "::1");
  EXPECT_EQ(tcp.port, 8765);
  EXPECT_EQ(parse_address("8765").address->host, "");
  EXPECT_EQ(parse_address("unix:/a b").address->path, "/a b");
  EXPECT_EQ(parse_address("fd:12").address->fd, 12);
}

TEST(Address, TheComplaintNamesTheFault) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "empty"},
      {"localhost", "port is missing"},
      {"127.0.0.1", "port is missing"},
      {"80o", "0 to 65535"},
      {"localhost:", "port is missing"},
      {":8765", "host is missing"},
      {"65536", "0 to 65535"},
      {"-1", "0 to 65535"},
      {"+1", "0 to 65535"},
      {"1 ", "0 to 65535"},
      {"localhost:12x", "0 to 65535"},
      {"::1:8765", "brackets"},
      {"[::1]", "port is missing"},
      {"[::1]8765", "port is missing"},
      {"[::1", "closing bracket"},
      {"[]:1", "no IPv6 address"},
      {"[local host]:1", "no IPv6 address"},
      {"http://x:80", "nothing like ws://"},
      {"*:8765", "as in 8765"},
      {"a/b:80", "character"},
      {std::string(254, 'a') + ":80", "253"},
      {"unix:", "path is missing"},
      {"unix:" + std::string(108, 'p'), "107"},
      {std::string("unix:a\0b", 8), "zero byte"},
      {"fd:", "inherited"},
      {"fd:-1", "inherited"},
      {"fd:three", "inherited"},
  };
  for (const auto& [text, fault] : cases) {
    const auto parsed = parse_address(text);
    EXPECT_FALSE(parsed.address) << text;
    EXPECT_NE(parsed.complaint.find(fault), std::string::npos) << parsed.complaint;
  }
}

}  // namespace
}  // namespace reactor
