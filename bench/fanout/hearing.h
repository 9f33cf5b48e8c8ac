// What an arrival is to the run: a message with its stamp, or something else that a chat says.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "bench/fanout/stamp.h"
#include "bench/fanout/wire.h"

namespace fanout {

struct Heard {
  enum class Kind : std::uint8_t { message, ack, aside, damaged };
  Kind kind = Kind::damaged;
  Stamp stamp{};  // of a message
};

// The number that the room gave a message, or the last one it gave: nullopt if none is said.
std::optional<std::uint64_t> number_of(Wire wire, std::span<const std::byte> payload);

class Hearing {
 public:
  // size: what every text must be, with its stamp.
  Hearing(Wire wire, std::size_t size) : wire_(wire), size_(size) {}

  // payload: all of it, or at least the stamp of what is raw; length: of the whole.
  Heard hear(std::span<const std::byte> payload, std::uint64_t length) {
    if (wire_ != Wire::raw) return hear_chat(payload);
    if (length != size_) return {};
    return {Heard::Kind::message, read_packed(payload.data())};
  }

 private:
  Heard hear_chat(std::span<const std::byte> payload);
  Heard hear_at(std::string_view line, std::size_t at) const;

  Wire wire_;
  std::size_t size_;
  std::size_t last_ = 0;  // where the text began the last time
};

}  // namespace fanout
