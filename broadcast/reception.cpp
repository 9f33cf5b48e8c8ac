// A read goes into one scratch buffer that all connections of the shard share. A message that lies
// whole in it is told where it lies; only one that does not is gathered. Bytes of a request head
// are gathered always, they are few.
#include "broadcast/reception.h"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <new>

#include "broadcast/entrance.h"
#include "rfc6455/handshake.h"

namespace broadcast {
namespace {

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

constexpr rfc6455::HttpError kNoLength{
    400, "Transfer-Encoding is not understood here: please send a Content-Length."};
constexpr rfc6455::HttpError kUnclearLength{400, "The Content-Length is not one number."};
constexpr rfc6455::HttpError kBodyTooLarge{413, "The body is too large."};
constexpr rfc6455::HttpError kUpgradeWithBody{400, "An upgrade request cannot have a body."};

}  // namespace

Reception::Reception(Connections& connections, Delivery& delivery, const Settings& settings,
                     Counters& counters)
    : connections_(connections),
      delivery_(delivery),
      settings_(settings),
      counters_(counters),
      scratch_(std::make_unique_for_overwrite<std::byte[]>(kScratchSize)) {}

void Reception::welcome(Slot slot, const Newcomer& newcomer) {
  Connection& connection = connections_[slot];
  auto& greeting = connections_.luggage(connection).greeting;
  greeting = std::make_unique<Greeting>();
  greeting->head = rfc6455::HttpHead(rfc6455::HttpHead::Kind::request, settings_.head);
  greeting->peer = newcomer.peer;
  greeting->listener = newcomer.listener;
  greeting->tls = newcomer.tls;
  greeting->proxied = newcomer.proxied;
}

void Reception::read_later(Slot slot) {
  Connection& connection = connections_[slot];
  if (connection.listed_to_read) return;
  connection.listed_to_read = true;
  later_.push_back(slot);
}

void Reception::begin_turn(reactor::Time now) {
  turn_ = now;
  read_this_turn_ = 0;
  told_bytes_ = 0;
  begin_round();
}

void Reception::begin_round() {
  now_.erase(now_.begin(), now_.begin() + static_cast<std::ptrdiff_t>(next_now_));
  next_now_ = 0;
  now_.insert(now_.end(), later_.begin(), later_.end());
  later_.clear();
  read_before_round_ = read_this_turn_;
}

void Reception::next(Intake intake, Told& told) {
  drop_gathered();
  if (intake == Intake::shut) return;
  while (!told && told_bytes_ <= kTurnToldMax) {
    // It may have died since, if its bytes were put off to another turn.
    if (in_hand_ && connections_.find(in_hand_->id) == nullptr) in_hand_.reset();
    if (in_hand_) {
      look(told);
    } else if (!take_next()) {
      // Whoever still has something is read once more: the more a turn brings, the fewer sends.
      const bool in_vain = read_this_turn_ == read_before_round_;
      if (later_.empty() || in_vain || read_this_turn_ >= kTurnReadMax) return;
      begin_round();
    }
  }
}

// Reads from the next connection that may be read. False: nobody is left this turn.
bool Reception::take_next() {
  while (next_now_ < now_.size()) {
    const Slot slot = now_[next_now_++];
    Connection& connection = connections_[slot];
    connection.listed_to_read = false;
    if (connection.phase == Phase::vacant || connection.phase == Phase::answering) continue;
    if (connection.discarded) continue;
    const bool leftover = connection.luggage && connection.luggage->greeting && connection.leftover;
    if (!leftover && !connection.readable) continue;
    // Who does not take does not give: when its outbox has drained it is listed again.
    if (connection.outbox() != nullptr && connection.outbox()->size() > settings_.outbox_read_max) {
      connection.paused = true;
      continue;
    }
    in_hand_ = InHand{connections_.id(slot), reactor::Status::ok};
    if (connection.phase == Phase::greeting) {
      in_hand_->status = pass_entrance(connection, connections_.hot(slot), counters_);
      if (in_hand_->status == reactor::Status::blocked) {
        in_hand_.reset();
        continue;
      }
      if (in_hand_->status != reactor::Status::ok) return true;
    }
    if (leftover) {
      connection.leftover = false;
      if (connection.phase == Phase::open) {
        auto& bytes = connection.luggage->greeting->bytes;
        connection.session.feed(
            std::span(bytes).subspan(connection.luggage->greeting->head.size()));
      }
      read_later(slot);
      return true;
    }
    in_hand_->status = read(connection).status;
    return true;
  }
  now_.clear();
  next_now_ = 0;
  return false;
}

reactor::Transfer Reception::read(Connection& connection) {
  const std::size_t most = connection.phase == Phase::greeting ? kGreetingRead : kScratchSize;
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
    auto& gathered = connection.luggage->greeting->bytes;
    gathered.insert(gathered.end(), bytes.begin(), bytes.end());
  } else if (connection.phase != Phase::lingering) {
    connection.session.feed(bytes);
  }
  // After a short read the socket is empty; but if a hang-up came along, the end may lie behind the
  // bytes and no edge of its own will follow. What TLS took in without giving any bytes counts too.
  const bool moved = transfer.bytes > 0 || connection.stream.secure();
  connection.readable =
      transfer.status == reactor::Status::ok ||
      (transfer.status == reactor::Status::blocked && connection.peer_ended && moved);
  return transfer;
}

