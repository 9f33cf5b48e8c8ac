// The decoder gives frames; here they become messages. Each piece of a frame runs through at most
// four steps, in this order, and the first that objects ends the session:
//
//     piece ─▶ may this frame come now? ─▶ inflate ─▶ within the limit? ─▶ UTF-8 ─▶ event
//
// The event is written in place, field by field, where the caller reads it (Told): as a returned
// value it would be copied on the way, and a copy by wide loads of what was just written in small
// stores waits for the cache. That was half of the time of a small frame.
//
// A piece of compressed data may become many events, so it stays in the inflater (inflating_) until
// it is used up.
#include "rfc6455/session.h"

#include <algorithm>
#include <cassert>

namespace rfc6455 {
namespace {

constexpr Failure kNothingToContinue{kCloseProtocolError, "continuation of no message"};
constexpr Failure kUnfinishedMessage{kCloseProtocolError, "new message inside a fragmented one"};
constexpr Failure kLateRsv1{kCloseProtocolError, "compression bit on a continuation"};
constexpr Failure kTooBig{kCloseMessageTooBig, "message too big"};
constexpr Failure kTooManyFragments{kClosePolicyViolation, "too many fragments"};
constexpr Failure kNotUtf8{kCloseInvalidPayload, "text is not UTF-8"};
constexpr Failure kNotDeflate{kCloseInvalidPayload, "compressed data is damaged"};
constexpr Failure kShortClose{kCloseProtocolError, "close frame of one byte"};
constexpr Failure kBadCloseCode{kCloseProtocolError, "close code that may not be sent"};
constexpr Failure kReasonNotUtf8{kCloseInvalidPayload, "close reason is not UTF-8"};

}  // namespace

Session::Session(Role own, const MessageLimits& limits, InflaterShelf* shelf,
                 const DeflateParameters& deflate)
    : decoder_(own, shelf != nullptr ? Decoder::Rsv1::allowed : Decoder::Rsv1::refused),
      limits_(&limits) {
  if (shelf == nullptr) return;
  // What we receive is compressed by the other side, so its parameters are the ones that count.
  const bool from_client = own == Role::server;
  const int window_bits =
      from_client ? deflate.client_max_window_bits : deflate.server_max_window_bits;
  keep_window_ =
      !(from_client ? deflate.client_no_context_takeover : deflate.server_no_context_takeover);
  inflater_ = {nullptr, {shelf, keep_window_ ? window_bits : kWindowBitsMax}};
}

void Session::feed(std::span<std::byte> bytes) {
  assert(!inflating_ || ended_);
  if (!ended_) decoder_.feed(bytes);
}

std::span<std::byte> Session::take_back() {
  return inflating_ ? std::span<std::byte>() : decoder_.take_back();
}

std::optional<Event> Session::next() {
  if (control_ && control_->whole) control_.reset();  // its event has been seen
  Told told;
  while (!ended_ && !told) {
    if (inflating_) {
      inflate(told);
    } else if (const auto piece = decoder_.next()) {
      frames_ += piece->first ? 1 : 0;
      is_control(piece->opcode) ? on_control(*piece, told) : on_data(*piece, told);
    } else {
      if (const Failure* failure = decoder_.failure()) fail(*failure, told);
      break;
    }
  }
  return told;
}

// §7.1.7: "An endpoint MUST NOT continue to attempt to process data [...] from the remote endpoint
// after being instructed to _Fail the WebSocket Connection_."
void Session::fail(const Failure& failure, Told& told) {
  ended_ = true;
  inflating_ = false;
  inflater_.reset();
  control_.reset();
  told.emplace();
  told->kind = Event::Kind::fail;
  told->answer = !close_sent_;
  told->code = failure.code;
  told->why = failure.why;
}

// ---- data frames (§5.4, §5.6) ----

void Session::on_data(const FramePiece& piece, Told& told) {
  if (piece.first) {
    if (const Failure* failure = begin_frame(piece)) return fail(*failure, told);
  }
  wire_bytes_ = static_cast<std::uint32_t>(
      std::min<std::uint64_t>(wire_bytes_ + piece.payload.size(), UINT32_MAX));
  const bool last = piece.fin && piece.last;
  if (!compressed_) return deliver(piece.payload, last, told);
  inflater_->feed(piece.payload, last ? Inflater::Piece::last : Inflater::Piece::middle);
  inflating_ = true;
}

const Failure* Session::begin_frame(const FramePiece& piece) {
  if (piece.opcode == Opcode::continuation) {
    if (!in_message_) return &kNothingToContinue;
    // RFC 7692 §6: "An endpoint MUST NOT set the "Per-Message Compressed" bit of control frames and
    // non-first fragments of a data message."
    if (piece.rsv1) return &kLateRsv1;
    // Empty fragments cost time and bring nothing: their number is bounded by what came with the
    // others.
    if (++fragments_ > limits_->fragments_free + wire_bytes_ / limits_->bytes_per_fragment)
      return &kTooManyFragments;
  } else {
    // §5.4: "The fragments of one message MUST NOT be interleaved between the fragments of another
    // message".
    if (in_message_) return &kUnfinishedMessage;
    in_message_ = true;
    type_ = piece.opcode;
    compressed_ = piece.rsv1;
    message_bytes_ = 0;
    wire_bytes_ = 0;
    fragments_ = 1;
    if (compressed_ && !inflater_) inflater_ = shelf().borrow(inflater_.get_deleter().window_bits);
  }
  // Judged by what is announced, before any of it is here. Never `have + announced`, which may
  // overflow. What is compressed becomes another length, which is judged as it is inflated.
  const std::uint64_t have = compressed_ ? wire_bytes_ : message_bytes_;
  const std::uint64_t most = compressed_ ? limits_->wire_bytes() : limits_->bytes;
  return piece.length > most - std::min(have, most) ? &kTooBig : nullptr;
}

void Session::inflate(Told& told) {
  // One byte more than the message may still have tells whether it is too big, at the price of that
  // byte.
  const std::uint64_t left = limits_->bytes - std::min(message_bytes_, limits_->bytes);
  auto room = shelf().room();
  if (left < room.size()) room = room.first(static_cast<std::size_t>(left) + 1);
  const auto [size, status] = inflater_->next(room);
  if (status == Inflater::Status::corrupt) return fail(kNotDeflate, told);
  if (size > left) {
    // The message is wrong in two ways if its text is too: the earlier byte decides, as it would in
    // smaller pieces.
    const bool text = type_ == Opcode::text;
    return fail(text && !utf8_.feed(room.first(size - 1)) ? kNotUtf8 : kTooBig, told);
  }
  inflating_ = status == Inflater::Status::more;
  if (status == Inflater::Status::done && !keep_window_) inflater_.reset();
  deliver(room.first(size), status == Inflater::Status::done, told);
}

void Session::deliver(std::span<std::byte> bytes, bool last, Told& told) {
  message_bytes_ += bytes.size();
  if (type_ == Opcode::text) {
    // §8.1: "When an endpoint is to interpret a byte stream as UTF-8 but finds that the byte stream
    // is not, in fact, a valid UTF-8 stream, that endpoint MUST _Fail the WebSocket Connection_."
    if (!utf8_.feed(bytes) || (last && !utf8_.complete())) return fail(kNotUtf8, told);
  }
  if (last) in_message_ = false;
  if (bytes.empty() && !last) return;
  told.emplace();
  told->kind = Event::Kind::data;
  told->last = last;
  told->type = type_;
  told->bytes = bytes;
}

// ---- control frames (§5.5) ----

void Session::on_control(const FramePiece& piece, Told& told) {
  std::span<std::byte> payload = piece.payload;
  if (!piece.first || !piece.last) {
    if (piece.first) control_ = std::make_unique<ControlPayload>();
    std::copy(payload.begin(), payload.end(), control_->bytes.begin() + control_->size);
    control_->size = static_cast<std::uint8_t>(control_->size + payload.size());
    if (!piece.last) return;
    control_->whole = true;
    payload = std::span(control_->bytes).first(control_->size);
  }
  if (piece.opcode == Opcode::close) return on_close(payload, told);
  const bool ping = piece.opcode == Opcode::ping;
  told.emplace();
  told->kind = ping ? Event::Kind::ping : Event::Kind::pong;
  told->answer = ping && !close_sent_;
  told->bytes = payload;
}

void Session::on_close(std::span<std::byte> payload, Told& told) {
  CloseCode code = kCloseNoStatus;
  if (payload.size() == 1) return fail(kShortClose, told);
  if (payload.size() >= 2) {
    code = static_cast<CloseCode>(static_cast<unsigned>(payload[0]) << 8 |
                                  static_cast<unsigned>(payload[1]));
    if (!is_close_code(code)) return fail(kBadCloseCode, told);
    payload = payload.subspan(2);
    if (!is_utf8(payload)) return fail(kReasonNotUtf8, told);
  }
  ended_ = true;
  inflater_.reset();
  told.emplace();
  told->kind = Event::Kind::close;
  told->answer = !close_sent_;
  told->code = code;
  told->bytes = payload;
}

}  // namespace rfc6455
