// Heads for the tests: read in every way in which they can arrive, with one answer.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "rfc6455/http_head.h"

namespace rfc6455 {

// The example of RFC 6455 §1.3.
inline constexpr std::string_view kRequest =
    "GET /chat HTTP/1.1\r\n"
    "Host: server.example.com\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    "Origin: http://example.com\r\n"
    "Sec-WebSocket-Protocol: chat, superchat\r\n"
    "Sec-WebSocket-Version: 13\r\n"
    "\r\n";
inline constexpr std::string_view kResponse =
    "HTTP/1.1 101 Switching Protocols\r\n"
    "Upgrade: websocket\r\n"
    "Connection: Upgrade\r\n"
    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
    "Sec-WebSocket-Protocol: chat\r\n"
    "\r\n";
// A head with one of its pieces replaced.
inline std::string with(std::string_view head, std::string_view piece, std::string_view instead) {
  const auto at = head.find(piece);
  EXPECT_NE(at, head.npos) << piece;
  return std::string(head.substr(0, at)).append(instead).append(head.substr(at + piece.size()));
}

// A head that was read, together with the bytes its views are into.
struct ReadHead {
  HttpHead head;
  std::unique_ptr<std::vector<char>> bytes;
  HttpHead::Progress progress = HttpHead::Progress::partial;
  std::size_t decided_at = 0;  // how many bytes it took to know

  unsigned error() const { return progress == HttpHead::Progress::bad ? head.error().status : 0; }
};

// Hands over the first `size` bytes, each time at another address and with nothing behind them.
inline void hand_over(ReadHead& read, std::string_view bytes, std::size_t size) {
  read.bytes = std::make_unique<std::vector<char>>(bytes.begin(), bytes.begin() + size);
  read.progress = read.head.read({read.bytes->data(), size});
}

// As the bytes come in at the slowest.
inline ReadHead read_byte_by_byte(std::string_view bytes, HttpHead::Kind kind, HeadLimits limits) {
  ReadHead read{HttpHead(kind, limits), {}};
  while (read.progress == HttpHead::Progress::partial && read.decided_at < bytes.size()) {
    hand_over(read, bytes, ++read.decided_at);
  }
  return read;
}

// The words of a head in one line, to be compared.
inline std::string told(const ReadHead& read) {
  if (read.progress == HttpHead::Progress::partial) return "partial";
  if (read.progress == HttpHead::Progress::bad) return std::string(read.head.error().why);
  const HttpHead& head = read.head;
  std::string text(head.method());
  text.append(" ").append(head.target()).append(" ").append(std::to_string(head.minor_version()));
  text.append(" ").append(std::to_string(head.status()));
  for (std::size_t i = 0; i < head.fields(); ++i) {
    text.append("|").append(head.name(i)).append("=").append(head.value(i));
  }
  return text.append(" ").append(std::to_string(head.size()));
}

// Reads a head byte by byte, in one piece and in two at every cut, and expects the same each time.
inline ReadHead read_every_way(std::string_view bytes,
                               HttpHead::Kind kind = HttpHead::Kind::request,
                               HeadLimits limits = {}) {
  ReadHead slowly = read_byte_by_byte(bytes, kind, limits);
  const std::string expected = told(slowly);
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    ReadHead read{HttpHead(kind, limits), {}};
    hand_over(read, bytes, cut);
    const bool decided = read.progress != HttpHead::Progress::partial;
    const bool known = slowly.progress != HttpHead::Progress::partial;
    EXPECT_EQ(decided, known && cut >= slowly.decided_at) << "cut at " << cut << " of " << bytes;
    if (!decided) hand_over(read, bytes, bytes.size());
    EXPECT_EQ(told(read), expected) << "cut at " << cut << " of " << bytes;
  }
  return slowly;
}

}  // namespace rfc6455