// What the bytes in hand say next. When they say nothing more the connection is put down.
void Reception::look(Told& told) {
  Connection& connection = connections_[in_hand_->id.slot];
  try {
    if (connection.phase == Phase::greeting) {
      look_at_greeting(connection, told);
    } else if (connection.phase == Phase::open || connection.phase == Phase::ending) {
      look_at_session(connection, told);
    }
  } catch (const std::bad_alloc&) {  // its message finds no room: it ends, and nobody else
    in_hand_->status = reactor::Status::error;
  }
  if (!told) put_down(connection, told);
}

void Reception::put_down(Connection& connection, Told& told) {
  look_at_end(connection, told);
  const Slot slot = in_hand_->id.slot;
  // Answers go out while they are warm, before the next connection's bytes push them out of the
  // caches: 1,000 echoes of 64 KiB cost a third less. The answer to an upgrade waits for the end of
  // the turn, behind the letters about what was joined: whoever has it hears all that is said
  // after.
  if (connection.opened_at != turn_) delivery_.send_private(slot);
  if (connection.readable) read_later(slot);
  if (connection.phase == Phase::open && connection.luggage && connection.luggage->greeting &&
      !connection.leftover) {
    connection.luggage->greeting.reset();
    connections_.unpack(connection);
  }
  in_hand_.reset();
}

