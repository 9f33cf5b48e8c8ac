// One connection as an operator looks at it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "reactor/clock.h"

namespace broadcast {

// All that a connection did since it was accepted: HTTP and frames, before TLS.
struct Totals {
  std::uint64_t messages_in = 0;
  std::uint64_t bytes_in = 0;
  std::uint64_t bytes_out = 0;  // that its socket took

  bool operator==(const Totals&) const = default;
};

struct Inspection {
  Totals totals;
  reactor::Duration open{};                     // for so long: since its upgrade
  reactor::Duration idle{};                     // since anything was heard of it
  std::optional<reactor::Duration> round_trip;  // of the last ping that was answered
  std::size_t rooms = 0;
  std::size_t private_bytes = 0;  // waiting in its outbox
  // What it has not got yet, in the room where it is furthest behind, and what of it was missed.
  std::uint64_t bytes_behind = 0;
  std::uint64_t records_behind = 0;
};

}  // namespace broadcast
