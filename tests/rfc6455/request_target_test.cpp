// RFC 9112 §3.2 and RFC 3986: targets, percent-encoding, queries.
#include "rfc6455/request_target.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace rfc6455 {
namespace {

// A target as "authority path query", or "-".
std::string parsed(std::string_view target) {
  const auto parts = parse_target(target);
  if (!parts) return "-";
  return std::string(parts->authority)
      .append(" ")
      .append(parts->path)
      .append(" ")
      .append(parts->query);
}

TEST(RequestTarget, OriginForm) {
  EXPECT_EQ(parsed("/"), " / ");
  EXPECT_EQ(parsed("/r/lobby?nick=ana"), " /r/lobby nick=ana");
  EXPECT_EQ(parsed("/?"), " / ");
  EXPECT_EQ(parsed("/a?b?c"), " /a b?c");
  EXPECT_EQ(parsed("//evil/x"), " //evil/x ");  // a path, not somebody else's host
  EXPECT_EQ(parsed("/%2F%3F"), " /%2F%3F ");
  EXPECT_EQ(parsed("/http://a"), " /http://a ");
}

TEST(RequestTarget, AbsoluteForm) {
  EXPECT_EQ(parsed("http://a/b?c"), "a /b c");
  EXPECT_EQ(parsed("HTTPS://a:443"), "a:443 / ");
  EXPECT_EQ(parsed("http://a?b"), "a / b");
  EXPECT_EQ(parsed("http://[::1]:80/"), "[::1]:80 / ");
  EXPECT_EQ(parsed("http://a/b://c"), "a /b://c ");
}

TEST(RequestTarget, Neither) {
  for (const char* target : {"",          "*",           "a",           "a:80",        "?a",
                             "http",      "http:",       "http:/a",     "http:///a",   "http://",
                             "http://?a", "http://u@a/", "http://a:b/", "http://a b/", "ftp://a/",
                             "ws://a/",   "xhttp://a/",  "/a#b",        "http://a/#",  "#"}) {
    EXPECT_EQ(parsed(target), "-") << target;
  }
}

TEST(RequestTarget, Authority) {
  for (const char* good : {"a", "example.com", "example.com:8765", "127.0.0.1:1", "[::1]",
                           "[09af::AF]:80", "[::ffff:1.2.3.4]", "a:", "azAZ09_-", "a:0", "a:65535",
                           "a:00080", "xn--caf-dma.example", "1.2.3.4"}) {
    EXPECT_TRUE(is_authority(good)) << good;
  }
  for (const char* other :
       {"", ":", ":80", "a b", "a,b ", "a/b", "a?b", "u@a", "a:8a", "a:80:80", "[", "[]", "[::1",
        "[::1]80", "[g]", "::1", "\xC3\xA9", "a\"", "http://a",
        // of a registered name, and of no machine's
        "a,b", "a;b", "a=b", "caf%C3%A9", "a~", "a!", "(a)", "a'b", "$a", "a&b", "a*", "a+b",
        // no ports
        "a:65536", "a:99999", "a:4294967376", "a:18446744073709551617", "[::1]:70000", "a:-1"}) {
    EXPECT_FALSE(is_authority(other)) << other;
  }
}

// Decoded, or "-".
std::string decoded(std::string_view text, Plus plus = Plus::plus, std::size_t room = 100) {
  std::array<char, 100> out;
  return std::string(percent_decode(text, std::span(out).first(room), plus).value_or("-"));
}

TEST(RequestTarget, PercentDecode) {
  EXPECT_EQ(decoded(""), "");
  EXPECT_EQ(decoded("a%20b%2Fc"), "a b/c");
  EXPECT_EQ(decoded("%c3%A9%FF"), "\xC3\xA9\xFF");
  EXPECT_EQ(decoded("%aa%fA%Af%AF"), "\xAA\xFA\xAF\xAF");
  EXPECT_EQ(decoded("%2525"), "%25");  // once only
  EXPECT_EQ(decoded("%01%10"), "\x01\x10");
  EXPECT_EQ(decoded("a+b"), "a+b");
  EXPECT_EQ(decoded("a+b%2B", Plus::space), "a b+");
  for (const char* bad : {"%", "%2", "a%", "%2g", "%g2", "%%20", "%00", "a%00b", "% 2", "%+1"}) {
    EXPECT_EQ(decoded(bad), "-") << bad;
  }
}

TEST(RequestTarget, PercentDecodeKeepsToItsRoom) {
  EXPECT_EQ(decoded("a%20b", Plus::plus, 3), "a b");
  EXPECT_EQ(decoded("a%20b", Plus::plus, 2), "-");
  EXPECT_EQ(decoded("%20", Plus::plus, 0), "-");
  EXPECT_EQ(decoded("", Plus::plus, 0), "");
}

TEST(RequestTarget, Query) {
  const auto pairs = [](std::string_view query) {
    std::string all;
    QueryReader reader(query);
    while (const auto pair = reader.next()) {
      all.append("(").append(pair->name);
      if (pair->value) all.append("=").append(*pair->value);
      all.append(")");
    }
    EXPECT_FALSE(reader.next());
    return all;
  };
  EXPECT_EQ(pairs(""), "");
  EXPECT_EQ(pairs("a=1&b&c="), "(a=1)(b)(c=)");
  EXPECT_EQ(pairs("&&a=1&&b&"), "(a=1)(b)");
  EXPECT_EQ(pairs("a=b=c&=d&="), "(a=b=c)(=d)(=)");
  EXPECT_EQ(pairs("a=%26&b=+"), "(a=%26)(b=+)");  // still encoded
  EXPECT_EQ(pairs("&"), "");
}

}  // namespace
}  // namespace rfc6455
