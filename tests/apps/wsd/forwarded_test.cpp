// Whose word on the client's address counts.
#include "apps/wsd/forwarded.h"

#include <gtest/gtest.h>

#include "tests/apps/wsd/request_head.h"

namespace wsd {
namespace {

std::vector<reactor::Prefix> prefixes(std::initializer_list<const char*> texts) {
  std::vector<reactor::Prefix> all;
  for (const char* text : texts) all.push_back(reactor::parse_prefix(text).prefix.value());
  return all;
}

// Who it is, for one who comes from `peer` with such a field.
std::string client(const std::string& peer, const std::string& fields,
                   std::initializer_list<const char*> trusted) {
  const RequestHead request("Host: a\r\n" + fields);
  const Client connected{*parse_hop(peer), Scheme::http};
  const Client told = true_client(connected, request.head(), prefixes(trusted));
  return to_string(told.peer) + (told.scheme == Scheme::https ? " https" : "");
}

std::string forwarded(const std::string& list) {
  return "X-Forwarded-For: " + list + "\r\n";
}

TEST(ForwardedTest, Hops) {
  EXPECT_EQ(to_string(*parse_hop("192.0.2.1:4711")), "192.0.2.1:4711");
  EXPECT_EQ(to_string(*parse_hop("192.0.2.1")), "192.0.2.1:0");
  EXPECT_EQ(to_string(*parse_hop("[2001:db8::1]:4711")), "[2001:db8::1]:4711");
  EXPECT_EQ(to_string(*parse_hop("[2001:db8::1]")), "[2001:db8::1]:0");
  EXPECT_EQ(to_string(*parse_hop("2001:db8::1")), "[2001:db8::1]:0");
  for (const char* wrong :
       {"", "unknown", "_hidden", "192.0.2.1:", "192.0.2.1:70000", "[192.0.2.1]:1", "[::1", "::1]",
        "[]:1", ":1", "1.2.3.4.5", "[::1]x:1", "2001:db8::1:99999"}) {
    EXPECT_FALSE(parse_hop(wrong)) << wrong;
  }
}

TEST(ForwardedTest, WithoutTrustNobodyIsBelieved) {
  EXPECT_EQ(client("192.0.2.9:1", forwarded("1.2.3.4"), {}), "192.0.2.9:1");
  EXPECT_EQ(client("192.0.2.9:1", forwarded("1.2.3.4"), {"10.0.0.0/8"}), "192.0.2.9:1");
}

TEST(ForwardedTest, TheLastOneThatIsNotTrusted) {
  EXPECT_EQ(client("10.0.0.1:1", forwarded("1.2.3.4"), {"10.0.0.0/8"}), "1.2.3.4:0");
  EXPECT_EQ(client("10.0.0.1:1", forwarded("6.6.6.6, 1.2.3.4, 10.0.0.2"), {"10.0.0.0/8"}),
            "1.2.3.4:0")
      << "what the client itself wrote in front is not believed";
  EXPECT_EQ(client("10.0.0.1:1", forwarded("1.2.3.4") + forwarded("10.0.0.7"), {"10.0.0.0/8"}),
            "1.2.3.4:0")
      << "two fields are one list";
  EXPECT_EQ(client("10.0.0.1:1", forwarded("[2001:db8::1]:99"), {"10.0.0.0/8"}),
            "[2001:db8::1]:99");
  EXPECT_EQ(client("10.0.0.1:1", forwarded("10.0.0.3, 10.0.0.2"), {"10.0.0.0/8"}), "10.0.0.3:0")
      << "all trusted: the farthest";
  EXPECT_EQ(client("10.0.0.1:1", "", {"10.0.0.0/8"}), "10.0.0.1:1");
}

TEST(ForwardedTest, RubbishEndsTheWalk) {
  EXPECT_EQ(client("10.0.0.1:1", forwarded("1.2.3.4, unknown, 10.0.0.2"), {"10.0.0.0/8"}),
            "10.0.0.2:0");
  EXPECT_EQ(client("10.0.0.1:1", forwarded("1.2.3.4, <script>"), {"10.0.0.0/8"}), "10.0.0.1:1");
}

TEST(ForwardedTest, AVeryLongListIsReadFromItsEnd) {
  std::string list = "6.6.6.6";
  for (int i = 0; i < 200; ++i) list += ", 1.1.1.1";
  EXPECT_EQ(client("10.0.0.1:1", forwarded(list + ", 1.2.3.4"), {"10.0.0.0/8"}), "1.2.3.4:0");
  for (int i = 0; i < 40; ++i) list += ",10.0.0.2";
  EXPECT_EQ(client("10.0.0.1:1", forwarded(list), {"10.0.0.0/8"}), "10.0.0.2:0");
}

TEST(ForwardedTest, TheScheme) {
  EXPECT_EQ(client("10.0.0.1:1", "X-Forwarded-Proto: https\r\n", {"10.0.0.0/8"}),
            "10.0.0.1:1 https");
  EXPECT_EQ(client("10.0.0.1:1", "X-Forwarded-Proto: WSS\r\n", {"10.0.0.0/8"}), "10.0.0.1:1 https");
  EXPECT_EQ(client("10.0.0.1:1", "X-Forwarded-Proto: https, http\r\n", {"10.0.0.0/8"}),
            "10.0.0.1:1");
  EXPECT_EQ(client("10.0.0.1:1", "X-Forwarded-Proto: gopher\r\n", {"10.0.0.0/8"}), "10.0.0.1:1");
  EXPECT_EQ(client("9.0.0.1:1", "X-Forwarded-Proto: https\r\n", {"10.0.0.0/8"}), "9.0.0.1:1");
}

}  // namespace
}  // namespace wsd
