// The body is English enough that compression has something to do, as it has with chat.
#include "bench/fanout/message.h"

#include <array>
#include <string_view>

#include "rfc6455/encoder.h"
#include "rfc6455/masking.h"

namespace fanout {
namespace {

using rfc6455::MaskingKey;

constexpr MaskingKey kKey = {std::byte{0x37}, std::byte{0xfa}, std::byte{0x21}, std::byte{0x3d}};

constexpr std::array<std::string_view, 16> kWords = {
    "the ",   "room ",  "is ",    "a ",      "log ",   "and ",      "subscriber ", "cursor ",
    "never ", "queue ", "bytes ", "behind ", "again ", "\"ana\": ", "12:34:56 ",   "{\"text\": "};

void fill(std::span<std::byte> body) {
  std::uint32_t state = 1;
  while (!body.empty()) {
    state = state * 1664525 + 1013904223;
    const std::string_view word = kWords[state >> 28];
    const std::size_t size = std::min(word.size(), body.size());
    std::memcpy(body.data(), word.data(), size);
    body = body.subspan(size);
  }
}

}  // namespace

Message::Message(Framing framing, rfc6455::Opcode opcode, std::size_t size) {
  if (framing == Framing::websocket) {
    const rfc6455::FrameHeader header{.opcode = opcode, .length = size, .key = kKey};
    frame_.resize(rfc6455::header_size(header));
    header_ = rfc6455::put_header(frame_, header);
    std::memcpy(&mask_, kKey.data(), kKey.size());
    mask_ |= mask_ << 32;
  }
  frame_.resize(header_ + size);
  const auto payload = std::span(frame_).subspan(header_);
  fill(payload);
  if (framing == Framing::websocket) rfc6455::mask(payload, kKey);
}

std::span<const std::byte> Message::stamped(const Stamp& stamp) {
  const auto time = static_cast<std::uint64_t>(stamp.intended.time_since_epoch().count());
  const std::uint64_t who = std::uint64_t{stamp.publisher} << kSequenceBits | stamp.sequence;
  const std::uint64_t words[2] = {spread(who) ^ mask_, spread(time) ^ mask_};
  std::memcpy(frame_.data() + header_, words, kStampSize);
  return frame_;
}

}  // namespace fanout
