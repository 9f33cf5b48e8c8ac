// Which proxy the environment names.
#include "apps/wsc/proxy.h"

#include <gtest/gtest.h>

#include <map>

namespace wsc {
namespace {

ChosenProxy choose(const char* url, std::map<std::string, std::string> variables) {
  return choose_proxy(parse_url(url).url.value(),
                      [&](const char* name) { return variables[name]; });
}

std::string chosen(const char* url, std::map<std::string, std::string> variables) {
  const ChosenProxy found = choose(url, std::move(variables));
  return found.proxy ? reactor::to_string(found.proxy->address) : found.complaint;
}

TEST(Proxy, IsChosenByScheme) {
  EXPECT_EQ(chosen("ws://example.org", {}), "");
  EXPECT_EQ(chosen("ws://example.org", {{"http_proxy", "http://p:1"}}), "p:1");
  EXPECT_EQ(chosen("ws://example.org", {{"HTTP_PROXY", "p:2"}}), "p:2");
  EXPECT_EQ(chosen("ws://example.org", {{"http_proxy", "p:1"}, {"HTTP_PROXY", "p:2"}}), "p:1");
  EXPECT_EQ(chosen("ws://example.org", {{"https_proxy", "p:1"}}), "");
  EXPECT_EQ(chosen("wss://example.org", {{"https_proxy", "http://p:1/"}}), "p:1");
  EXPECT_EQ(chosen("wss://example.org", {{"all_proxy", "http://p"}}), "p:3128");
  EXPECT_EQ(chosen("wss://example.org", {{"ALL_PROXY", "http://[::1]"}}), "[::1]:3128");
}

TEST(Proxy, NotForThisMachineNorForExceptions) {
  for (const char* url : {"localhost", "127.0.0.1", "[::1]", "unix:/x"}) {
    EXPECT_EQ(chosen(url, {{"http_proxy", "p:1"}}), "") << url;
  }
  const auto with = [](const char* list) {
    return chosen("ws://chat.example.org", {{"http_proxy", "p:1"}, {"no_proxy", list}});
  };
  for (const char* list :
       {"*", "example.org", ".example.org", "a, chat.example.org", "a,example.org"}) {
    EXPECT_EQ(with(list), "") << list;
  }
  for (const char* list : {"", "ample.org", "org.example", "x.chat.example.org", ","}) {
    EXPECT_EQ(with(list), "p:1") << list;
  }
}

TEST(Proxy, OfAnotherKindIsToldSo) {
  EXPECT_NE(chosen("ws://example.org", {{"http_proxy", "socks5://p:1"}}).find("socks5"),
            std::string::npos);
  EXPECT_NE(chosen("ws://example.org", {{"http_proxy", "p:x"}}).find("p:x"), std::string::npos);
}

TEST(Proxy, IsAskedForATunnel) {
  const Url url = parse_url("wss://[2001:db8::1]/x").url.value();
  const auto proxy =
      choose("wss://[2001:db8::1]/x", {{"https_proxy", "http://us%65r:pa%73s@p:1"}}).proxy.value();
  EXPECT_EQ(connect_request(proxy, url),
            "CONNECT [2001:db8::1]:443 HTTP/1.1\r\nHost: [2001:db8::1]:443\r\n"
            "Proxy-Authorization: Basic dXNlcjpwYXNz\r\n\r\n");
  EXPECT_EQ(connect_request(Proxy{}, parse_url("example.org").url.value()),
            "CONNECT example.org:8765 HTTP/1.1\r\nHost: example.org:8765\r\n\r\n");
}

}  // namespace
}  // namespace wsc
