// Mostly right, with one thing wrong: what is wrong all over is refused by its first byte.
#include "tests/simulation/rudeness.h"

namespace simulation {
namespace {

constexpr unsigned char kMasked = 0x80;

// A header with any bits, and a length that may have nothing to do with what follows.
std::string frame(Choices& choices) {
  constexpr unsigned char kOpcodes[] = {0x81, 0x82, 0x01, 0x02, 0x00, 0x80,
                                        0x88, 0x89, 0x8A, 0xC1, 0x41, 0xC2};
  const std::uint32_t what = choices.draw(16);
  const auto first =
      what < std::size(kOpcodes) ? kOpcodes[what] : static_cast<unsigned char>(choices.draw(256));
  std::string payload = choices.bytes(choices.one_in(8) ? choices.draw(600) : choices.draw(20));
  std::uint64_t length = payload.size();
  if (choices.one_in(8)) length = choices.draw(70'000);
  if (choices.one_in(16)) length = ~std::uint64_t{0} >> choices.draw(64);
  std::string bytes(1, static_cast<char>(first));
  const auto put = [&bytes](std::uint64_t number, int size) {
    for (int i = size - 1; i >= 0; --i) bytes += static_cast<char>(number >> 8 * i);
  };
  const unsigned char mask = choices.one_in(20) ? 0 : kMasked;
  if (length < 126) {
    put(mask | length, 1);
  } else if (length < 65536) {
    put(mask | 126u, 1);
    put(length, 2);
  } else {
    put(mask | 127u, 1);
    put(length, 8);
  }
  if (mask != 0) bytes.append(4, '\0');
  return bytes + payload;
}

}  // namespace

std::string rude_frames(Choices& choices) {
  if (choices.one_in(6)) return choices.bytes(1 + choices.draw(40));
  std::string bytes;
  for (std::uint32_t i = choices.draw(6) + 1; i > 0; --i) bytes += frame(choices);
  return bytes;
}

std::string rude_request(Choices& choices) {
  constexpr std::string_view kLines[] = {"GET / HTTP/1.1\r\n",
                                         "POST / HTTP/1.1\r\n",
                                         "Host: a\r\n",
                                         "Upgrade: websocket\r\n",
                                         "Connection: Upgrade\r\n",
                                         "Sec-WebSocket-Version: 13\r\n",
                                         "Content-Length: 5\r\n",
                                         "Transfer-Encoding: chunked\r\n",
                                         "Sec-WebSocket-Extensions: permessage-deflate\r\n",
                                         "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
                                         "\r\n",
                                         "X: "};
  std::string bytes;
  for (std::uint32_t i = choices.draw(12); i > 0; --i) {
    bytes += kLines[choices.draw(std::size(kLines))];
    if (choices.one_in(10)) bytes += choices.bytes(choices.draw(30));
  }
  return bytes + (choices.one_in(2) ? "\r\n" : "");
}

}  // namespace simulation
