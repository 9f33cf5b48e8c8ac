// Blocks of addresses: what is read, what is refused, and who is in them.
#include "reactor/prefix.h"

#include <gtest/gtest.h>

#include <vector>

namespace reactor {
namespace {

Prefix prefix(std::string_view text) {
  const auto parsed = parse_prefix(text);
  EXPECT_TRUE(parsed.prefix) << parsed.complaint;
  return parsed.prefix.value_or(Prefix{});
}

Peer peer(std::string_view text) {
  return parse_ip(text).value();
}

TEST(PrefixTest, EveryFormIsReadAndWrittenBack) {
  const std::pair<const char*, const char*> cases[] = {
      {"10.0.0.0/8", "10.0.0.0/8"},
      {"192.0.2.7", "192.0.2.7/32"},
      {"0.0.0.0/0", "0.0.0.0/0"},
      {"127.0.0.0/9", "127.0.0.0/9"},
      {"::/0", "::/0"},
      {"::1", "::1/128"},
      {"2001:DB8::/33", "2001:db8::/33"},
      {"::ffff:10.0.0.0/104", "10.0.0.0/8"},
      {"::ffff:192.0.2.7", "192.0.2.7/32"},
      {"unix", "unix"},
  };
  for (const auto& [text, written] : cases) {
    EXPECT_EQ(to_string(prefix(text)), written);
    EXPECT_EQ(prefix(written), prefix(text));
  }
  EXPECT_EQ(to_string(Prefix{}), "unknown");
}

TEST(PrefixTest, TheComplaintNamesTheFault) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "begins with no"},
      {"localhost", "begins with no"},
      {"10/8", "begins with no"},
      {"10.0.0/8", "begins with no"},
      {"10.0.0.256/8", "begins with no"},
      {"010.0.0.0/8", "begins with no"},
      {" 10.0.0.0/8", "begins with no"},
      {"[::1]/128", "begins with no"},
      {"fe80::1%eth0", "begins with no"},
      {std::string("10.0.0.0\0/8", 11), "begins with no"},
      {"/8", "begins with no"},
      {"unix/8", "begins with no"},
      {std::string(100, '1'), "begins with no"},
      {"10.0.0.0/", "from 0 to 32"},
      {"10.0.0.0/33", "from 0 to 32"},
      {"10.0.0.0/-1", "from 0 to 32"},
      {"10.0.0.0/8 ", "from 0 to 32"},
      {"10.0.0.0/8/8", "from 0 to 32"},
      {"10.0.0.0/99999999999999999999", "from 0 to 32"},
      {"::/129", "from 0 to 128"},
      {"::ffff:10.0.0.0/8", "from 96 to 128"},
      {"10.1.0.0/8", "the block is 10.0.0.0/8"},
      {"192.0.2.1/31", "the block is 192.0.2.0/31"},
      {"2001:db8::1/64", "the block is 2001:db8::/64"},
  };
  for (const auto& [text, fault] : cases) {
    const auto parsed = parse_prefix(text);
    EXPECT_FALSE(parsed.prefix) << text;
    EXPECT_NE(parsed.complaint.find(fault), std::string::npos) << parsed.complaint;
  }
}

TEST(PrefixTest, WhoIsInIt) {
  EXPECT_TRUE(prefix("10.0.0.0/8").contains(peer("10.255.255.255")));
  EXPECT_FALSE(prefix("10.0.0.0/8").contains(peer("11.0.0.0")));
  EXPECT_TRUE(prefix("192.0.2.128/25").contains(peer("192.0.2.200")));
  EXPECT_FALSE(prefix("192.0.2.128/25").contains(peer("192.0.2.127")));
  EXPECT_TRUE(prefix("192.0.2.7").contains(peer("::ffff:192.0.2.7")));
  EXPECT_TRUE(prefix("0.0.0.0/0").contains(peer("203.0.113.9")));
  EXPECT_FALSE(prefix("0.0.0.0/0").contains(peer("::1")));
  EXPECT_FALSE(prefix("::/0").contains(peer("203.0.113.9")));
  EXPECT_TRUE(prefix("2001:db8::/33").contains(peer("2001:db8:7fff::")));
  EXPECT_FALSE(prefix("2001:db8::/33").contains(peer("2001:db8:8000::")));
  EXPECT_TRUE(prefix("::1").contains(peer("::1")));
  EXPECT_FALSE(prefix("::1").contains(peer("::2")));
}

TEST(PrefixTest, WhoHasNoAddressIsOnlyInUnix) {
  const Peer local{.family = Peer::Family::local};
  EXPECT_TRUE(prefix("unix").contains(local));
  EXPECT_FALSE(prefix("unix").contains(peer("127.0.0.1")));
  EXPECT_FALSE(prefix("0.0.0.0/0").contains(local));
  EXPECT_FALSE(prefix("::/0").contains(Peer{}));
  EXPECT_FALSE(Prefix{}.contains(Peer{})) << "unknown is nobody";
}

TEST(PrefixTest, OneOfSeveral) {
  const std::vector<Prefix> some = {prefix("127.0.0.0/8"), prefix("::1")};
  EXPECT_TRUE(any_contains(some, peer("::1")));
  EXPECT_FALSE(any_contains(some, peer("10.0.0.1")));
  EXPECT_FALSE(any_contains({}, peer("127.0.0.1")));
}

}  // namespace
}  // namespace reactor
