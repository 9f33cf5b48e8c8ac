// The life of a connection from the upgrade to the end, and the commands that reach into it.
// However it ends, it leaves its rooms at once and is told once; what the peer still has to hear,
// and how long it is listened to, is nobody's business but ours.
#include <algorithm>
#include <array>
#include <cassert>

#include "broadcast/shard.h"
#include "rfc6455/deflate_offer.h"
#include "rfc6455/encoder.h"
#include "rfc6455/handshake.h"

namespace broadcast {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// Intervals differ a little from one connection to the next, so that those opened together do not
// speak together: up to an eighth longer.
reactor::Duration jittered(reactor::Duration interval, const ConnectionId& id) {
  const auto spread = interval / 8;
  const std::uint32_t hash = (id.serial * 2654435761u) >> 16;
  return interval + spread * hash / 0xFFFF;
}

}  // namespace

Connection* Shard::open(const ConnectionId& id) {
  Connection* connection = connections_.find(id);
  return connection != nullptr && connection->phase == Phase::open ? connection : nullptr;
}

// ---- connections ----

void Shard::send(const ConnectionId& id, rfc6455::Opcode opcode,
                 std::span<const std::byte> payload) {
  if (open(id) == nullptr || egress_.enqueue(id.slot, opcode, payload)) return;
  give_up_on(id.slot);
}

void Shard::close(const ConnectionId& id, rfc6455::CloseCode code, std::string_view reason,
                  When when) {
  Connection* connection = open(id);
  if (connection == nullptr || connection->close_when_sent) return;
  if (when == When::now) return end(id.slot, Event::By::us, code, reason);
  connection->close_when_sent = true;
  farewells_[id.slot] = {code, std::string(reason)};
  wheel_.arm(id.slot, now_ + settings_.last_words);
  egress_.pump_later(id.slot);
}

void Shard::hold(const ConnectionId& id) {
  if (Connection* connection = open(id)) connection->held = true;
}

void Shard::release(const ConnectionId& id) {
  Connection* connection = open(id);
  if (connection == nullptr || !connection->held) return;
  connection->held = connection->paused = false;
  ingress_.read_later(id.slot);
}

void Shard::own_frames(const ConnectionId& id, Own own) {
  if (Connection* connection = open(id)) connection->own_unwanted = own == Own::unwanted;
}

// ---- rooms ----

bool Shard::join(const ConnectionId& id, LocalRoomId hall, Form form, Record from,
                 std::uint32_t own) {
  Connection* connection = open(id);
  if (connection == nullptr) return true;
  own += own_ahead(*connection, hall);
  leave(id, hall);
  if (connection->memberships.size() >= settings_.memberships_max) return false;
  const Wire wire = wire_of(form, connection->compression);
  Membership& membership = connection->memberships.add({.hall = hall, .own = own});
  membership.audience = local_rooms_.join(hall, wire, id.slot, id.serial, from);
  return true;
}

// What it published and does not want is still ahead when its place moves. (Counting too many costs
// a look at the index, nothing else.)
std::uint32_t Shard::own_ahead(Connection& connection, LocalRoomId hall) {
  Membership* membership = connection.memberships.in_hall(hall);
  return membership == nullptr ? 0 : own_of(*membership);
}

std::uint32_t& Shard::own_of(Membership& membership) {
  if (membership.pending()) return membership.own;
  return local_rooms_.audience(membership.audience).members()[membership.index].own;
}

void Shard::leave(const ConnectionId& id, LocalRoomId hall) {
  Connection* connection = open(id);
  if (connection == nullptr) return;
  Membership* membership = connection->memberships.in_hall(hall);
  if (membership == nullptr) return;
  leave(id.slot, *membership);
  connection->memberships.remove(*membership);
}