void Reception::look_at_end(Connection& connection, Told& told) {
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

void Reception::begin(Told& told, Event::Kind kind) const {
  told.emplace();
  told->kind = kind;
  told->connection = in_hand_->id;
}

void Reception::closed(Told& told, Event::By by, rfc6455::CloseCode code,
                       std::string_view why) const {
  begin(told, Event::Kind::closed);
  told->by = by;
  told->code = code;
  told->why = why;
}

// ---- requests ----

void Reception::look_at_greeting(Connection& connection, Told& told) {
  Greeting& greeting = *connection.luggage->greeting;
  if (!greeting.complete) {
    const auto progress = greeting.head.read(text_of(greeting.bytes));
    if (progress == rfc6455::HttpHead::Progress::partial) return;
    greeting.complete = true;
    const bool bad = progress == rfc6455::HttpHead::Progress::bad;
    greeting.error = bad ? &greeting.head.error() : measure_body(greeting);
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

// How long the body is. Where that is not clear, what follows could be taken for the next request:
// refused, whatever it asks for.
const rfc6455::HttpError* Reception::measure_body(Greeting& greeting) const {
  const rfc6455::HttpHead& head = greeting.head;
  if (head.count("Transfer-Encoding") > 0) return &kNoLength;
  const auto announced = head.find("Content-Length");
  if (!announced) return nullptr;
  const auto malformed = [](char c) { return c < '0' || c > '9'; };
  if (head.count("Content-Length") > 1 || announced->empty() ||
      std::any_of(announced->begin(), announced->end(), malformed))
    return &kUnclearLength;
  const auto [end, error] =
      std::from_chars(announced->data(), announced->data() + announced->size(), greeting.body);
  if (error != std::errc{} || greeting.body > settings_.body_max) return &kBodyTooLarge;
  // Its body would be waited for in vain: it is refused whatever it holds.
  return greeting.body > 0 && rfc6455::asks_for_upgrade(head) ? &kUpgradeWithBody : nullptr;
}

void Reception::begin_session(Slot slot, const rfc6455::DeflateAnswer* deflate) {
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
  const Greeting& greeting = *connection.luggage->greeting;
  connection.leftover = greeting.bytes.size() > greeting.head.size();
  if (!connection.leftover) {
    connection.luggage->greeting.reset();
    connections_.unpack(connection);
  }
  if (connection.leftover || connection.readable) read_later(slot);
}

void Reception::begin_greeting(Slot slot) {
  Connection& connection = connections_[slot];
  Greeting& greeting = *connection.luggage->greeting;
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

// ---- messages ----

void Reception::look_at_session(Connection& connection, Told& told) {
  while (!told) {
    const auto event = connection.session.next();
    if (!event) return;
    switch (event->kind) {
      case rfc6455::Event::Kind::data:
        // After our close nothing is heard any more.
        if (connection.phase == Phase::open) on_data(connection, *event, told);
        break;
      case rfc6455::Event::Kind::ping:
        if (event->answer &&
            !delivery_.enqueue(in_hand_->id.slot, rfc6455::Opcode::pong, event->bytes)) {
          closed(told, Event::By::us, kCloseTooSlow, "does not take its pongs");
        }
        break;
      case rfc6455::Event::Kind::pong:
        on_pong(connection, event->bytes, told);
        break;
      case rfc6455::Event::Kind::close:
        closed(told, Event::By::peer, event->code, text_of(event->bytes));
        break;
      case rfc6455::Event::Kind::fail:
        closed(told, Event::By::fault, event->code, reason_of(*event));
        break;
    }
  }
}

// Whoever sent too much wants to know how much is allowed.
std::string_view Reception::reason_of(const rfc6455::Event& failure) {
  if (failure.code != rfc6455::kCloseMessageTooBig) return failure.why;
  limit_ = "limit " + std::to_string(settings_.message.bytes);
  return limit_;
}

// Of one that nobody asked for all that counts is that something was heard.
void Reception::on_pong(Connection& connection, std::span<const std::byte> payload,
                        Told& told) const {
  if (!connection.unanswered || payload.size() != sizeof connection.pinged_at ||
      std::memcmp(payload.data(), &connection.pinged_at, payload.size()) != 0)
    return;
  connection.unanswered = false;
  const auto now =
      std::chrono::duration_cast<std::chrono::microseconds>(turn_.time_since_epoch()).count();
  connection.round_trip = static_cast<std::uint32_t>(now) - connection.pinged_at;
  if (!connection.asked) return;
  connection.asked = false;
  begin(told, Event::Kind::pong);
}

void Reception::on_data(Connection& connection, const rfc6455::Event& data, Told& told) {
  auto bytes = data.bytes;
  const bool gathering = connection.luggage && !connection.luggage->gathered.empty();
  if (!data.last || gathering) {
    auto& gathered = connections_.luggage(connection).gathered;
    gathered.insert(gathered.end(), data.bytes.begin(), data.bytes.end());
    gathered_bytes_ += data.bytes.size();
    if (gathered_bytes_ > settings_.gather_max) {
      drop_gathered(connection);
      return closed(told, Event::By::us, rfc6455::kCloseTryAgainLater,
                    "too many unfinished messages");
    }
    if (!data.last) return;
    bytes = gathered;
    gathered_told_ = true;
  }
  begin(told, Event::Kind::message);
  told->opcode = data.type;
  told->bytes = bytes;
  ++counters_.messages_in;
  ++connection.totals.messages_in;
  told_bytes_ += bytes.size();
}

// Of the message that was told last: it has been seen.
void Reception::drop_gathered() {
  if (std::exchange(gathered_told_, false)) drop_gathered(connections_[in_hand_->id.slot]);
}

void Reception::drop_gathered(Connection& connection) {
  if (!connection.luggage) return;
  gathered_bytes_ -= connection.luggage->gathered.size();
  connection.luggage->gathered.clear();
  connections_.unpack(connection);
}

void Reception::forget(Slot slot) {
  if (const auto& luggage = connections_[slot].luggage) gathered_bytes_ -= luggage->gathered.size();
}

}  // namespace broadcast
