// The body is English enough that compression has something to do, as it has with chat. In a chat
// it is made of words that need no escaping and hold no colon, so that it is found by what stands
// in front of it.
#include "bench/fanout/message.h"

#include <array>
#include <cstring>
#include <string_view>

#include "rfc6455/encoder.h"

namespace fanout {
namespace {

using rfc6455::MaskingKey;

constexpr MaskingKey kKey = {std::byte{0x37}, std::byte{0xfa}, std::byte{0x21}, std::byte{0x3d}};

using Words = std::array<std::string_view, 16>;
constexpr Words kWords = {
    "the ",   "room ",  "is ",    "a ",      "log ",   "and ",      "subscriber ", "cursor ",
    "never ", "queue ", "bytes ", "behind ", "again ", "\"ana\": ", "12:34:56 ",   "{\"text\": "};
constexpr Words kSaid = {"the ",        "room ",   "is ",      "a ",     "log ",   "and ",
                         "subscriber ", "cursor ", "never ",   "queue ", "bytes ", "behind ",
                         "again ",      "ana ",    "at noon ", "says "};

void fill(std::span<std::byte> body, const Words& words) {
  std::uint32_t state = 1;
  while (!body.empty()) {
    state = state * 1664525 + 1013904223;
    const std::string_view word = words[state >> 28];
    const std::size_t size = std::min(word.size(), body.size());
    std::memcpy(body.data(), word.data(), size);
    body = body.subspan(size);
  }
}

void append(std::vector<std::byte>& out, std::string_view text) {
  const auto bytes = std::as_bytes(std::span(text));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

Message::Message(Framing framing, rfc6455::Opcode opcode, std::size_t size, Wire wire,
                 const Wrapping& wrapping)
    : wire_(wire) {
  if (framing == Framing::websocket) {
    const std::size_t length = wrapping.before.size() + size + wrapping.after.size();
    const rfc6455::FrameHeader header{.opcode = opcode, .length = length, .key = kKey};
    frame_.resize(rfc6455::header_size(header));
    header_ = rfc6455::put_header(frame_, header);
    key_ = kKey;
  }
  append(frame_, wrapping.before);
  text_ = frame_.size();
  if (wrapping.word_at > 0) word_ = header_ + wrapping.word_at;
  frame_.resize(text_ + size);
  fill(std::span(frame_).subspan(text_), wire == Wire::raw ? kWords : kSaid);
  // A chat removes spaces at the end of what is said.
  if (wire != Wire::raw && frame_.back() == std::byte{' '}) frame_.back() = std::byte{'.'};
  append(frame_, wrapping.after);
  if (framing == Framing::websocket) rfc6455::mask(std::span(frame_).subspan(header_), kKey);
}

template <class Words>
void Message::put(std::size_t at, Words words) {
  std::array<std::byte, 8> mask;
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] = key_[(at - header_ + i) % key_.size()];
  std::uint64_t mask_word = 0;
  std::memcpy(&mask_word, mask.data(), mask.size());
  for (std::uint64_t& word : words) word ^= mask_word;
  std::memcpy(frame_.data() + at, words.data(), sizeof words);
}

std::span<const std::byte> Message::stamped(const Stamp& stamp) {
  if (wire_ == Wire::raw) {
    put(text_, pack(stamp));
  } else {
    put(text_, spell(stamp));
    if (word_ > 0) put(word_, spell(stamp));
  }
  return frame_;
}

}  // namespace fanout
