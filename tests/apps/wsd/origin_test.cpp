// Which pages may connect.
#include "apps/wsd/origin.h"

#include <gtest/gtest.h>

#include "tests/apps/wsd/request_head.h"

namespace wsd {
namespace {

unsigned refused(const OriginRule& rule, const std::string& fields, Scheme scheme = Scheme::http,
                 const std::string& target = "/") {
  const RequestHead request(fields, target);
  const auto error = check_origin(rule, request.head(), scheme);
  return error ? error->status : 0;
}

std::string from(const std::string& origin, const std::string& host = "chat.example") {
  return "Host: " + host + "\r\nOrigin: " + origin + "\r\n";
}

const OriginRule kOurs{.names = {"chat.example", "other.example"}};

TEST(OriginTest, ProgramsSayNoneAndAreLetIn) {
  EXPECT_EQ(refused({}, "Host: chat.example\r\n"), 0u);
}

TEST(OriginTest, TheServersOwnPagesAreLetIn) {
  EXPECT_EQ(refused(kOurs, from("http://chat.example")), 0u);
  EXPECT_EQ(refused(kOurs, from("HTTP://Chat.Example", "chat.EXAMPLE:80")), 0u);
  EXPECT_EQ(refused(kOurs, from("http://chat.example:80")), 0u);
  EXPECT_EQ(refused(kOurs, from("http://localhost:8765", "localhost:8765")), 0u);
  EXPECT_EQ(refused(kOurs, from("http://[::1]:8765", "[::1]:8765")), 0u);
  EXPECT_EQ(refused(kOurs, from("https://chat.example", "chat.example:443"), Scheme::https), 0u);
}

TEST(OriginTest, EverybodyElsesAreNot) {
  for (const char* origin :
       {"http://evil.example", "http://chat.example.evil.example", "http://evilchat.example",
        "http://chat.example:81", "https://chat.example", "null", "", "http://", "chat.example",
        "http://chat.example/", "http://chat.example@evil.example", "http://a b",
        "ftp://chat.example", "http://chat.example:", "file://",
        "http://chat.example, http://chat.example"}) {
    EXPECT_EQ(refused(kOurs, from(origin)), 403u) << origin;
  }
  EXPECT_EQ(refused(kOurs, from("http://chat.example"), Scheme::https), 403u) << "schemes count";
}

TEST(OriginTest, TwoOriginsAreNone) {
  const std::string two = from("http://chat.example") + "Origin: http://chat.example\r\n";
  EXPECT_EQ(refused(kOurs, two), 403u);
}

TEST(OriginTest, AnAbsoluteTargetGoesBeforeHost) {
  EXPECT_EQ(refused(kOurs, from("http://other.example"), Scheme::http, "http://other.example/"),
            0u);
  EXPECT_EQ(refused(kOurs, from("http://chat.example"), Scheme::http, "http://other.example/"),
            403u);
}

// A page whose name was made to point at us (DNS rebinding): to the browser it is of our own
// origin.
TEST(OriginTest, APageOfANameThatIsNotOursIsNot) {
  const std::string rebound = from("http://rebound.example:8765", "rebound.example:8765");
  EXPECT_EQ(refused({}, rebound), 403u);
  EXPECT_EQ(refused(kOurs, rebound), 403u);
  const RequestHead request(rebound);
  const auto error = check_origin(kOurs, request.head(), Scheme::http);
  ASSERT_TRUE(error);
  EXPECT_NE(error->why.find("--host"), std::string_view::npos) << error->why;
  for (const char* name : {"chat.example.rebound.example", "chat.example.", "xchat.example",
                           "127.0.0.1.rebound.example", "localhost.rebound.example"}) {
    const std::string host(name);
    EXPECT_EQ(refused(kOurs, from("http://" + host, host)), 403u) << name;
  }
  EXPECT_EQ(refused(kOurs, from("http://rebound.example", "rebound.example"), Scheme::http,
                    "http://rebound.example/"),
            403u);
}

TEST(OriginTest, TheNamesThatAreOurs) {
  EXPECT_EQ(refused({}, from("http://127.0.0.1:8765", "127.0.0.1:8765")), 0u);
  EXPECT_EQ(refused({}, from("http://192.168.1.2", "192.168.1.2")), 0u);
  EXPECT_EQ(refused({}, from("http://localhost", "localhost")), 0u);
  EXPECT_EQ(refused(kOurs, from("http://chat.example:8765", "Chat.Example:8765")), 0u);
  // Over TLS the browser has compared the name with the certificate.
  EXPECT_EQ(refused({}, from("https://any.example", "any.example"), Scheme::https), 0u);
  // Who is listed is let in by whatever name.
  OriginRule rule;
  ASSERT_TRUE(add_to_rule("http://proxied.example", rule));
  EXPECT_EQ(refused(rule, from("http://proxied.example", "proxied.example")), 0u);
}

TEST(OriginTest, APageThatCouldNotConnectIsNotShown) {
  const auto shown = [](const OriginRule& rule, const std::string& host, Scheme scheme) {
    const RequestHead request("Host: " + host + "\r\n");
    const auto error = check_page_host(rule, request.head(), scheme);
    return error ? error->status : 0u;
  };
  EXPECT_EQ(shown(kOurs, "chat.example:8765", Scheme::http), 0u);
  EXPECT_EQ(shown(kOurs, "127.0.0.1:8765", Scheme::http), 0u);
  EXPECT_EQ(shown(kOurs, "my-machine:8765", Scheme::http), 421u);
  EXPECT_EQ(shown(kOurs, "my-machine:8765", Scheme::https), 0u);
  EXPECT_EQ(shown({.any = true}, "my-machine", Scheme::http), 0u);
  EXPECT_EQ(shown({.same = false}, "my-machine", Scheme::http), 0u) << "others' pages connect";
  EXPECT_EQ(shown({.listed = {"http://my-machine"}}, "my-machine", Scheme::http), 0u);
}

TEST(OriginTest, AnyAndListed) {
  OriginRule rule{.any = false, .same = false};
  ASSERT_TRUE(add_to_rule("https://Web.Example:443", rule));
  ASSERT_TRUE(add_to_rule("http://dev.example:3000", rule));
  EXPECT_EQ(refused(rule, from("https://web.example")), 0u);
  EXPECT_EQ(refused(rule, from("http://dev.example:3000")), 0u);
  EXPECT_EQ(refused(rule, from("http://web.example")), 403u);
  EXPECT_EQ(refused(rule, from("http://chat.example")), 403u) << "its own is not in the list";
  ASSERT_TRUE(add_to_rule("same", rule));
  EXPECT_EQ(refused(rule, from("http://10.1.2.3", "10.1.2.3")), 0u);
  ASSERT_TRUE(add_to_rule("*", rule));
  EXPECT_EQ(refused(rule, from("null")), 0u);
}

TEST(OriginTest, WordsAreWrittenAsTheyAreRead) {
  OriginRule rule{.any = false, .same = false};
  for (const char* word : {"*", "same", "https://web.example:8443"}) {
    EXPECT_TRUE(add_to_rule(word, rule)) << word;
  }
  EXPECT_EQ(words_of(rule), (std::vector<std::string>{"*", "same", "https://web.example:8443"}));
  for (const char* wrong :
       {"", "Same", "web.example", "https://", "https://web.example/path", "**"}) {
    EXPECT_FALSE(add_to_rule(wrong, rule)) << wrong;
  }
}

}  // namespace
}  // namespace wsd
