// When descriptors run out, one newcomer at a time is told so on the listener's reserve descriptor,
// and the rest wait for the retry: no spinning, and nobody who is inside is touched.
#include "broadcast/connections/acceptors.h"

#include <algorithm>
#include <span>
#include <string>

#include "rfc6455/handshake.h"

namespace broadcast {
namespace {

constexpr std::size_t kLeaversMax = 64;
constexpr reactor::Duration kLeaveAfter = std::chrono::milliseconds(500);
// Made once: when descriptors run out there is no time for it.
const std::string& answer_to(Acceptors::Full what) {
  static const std::string server = rfc6455::refuse_response(
      {503, "The server is full. Please try again in a while."}, "Retry-After: 5\r\n");
  static const std::string address = rfc6455::refuse_response(
      {429, "There are too many connections from your address yet."}, "Retry-After: 10\r\n");
  return what == Acceptors::Full::address ? address : server;
}

}  // namespace

void Acceptors::turn_away(reactor::Socket socket, reactor::Time now, Full what) {
  if (leavers_.size() == kLeaversMax) see_out();
  reactor::write_some(socket.fd(), std::as_bytes(std::span(answer_to(what))));
  socket.shut_write();
  leavers_.push_back({std::move(socket), now + kLeaveAfter});
}

// What it said meanwhile is heard, so that closing is no reset.
void Acceptors::see_out() {
  reactor::discard_input(leavers_.front().socket.fd());
  leavers_.pop_front();
}

std::optional<reactor::Time> Acceptors::wake_at() const {
  if (leavers_.empty()) return retry_at_;
  const reactor::Time leaves = leavers_.front().until;
  return retry_at_ ? std::min(*retry_at_, leaves) : leaves;
}

std::uint32_t Acceptors::add(reactor::Listener listener, const reactor::TlsServer* tls,
                             ListenRules rules) {
  acceptors_.push_back({std::move(listener), tls, std::move(rules)});
  return static_cast<std::uint32_t>(acceptors_.size() - 1);
}

void Acceptors::close(std::uint32_t door) {
  acceptors_[door].listener.reset();
  acceptors_[door].waiting = false;
}

bool Acceptors::waiting() const {
  return !retry_at_ && std::any_of(acceptors_.begin(), acceptors_.end(),
                                   [](const Door& door) { return door.waiting; });
}

void Acceptors::begin_turn(reactor::Time now) {
  accepted_this_turn_ = 0;
  if (retry_at_ && *retry_at_ <= now) retry_at_.reset();
  while (!leavers_.empty() && leavers_.front().until <= now) see_out();
}

std::optional<Acceptors::Broken> Acceptors::next_broken() {
  if (broken_.empty()) return std::nullopt;
  const Broken last = broken_.back();
  broken_.pop_back();
  return last;
}

// One after another: a crowd at one door leaves the others their share of a turn.
std::optional<Acceptors::Guest> Acceptors::next(reactor::Time now) {
  for (std::uint32_t passed = 0; passed < count(); ++passed) {
    const std::uint32_t at = (first_ + passed) % count();
    Door& door = acceptors_[at];
    while (door.waiting && !retry_at_ && accepted_this_turn_ < reactor::kAcceptsPerTurnMax) {
      reactor::Newcomer newcomer = door.listener->accept();
      switch (newcomer.outcome) {
        case reactor::Accept::accepted:
          ++accepted_this_turn_;
          ++counters_.accepted;
          first_ = at + 1;
          return Guest{at, std::move(newcomer.socket), newcomer.peer};
        case reactor::Accept::exhausted:
          if (!leavers_.empty()) {  // they have descriptors, and have been answered
            while (!leavers_.empty()) see_out();
            break;
          }
          // Without descriptors the kernel says so even if nobody waits.
          if (door.listener->turn_away(std::as_bytes(std::span(answer_to(Full::here)))) ==
              reactor::Accept::dry) {
            door.waiting = false;
          } else {
            ++counters_.turned_away;
            retry_at_ = now + reactor::kAcceptRetryAfter;
          }
          break;
        case reactor::Accept::broken:
          ++counters_.listeners_broken;
          broken_.push_back({at, newcomer.error});
          [[fallthrough]];
        case reactor::Accept::dry:
          door.waiting = false;
          break;
      }
    }
  }
  return std::nullopt;
}

}  // namespace broadcast
