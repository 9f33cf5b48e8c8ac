// Inflaters that sessions borrow for the length of a message, and the one room they inflate into.
// Belongs to one thread; must outlive its sessions.
//
//     session A ──borrows──▶ Inflater ─┐                  without context takeover an inflater
//     session B (between messages)     ├─▶ room           is needed only while a message is
//     session C ──borrows──▶ Inflater ─┘                  under way: thousands share a few
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "rfc6455/deflate.h"

namespace rfc6455 {

inline constexpr std::size_t kInflaterBytes = 44 << 10;  // about
inline constexpr std::size_t kShelfMax = 4;              // idle inflaters kept
inline constexpr std::size_t kInflateRoom = 64 << 10;

class InflaterShelf {
 public:
  struct Return {
    InflaterShelf* shelf = nullptr;
    int window_bits = 0;
    void operator()(Inflater* inflater) const;
  };
  using Borrowed = std::unique_ptr<Inflater, Return>;

  // An inflater with an empty window. Throws std::bad_alloc.
  Borrowed borrow(int window_bits);

  // Where inflated bytes are put; what lies there is valid until any session of this shelf inflates
  // again.
  std::span<std::byte> room();

 private:
  std::vector<std::unique_ptr<Inflater>> idle_;  // all of kWindowBitsMax
  std::vector<std::byte> room_;                  // made at first use
};

}  // namespace rfc6455
