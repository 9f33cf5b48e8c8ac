// Sec-WebSocket-Key and Sec-WebSocket-Accept (§4.1, §4.2.2): the one place that needs SHA-1.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

namespace rfc6455 {

using HandshakeKey = std::array<char, 24>;     // base64 of 16 bytes
using HandshakeAccept = std::array<char, 28>;  // base64 of a SHA-1

// The key a client sends, from 16 bytes that it chose at random.
HandshakeKey make_key(std::span<const std::byte, 16> random);

// §4.2.1: "a base64-encoded value that, when decoded, is 16 bytes in length".
bool is_key(std::string_view value);

// What proves that a server read the key. REQUIRES: is_key(key).
HandshakeAccept accept_for(std::string_view key);

}  // namespace rfc6455
