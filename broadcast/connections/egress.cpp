// deliver() is the hot path of the whole server: for each member one comparison, one look at
// hot[slot], one send. All that is out of the ordinary (blocked, private frames first, TLS, own
// frames left out, a cursor in an older segment) is put aside for pump().
#include "broadcast/connections/egress.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cerrno>
#include <new>

#include "rfc6455/encoder.h"

namespace broadcast {

using reactor::Transfer;

namespace {

constexpr std::size_t kDirectMin = 4096;  // below this, frames of one read are better sent together

}  // namespace

// What whoever stands at one place of a log has not got yet. Nearly all members stand at the same
// one, so it is looked up once; it is one piece unless the turn filled a segment.
class Egress::News {
 public:
  News(const Chain& chain, Position from) : from_(from) {
    std::array<std::span<const std::byte>, kPiecesMax> found;
    count_ = chain.pieces_from(from, found);
    for (std::size_t i = 0; i < count_; ++i) {
      pieces_[i] = {const_cast<std::byte*>(found[i].data()), found[i].size()};
    }
  }

  Position from() const { return from_; }
  Transfer send(int fd) const {
    if (count_ == 1) {
      return reactor::write_some(
          fd, {static_cast<const std::byte*>(pieces_[0].iov_base), pieces_[0].iov_len});
    }
    return reactor::write_some(fd, std::span(pieces_).first(count_));
  }

 private:
  static constexpr std::size_t kPiecesMax = 64;  // more than one turn can fill, unless it is huge

