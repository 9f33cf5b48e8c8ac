// RFC 6455 §4.1: what a client asks, and which answers it believes.
#include <gtest/gtest.h>

#include <tuple>
#include <utility>

#include "rfc6455/handshake.h"
#include "tests/rfc6455/heads.h"

namespace rfc6455 {
namespace {

using Kind = HttpHead::Kind;
using namespace std::string_view_literals;

// The pieces of the example's answer.
constexpr auto kStatus = "101 Switching Protocols"sv;
constexpr auto kUpgrade = "Upgrade: websocket\r\n"sv;
constexpr auto kConnection = "Connection: Upgrade\r\n"sv;
constexpr auto kAccept = "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"sv;
constexpr auto kProtocol = "Sec-WebSocket-Protocol: chat\r\n"sv;

constexpr std::string_view kAsked[] = {"chat", "superchat"};

HandshakeKey example_key() {
  HandshakeKey key;
  std::string_view("dGhlIHNhbXBsZSBub25jZQ==").copy(key.data(), key.size());
  return key;
}

TEST(HandshakeClient, MakeRequest) {
  EXPECT_EQ(make_request({.host = "a:8765"}, example_key()),
            "GET / HTTP/1.1\r\nHost: a:8765\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n");
  const std::string full = make_request({.host = "a",
                                         .target = "/b?c",
                                         .subprotocols = kAsked,
                                         .extensions = "permessage-deflate",
                                         .fields = "Origin: http://a\r\n"},
                                        example_key());
  const auto read = read_every_way(full);
  EXPECT_EQ(check_upgrade(read.head), std::nullopt);
  EXPECT_EQ(read.head.target(), "/b?c");
  EXPECT_EQ(read.head.find("Sec-WebSocket-Protocol"), "chat, superchat");
  EXPECT_EQ(read.head.find("Sec-WebSocket-Extensions"), "permessage-deflate");
  EXPECT_EQ(read.head.find("Origin"), "http://a");
}

// What a client that asked for chat and superchat makes of an answer. No view outlives the head: a
// subprotocol is one of those asked for, a sentence is static.
AnswerOrError judged(std::string_view bytes, const DeflateOffer* offered) {
  const auto read = read_every_way(bytes, Kind::response);
  EXPECT_EQ(read.progress, HttpHead::Progress::complete) << bytes;
  return check_response(read.head, example_key(), kAsked, offered);
}

TEST(HandshakeClient, AnswersBelieved) {
  const DeflateOffer offered{};
  EXPECT_EQ(judged(kResponse, nullptr).answer->subprotocol, "chat");
  EXPECT_FALSE(judged(kResponse, &offered).answer->deflate);
  EXPECT_EQ(judged(with(kResponse, kProtocol, ""), nullptr).answer->subprotocol, "");
  for (const auto& [piece, instead] : {std::pair(kUpgrade, "upgrade:WebSocket\r\n"sv),
                                       {kConnection, "Connection: keep-alive, upgrade\r\n"sv},
                                       {kProtocol, "Sec-WebSocket-Protocol: superchat\r\n"sv},
                                       {kStatus, "101 "sv},
                                       {kUpgrade, "Upgrade: websocket\r\nDate: today\r\n"sv}}) {
    EXPECT_TRUE(judged(with(kResponse, piece, instead), &offered).answer) << instead;
  }
  const auto compressed =
      judged(with(kResponse, kProtocol,
                  "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9\r\n"),
             &offered);
  ASSERT_TRUE(compressed.answer);
  EXPECT_EQ(compressed.answer->deflate, (DeflateParameters{false, true, 15, 9}));
}

TEST(HandshakeClient, AnswersNotBelieved) {
  const DeflateOffer offered{};
  const std::tuple<std::string_view, std::string_view, unsigned> changes[] = {
      {kStatus, "200 OK", 200},
      {kStatus, "100 Continue", 100},
      {kStatus, "302 Found", 302},
      {kStatus, "401 Unauthorized", 401},
      {"HTTP/1.1", "HTTP/1.0", 101},
      {kUpgrade, "", 101},
      {kUpgrade, "Upgrade: h2c\r\n", 101},
      {kUpgrade, "Upgrade: websocket, h2c\r\n", 101},
      {kUpgrade, "Upgrade: websocket\r\nUpgrade: websocket\r\n", 101},
      {kConnection, "", 101},
      {kConnection, "Connection: close\r\n", 101},
      {kAccept, "", 101},
      {kAccept, "Sec-WebSocket-Accept:\r\n", 101},
      {kAccept, "Sec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", 101},
      {kAccept, "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo\r\n", 101},
      {kAccept, "Sec-WebSocket-Accept: dGhlIHNhbXBsZSBub25jZQ==\r\n", 101},
      {kProtocol, kAccept, 101},  // once more
      {kProtocol, "Sec-WebSocket-Protocol: Chat\r\n", 101},
      {kProtocol, "Sec-WebSocket-Protocol: other\r\n", 101},
      {kProtocol, "Sec-WebSocket-Protocol:\r\n", 101},
      {kProtocol, "Sec-WebSocket-Protocol: chat, superchat\r\n", 101},
      {kProtocol, "Sec-WebSocket-Protocol: chat\r\nSec-WebSocket-Protocol: chat\r\n", 101},
      {kProtocol, "Sec-WebSocket-Extensions: other\r\n", 101},
      {kProtocol, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n", 101},
      {kProtocol, "Sec-WebSocket-Extensions: permessage-deflate, permessage-deflate\r\n", 101},
      {kProtocol, "Sec-WebSocket-Extensions: permessage-deflate\r\nSec-WebSocket-Extensions: x\r\n",
       101},
  };
  for (const auto& [piece, instead, status] : changes) {
    const auto judgement = judged(with(kResponse, piece, instead), &offered);
    EXPECT_FALSE(judgement.answer) << instead;
    EXPECT_EQ(judgement.error.status, status) << instead;
    EXPECT_TRUE(judgement.error.why.ends_with('.')) << instead;
  }
  const auto unasked =
      with(kResponse, kProtocol, "Sec-WebSocket-Extensions: permessage-deflate\r\n");
  EXPECT_FALSE(judged(unasked, nullptr).answer);
  EXPECT_TRUE(judged(unasked, &offered).answer);
}

}  // namespace
}  // namespace rfc6455
