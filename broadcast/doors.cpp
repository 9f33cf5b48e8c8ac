// When descriptors run out, one newcomer at a time is told so on the listener's reserve descriptor,
// and the rest wait for the retry: no spinning, and nobody who is inside is touched.
#include "broadcast/doors.h"

#include <algorithm>
#include <span>
#include <string_view>

namespace broadcast {
namespace {

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\n"
    "Retry-After: 5\r\n"
    "Connection: close\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n"
    "Content-Length: 46\r\n"
    "\r\n"
    "The server is full. Please try again a little\n";

}  // namespace

void Doors::turn_away(reactor::Socket socket) {
  reactor::write_some(socket.fd(), std::as_bytes(std::span(kFull)));
}

std::uint32_t Doors::add(reactor::Listener listener, const reactor::TlsServer* tls,
                         ListenRules rules) {
  doors_.push_back({std::move(listener), tls, std::move(rules)});
  return static_cast<std::uint32_t>(doors_.size() - 1);
}

bool Doors::waiting() const {
  return !retry_at_ &&
         std::any_of(doors_.begin(), doors_.end(), [](const Door& door) { return door.waiting; });
}

void Doors::begin_turn(reactor::Time now) {
  accepted_this_turn_ = 0;
  if (retry_at_ && *retry_at_ <= now) retry_at_.reset();
}

std::optional<Doors::Guest> Doors::next(reactor::Time now) {
  for (std::uint32_t i = 0; i < doors_.size(); ++i) {
    Door& door = doors_[i];
    while (door.waiting && !retry_at_ && accepted_this_turn_ < reactor::kAcceptsPerTurnMax) {
      reactor::Newcomer newcomer = door.listener.accept();
      switch (newcomer.outcome) {
        case reactor::Accept::accepted:
          ++accepted_this_turn_;
          ++counters_.accepted;
          return Guest{i, std::move(newcomer.socket), newcomer.peer};
        case reactor::Accept::exhausted:
          // Without descriptors the kernel says so even if nobody waits.
          if (door.listener.turn_away(std::as_bytes(std::span(kFull))) == reactor::Accept::dry) {
            door.waiting = false;
          } else {
            ++counters_.turned_away;
            retry_at_ = now + reactor::kAcceptRetryAfter;
          }
          break;
        case reactor::Accept::dry:
        case reactor::Accept::broken:
          door.waiting = false;
          break;
      }
    }
  }
  return std::nullopt;
}

}  // namespace broadcast
