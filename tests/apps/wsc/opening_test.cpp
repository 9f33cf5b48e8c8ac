// The steps before the first message, and every way in which they end early.
#include "apps/wsc/opening.h"

#include <gtest/gtest.h>

#include "rfc6455/deflate.h"
#include "tests/apps/wsc/calling.h"
#include "tests/reactor/tls_pair.h"

namespace wsc {
namespace {

std::string refusal(const char* status, const char* body, const char* fields = "") {
  return "HTTP/1.1 " + std::string(status) +
         "\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: " +
         std::to_string(std::string(body).size()) + "\r\n" + fields + "\r\n" + body;
}

// What is said first when the host is called.
std::string call(Host& host, Call call) {
  Calling calling(std::move(call));
  calling.call();
  EXPECT_TRUE(calling.until(host, [&] { return !calling.said().empty(); }));
  return calling.said().empty() ? "" : calling.said().front();
}

TEST(Opening, SaysWhatItWants) {
  Host host({.subprotocol = "b"});
  Call wish = call_to(host.url() + "/r/ops?x=1");
  wish.subprotocols = {"a", "b"};
  wish.fields = "X-A: b\r\n";
  wish.host = "other";
  EXPECT_EQ(call(host, std::move(wish)), "opened b");
  EXPECT_EQ(host.requests().rfind("GET /r/ops?x=1 HTTP/1.1\r\nHost: other\r\n", 0), 0u)
      << host.requests();
  EXPECT_NE(host.requests().find("Sec-WebSocket-Protocol: a, b\r\n"), std::string::npos);
  EXPECT_NE(host.requests().find("X-A: b\r\n"), std::string::npos);
}

TEST(Opening, RefusalsAreWorded) {
  const struct {
    std::string answer;
    const char* said;
  } cases[] = {
      {refusal("404 Not Found", "There is nothing here."),
       "lost give up 0 the server answered 404: There is nothing here."},
      {refusal("429 Too Many Requests", "Slow.\r\nmore"),
       "lost later 0 the server answered 429: Slow."},
      {refusal("503 Service Unavailable", ""), "lost later 0 the server answered 503"},
      {"HTTP/1.1 302 Found\r\nLocation: /x\r\n\r\n",
       "lost give up 0 the server answered 302; it points to /x"},
      {"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 5\r\n\r\n<htm>",
       "lost give up 0 the server answered 200"},
      {"SSH-2.0-OpenSSH\r\n", "lost later 0 this is no WebSocket server: "},
      {"", "lost later 0 the server hung up before it answered"},
      {"HTTP/1.1 101 Sw", "lost later 0 the server hung up in the middle of its answer"},
      {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: "
       "Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n",
       "lost give up 0 The server's Sec-WebSocket-Accept is not the answer to our key."},
  };
  for (const auto& [answer, said] : cases) {
    const bool silent = answer.empty();
    Host host({.refusal = silent ? " " : answer});
    if (silent) host.manner.silent = true;
    Calling calling(call_to(host.url()));
    calling.call();
    EXPECT_TRUE(calling.until(host, [&] {
      if (silent && !host.requests().empty()) host.hang_up();
      return !calling.said().empty();
    }));
    EXPECT_EQ(calling.last().rfind(said, 0), 0u) << calling.last();
  }
}

TEST(Opening, NobodyThere) {
  std::uint16_t port = 0;
  {
    Host gone;
    port = gone.port();
  }
  Host other;
  EXPECT_EQ(call(other, call_to("127.0.0.1:" + std::to_string(port))),
            "lost later 0 Connection refused");
}

TEST(Opening, ASilentServerIsNotWaitedForForEver) {
  Host host({.silent = true});
  Calling calling(call_to(host.url()));
  calling.call();
  EXPECT_TRUE(calling.until(host, [&] { return !host.requests().empty(); }));
  EXPECT_TRUE(calling.said().empty());
  calling.pass(kOpeningTime);
  EXPECT_TRUE(calling.until(host, "lost later 0 it did not answer in time"));
}

TEST(Opening, BytesBehindTheAnswerAreNotLost) {
  Host host({.behind = rfc6455::string_of(
                 rfc6455::frames(rfc6455::Role::client, {{rfc6455::Opcode::text, "early"}}))});
  Calling calling(call_to(host.url()));
  calling.call();
  EXPECT_TRUE(calling.until(host, "text early"));
}

TEST(Opening, OverTls) {
  const reactor::TlsServer server(reactor::server_options());
  reactor::TlsClient client(reactor::client_options());
  Host host({.tls = &server});
  Call wish = call_to(host.url());
  wish.url.secure = true;
  wish.url.host = reactor::kHost;
  wish.tls = &client;
  EXPECT_EQ(call(host, wish), "opened");
  wish.url.host = "somebody.else";
  EXPECT_EQ(call(host, wish).rfind("lost later 0 TLS: ", 0), 0u);
}

TEST(Opening, WhereNoTlsIsSpokenItIsSaid) {
  reactor::TlsClient client(reactor::client_options());
  Host host;
  Call wish = call_to(host.url());
  wish.url.secure = true;
  wish.url.host = reactor::kHost;
  wish.tls = &client;
  Calling calling(std::move(wish));
  calling.call();
  EXPECT_TRUE(calling.until(host, [&] {
    if (host.guests() > 0) host.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    return !calling.said().empty();
  }));
  EXPECT_EQ(calling.last(), "lost later 0 TLS: the server speaks none there; try ws://");
}

TEST(Opening, ThroughAProxy) {
  Host host({.tunnel = "HTTP/1.1 200 Connection established\r\n\r\n"});
  Call wish = call_to("ws://chat.example/x");
  wish.proxy =
      Proxy{.address =
                reactor::parse_address("127.0.0.1:" + std::to_string(host.port())).address.value()};
  EXPECT_EQ(call(host, wish), "opened");
  EXPECT_EQ(
      host.requests().rfind("CONNECT chat.example:80 HTTP/1.1\r\nHost: chat.example:80\r\n\r\nGET "
                            "/x HTTP/1.1\r\nHost: chat.example\r\n",
                            0),
      0u);
  host.manner.tunnel = "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n";
  EXPECT_EQ(call(host, wish), "lost later 0 the proxy answered 407");
  host.manner.tunnel = "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 101";
  EXPECT_EQ(call(host, wish), "lost later 0 the proxy spoke for the server");
}

TEST(Opening, CompressionIsUsedIfItIsGranted) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  Host host({.extensions = "permessage-deflate; client_no_context_takeover"});
  Calling calling(call_to(host.url()));
  calling.call();
  EXPECT_TRUE(calling.until(host, "opened"));
  EXPECT_NE(host.requests().find("permessage-deflate"), std::string::npos);
  host.send({{.payload = "\xf2\x48\xcd\xc9\xc9\x07" + std::string(1, '\0'),
              .rsv1 = true}});  // RFC 7692 §7.2.3.1
  EXPECT_TRUE(calling.until(host, "text Hello"));
}

}  // namespace
}  // namespace wsc