// Gives up the place; the membership itself is its owner's to remove.
void Shard::leave(Slot slot, Membership& membership) {
  Connection& connection = connections_[slot];
  if (membership.pending())
    return local_rooms_.forget(membership.audience, slot, connection.serial);
  if (connection.in_hand == membership.audience) egress_.finish_frame_privately(slot);
  const Member& member = local_rooms_.audience(membership.audience).members()[membership.index];
  if (!Audience::missed(member)) connection.totals.bytes_out += member.cursor;
  const Slot moved = local_rooms_.leave(membership.audience, membership.index);
  if (moved == slot) return;
  connections_[moved].memberships.in_audience(membership.audience)->index = membership.index;
}

std::optional<Record> Shard::position(const ConnectionId& id, LocalRoomId hall) {
  Connection* connection = open(id);
  if (connection == nullptr) return std::nullopt;
  const Membership* membership = connection->memberships.in_hall(hall);
  if (membership == nullptr || membership->pending()) return std::nullopt;
  const Audience& audience = local_rooms_.audience(membership->audience);
  const Chain& chain = audience.chain();
  const Member& member = audience.members()[membership->index];
  if (Audience::missed(member)) return Audience::first_missed(member);
  return chain.record_at(chain.end_of_frame(member.cursor));
}

void Shard::publish(LocalRoomId hall, const ConnectionId& from, rfc6455::Opcode opcode,
                    std::span<const std::byte> payload, std::uint64_t tag) {
  Connection* connection = connections_.find(from);
  ++counters_.published;
  Slot own = kNoSlot;
  if (connection != nullptr && connection->own_unwanted) {
    if (Membership* membership = connection->memberships.in_hall(hall)) {
      own = from.slot;
      ++own_of(*membership);
    }
  }
  local_rooms_.publish(hall, connection != nullptr ? connections_.who(from.slot) : kNoSender,
                       opcode, payload, tag, own);
}

// It was counted as ahead, and does not come.
void Shard::publication_refused(const Letter& letter) {
  if (letter.slot >= connections_.slots() || connections_.who(letter.slot) != letter.who) return;
  Membership* membership = connections_[letter.slot].memberships.in_hall(letter.hall);
  if (membership != nullptr && own_of(*membership) > 0) --own_of(*membership);
}

void Shard::publish(LocalRoomId hall, rfc6455::Opcode opcode, std::span<const std::byte> payload,
                    std::uint64_t tag) {
  ++counters_.published;
  local_rooms_.publish(hall, kNoSender, opcode, payload, tag);
}

// ---- how it ends ----

// What reception or delivery found: the event if the app is to hear of it.
std::optional<Event> Shard::ended(Event event) {
  const Slot slot = event.connection.slot;
  Connection& connection = connections_[slot];
  if (connection.phase == Phase::open) {
    last_look_ = look_at(slot);
    event.last_look = &last_look_;
    part(slot, event.by, event.code, event.why);
    return event;
  }
  if (event.by == Event::By::transport) {
    discard(slot);
  } else if (connection.phase == Phase::ending) {
    egress_.pump_later(slot);  // the peer's close came after ours: nothing else to wait for
  }
  return std::nullopt;
}

void Shard::end(Slot slot, Event::By by, rfc6455::CloseCode code, std::string_view why) {
  tell({.kind = Event::Kind::closed, .by = by, .code = code, .connection = connections_.id(slot)},
       bytes_of(why), look_at(slot));
  part(slot, by, code, why);
}

// Because of a message that did not end. What else they send is not looked at.
void Shard::end_shed() {
  while (const auto shed = ingress_.next_shed()) {
    Connection* connection = open(shed->id);
    if (connection == nullptr) continue;
    ++counters_.unfinished_shed;
    end(shed->id.slot, Event::By::us, shed->code, shed->why);
    connection->fault = true;
    connection->session = rfc6455::Session(rfc6455::Role::server, settings_.message);
    connection->session.close_sent();
  }
}

// Its private frames have no room.
void Shard::give_up_on(Slot slot) {
  ++counters_.too_slow;
  end(slot, Event::By::us, kCloseTooSlow, "too slow");
}

