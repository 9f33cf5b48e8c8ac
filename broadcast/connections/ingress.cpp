// A read goes into one scratch buffer that all connections of the shard share. A message that lies
// whole in it is told where it lies; only one that does not is gathered. Bytes of a request head
// are gathered always, they are few.
#include "broadcast/connections/ingress.h"

#include <algorithm>
#include <new>

#include "broadcast/connections/preamble.h"
#include "broadcast/connections/request_body.h"

namespace broadcast {
namespace {

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

constexpr std::string_view kTookTooLong = "the message took too long";

// TLS's handshake is still to come, or under way.
bool shakes_hands(const Connection& connection) {
  if (connection.phase != Phase::greeting) return false;
  const PendingRequest& greeting = *connection.spill->greeting;
  return greeting.tls != nullptr && !greeting.inside;
}

}  // namespace

Ingress::Ingress(Connections& connections, Egress& delivery, const Settings& settings,
                 Counters& counters)
    : connections_(connections),
      egress_(delivery),
      settings_(settings),
      counters_(counters),
      scratch_(std::make_unique_for_overwrite<std::byte[]>(kScratchSize)) {}

void Ingress::welcome(Slot slot, const Newcomer& newcomer) {
  Connection& connection = connections_[slot];
  auto& greeting = connections_.spill(connection).greeting;
  greeting = std::make_unique<PendingRequest>();
  greeting->head = rfc6455::HttpHead(rfc6455::HttpHead::Kind::request, settings_.head);
  greeting->peer = newcomer.peer;
  greeting->listener = newcomer.listener;
  greeting->tls = newcomer.tls;
  greeting->proxied = newcomer.proxied;
  greeting->strangers = newcomer.strangers;
  greeting->counted = newcomer.counted;
}

void Ingress::read_later(Slot slot) {
  Connection& connection = connections_[slot];
  if (connection.listed_to_read) return;
  connection.listed_to_read = true;
  later_.push_back(slot);
}

void Ingress::begin_turn(reactor::Time now) {
  turn_ = now;
  read_this_turn_ = 0;
  told_bytes_ = 0;
  frames_this_turn_ = 0;
  handshakes_ = 0;
  while (const auto late = gathering_.overdue(now, time_for_message(settings_))) {
    shed(*late, rfc6455::kClosePolicyViolation, kTookTooLong);
  }
  begin_round();
}

void Ingress::begin_round() {
  now_.erase(now_.begin(), now_.begin() + static_cast<std::ptrdiff_t>(next_now_));
  next_now_ = 0;
  now_.insert(now_.end(), later_.begin(), later_.end());
  later_.clear();
  read_before_round_ = read_this_turn_;
  frames_before_round_ = frames_this_turn_;
}

void Ingress::next(Intake intake, Told& told) {
  drop_gathered();
  if (intake == Intake::shut) return;
  while (!told && shed_.empty() && told_bytes_ <= kTurnToldMax &&
         frames_this_turn_ < kTurnFramesMax) {
    // It may have died since, if its bytes were put off to another turn.
    if (in_hand_ && connections_.find(in_hand_->id) == nullptr) in_hand_.reset();
    if (in_hand_) {
      look(told);
    } else if (!take_next()) {
      // Whoever still has something is read once more: the more a turn brings, the fewer sends.
      const bool in_vain =
          read_this_turn_ == read_before_round_ && frames_this_turn_ == frames_before_round_;
      if (later_.empty() || in_vain || read_this_turn_ >= kTurnReadMax) return;
      begin_round();
    }
  }
}

// Who may be read next; nullopt: nobody is left this turn. draws: one of the few in the midst of a
// handshake whose turn it is.
std::optional<Slot> Ingress::next_slot(bool& draws) {
  if (next_now_ < now_.size()) return now_[next_now_++];
  now_.clear();
  next_now_ = 0;
  draws = !newcomers_.empty() && handshakes_ < kTurnHandshakesMax;
  if (!draws) return std::nullopt;
  const Slot slot = newcomers_.front();
  newcomers_.pop_front();
  return slot;
}

// Reads from the next connection that may be read. False: nobody is left this turn.
bool Ingress::take_next() {
  bool draws = false;
  while (const auto next = next_slot(draws)) {
    const Slot slot = *next;
    Connection& connection = connections_[slot];
    if (!draws && shakes_hands(connection)) {
      newcomers_.push_back(slot);
      continue;
    }
    connection.listed_to_read = false;
    if (connection.phase == Phase::vacant || connection.phase == Phase::answering) continue;
    if (connection.discarded) continue;
    const bool rest = connection.spill && !connection.spill->rest.empty();
    if (!connection.leftover && !rest && !connection.readable) continue;
    // It is listed again when its outbox has drained. Of requests one is answered at a time.
    if (full(connection) ||
        (connection.phase == Phase::greeting && connection.answer_under_way())) {
      connection.paused = true;
      continue;
    }
    in_hand_ = InHand{connections_.id(slot), reactor::Status::ok, connection.session.frames()};
    if (connection.phase == Phase::greeting) {
      in_hand_->status = pass_preamble(connection, connections_.hot(slot), settings_, counters_);
      if (draws && connection.stream.secure()) ++handshakes_;
      if (in_hand_->status == reactor::Status::blocked) {
        in_hand_.reset();
        continue;
      }
      if (in_hand_->status != reactor::Status::ok) return true;
    }
    if (!take_rest(connection)) in_hand_->status = read(connection).status;
    return true;
  }
  return false;
}

// Who does not take does not give; and the app may want no more of it for a while.
bool Ingress::full(Connection& connection) const {
  const Outbox* const outbox = connection.outbox();
  return (connection.held && connection.phase == Phase::open) ||
         (outbox != nullptr && outbox->size() > settings_.outbox_read_max);
}

// Of what was read earlier: what came behind a request's head, or what was put aside.
bool Ingress::take_rest(Connection& connection) {
  const Slot slot = in_hand_->id.slot;
  if (connection.leftover) {
    connection.leftover = false;
    if (connection.phase == Phase::open) {
      PendingRequest& greeting = *connection.spill->greeting;
      connection.session.feed(std::span(greeting.bytes).subspan(greeting.head.size()));
    }
    read_later(slot);
    return true;
  }
  if (!connection.spill || connection.spill->rest.empty()) return false;
  if (connection.phase == Phase::lingering) {
    rest_is_used(connection);
    return false;
  }
  connection.session.feed(connection.spill->rest);
  in_hand_->status = reactor::Status::blocked;  // what comes behind it is for the next read
  return true;
}

// Whoever sends many small frames has had its share of the round, and who does not take its answers
// is not heard on: what it sent besides is kept for later. False: it cannot be put aside now.
bool Ingress::put_aside(Connection& connection) {
  const auto left = connection.session.take_back();
  if (left.empty()) return false;
  auto& rest = connections_.spill(connection).rest;
  if (!rest.empty()) {  // that is where it lies
    rest_bytes_ -= rest.size() - left.size();
    rest.erase(rest.begin(), rest.end() - static_cast<std::ptrdiff_t>(left.size()));
  } else if (gathered_bytes() + left.size() > settings_.gather_max) {
    connection.session.feed(left);
    in_hand_->frames = connection.session.frames();
    return false;
  } else {
    rest.assign(left.begin(), left.end());
    rest_bytes_ += left.size();
    if (connection.read_shift < kReadShiftMax) ++connection.read_shift;
  }
  in_hand_->aside = true;
  return true;
}

void Ingress::rest_is_used(Connection& connection) {
  rest_bytes_ -= connection.spill->rest.size();
  connection.spill->rest.clear();
  connections_.unpack(connection);
}

reactor::Transfer Ingress::read(Connection& connection) {
  const std::size_t most =
      connection.phase == Phase::greeting ? kGreetingRead : kScratchSize >> connection.read_shift;
  const reactor::Transfer transfer = connection.stream.read({scratch_.get(), most});
  const std::span bytes(scratch_.get(), transfer.bytes);
  ++counters_.reads;
  counters_.bytes_in += bytes.size();
  read_this_turn_ += bytes.size();
  connection.totals.bytes_in += bytes.size();
  if (!bytes.empty()) {
    connection.heard = true;
    connection.heard_at = turn_;
  }
  if (connection.phase == Phase::greeting) {
    auto& gathered = connection.spill->greeting->bytes;
    gathered.insert(gathered.end(), bytes.begin(), bytes.end());
  } else if (connection.phase != Phase::lingering) {
    connection.session.feed(bytes);
  }
  // After a short read the socket is empty; but if a hang-up came along, the end may lie behind the
  // bytes and no edge of its own will follow. What TLS took in without giving any bytes counts too.
  const bool moved = transfer.bytes > 0 || connection.stream.secure();
  in_hand_->read_whole = transfer.status == reactor::Status::ok && transfer.bytes == most;
  connection.readable =
      transfer.status == reactor::Status::ok ||
      (transfer.status == reactor::Status::blocked && connection.peer_ended && moved);
  return transfer;
}

// What the bytes in hand say next. When they say nothing more the connection is put down.
void Ingress::look(Told& told) {
  Connection& connection = connections_[in_hand_->id.slot];
  try {
    if (connection.phase == Phase::greeting) {
      look_at_greeting(connection, told);
    } else if (connection.phase == Phase::open || connection.phase == Phase::ending) {
      look_at_session(connection, told);
    }
    if (!told) put_down(connection, told);
  } catch (const std::bad_alloc&) {  // its message finds no room: it ends, and nobody else
    in_hand_->status = reactor::Status::error;
    in_hand_->aside = false;
    look_at_end(connection, told);
    in_hand_.reset();
  }
}

void Ingress::put_down(Connection& connection, Told& told) {
  const Slot slot = in_hand_->id.slot;
  frames_this_turn_ += connection.session.frames() - in_hand_->frames;
  if (in_hand_->aside) {
    // Its end is found again by the read behind the rest.
    connection.readable |= in_hand_->status != reactor::Status::blocked;
    read_later(slot);
  } else {
    if (connection.spill && !connection.spill->rest.empty()) {
      rest_is_used(connection);
    } else if (in_hand_->read_whole && connection.read_shift > 0) {
      --connection.read_shift;
    }
    look_at_end(connection, told);
  }
  if (connection.phase == Phase::open && !told && !in_hand_->shed) keep_unfinished(connection);
  // Answers go out while they are warm, before the next connection's bytes push them out of the
  // caches: 1,000 echoes of 64 KiB cost a third less. An upgrade's answer waits for the end of the
  // turn, behind the letters about what was joined: whoever has it hears all that is said then.
  if (connection.opened_at != turn_) egress_.send_private(slot);
  if (connection.readable) read_later(slot);
  if (connection.phase == Phase::open && connection.spill && connection.spill->greeting &&
      !connection.leftover) {
    connection.spill->greeting.reset();
    connections_.unpack(connection);
  }
  in_hand_.reset();
}

void Ingress::look_at_end(Connection& connection, Told& told) {
  const auto status = in_hand_->status;
  if (status == reactor::Status::ok || status == reactor::Status::blocked) return;
  connection.readable = false;
  // Who asked by plain HTTP and ended its side still gets the answer.
  if (status == reactor::Status::eof && !connection.upgraded && !connection.outbox_empty()) {
    connection.phase = Phase::ending;
    return;
  }
  closed(told, Event::By::transport, rfc6455::kCloseAbnormal,
         status == reactor::Status::eof ? "ended without a close frame" : "connection lost");
}

void Ingress::begin(Told& told, Event::Kind kind) const {
  told.emplace();
  told->kind = kind;
  told->connection = in_hand_->id;
}

void Ingress::closed(Told& told, Event::By by, rfc6455::CloseCode code,
                     std::string_view why) const {
  begin(told, Event::Kind::closed);
  told->by = by;
  told->code = code;
  told->why = why;
}

// ---- requests ----

void Ingress::look_at_greeting(Connection& connection, Told& told) {
  PendingRequest& greeting = *connection.spill->greeting;
  if (connection.answer_under_way()) return;
  if (!greeting.complete) {
    const auto progress = greeting.head.read(text_of(greeting.bytes));
    if (progress == rfc6455::HttpHead::Progress::partial) return;
    greeting.complete = true;
    const bool bad = progress == rfc6455::HttpHead::Progress::bad;
    greeting.error = bad ? &greeting.head.error()
                         : measure_body(greeting.head, settings_.body_max, greeting.body);
  }
  const bool fine = greeting.error == nullptr;
  const auto behind = std::span(greeting.bytes).subspan(fine ? greeting.head.size() : 0);
  if (fine && behind.size() < greeting.body) {
    greeting.waited = true;
    return;
  }
  // What came since may have moved the bytes that the head looks at.
  if (std::exchange(greeting.waited, false)) {
    greeting.head = rfc6455::HttpHead(rfc6455::HttpHead::Kind::request, settings_.head);
    (void)greeting.head.read(text_of(greeting.bytes));
  }
  begin(told, Event::Kind::request);
  told->listener = greeting.listener;
  told->peer = &greeting.peer;
  told->error = greeting.error;
  if (fine) {
    told->head = &greeting.head;
    told->bytes = behind.first(greeting.body);
  }
  ++counters_.requests;
  connection.phase = Phase::answering;
}

void Ingress::begin_session(Slot slot, const rfc6455::DeflateAnswer* deflate) {
  Connection& connection = connections_[slot];
  connection.session = deflate != nullptr
                           ? rfc6455::Session(rfc6455::Role::server, settings_.message,
                                              &connections_.shelf(), deflate->agreed)
                           : rfc6455::Session(rfc6455::Role::server, settings_.message);
  if (deflate != nullptr) {
    const bool full = deflate->agreed.server_max_window_bits == rfc6455::kWindowBitsMax;
    connection.compression = full ? Compression::deflate15 : Compression::deflate9;
  }
  connection.phase = Phase::open;
  connection.upgraded = true;
  const PendingRequest& greeting = *connection.spill->greeting;
  connection.leftover = greeting.bytes.size() > greeting.head.size();
  if (!connection.leftover) {
    connection.spill->greeting.reset();
    connections_.unpack(connection);
  }
  if (connection.leftover || connection.readable) read_later(slot);
}

void Ingress::begin_greeting(Slot slot) {
  Connection& connection = connections_[slot];
  PendingRequest& greeting = *connection.spill->greeting;
  greeting.bytes.erase(
      greeting.bytes.begin(),
      greeting.bytes.begin() + static_cast<std::ptrdiff_t>(greeting.head.size() + greeting.body));
  greeting.head = rfc6455::HttpHead(rfc6455::HttpHead::Kind::request, settings_.head);
  greeting.complete = false;
  greeting.body = 0;
  connection.phase = Phase::greeting;
  connection.leftover = !greeting.bytes.empty();
  if (connection.leftover || connection.readable) read_later(slot);
}

}  // namespace broadcast
