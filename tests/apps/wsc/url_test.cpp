// Where the server is, in every way of writing it.
#include "apps/wsc/url.h"

#include <gtest/gtest.h>

namespace wsc {
namespace {

TEST(Url, IsCompleted) {
  const struct {
    const char* text;
    const char* whole;
    const char* host;
    std::uint16_t port;
    const char* target;
  } cases[] = {
      {"localhost", "ws://localhost:8765", "localhost", 8765, "/"},
      {"8765", "ws://localhost:8765", "localhost", 8765, "/"},
      {"9000/r/ops", "ws://localhost:9000/r/ops", "localhost", 9000, "/r/ops"},
      {"", "ws://localhost:8765", "localhost", 8765, "/"},
      {"/r/ops", "ws://localhost:8765/r/ops", "localhost", 8765, "/r/ops"},
      {"example.org", "ws://example.org:8765", "example.org", 8765, "/"},
      {"example.org:80", "ws://example.org", "example.org", 80, "/"},
      {"[::1]", "ws://[::1]:8765", "::1", 8765, "/"},
      {"[::1]:80/x", "ws://[::1]/x", "::1", 80, "/x"},
      {"ws://example.org", "ws://example.org", "example.org", 80, "/"},
      {"WSS://example.org", "wss://example.org", "example.org", 443, "/"},
      {"wss://example.org:8443/a?b=c#d", "wss://example.org:8443/a?b=c", "example.org", 8443,
       "/a?b=c"},
      {"http://example.org/chat", "ws://example.org/chat", "example.org", 80, "/chat"},
      {"https://example.org?x=1", "wss://example.org/?x=1", "example.org", 443, "/?x=1"},
      {"localhost/ห้อง 1", "ws://localhost:8765/%E0%B8%AB%E0%B9%89%E0%B8%AD%E0%B8%87%201",
       "localhost", 8765, "/%E0%B8%AB%E0%B9%89%E0%B8%AD%E0%B8%87%201"},
  };
  for (const auto& [text, whole, host, port, target] : cases) {
    const ParsedUrl parsed = parse_url(text);
    ASSERT_TRUE(parsed.url) << text << ": " << parsed.complaint;
    EXPECT_EQ(parsed.url->text(), whole) << text;
    EXPECT_EQ(parsed.url->host, host) << text;
    EXPECT_EQ(parsed.url->address.port, port) << text;
    EXPECT_EQ(parsed.url->target, target) << text;
    EXPECT_EQ(parse_url(parsed.url->text()).url->text(), parsed.url->text()) << text;
  }
}

TEST(Url, UnixSockets) {
  const Url url = parse_url("unix:/run/wsd.sock:/r/ops?x").url.value();
  EXPECT_EQ(url.address.path, "/run/wsd.sock");
  EXPECT_EQ(url.target, "/r/ops?x");
  EXPECT_EQ(url.authority, "localhost");
  EXPECT_FALSE(url.secure);
  EXPECT_EQ(url.text(), "unix:/run/wsd.sock:/r/ops?x");
  EXPECT_EQ(parse_url("unix:@name").url.value().target, "/");
}

TEST(Url, WhatIsWrongIsSaid) {
  const char* const cases[][2] = {
      {"ftp://example.org", "begins with ws://"},
      {"ws://", "host is missing"},
      {"ws://:80", "host is missing"},
      {"example.org:", "port is missing"},
      {"example.org:0", "port 0"},
      {"example.org:99999", "99999"},
      {"ws://user:pass@example.org", "--header"},
      {"ws://exa mple.org", "exa mple.org"},
      {"ws://a:b:c", "a:b:c"},
      {"unix:", "unix:"},
  };
  for (const auto& [text, said] : cases) {
    const ParsedUrl parsed = parse_url(text);
    EXPECT_FALSE(parsed.url) << text;
    EXPECT_NE(parsed.complaint.find(said), std::string::npos) << text << ": " << parsed.complaint;
  }
}

TEST(Url, QueriesAreEncoded) {
  EXPECT_EQ(with_query("/", {}), "/");
  EXPECT_EQ(with_query("/", {{"nick", "ana b&=%"}, {"room", "ops"}}),
            "/?nick=ana%20b%26%3D%25&room=ops");
  EXPECT_EQ(with_query("/r/x?a=1", {{"nick", "เ"}}), "/r/x?a=1&nick=%E0%B9%80");
}

}  // namespace
}  // namespace wsc