// Leaves the rooms, says why, and listens on only for the peer's own end.
void Shard::part(Slot slot, Event::By by, rfc6455::CloseCode code, std::string_view why) {
  Connection& connection = connections_[slot];
  assert(connection.phase == Phase::open && connection.told);
  release(connections_.id(slot));  // the peer's close frame may lie behind what was not read
  retire(slot);
  ingress_.ended(slot);
  ++counters_.closed;
  --counters_.connections;
  connection.phase = Phase::ending;
  if (by == Event::By::transport) return discard(slot);
  std::array<std::byte, rfc6455::kControlPayloadMax> payload;
  // §5.5.1: "When sending a Close frame in response, the endpoint typically echos the status code
  // it received."
  const std::size_t size = rfc6455::put_close(payload, code, by == Event::By::peer ? "" : why);
  // A close frame is always taken.
  (void)egress_.enqueue(slot, rfc6455::Opcode::close, std::span(payload).first(size));
  connection.session.close_sent();
  connection.fault = by == Event::By::fault;
  wheel_.arm(slot, now_ + settings_.close_timeout);
}

void Shard::retire(Slot slot) {
  Connection& connection = connections_[slot];
  for (Membership& membership : connection.memberships.all()) leave(slot, membership);
  connection.memberships.clear();
  connection.told = false;
  connections_.hot(slot).busy |= kHeld;
  if (!connection.close_when_sent) return;
  connection.close_when_sent = false;
  farewells_.erase(slot);
}

// All that had to come before it has been sent, or there is no more time for it.
void Shard::say_farewell(Slot slot) {
  const Farewell said = std::move(farewells_.at(slot));
  end(slot, Event::By::us, said.code, said.reason);
}

// Everything that was to be sent has gone to the socket. What is sent because of that may go at
// once; large answers go on, but not for the whole turn.
void Shard::after_sending() {
  constexpr int kChunksPerTurn = 4;
  for (int i = 0; i < kChunksPerTurn && !egress_.sent_out().empty(); ++i) {
    for (const Slot slot : std::exchange(egress_.sent_out(), {})) after_sending(slot);
    egress_.pump_all();
  }
  answers_wait_ = !egress_.sent_out().empty();
}

void Shard::after_sending(Slot slot) {
  Connection& connection = connections_[slot];
  if (connection.answered && !connection.discarded) return after_answer(slot);
  if (connection.phase == Phase::open && connection.close_when_sent && egress_.all_sent(slot)) {
    return say_farewell(slot);
  }
  if (connection.phase != Phase::ending || !connection.outbox_empty()) return;
  const bool upgraded = connection.upgraded;
  if (upgraded && !connection.session.ended() && !connection.fault)
    return;  // the peer's close frame is still to come
  // When both have said all and nothing lies unread in the socket, it may simply be closed.
  // Otherwise closing would reset the connection and could take our last words with it: half close,
  // and wait for the peer's end.
  egress_.shut(slot);
  if (!connection.fault && !connection.readable) return discard(slot);
  connection.phase = Phase::lingering;
  wheel_.arm(slot, now_ + settings_.linger);
  if (connection.readable) ingress_.read_later(slot);
}

void Shard::discard(Slot slot) {
  Connection& connection = connections_[slot];
  if (connection.discarded) return;
  connection.discarded = true;
  connections_.hot(slot).busy |= kHeld | kBlocked;
  discarded_.push_back(slot);
}

// At the end of a flush: until then every connection of the turn stays where it is.
void Shard::bury() {
  for (const Slot slot : std::exchange(discarded_, {})) {
    wheel_.disarm(slot);
    forget_stranger(connections_[slot]);
    ingress_.forget(slot);
    egress_.forget(slot);
    if (connections_[slot].onlooker) --onlookers_;
    connections_.remove(slot);
  }
}

// ---- timers ----

