// By which names one is asked.
#include "apps/wsd/host_names.h"

#include <gtest/gtest.h>

#include "tests/apps/wsd/request_head.h"

namespace wsd {
namespace {

bool answers(const std::string& host, const std::vector<std::string>& names = {},
             const std::string& target = "/") {
  const RequestHead request("Host: " + host + "\r\n", target);
  return answers_to(names, request.head());
}

TEST(HostNames, AddressesAndLocalhostAreAlwaysAnswered) {
  for (const char* host : {"127.0.0.1", "127.0.0.1:8766", "10.1.2.3", "[::1]", "[::1]:8766",
                           "localhost", "LocalHost:8766"}) {
    EXPECT_TRUE(answers(host)) << host;
  }
}

TEST(HostNames, OthersAreOnlyIfTheyAreListed) {
  for (const char* host : {"evil.example", "evil.example:8766", "127.0.0.1.evil.example", "1.2.3",
                           "localhost.evil.example", "notlocalhost", "localhost."}) {
    EXPECT_FALSE(answers(host)) << host;
  }
  EXPECT_TRUE(answers("WSD.example:8766", {"a", "wsd.example"}));
  EXPECT_FALSE(answers("a.wsd.example", {"wsd.example"}));
}

TEST(HostNames, TheTargetGoesBeforeTheField) {
  EXPECT_FALSE(answers("localhost", {}, "http://evil.example/api"));
  EXPECT_TRUE(answers("evil.example", {}, "http://localhost:8766/api"));
}

TEST(HostNames, OwnOnesAreThoseThatAreSaidAndTheMachines) {
  const std::vector<std::string> said = {"chat.example", "",
                                         "a:b"};  // of a setting, of --listen 8765
  EXPECT_EQ(own_names(said, "mine"),
            (std::vector<std::string>{"chat.example", "mine", "mine.local"}));
  EXPECT_EQ(own_names(said, ""), std::vector<std::string>{"chat.example"});
  EXPECT_FALSE(answers("evil.local", own_names(said, "mine")));
  EXPECT_TRUE(answers("Mine.local:8765", own_names(said, "mine")));
}

TEST(HostNames, ANameHasNoPort) {
  for (const char* name : {"wsd", "wsd.example", "[::1]", "10.0.0.1"}) {
    EXPECT_TRUE(is_host_name(name)) << name;
  }
  for (const char* no : {"", "wsd:8766", "[::1]:1", "http://wsd", "a b", "wsd/", "[::1"}) {
    EXPECT_FALSE(is_host_name(no)) << no;
  }
}

}  // namespace
}  // namespace wsd
