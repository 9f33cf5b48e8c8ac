// A message as it is published: a body that stays, and a stamp in front that makes it checkable.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "bench/fanout/stamp.h"
#include "bench/fanout/wire.h"
#include "rfc6455/masking.h"
#include "rfc6455/protocol.h"

namespace fanout {

// What a chat wants around a text.
struct Wrapping {
  std::string before{};
  std::string after{};
  // Where in `before` the stamp stands as well, as the program's own word for the message; 0:
  // nowhere.
  std::size_t word_at = 0;
};

// One frame, made once. The masking key stays the same for the whole run, so that a message costs
// the masking of its stamp and nothing else.
class Message {
 public:
  // size: of the text, with its stamp and without its wrapping.
  Message(Framing framing, rfc6455::Opcode opcode, std::size_t size, Wire wire = Wire::raw,
          const Wrapping& wrapping = {});

  // The frame with this stamp, valid until the next call.
  std::span<const std::byte> stamped(const Stamp& stamp);

 private:
  template <class Words>
  void put(std::size_t at, Words words);

  std::vector<std::byte> frame_;
  Wire wire_;
  std::size_t header_ = 0;
  std::size_t text_ = 0;  // where the stamp begins
  std::size_t word_ = 0;  // where it stands again, or 0
  rfc6455::MaskingKey key_{};
};

}  // namespace fanout
