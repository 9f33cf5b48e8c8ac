// RFC 6455 §4: which requests become WebSockets, which answers a client believes. Every head is
// also read in every way in which it can be cut.
#include "rfc6455/handshake.h"

#include <gtest/gtest.h>

#include "tests/rfc6455/heads.h"

namespace rfc6455 {
namespace {

using Kind = HttpHead::Kind;
using namespace std::string_view_literals;

// The status that an upgrade request is answered with, and that its sentence is one.
unsigned status_of(std::string_view bytes) {
  const auto read = read_every_way(bytes);
  EXPECT_NE(read.progress, HttpHead::Progress::partial) << bytes;
  if (read.error() != 0) return read.error();
  const auto error = check_upgrade(read.head);
  if (!error) return 101;
  EXPECT_TRUE(error->why.size() > 10 && error->why.ends_with('.')) << error->why;
  return error->status;
}

// One field or line of the example, what stands there instead, and what comes of it.
struct Change {
  std::string_view piece;
  std::string_view instead;
  unsigned status;
};

void expect_status(std::span<const Change> changes) {
  for (const auto& [piece, instead, status] : changes) {
    EXPECT_EQ(status_of(with(kRequest, piece, instead)), status)
        << "«" << instead << "» for " << piece;
  }
}

constexpr auto kLine = "GET /chat HTTP/1.1\r\n"sv;
constexpr auto kHost = "Host: server.example.com\r\n"sv;
constexpr auto kUpgrade = "Upgrade: websocket\r\n"sv;
constexpr auto kConnection = "Connection: Upgrade\r\n"sv;
constexpr auto kKey = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"sv;
constexpr auto kOrigin = "Origin: http://example.com\r\n"sv;
constexpr auto kVersion = "Sec-WebSocket-Version: 13\r\n"sv;

TEST(Handshake, TheExampleOfSection1_3) {
  EXPECT_EQ(status_of(kRequest), 101u);
  const auto read = read_every_way(kRequest);
  EXPECT_TRUE(asks_for_upgrade(read.head));
  constexpr std::string_view kSpoken[] = {"superchat", "chat"};
  const auto subprotocol = choose_subprotocol(read.head, kSpoken);
  EXPECT_EQ(accept_response(read.head, subprotocol, {}), kResponse);
}

// §4.2.1 item 1, RFC 9112 §3.
TEST(Handshake, RequestLine) {
  const Change changes[] = {
      {kLine, "GET / HTTP/1.1\r\n", 101},
      {kLine, "GET /chat?a=b%20c HTTP/1.1\r\n", 101},
      {kLine, "GET http://server.example.com/chat HTTP/1.1\r\n", 101},
      {kLine, "GET https://server.example.com HTTP/1.1\r\n", 101},
      {kLine, "POST /chat HTTP/1.1\r\n", 405},
      {kLine, "HEAD /chat HTTP/1.1\r\n", 405},
      {kLine, "get /chat HTTP/1.1\r\n", 405},
      {kLine, "OPTIONS * HTTP/1.1\r\n", 405},
      {kLine, "CONNECT a:80 HTTP/1.1\r\n", 405},
      {kLine, "GET /chat HTTP/1.0\r\n", 426},
      {kLine, "POST /chat HTTP/1.0\r\n", 405},
      {kLine, "GET /chat HTTP/1.2\r\n", 505},
      {kLine, "GET /chat HTTP/2.0\r\n", 505},
      {kLine, "GET /chat HTTP/0.9\r\n", 505},
      {kLine, "GET /chat http/1.1\r\n", 400},
      {kLine, "GET /chat\r\n", 400},
      {kLine, "GET  /chat HTTP/1.1\r\n", 400},
      {kLine, "GET /chat  HTTP/1.1\r\n", 400},
      {kLine, "GET /chat HTTP/1.1 \r\n", 400},
      {kLine, "GET /chat HTTP/1.1\n", 400},
      {kLine, "GET /chat HTTP/1.1\r\r\n", 400},
      {kLine, "\r\n\r\nGET /chat HTTP/1.1\r\n", 400},
      {kLine, " GET /chat HTTP/1.1\r\n", 400},
      {kLine, "G@T /chat HTTP/1.1\r\n", 400},
      {kLine, "GET chat HTTP/1.1\r\n", 400},
      {kLine, "GET * HTTP/1.1\r\n", 400},
      {kLine, "GET server.example.com:80 HTTP/1.1\r\n", 400},
      {kLine, "GET ws://server.example.com/chat HTTP/1.1\r\n", 400},
      {kLine, "GET http://user@server.example.com/ HTTP/1.1\r\n", 400},
      {kLine, "GET http:///chat HTTP/1.1\r\n", 400},
      {kLine, "GET /chat#a HTTP/1.1\r\n", 400},
      {kLine, "GET /ch\xC3\xA4t HTTP/1.1\r\n", 400},
      {kLine, "GET /chat\t HTTP/1.1\r\n", 400},
      {kLine, "GET /ch\0t HTTP/1.1\r\n"sv, 400},
  };
  expect_status(changes);
  EXPECT_EQ(status_of("GET /" + std::string(4092, 'a')), 414u);
}

// §4.2.1 item 2, RFC 9112 §3.2.
TEST(Handshake, Host) {
  const Change changes[] = {
      {kHost, "Host: server.example.com:8765\r\n", 101},
      {kHost, "HOST:127.0.0.1\r\n", 101},
      {kHost, "host:  [::1]:8765  \r\n", 101},
      {kHost, "", 400},
      {kHost, "Host:\r\n", 400},
      {kHost, "Host: a\r\nHost: a\r\n", 400},
      {kHost, "Host: a\r\nhost: b\r\n", 400},
      {kHost, "Host: a, b\r\n", 400},
      {kHost, "Host: a b\r\n", 400},
      {kHost, "Host: a/b\r\n", 400},
      {kHost, "Host: user@a\r\n", 400},
      {kHost, "Host: http://a\r\n", 400},
      {kHost, "Host: a:b\r\n", 400},
      {kHost, "Host: \xC3\xA4\r\n", 400},
      {kHost, "Host : a\r\n", 400},
      {kHost, "Host\r\n", 400},
      {kHost, " Host: a\r\n", 400},
      {kHost, "Host: a\r\n b\r\n", 400},
      {kHost, "Host: a\n", 400},
      {kHost, "Host: a\rb\r\n", 400},
      {kHost, "Host: a\0\r\n"sv, 400},
      {kHost, ": a\r\nHost: a\r\n", 400},
      {kHost, "Ho\xC3st: a\r\nHost: a\r\n", 400},
      {kHost, "X: \x80\xFF\r\nHost: a\r\n", 101},
  };
  expect_status(changes);
}

// §4.2.1 items 3 and 4.
TEST(Handshake, UpgradeAndConnection) {
  const Change changes[] = {
      {kUpgrade, "Upgrade: WebSocket\r\n", 101},
      {kUpgrade, "upgrade:WEBSOCKET\r\n", 101},
      {kUpgrade, "Upgrade: h2c, websocket\r\n", 101},
      {kUpgrade, "Upgrade: h2c\r\nUpgrade: websocket\r\n", 101},
      {kUpgrade, "", 400},
      {kUpgrade, "Upgrade:\r\n", 400},
      {kUpgrade, "Upgrade: h2c\r\n", 400},
      {kUpgrade, "Upgrade: websocket2\r\n", 400},
      {kUpgrade, "Upgrade: web socket\r\n", 400},
      {kUpgrade, "Upgrade: websocket/13\r\n", 400},
      {kUpgrade, "Upgrade: \"websocket\"\r\n", 400},
      {kUpgrade, "Upgrade: websocket;a\r\n", 400},
      {kConnection, "Connection: upgrade\r\n", 101},
      {kConnection, "Connection: keep-alive, Upgrade\r\n", 101},
      {kConnection, "Connection: keep-alive,,\t,UPGRADE,\r\n", 101},
      {kConnection, "Connection: keep-alive\r\nConnection: Upgrade\r\n", 101},
      {kConnection, "", 400},
      {kConnection, "Connection:\r\n", 400},
      {kConnection, "Connection: close\r\n", 400},
      {kConnection, "Connection: keep-alive Upgrade\r\n", 400},
      {kConnection, "Connection: Upgraded\r\n", 400},
      {kConnection, "Connection: websocket\r\n", 400},
      {kConnection, "Connection: \"Upgrade\"\r\n", 400},
  };
  expect_status(changes);
}

// §4.2.1 items 5 and 6, §4.4, §11.3.1, §11.3.5.
TEST(Handshake, KeyAndVersion) {
  const Change changes[] = {
      {kKey, "sec-websocket-key:AAAAAAAAAAAAAAAAAAAAAA==\t\r\n", 101},
      {kKey, "Sec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEC==\r\n", 101},  // as §4.1 writes it
      {kKey, "", 400},
      {kKey, "Sec-WebSocket-Key:\r\n", 400},
      {kKey, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n", 400},
      {kKey, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=\r\n", 400},
      {kKey, "Sec-WebSocket-Key: SGVsbG8sIHdvcmxkIQ==\r\n", 400},
      {kKey, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQA=\r\n", 400},
      {kKey, "Sec-WebSocket-Key: dGhlIHNhbXBs ZSBub25jZQ==\r\n", 400},
      {kKey, "Sec-WebSocket-Key: \"dGhlIHNhbXBsZSBub25j\"==\r\n", 400},
      {kKey, "Sec-WebSocket-Key: dGhlIHNhbXBs-_Bub25jZQ==\r\n", 400},
      {kKey, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==\r\n", 400},
      {kOrigin, kKey, 400},  // once more
      {kOrigin, "SEC-WEBSOCKET-KEY: AAAAAAAAAAAAAAAAAAAAAA==\r\n", 400},
      {kVersion, "sec-websocket-version:\t13 \r\n", 101},
      {kVersion, "", 426},
      {kVersion, "Sec-WebSocket-Version:\r\n", 426},
      {kVersion, "Sec-WebSocket-Version: 0\r\n", 426},
      {kVersion, "Sec-WebSocket-Version: 8\r\n", 426},
      {kVersion, "Sec-WebSocket-Version: 14\r\n", 426},
      {kVersion, "Sec-WebSocket-Version: 013\r\n", 426},
      {kVersion, "Sec-WebSocket-Version: 13.0\r\n", 426},
      {kVersion, "Sec-WebSocket-Version: +13\r\n", 426},
      {kVersion, "Sec-WebSocket-Version: 13, 8\r\n", 426},
      {kVersion, "Sec-WebSocket-Version: thirteen\r\n", 426},
      {kOrigin, kVersion, 400},  // once more
      {kOrigin, "Sec-WebSocket-Version: 8\r\n", 400},
  };
  expect_status(changes);
  // Another version comes with other keys, so it is what is told.
  EXPECT_EQ(status_of(with(with(kRequest, kKey, ""), kVersion, "Sec-WebSocket-Version: 7\r\n")),
            426u);
}

// Smuggling: bytes after the head are frames, and nobody may think otherwise.
TEST(Handshake, NoBody) {
  const Change changes[] = {
      {kOrigin, "Content-Length: 0\r\n", 101},
      {kOrigin, "Content-Length: 000\r\n", 101},
      {kOrigin, "Content-Length: 1\r\n", 400},
      {kOrigin, "Content-Length: 10\r\n", 400},
      {kOrigin, "Content-Length: 18446744073709551616\r\n", 400},
      {kOrigin, "Content-Length:\r\n", 400},
      {kOrigin, "Content-Length: -0\r\n", 400},
      {kOrigin, "Content-Length: +0\r\n", 400},
      {kOrigin, "Content-Length: 0x0\r\n", 400},
      {kOrigin, "Content-Length: 0, 0\r\n", 400},
      {kOrigin, "Content-Length: 0 0\r\n", 400},
      {kOrigin, "Content-Length: a\r\n", 400},
      {kOrigin, "Content-Length: 0\r\nContent-Length: 0\r\n", 400},
      {kOrigin, "Content-Length: 0\r\nContent-Length: 5\r\n", 400},
      {kOrigin, "Content-Length : 0\r\n", 400},
      {kOrigin, "Transfer-Encoding: chunked\r\n", 400},
      {kOrigin, "transfer-encoding: identity\r\n", 400},
      {kOrigin, "Transfer-Encoding:\r\n", 400},
      {kOrigin,
       "Transfer-Encoding: \x0B"
       "chunked\r\n",
       400},
      {kOrigin, "Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", 400},
  };
  expect_status(changes);
}

TEST(Handshake, TooMuch) {
  std::string fields;
  for (std::size_t i = 0; i < kFieldsMax - 6; ++i)
    fields += "a:\r\n";  // besides the example's others
  EXPECT_EQ(status_of(with(kRequest, kOrigin, fields)), 101u);
  EXPECT_EQ(status_of(with(kRequest, kOrigin, fields + "a:\r\n")), 431u);
  const HeadLimits small{.head = 200, .first_line = 50};
  EXPECT_EQ(read_every_way(kRequest, Kind::request, small).error(), 431u);
}

TEST(Handshake, WhatFollowsTheHeadIsLeftAlone) {
  const auto read = read_every_way(std::string(kRequest) + "\x81\x80\x01\x02\x03\x04");
  EXPECT_EQ(read.head.size(), kRequest.size());
  EXPECT_EQ(check_upgrade(read.head), std::nullopt);
}

// Requests that are not upgrades.
TEST(Handshake, PlainRequests) {
  const std::pair<const char*, unsigned> cases[] = {
      {"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"GET / HTTP/1.0\r\n\r\n", 0},
      {"GET / HTTP/1.0\r\nHost: a\r\n\r\n", 0},
      {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 0},
      {"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n",
       0},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello", 0},
      {"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 0},
      {"POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\nHost: a b\r\n\r\n", 400},
      {"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5, 5\r\n\r\n", 400},
      {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
       400},
  };
  for (const auto& [bytes, status] : cases) {
    const auto read = read_every_way(bytes);
    EXPECT_FALSE(asks_for_upgrade(read.head)) << bytes;
    EXPECT_EQ(check_request(read.head).value_or(HttpError{}).status, status) << bytes;
  }
  EXPECT_TRUE(asks_for_upgrade(read_every_way(with(kRequest, kUpgrade, "")).head));
  EXPECT_TRUE(asks_for_upgrade(read_every_way(with(kRequest, kKey, "")).head));
}

// §4.2.2.
TEST(Handshake, Subprotocols) {
  const auto chosen = [](std::string_view asked, std::span<const std::string_view> spoken) {
    const auto read =
        read_every_way(with(kRequest, "Sec-WebSocket-Protocol: chat, superchat\r\n", asked));
    return choose_subprotocol(read.head, spoken);
  };
  constexpr std::string_view kSpoken[] = {"wsd.1.text", "wsd.1.json"};
  constexpr auto kField = "Sec-WebSocket-Protocol: "sv;
  const auto field = [&](std::string_view value) {
    return std::string(kField).append(value).append("\r\n");
  };
  EXPECT_EQ(chosen(field("wsd.1.json, wsd.1.text"), kSpoken), "wsd.1.json");  // the client's order
  EXPECT_EQ(chosen(field("x,wsd.1.text"), kSpoken), "wsd.1.text");
  EXPECT_EQ(chosen(field("x") + field("y, wsd.1.json"), kSpoken), "wsd.1.json");
  for (const char* other :
       {"WSD.1.text", "wsd.1", "wsd.1.text2", "\"wsd.1.text\"", "wsd.1.text wsd.1.json", ""}) {
    EXPECT_EQ(chosen(field(other), kSpoken), "") << other;
  }
  EXPECT_EQ(chosen("", kSpoken), "");
  EXPECT_EQ(chosen(field("wsd.1.text"), {}), "");
  EXPECT_EQ(chosen(field("wsd.1.text"), kSpoken).data(),
            kSpoken[0].data());  // ours, not the peer's
}

TEST(Handshake, AcceptResponse) {
  const auto read = read_every_way(kRequest);
  EXPECT_EQ(accept_response(read.head, {}, "permessage-deflate"),
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n");
}

TEST(Handshake, RefuseResponse) {
  const std::string guards = std::string(kNoPageFields) + std::string(kGuardFields);
  EXPECT_EQ(
      refuse_response({400, "No."}),
      "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n"
      "Content-Length: 4\r\n" +
          guards + "\r\nNo.\n");
  EXPECT_EQ(refuse_response({503, "Later."}, "Retry-After: 5\r\n"),
            "HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\n"
            "Content-Type: text/plain; charset=utf-8\r\nContent-Length: 7\r\n" +
                guards + "Retry-After: 5\r\n\r\nLater.\n");
  const auto old = read_every_way(refuse_response({426, "Newer."}), Kind::response);
  EXPECT_EQ(old.head.status(), 426u);
  EXPECT_EQ(old.head.find("Sec-WebSocket-Version"), "13");
  EXPECT_EQ(old.head.find("Upgrade"), "websocket");
  EXPECT_EQ(old.head.find("Connection"), "Upgrade, close");
  EXPECT_EQ(read_every_way(refuse_response({405, "GET."}), Kind::response).head.find("Allow"),
            "GET");
  EXPECT_EQ(read_every_way(refuse_response({599, "Odd."}), Kind::response).head.status(), 599u);
}

TEST(Handshake, EveryStatusThatIsUsedHasItsPhrase) {
  // RFC 9110 §15, RFC 6585.
  constexpr std::pair<std::uint16_t, const char*> kPhrases[] = {
      {401, "Unauthorized"},
      {403, "Forbidden"},
      {404, "Not Found"},
      {405, "Method Not Allowed"},
      {408, "Request Timeout"},
      {413, "Content Too Large"},
      {414, "URI Too Long"},
      {426, "Upgrade Required"},
      {429, "Too Many Requests"},
      {431, "Request Header Fields Too Large"},
      {500, "Internal Server Error"},
      {501, "Not Implemented"},
      {505, "HTTP Version Not Supported"},
      {599, ""}};
  for (const auto& [status, phrase] : kPhrases) {
    const std::string line = "HTTP/1.1 " + std::to_string(status) + " " + phrase + "\r\n";
    EXPECT_TRUE(refuse_response({status, "No."}).starts_with(line)) << line;
  }
}

}  // namespace
}  // namespace rfc6455
