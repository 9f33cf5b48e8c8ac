// A connection from accept to its upgrade: who is let in, and how requests are answered. An answer
// leaves the connection before the next request is looked at, and the body of a page is copied
// piece by piece as the socket takes it: what waits for one who does not read is one piece.
#include <algorithm>
#include <new>
#include <system_error>

#include "broadcast/shard.h"
#include "rfc6455/deflate_offer.h"
#include "rfc6455/handshake.h"

namespace broadcast {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

constexpr reactor::Token token_of(const ConnectionId& id) {
  return reactor::Token{id.serial} << 32 | id.slot;
}

}  // namespace

// ---- newcomers ----

ConnectionId Shard::adopt(reactor::Socket socket, const reactor::Peer& peer) {
  return connections_.id(greet(std::move(socket), {.peer = peer}));
}

void Shard::let_in() {
  while (auto guest = acceptors_.next(now_)) {
    if (connections_.count() >= settings_.connections_max) {
      ++counters_.turned_away;
      acceptors_.turn_away(std::move(guest->socket), now_);
      continue;
    }
    const ListenRules& rules = acceptors_.rules(guest->door);
    Ingress::Newcomer newcomer{.peer = guest->peer,
                               .listener = guest->door,
                               .tls = acceptors_.tls(guest->door),
                               .proxied = reactor::any_contains(rules.proxies, guest->peer)};
    if (!count(newcomer, rules)) {
      ++counters_.crowded_out;
      acceptors_.turn_away(std::move(guest->socket), now_, Acceptors::Full::address);
      continue;
    }
    const Slot slot = greet(std::move(guest->socket), newcomer);
    if (!rules.onlookers) continue;
    connections_[slot].onlooker = true;
    ++onlookers_;
  }
  while (const auto broken = acceptors_.next_broken()) {
    tell({.kind = Event::Kind::deaf, .listener = broken->door},
         bytes_of(std::generic_category().message(broken->error)));
  }
}

// By its address, if that is its own; false: there are too many of it.
bool Shard::count(Ingress::Newcomer& newcomer, const ListenRules& rules) {
  if (strangers_ == nullptr || rules.onlookers) return true;
  if (!newcomer.proxied && reactor::any_contains(rules.uncounted, newcomer.peer)) return true;
  newcomer.strangers = strangers_;
  newcomer.counted = !newcomer.proxied && strangers_->admit(newcomer.peer, settings_.strangers_max);
  return newcomer.proxied || newcomer.counted;
}

void Shard::forget_stranger(Connection& connection) {
  if (!connection.spill || !connection.spill->greeting) return;
  PendingRequest& greeting = *connection.spill->greeting;
  if (std::exchange(greeting.counted, false)) greeting.strangers->left(greeting.peer);
}

Slot Shard::greet(reactor::Socket socket, const Ingress::Newcomer& newcomer) {
  const int fd = socket.fd();
  const Slot slot = connections_.add(std::move(socket));
  ingress_.welcome(slot, newcomer);
  wheel_.arm(slot, now_ + settings_.handshake);
  if (poller_.watch(fd, token_of(connections_.id(slot))) != 0) discard(slot);
  return slot;
}

// ---- requests ----

void Shard::accept(const ConnectionId& id, const Acceptance& acceptance) {
  Connection* connection = connections_.find(id);
  if (connection == nullptr || connection->phase != Phase::answering) return;
  if (draining_) {
    const rfc6455::HttpError refusal{503,
                                     "The server is shutting down. Please come back in a moment."};
    return respond(id, rfc6455::refuse_response(refusal, "Retry-After: 1\r\n"), KeepAlive::no);
  }
  const rfc6455::HttpHead& head = connection->spill->greeting->head;
  std::optional<rfc6455::DeflateAnswer> deflate;
  if (acceptance.deflate == Acceptance::Deflate::yes) deflate = rfc6455::answer_offers(head, {});
  const std::string response = rfc6455::accept_response(head, acceptance.subprotocol,
                                                        deflate ? deflate->header : std::string());
  bool room = true;
  try {
    egress_.enqueue_raw(id.slot, bytes_of(response));
  } catch (const std::bad_alloc&) {
    room = false;
  }
  forget_stranger(*connection);
  ingress_.begin_session(id.slot, deflate ? &*deflate : nullptr);
  connection->told = true;
  connection->heard = true;
  connection->heard_at = connection->opened_at = now_;
  connections_.hot(id.slot).busy &= ~kHeld;
  ++counters_.opened;
  ++counters_.connections;
  if (settings_.ping_interval > reactor::Duration::zero()) {
    wheel_.arm(id.slot, now_ + settings_.ping_interval);
  } else {
    wheel_.disarm(id.slot);
  }
  tell({.kind = Event::Kind::opened, .connection = id});
  if (!room) end(id.slot, Event::By::transport, rfc6455::kCloseAbnormal, "no memory");
}

void Shard::respond(const ConnectionId& id, std::string_view response, KeepAlive keep_alive,
                    std::string_view body) {
  Connection* connection = connections_.find(id);
  if (connection == nullptr || connection->phase != Phase::answering) return;
  connection->answered = true;
  connection->spill->body = bytes_of(body);
  try {
    egress_.enqueue_raw(id.slot, bytes_of(response));
    send_body(id.slot);
  } catch (const std::bad_alloc&) {
    return discard(id.slot);
  }
  if (keep_alive == KeepAlive::yes && !draining_) {
    ingress_.begin_greeting(id.slot);
  } else {
    connection->phase = Phase::ending;
    connection->leftover = false;
    connection->spill->greeting->bytes = {};
  }
  await_request(id.slot);
}

// The time until the answer has left, or until the next request.
void Shard::await_request(Slot slot) {
  const bool stays = connections_[slot].phase == Phase::greeting;
  const reactor::Duration idle = std::min(settings_.keep_alive, settings_.handshake);
  wheel_.arm(slot, now_ + (stays ? idle : settings_.close_timeout));
}

// Puts the next piece of an answer's body behind what waits. False: that was all.
bool Shard::send_body(Slot slot) {
  Connection& connection = connections_[slot];
  if (!connection.spill || connection.spill->body.empty()) return false;
  auto& body = connection.spill->body;
  const auto chunk = body.first(std::min(body.size(), kBodyChunk));
  egress_.enqueue_raw(slot, chunk);
  body = body.subspan(chunk.size());
  return true;
}

// What there was of an answer has been sent.
void Shard::after_answer(Slot slot) {
  Connection& connection = connections_[slot];
  if (!connection.outbox_empty()) return;
  try {
    connection.answered = send_body(slot);
  } catch (const std::bad_alloc&) {
    return discard(slot);
  }
  if (connection.answered || connection.phase == Phase::greeting) return await_request(slot);
  after_sending(slot);
}

}  // namespace broadcast
