// An address is remembered while somebody is here from it, and after that until its minute is over.
// More quiet ones than kAddressesMax are forgotten early: then an attacker with that many addresses
// gets fresh minutes, and memory stays bounded.
#include "apps/wsd/gatekeeper.h"

#include <algorithm>
#include <cassert>
#include <string>

namespace wsd {
namespace {

constexpr std::uint32_t kRetryWhenFullSeconds = 5;
constexpr std::uint32_t kRetryWhenManySeconds = 10;
constexpr std::size_t kForgottenPerCall = 4;  // more than come in: the list shrinks

constexpr rfc6455::HttpError kFull{503, "The server is full. Please try again a little later."};
constexpr rfc6455::HttpError kTooMany{429, "There are too many connections from your address."};
constexpr rfc6455::HttpError kTooOften{429, "Your address connects too often."};

std::uint32_t whole_seconds(reactor::Duration duration) {
  return static_cast<std::uint32_t>(
      std::chrono::ceil<std::chrono::seconds>(std::max(duration, reactor::Duration(1))).count());
}

}  // namespace

std::string Gatekeeper::source_of(const reactor::Peer& client) {
  const auto key = reactor::address_key(client);
  return key ? std::string(key->begin(), key->end()) : std::string();
}

Gatekeeper::Entry& Gatekeeper::entry_of(const Key& key) {
  const auto [found, fresh] = entries_.try_emplace(key);
  if (fresh) found->second.place = quiet_.insert(quiet_.end(), key);
  return found->second;
}

void Gatekeeper::forget_quiet(reactor::Time now) {
  for (std::size_t i = 0; i < kForgottenPerCall && !quiet_.empty(); ++i) {
    const auto oldest = entries_.find(quiet_.front());
    if (!oldest->second.arrivals.full(now) && quiet_.size() <= kAddressesMax) return;
    entries_.erase(oldest);
    quiet_.pop_front();
  }
}

Gatekeeper::Answer Gatekeeper::admit(const reactor::Peer& client, const AdmissionLimits& limits,
                                     reactor::Time now) {
  const std::lock_guard guard(lock_);
  forget_quiet(now);
  const std::size_t most = limits.connections.value_or(places_);
  if (most != 0 && open_ >= most) return {kFull, kRetryWhenFullSeconds};
  if (const auto key = reactor::address_key(client)) {
    Entry& entry = entry_of(*key);
    if (limits.address_connections != 0 && entry.open >= limits.address_connections) {
      return {kTooMany, kRetryWhenManySeconds};
    }
    const base::Rate arrivals{limits.address_per_minute, limits.address_per_minute,
                              std::chrono::minutes(1)};
    if (!entry.arrivals.take(arrivals, now)) {
      return {kTooOften, whole_seconds(entry.arrivals.wait(arrivals, now))};
    }
    if (entry.open++ == 0) quiet_.erase(entry.place);
  }
  ++open_;
  return {};
}

void Gatekeeper::left(const reactor::Peer& client, reactor::Time now) {
  const std::lock_guard guard(lock_);
  assert(open_ > 0);
  --open_;
  if (const auto key = reactor::address_key(client)) {
    Entry& entry = entries_.at(*key);
    assert(entry.open > 0);
    if (--entry.open == 0) entry.place = quiet_.insert(quiet_.end(), *key);
  }
  forget_quiet(now);
}

std::size_t Gatekeeper::open() const {
  const std::lock_guard guard(lock_);
  return open_;
}

std::size_t Gatekeeper::addresses() const {
  const std::lock_guard guard(lock_);
  return entries_.size();
}

std::string retry_after(const Gatekeeper::Answer& answer) {
  return "Retry-After: " + std::to_string(answer.retry_after_seconds) + "\r\n";
}

}  // namespace wsd
