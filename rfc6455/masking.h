// Masking (§5.3): XOR with a four-byte key that repeats. The same call masks and unmasks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "rfc6455/protocol.h"

namespace rfc6455 {

// XORs bytes in place with key, as if bytes[0] stood at position `offset` of the frame's payload:
// a payload may be masked piece by piece, in pieces of any size. Any alignment.
void mask(std::span<std::byte> bytes, MaskingKey key, std::size_t offset = 0);

// The key as it applies to a piece that begins at position `offset` of the payload.
MaskingKey rotated(MaskingKey key, std::size_t offset);

// The loops that mask() chooses from, each by itself; for tests and benchmarks. Calls for what this
// processor lacks return false and do nothing.
enum class MaskWidth : std::uint8_t { words, sse2, avx2 };
bool mask_by(MaskWidth width, std::span<std::byte> bytes, MaskingKey key);

}  // namespace rfc6455
