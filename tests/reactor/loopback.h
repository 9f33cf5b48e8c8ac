// What the tests of this folder share: connected pairs, bytes from text, turning a loop until
// something holds.
#pragma once

#include <gtest/gtest.h>

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "reactor/clock.h"
#include "reactor/listener.h"
#include "reactor/poller.h"
#include "reactor/socket.h"
#include "tests/reactor/folder.h"

namespace reactor {

inline std::span<const std::byte> bytes(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// So long a test waits for what is sure to come: the machine may be slow, and shared.
inline constexpr Duration kPatience = std::chrono::seconds(60);

// A name that no machine can have: a part of one has 63 letters at most. So no name server is asked
// for it, and no test waits for one.
inline const std::string kNobodysName(64, 'x');

struct Pair {
  Socket here;
  Socket there;
};

Pair unix_pair();
Pair tcp_pair();  // over loopback; `there` was accepted

Listener listen_on(std::string_view address, const ListenOptions& options = {});
std::uint16_t port_of(const Listener& listener);

// What there is to read until it is blocked or over.
std::string read_text(int fd);

// Gives the other side up to kPatience; only a hang makes these fail.
std::string wait_for_text(int fd, std::size_t size);
bool wait_until_readable(int fd);

std::size_t open_descriptors();

// Turns until done() holds, doing turn() each time; false after kPatience.
template <class Turn, class Done>
bool turn_until(Turn turn, Done done) {
  const Time deadline = now() + kPatience;
  while (!done()) {
    if (now() > deadline) return false;
    turn();
  }
  return true;
}

}  // namespace reactor