  Position from_;
  std::size_t count_ = 0;
  std::array<iovec, kPiecesMax> pieces_;
};

void Egress::deliver(AudienceId id) {
  Audience& audience = local_rooms_.audience(id);
  const Chain& chain = audience.chain();
  const Position head = chain.head().position;
  News news(chain, head);
  for (Member& member : audience.members()) {
    if (member.cursor == head) continue;
    const Hot hot = connections_.hot(member.slot);
    if (hot.busy != 0 || member.own != 0 || Audience::missed(member)) {
      if ((hot.busy & kBlocked) == 0) pump_later(member.slot);
      continue;
    }
    if (news.from() != member.cursor) news = News(chain, member.cursor);
    const Transfer sent = news.send(hot.fd);
    member.cursor += sent.bytes;
    ++counters_.sends;
    counters_.bytes_out += sent.bytes;
    if (sent.status == reactor::Status::ok) {
      if (member.cursor != head) pump_later(member.slot);
    } else {
      judge(member.slot, sent);
      keep_in_hand(member.slot, id, member.cursor);
    }
  }
}

// What became of a write. The transport's end is noted, and dealt with next turn.
Egress::Sent Egress::judge(Slot slot, const Transfer& transfer) {
  if (transfer.status == reactor::Status::ok) return Sent::all;
  connections_.hot(slot).busy |= kBlocked;
  if (transfer.status == reactor::Status::blocked) {
    ++counters_.blocked;
    return Sent::blocked;
  }
  broken_.push_back({slot, connections_[slot].serial});
  return Sent::broken;
}

// A write from a log stopped at cursor. The cursor alone decides whether a frame is half sent, and
// not the status of the write: TLS may take all bytes and say that it is blocked. Inside a frame
// nothing else may come before its rest.
void Egress::keep_in_hand(Slot slot, AudienceId id, Position cursor) {
  const bool inside = local_rooms_.audience(id).chain().end_of_frame(cursor) != cursor;
  connections_[slot].in_hand = inside ? id : Connection::kNone;
}

// ---- private frames ----

bool Egress::enqueue(Slot slot, rfc6455::Opcode opcode, std::span<const std::byte> payload) {
  try {
    return put(slot, opcode, payload);
  } catch (const std::bad_alloc&) {
    return false;
  }
}

bool Egress::put(Slot slot, rfc6455::Opcode opcode, std::span<const std::byte> payload) {
  Connection& connection = connections_[slot];
  if (payload.size() >= kDirectMin && nothing_before(slot, connection)) {
    send_directly(slot, connection, opcode, payload);
    return true;
  }
  Outbox& outbox = connections_.spill(connection).outbox;
  const rfc6455::FrameHeader header{.opcode = opcode, .length = payload.size()};
  const std::size_t size = rfc6455::header_size(header) + payload.size();
  // A close frame always finds room: without it the peer would not know why.
  const bool urgent = opcode == rfc6455::Opcode::close;
  const bool crowded = private_bytes_ + size > settings_.private_max;
  const std::size_t most = crowded ? settings_.outbox_read_max : settings_.outbox_max;
  if (!urgent && !outbox.empty() && outbox.size() + size > most) return false;
  const auto room = outbox.grow(size);
  const std::size_t head = rfc6455::put_header(room, header);
  std::copy(payload.begin(), payload.end(), room.begin() + static_cast<std::ptrdiff_t>(head));
  ++counters_.private_frames;
  added_private(slot, size);
  return true;
}

// Whether a private frame would be the very next thing to go out.
bool Egress::nothing_before(Slot slot, const Connection& connection) {
  return (connections_.hot(slot).busy & ~kSecure) == 0 && connection.outbox_empty() &&
         connection.in_hand == Connection::kNone;
}

// From where it lies: copying 64 KiB into an outbox first costs a quarter of its echo. Only what
// the socket does not take is kept.
void Egress::send_directly(Slot slot, Connection& connection, rfc6455::Opcode opcode,
                           std::span<const std::byte> payload) {
  std::array<std::byte, rfc6455::kHeaderMax> header;
  const std::size_t head =
      rfc6455::put_header(header, {.opcode = opcode, .length = payload.size()});
  const iovec pieces[] = {{header.data(), head},
                          {const_cast<std::byte*>(payload.data()), payload.size()}};
  const Transfer sent = connection.stream.write(pieces);
  connection.took = true;
  connection.totals.bytes_out += sent.bytes;
  ++counters_.private_frames;
  ++counters_.sends;
  counters_.bytes_out += sent.bytes;
  judge(slot, sent);
  if (sent.bytes == head + payload.size()) return;
  const std::size_t head_sent = std::min(sent.bytes, head);
  const auto head_left = std::span(header).first(head).subspan(head_sent);
  const auto left = payload.subspan(sent.bytes - head_sent);
  try {
    const auto room = connections_.spill(connection).outbox.grow(head_left.size() + left.size());
    std::copy(left.begin(), left.end(),
              std::copy(head_left.begin(), head_left.end(), room.begin()));
    added_private(slot, room.size());
  } catch (const std::bad_alloc&) {  // half a frame cannot be taken back
    judge(slot, {0, reactor::Status::error, ENOMEM});
  }
}

void Egress::enqueue_raw(Slot slot, std::span<const std::byte> bytes) {
  connections_.spill(connections_[slot]).outbox.append(bytes);
  added_private(slot, bytes.size());
}

void Egress::added_private(Slot slot, std::size_t size) {
  private_bytes_ += size;
  connections_.hot(slot).busy |= kPrivate;
  pump_later(slot);
}

void Egress::forget(Slot slot) {
  if (const Outbox* outbox = connections_[slot].outbox()) private_bytes_ -= outbox->size();
}

void Egress::pump_later(Slot slot) {
  Connection& connection = connections_[slot];
  if (connection.listed_to_pump) return;
  to_pump_.push_back(slot);
  connection.listed_to_pump = true;
}

void Egress::shut(Slot slot) {
  const auto status = connections_[slot].stream.shut_write().status;
  if (status == reactor::Status::blocked) connections_.hot(slot).busy |= kBlocked;
}

void Egress::pump_all() {
  pumping_.swap(to_pump_);
  for (const Slot slot : pumping_) {
    connections_[slot].listed_to_pump = false;
    if (connections_[slot].phase != Phase::vacant) pump(slot);
  }
  pumping_.clear();
}

void Egress::send_private(Slot slot) {
  Connection& connection = connections_[slot];
  const bool blocked = (connections_.hot(slot).busy & kBlocked) != 0;
  if (!connection.outbox_empty() && !blocked) send_first_things(slot, connection);
}

// All that comes before the logs.
Egress::Sent Egress::send_first_things(Slot slot, Connection& connection) {
  Sent sent = flush_tls(slot, connection);
  if (sent == Sent::all) sent = send_rest_of_frame(slot, connection);
  if (sent == Sent::all) sent = send_outbox(slot, connection);
  std::uint32_t& busy = connections_.hot(slot).busy;
  if (connection.outbox_empty()) {
    busy &= ~kPrivate;
    connections_.unpack(connection);
  } else {
    busy |= kPrivate;
  }
  return sent;
}

void Egress::pump(Slot slot) {
  Connection& connection = connections_[slot];
  std::uint32_t& busy = connections_.hot(slot).busy;
  if ((busy & kBlocked) != 0) return;
  if (connection.phase == Phase::lingering) return shut(slot);
  const bool sent = send_first_things(slot, connection) == Sent::all;
  // Who was not read because it did not take is read again.
  if (connection.paused && connection.outbox_empty()) {
    connection.paused = false;
    to_resume_.push_back(slot);
  }
  if (!sent) return;
  if (connection.phase == Phase::open && (busy & kHeld) == 0) send_logs(slot, connection);
  if (connection.phase != Phase::open || connection.close_when_sent) sent_out_.push_back(slot);
}

// TLS may hold bytes that the socket refused.
Egress::Sent Egress::flush_tls(Slot slot, Connection& connection) {
  Position none = 0;
  if (!connection.stream.secure() || connection.phase == Phase::greeting) return Sent::all;
  return write(slot, connection, {}, none);
}

Egress::Sent Egress::write(Slot slot, Connection& connection, std::span<const std::byte> bytes,
                           Position& cursor) {
  const Transfer sent = connection.stream.write(bytes);
  connection.took |= sent.bytes > 0;
  cursor += sent.bytes;
  ++counters_.sends;
  counters_.bytes_out += sent.bytes;
  return judge(slot, sent);
}

Egress::Sent Egress::send_outbox(Slot slot, Connection& connection) {
  Outbox* outbox = connection.outbox();
  while (outbox != nullptr && !outbox->empty()) {
    Position taken = 0;
    const Sent sent = write(slot, connection, outbox->rest(), taken);
    private_bytes_ -= outbox->consume(static_cast<std::size_t>(taken));
    connection.totals.bytes_out += taken;
    if (sent != Sent::all) return sent;
  }
  return Sent::all;
}

Egress::Sent Egress::send_rest_of_frame(Slot slot, Connection& connection) {
  if (connection.in_hand == Connection::kNone) return Sent::all;
  const AudienceId id = connection.in_hand;
  const Membership* membership = connection.memberships.in_audience(id);
  assert(membership != nullptr);
  Audience& audience = local_rooms_.audience(id);
  Member& member = audience.members()[membership->index];
  const Chain& chain = audience.chain();
  const std::size_t rest = chain.end_of_frame(member.cursor) - member.cursor;
  const Sent sent =
      write(slot, connection, chain.bytes_from(member.cursor).first(rest), member.cursor);
  keep_in_hand(slot, id, member.cursor);
  return sent;
}

// Every room in turn; who was served first today is served last tomorrow.
Egress::Sent Egress::send_logs(Slot slot, Connection& connection) {
  const auto memberships = connection.memberships.all();
  const std::size_t count = memberships.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Membership& membership = memberships[(connection.turn + i) % count];
    if (membership.pending()) continue;
    const Sent sent = send_log(slot, connection, membership);
    if (sent != Sent::all) {
      connection.turn = static_cast<std::uint8_t>((connection.turn + i + 1) % count);
      return sent;
    }
  }
  return Sent::all;
}

