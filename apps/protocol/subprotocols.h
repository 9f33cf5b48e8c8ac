// The subprotocols (RFC 6455 §1.9) that server, client and page speak. docs/protocol.md tells what
// each of them says.
#pragma once

#include <string_view>

namespace protocol {

inline constexpr std::string_view kTextSubprotocol = "wsd.1.text";
inline constexpr std::string_view kJsonSubprotocol = "wsd.1.json";

}  // namespace protocol
