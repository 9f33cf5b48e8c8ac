// What a shard knows of its connections, one at a time. Looked up when somebody asks: nothing is
// kept for it on the way of a message but a sum or two.
#include "broadcast/inspection.h"

#include <algorithm>

#include "broadcast/shard.h"

namespace broadcast {
namespace {

using Micros = std::chrono::duration<std::uint32_t, std::micro>;

}  // namespace

std::optional<Inspection> Shard::inspect(const ConnectionId& id) {
  return open(id) == nullptr ? std::nullopt : std::optional(look_at(id.slot));
}

bool Shard::has_room(const ConnectionId& id, std::size_t frame) {
  Connection* connection = open(id);
  const Outbox* outbox = connection == nullptr ? nullptr : connection->outbox();
  const std::size_t waiting = outbox == nullptr ? 0 : outbox->size();
  return waiting == 0 || waiting + frame <= settings_.outbox_read_max / 4 * 3;
}

std::optional<ConnectionId> Shard::next_connection(const ConnectionId& after) {
  for (Slot slot = after.serial == kNoSerial ? 0 : after.slot + 1; slot < connections_.slots();
       ++slot) {
    if (open(connections_.id(slot)) != nullptr) return connections_.id(slot);
  }
  return std::nullopt;
}

Inspection Shard::look_at(Slot slot) {
  Connection& connection = connections_[slot];
  Inspection seen{.totals = connection.totals,
                  .open = now_ - connection.opened_at,
                  .idle = now_ - connection.heard_at,
                  .round_trip = std::nullopt,
                  .rooms = connection.memberships.size()};
  if (connection.round_trip != Connection::kNoRoundTrip)
    seen.round_trip = Micros(connection.round_trip);
  if (const Outbox* outbox = connection.outbox()) seen.private_bytes = outbox->size();
  for (const Membership& membership : connection.memberships.all()) {
    if (membership.pending()) continue;
    const Audience& audience = local_rooms_.audience(membership.audience);
    const Member& member = audience.members()[membership.index];
    const Chain& chain = audience.chain();
    const bool missed = Audience::missed(member);
    const Position position = missed ? chain.begin() : member.cursor;
    const Record record = missed ? Audience::first_missed(member) : chain.record_at(position);
    seen.bytes_behind = std::max(seen.bytes_behind, chain.head().position - position);
    seen.records_behind = std::max(seen.records_behind, chain.head().record - record);
    if (!missed) seen.totals.bytes_out += member.cursor;
  }
  return seen;
}

Gauges Shard::gauges() const {
  return {.sockets = connections_.count(),
          .rooms = home_rooms_.rooms(),
          .halls = local_rooms_.halls(),
          .members = local_rooms_.members(),
          .private_bytes = egress_.private_bytes(),
          .gathered_bytes = ingress_.gathered_bytes(),
          .log_bytes = Segment::live_bytes(),
          .letter_bytes = mesh_.weight()};
}

// ---- pings ----

// What a ping carries tells its pong from one that nobody asked for (§5.5.3: "A Pong frame MAY be
// sent unsolicited"): when it was sent, so that nothing else has to be kept.
bool Shard::ping(Slot slot) {
  Connection& connection = connections_[slot];
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(now_.time_since_epoch());
  const auto stamp = static_cast<std::uint32_t>(since.count());
  // A second one in the same moment: the pong of the first must not pass for its own.
  connection.pinged_at = stamp == connection.pinged_at ? stamp + 1 : stamp;
  connection.unanswered = true;
  ++counters_.pings;
  const auto payload = std::as_bytes(std::span(&connection.pinged_at, 1));
  return egress_.enqueue(slot, rfc6455::Opcode::ping, payload);
}

void Shard::ask_alive(const ConnectionId& id) {
  Connection* connection = open(id);
  if (connection == nullptr || connection->asked) return;
  connection->asked = true;
  if (!ping(id.slot)) give_up_on(id.slot);
}

}  // namespace broadcast