Egress::Sent Egress::send_log(Slot slot, Connection& connection, const Membership& membership) {
  Audience& audience = local_rooms_.audience(membership.audience);
  Member& member = audience.members()[membership.index];
  const Chain& chain = audience.chain();
  while (audience.behind(member)) {
    if (Audience::missed(member)) {
      connections_.hot(slot).busy |= kHeld;
      gaps_.push_back({slot, connection.serial, membership.audience});
      return Sent::all;
    }
    auto bytes = chain.bytes_from(member.cursor);
    Chain::Run run{};
    if (member.own > 0) {
      run = chain.run_without(connections_.who(slot), member.cursor);
      bytes = bytes.first(run.end - member.cursor);
    }
    if (!bytes.empty()) {
      const Sent sent = write(slot, connection, bytes, member.cursor);
      if (sent != Sent::all) {
        keep_in_hand(slot, membership.audience, member.cursor);
        return sent;
      }
    }
    if (member.own > 0) {
      connection.totals.bytes_out -= run.next - member.cursor;
      member.cursor = run.next;
      member.own -= std::min(member.own, run.skipped);
    }
  }
  return Sent::all;
}

void Egress::finish_frame_privately(Slot slot) {
  Connection& connection = connections_[slot];
  if (connection.in_hand == Connection::kNone) return;
  Audience& audience = local_rooms_.audience(connection.in_hand);
  Member& member =
      audience.members()[connection.memberships.in_audience(connection.in_hand)->index];
  const Chain& chain = audience.chain();
  const Position end = chain.end_of_frame(member.cursor);
  const auto rest = chain.bytes_from(member.cursor).first(end - member.cursor);
  connections_.spill(connection).outbox.put_in_front(chain.holding(member.cursor).share(), rest);
  added_private(slot, 0);
  connection.totals.bytes_out -= rest.size();  // until they are sent
  member.cursor = end;
  connection.in_hand = Connection::kNone;
}

void Egress::trim(AudienceId id, std::size_t lag) {
  Audience& audience = local_rooms_.audience(id);
  audience.trim(lag, [&](const Member& member, Position end) {
    if (member.cursor != end) finish_frame_privately(member.slot);
    // Who has missed something has no cursor.
    if (end < audience.chain().end_of_first()) connections_[member.slot].totals.bytes_out += end;
    return end;
  });
}

bool Egress::all_sent(Slot slot) {
  Connection& connection = connections_[slot];
  if (!connection.outbox_empty() || connection.in_hand != Connection::kNone) return false;
  const auto memberships = connection.memberships.all();
  return std::none_of(memberships.begin(), memberships.end(), [&](const Membership& membership) {
    if (membership.pending()) return false;
    const Audience& audience = local_rooms_.audience(membership.audience);
    return audience.behind(audience.members()[membership.index]);
  });
}

}  // namespace broadcast
