// The first bytes of a connection that a proxy passes on: who the client is. haproxy's PROXY
// protocol, versions 1 and 2, the receiving side; bytes in, one answer out.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "reactor/peer.h"

namespace reactor {

inline constexpr std::size_t kProxyHeaderV1Max = 107;  // the specification's, line end included
inline constexpr std::size_t kProxyHeaderMax = 4096;   // of version 2: what it adds is never ours

struct ProxyHeader {
  enum class Progress : std::uint8_t { partial, complete, bad };

  Progress progress = Progress::partial;
  std::size_t size = 0;  // complete: so many of the bytes are the header's
  // The client. nullopt: the proxy speaks for itself (LOCAL), or does not know or does not say by
  // which address on the internet the client came; then the connection's own peer counts.
  std::optional<Peer> client{};
};

// Whether the bytes begin with a header, of which version ever. Nothing is kept: whoever is told
// partial comes again with all of them and more. bad is final: no bytes behind these would mend it.
ProxyHeader read_proxy_header(std::span<const std::byte> bytes);

}  // namespace reactor
