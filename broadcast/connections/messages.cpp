// Ingress after the upgrade: what the frames of a session say, and what is kept of messages that
// do not end in one read.
#include <cstring>

#include "broadcast/connections/ingress.h"

namespace broadcast {
namespace {

// A message weighs as much as so many frames that are none: the app has to deal with it.
constexpr std::uint32_t kMessageFrames = 4;
constexpr std::string_view kTooManyUnfinished = "too many unfinished messages";

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void Ingress::look_at_session(Connection& connection, Told& told) {
  while (!told && !in_hand_->shed) {
    const bool share_is_used = connection.session.frames() - in_hand_->frames >= kSliceFrames;
    const bool waits = connection.phase == Phase::open && full(connection);
    if ((share_is_used || waits) && put_aside(connection)) return;
    const auto event = connection.session.next();
    if (!event) return;
    switch (event->kind) {
      case rfc6455::Event::Kind::data:
        // After our close nothing is heard any more.
        if (connection.phase == Phase::open) on_data(connection, *event, told);
        break;
      case rfc6455::Event::Kind::ping:
        if (event->answer &&
            !egress_.enqueue(in_hand_->id.slot, rfc6455::Opcode::pong, event->bytes)) {
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
std::string_view Ingress::reason_of(const rfc6455::Event& failure) {
  if (failure.code != rfc6455::kCloseMessageTooBig) return failure.why;
  limit_ = "limit " + std::to_string(settings_.message.bytes);
  return limit_;
}

// Of one that nobody asked for all that counts is that something was heard.
void Ingress::on_pong(Connection& connection, std::span<const std::byte> payload,
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

void Ingress::on_data(Connection& connection, const rfc6455::Event& data, Told& told) {
  auto bytes = data.bytes;
  const bool gathering = connection.spill && !connection.spill->gathered.empty();
  if (!data.last || gathering) {
    auto& gathered = connections_.spill(connection).gathered;
    gathered.insert(gathered.end(), data.bytes.begin(), data.bytes.end());
    if (!data.last) return keep_unfinished(connection);
    bytes = gathered;
    gathered_told_ = true;
  }
  if (connection.spill && connection.spill->unfinished) end_unfinished(connection);
  begin(told, Event::Kind::message);
  told->opcode = data.type;
  told->bytes = bytes;
  in_hand_->frames -= kMessageFrames - 1;
  ++counters_.messages_in;
  ++connection.totals.messages_in;
  told_bytes_ += bytes.size();
}

// Of the message that was told last: it has been seen.
void Ingress::drop_gathered() {
  if (std::exchange(gathered_told_, false)) drop_gathered(connections_[in_hand_->id.slot]);
}

void Ingress::drop_gathered(Connection& connection) {
  if (!connection.spill) return;
  connection.spill->gathered.clear();
  connections_.unpack(connection);
}

// ---- unfinished ones ----

std::optional<reactor::Time> Ingress::wake_at() const {
  auto oldest = gathering_.oldest();
  if (oldest) *oldest += time_for_message(settings_);
  return oldest;
}

std::optional<Ingress::Shed> Ingress::next_shed() {
  if (shed_.empty()) return std::nullopt;
  const Shed last = shed_.back();
  shed_.pop_back();
  return last;
}

// Counts what the message in hand holds, if it has not ended. When all hold too much, the worst has
// to go.
void Ingress::keep_unfinished(Connection& connection) {
  if (!connection.session.in_message()) return;
  const ConnectionId id = in_hand_->id;
  Spill& spill = connections_.spill(connection);
  if (!spill.unfinished) spill.unfinished = gathering_.begin(id.slot, id.serial, turn_);
  gathering_.holds(*spill.unfinished, spill.gathered.size() + connection.session.borrowed_bytes());
  while (gathering_.bytes() > 0 && gathered_bytes() > settings_.gather_max) {
    const Gathering::Message worst = gathering_.worst(turn_);
    in_hand_->shed |= worst.slot == id.slot;
    shed(worst, rfc6455::kCloseTryAgainLater, kTooManyUnfinished);
  }
}

void Ingress::end_unfinished(Connection& connection) {
  gathering_.end(*connection.spill->unfinished);
  connection.spill->unfinished.reset();
}

// What it holds is free at once; that it ends is the shard's affair.
void Ingress::shed(const Gathering::Message& message, rfc6455::CloseCode code,
                   std::string_view why) {
  ended(message.slot);
  shed_.push_back({{message.slot, message.serial}, code, why});
}

void Ingress::ended(Slot slot) {
  Connection& connection = connections_[slot];
  if (!connection.spill || !connection.spill->unfinished) return;
  end_unfinished(connection);
  connection.spill->gathered = {};
  connections_.unpack(connection);
}

void Ingress::forget(Slot slot) {
  Connection& connection = connections_[slot];
  if (!connection.spill) return;
  if (connection.spill->unfinished) end_unfinished(connection);
  rest_bytes_ -= connection.spill->rest.size();
}

}  // namespace broadcast