void Shard::expired(Slot slot) {
  Connection& connection = connections_[slot];
  switch (connection.phase) {
    case Phase::open:
      return connection.close_when_sent ? say_farewell(slot) : prove_alive(slot);
    case Phase::greeting:
    case Phase::answering:
    case Phase::ending:
    case Phase::lingering:
      return discard(slot);
    case Phase::vacant:
      return;
  }
}

void Shard::prove_alive(Slot slot) {
  Connection& connection = connections_[slot];
  if (settings_.ping_interval <= reactor::Duration::zero()) return;
  if (connection.pinged && connection.heard) connection.pinged = false;
  if (connection.pinged) return judge_silence(slot);
  const reactor::Time due =
      connection.heard_at + jittered(settings_.ping_interval, connections_.id(slot));
  if (due > now_) return wheel_.arm(slot, due);
  connection.pinged = true;
  connection.heard = connection.looked_at_last = false;
  if (!ping(slot)) return give_up_on(slot);
  // It leaves at once, if it can: that the socket took it says nothing of the peer.
  egress_.send_private(slot);
  connection.took = false;
  wheel_.arm(slot, now_ + settings_.ping_timeout);
}

// The time to answer is over.
void Shard::judge_silence(Slot slot) {
  Connection& connection = connections_[slot];
  // A slow link may need long until the ping has left: as long as bytes go out, the peer lives.
  if (connection.took) {
    connection.took = false;
    return wheel_.arm(slot, now_ + settings_.ping_timeout);
  }
  // If the process stood still, the answer may lie in the socket.
  const bool unread = connection.readable && !connection.paused;
  // Or behind what the app does not want yet.
  const bool ours = connection.held && connection.outbox_empty();
  if (unread || ours || !connection.looked_at_last) {
    connection.looked_at_last = true;
    return wheel_.arm(slot, now_ + kLastLook);
  }
  ++counters_.no_pong;
  end(slot, Event::By::us, kCloseNoPong, "no pong");
}

// ---- draining ----

void Shard::drain(rfc6455::CloseCode code, std::string_view reason, reactor::Duration spread) {
  if (draining_) return;
  // Closing a listener that another process holds too would not end its edges.
  for (std::uint32_t door = 0; door < acceptors_.count(); ++door) {
    if (!acceptors_.open(door) || acceptors_.rules(door).onlookers) continue;
    poller_.forget(acceptors_.fd(door));
    acceptors_.close(door);
  }
  draining_ = Drain{.code = code, .reason = std::string(reason), .begin = now_, .spread = spread};
  home_rooms_.hurry();
  for (ShardNumber shard = 0; shard < mesh_.shards(); ++shard)
    post_.to(shard).add({.kind = Letter::Kind::draining});
}

// Nobody is closed while a letter is under way about what was published before the drain: two
// rounds of letters, from everybody's halls to the homes and from the homes to everybody. If some
// shard does not drain there is an end to the waiting.
bool Shard::settled() {
  if (!draining_->settled &&
      (shards_announced_ == mesh_.shards() || now_ - draining_->begin >= settings_.last_words)) {
    draining_->settled = true;
    draining_->begin = now_;
  }
  return draining_->settled;
}

void Shard::go_on_draining() {
  if (!draining_ || !settled()) return;
  const reactor::Duration passed = now_ - draining_->begin;
  const Slot slots = connections_.slots();
  const bool all = passed >= draining_->spread;
  const Slot until = all ? slots : slots_due(slots, passed, draining_->spread);
  if (all) draining_->next = 0;  // also those who came into slots that were passed already
  for (; draining_->next < until; ++draining_->next) {
    const Slot slot = draining_->next;
    const Phase phase = connections_[slot].phase;
    if (phase == Phase::open)
      close(connections_.id(slot), draining_->code, draining_->reason, When::after);
    if (phase == Phase::greeting && all && !connections_[slot].onlooker) discard(slot);
  }
  egress_.pump_all();
  after_sending();
}

}  // namespace broadcast
