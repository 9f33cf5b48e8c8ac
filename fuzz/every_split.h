// The property of every session target: however the bytes are cut, the same is heard.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <span>
#include <string>
#include <vector>

#include "rfc6455/session.h"

namespace fuzz {

// Where a sequence of small decisions comes from: the input's own first bytes, then zeros.
class Choices {
 public:
  explicit Choices(std::span<const std::uint8_t> input) : rest_(input) {}
  std::uint8_t next() {
    if (rest_.empty()) return 0;
    const std::uint8_t byte = rest_.front();
    rest_ = rest_.subspan(1);
    return byte;
  }
  std::span<const std::uint8_t> take(std::size_t size) {
    const auto taken = rest_.first(size < rest_.size() ? size : rest_.size());
    rest_ = rest_.subspan(taken.size());
    return taken;
  }
  std::span<const std::uint8_t> rest() const { return rest_; }

 private:
  std::span<const std::uint8_t> rest_;
};

struct Setting {
  rfc6455::Role own;
  bool deflate;
  rfc6455::DeflateParameters parameters;

  static Setting from(std::uint8_t bits) {
    Setting setting{(bits & 1) != 0 ? rfc6455::Role::server : rfc6455::Role::client,
                    (bits & 2) != 0 && rfc6455::deflate_available(),
                    {}};
    setting.parameters.client_no_context_takeover = (bits & 4) != 0;
    setting.parameters.server_no_context_takeover = (bits & 4) != 0;
    return setting;
  }
};

// All that a session says, in words, when it reads so many bytes at a time (0: all at once).
inline std::string hear(const Setting& setting, std::span<const std::uint8_t> input,
                        std::span<const std::uint8_t> sizes) {
  const rfc6455::MessageLimits limits{
      .bytes = 5000, .fragments_free = 20, .bytes_per_fragment = 16};
  rfc6455::InflaterShelf shelf;
  rfc6455::Session session(setting.own, limits, setting.deflate ? &shelf : nullptr,
                           setting.parameters);
  std::string heard;
  std::string message;
  for (std::size_t turn = 0; !input.empty(); ++turn) {
    std::size_t size = sizes.empty() ? input.size() : sizes[turn % sizes.size()] + std::size_t{1};
    size = size < input.size() ? size : input.size();
    // A heap block of exactly that size: the sanitizer sees a step past its end.
    const auto* bytes = reinterpret_cast<const std::byte*>(input.data());
    std::vector<std::byte> piece(bytes, bytes + size);
    input = input.subspan(size);
    session.feed(piece);
    while (const auto event = session.next()) {
      if (event->kind == rfc6455::Event::Kind::data) {
        message.append(reinterpret_cast<const char*>(event->bytes.data()), event->bytes.size());
        if (message.size() > limits.bytes) std::abort();
        if (!event->last) continue;
      } else {
        message.assign(reinterpret_cast<const char*>(event->bytes.data()), event->bytes.size());
      }
      heard += std::to_string(static_cast<int>(event->kind)) + "," +
               std::to_string(static_cast<int>(event->type)) + "," + std::to_string(event->code) +
               "," + (event->answer ? "answer," : "") + std::string(event->why) + message + "\n";
      message.clear();
    }
  }
  return heard;
}

inline void check_every_split(const Setting& setting, std::span<const std::uint8_t> input,
                              std::span<const std::uint8_t> sizes) {
  const std::string whole = hear(setting, input, {});
  const std::uint8_t one_by_one[] = {0};
  if (hear(setting, input, sizes) != whole || hear(setting, input, one_by_one) != whole)
    std::abort();
}

}  // namespace fuzz
