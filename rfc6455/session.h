// One established connection, as the RFCs see it: bytes in, events out, for either role. Knows the
// order of frames, UTF-8, compression and closing; knows no socket, no clock and no buffer of its
// own.
//
//     read ──▶ feed(bytes)            Nothing is copied: the events' bytes lie in what was
//              while (next())         fed, or, when the message was compressed, in the
//                                     shelf's room.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "rfc6455/decoder.h"
#include "rfc6455/deflate_offer.h"
#include "rfc6455/inflater_shelf.h"
#include "rfc6455/protocol.h"
#include "rfc6455/utf8.h"

namespace rfc6455 {

struct MessageLimits {
  std::uint64_t bytes = 64 << 10;         // after inflation: 1009
  std::uint32_t fragments_free = 1024;    // a message may have so many fragments, and
  std::uint32_t bytes_per_fragment = 16;  // one more for each so many bytes that came: 1008

  // A compressed message may be longer than what it becomes, but not by more than an eighth and
  // this: 1009. Blocks that hold nothing would go on for ever.
  static constexpr std::uint64_t kWireSlack = 1024;
  std::uint64_t wire_bytes() const {
    const std::uint64_t more = bytes / 8 + kWireSlack;
    return bytes > UINT64_MAX - more ? UINT64_MAX : bytes + more;
  }
};

struct Event {
  enum class Kind : std::uint8_t {
    data,   // a piece of a message: type, bytes, last. Never empty unless last.
    ping,   // bytes: at most 125
    pong,   // bytes: at most 125
    close,  // code (kCloseNoStatus if there was none), bytes: the reason, valid UTF-8
    fail,  // the peer broke a rule: code and why, for the close frame to send before the connection
           // ends
  };

  Kind kind{};
  bool last = false;  // data: of its message
  // ping: send a pong with these bytes; close, fail: send a close with this code.
  bool answer = false;
  Opcode type = Opcode::text;  // data: text or binary
  CloseCode code = 0;
  std::span<std::byte> bytes{};  // valid until the next call of next() or feed()
  std::string_view why{};        // fail: static text
};

class Session {
 public:
  // limits and shelf must outlive the session; limits may change while it lives. With a shelf
  // compression was agreed, and deflate says how.
  Session(Role own, const MessageLimits& limits, InflaterShelf* shelf = nullptr,
          const DeflateParameters& deflate = {});

  // Gives received bytes; they are unmasked in place and must stay until next() has returned
  // nullopt. REQUIRES: next() has returned nullopt since the last feed(). After the end everything
  // is ignored. §1.4: "after receiving a control frame indicating the connection should be closed,
  // a peer discards any further data received."
  void feed(std::span<std::byte> bytes);

  // What the bytes say next; nullopt when they are used up.
  std::optional<Event> next();

  // What was fed and not looked at yet, to be fed again later, wherever it lies then: so a session
  // can be put aside for others. Empty also while a piece that was looked at is being inflated:
  // next() has to go on with it.
  std::span<std::byte> take_back();
  // How many frames have begun, empty ones too: what next() costs. Wraps.
  std::uint32_t frames() const { return frames_; }
  // A message has begun and not ended.
  bool in_message() const { return in_message_ && !ended_; }
  // Memory that is borrowed for it.
  std::size_t borrowed_bytes() const { return inflater_ ? kInflaterBytes : 0; }

  // We have sent a close frame of our own accord. Messages still come until the peer's close does,
  // but nothing is to be answered any more.
  void close_sent() { close_sent_ = true; }

  // The peer's close has come, or it broke a rule: no event comes any more.
  bool ended() const { return ended_; }

 private:
  struct ControlPayload {
    std::array<std::byte, kControlPayloadMax> bytes;
    std::uint8_t size = 0;
    bool whole = false;
  };

  using Told = std::optional<Event>;

  void on_control(const FramePiece& piece, Told& told);
  void on_close(std::span<std::byte> payload, Told& told);
  void on_data(const FramePiece& piece, Told& told);
  const Failure* begin_frame(const FramePiece& piece);
  void inflate(Told& told);
  void deliver(std::span<std::byte> bytes, bool last, Told& told);
  void fail(const Failure& failure, Told& told);
  InflaterShelf& shelf() const { return *inflater_.get_deleter().shelf; }

  Decoder decoder_;
  const MessageLimits* limits_;
  std::uint64_t message_bytes_ = 0;  // delivered of the message in hand
  std::uint32_t wire_bytes_ = 0;     // its payload as it came, as far as 32 bits tell
  std::uint32_t fragments_ = 0;
  std::uint32_t frames_ = 0;
  Utf8Validator utf8_;
  Opcode type_ = Opcode::text;
  bool in_message_ = false;
  bool compressed_ = false;  // the message in hand
  bool inflating_ = false;   // a piece lies in the inflater
  bool close_sent_ = false;
  bool ended_ = false;
  bool keep_window_ = false;  // context takeover
  // A control frame that the end of a read cut in two is gathered here: rare, at most 125 bytes,
  // gone with its event.
  std::unique_ptr<ControlPayload> control_;
  InflaterShelf::Borrowed inflater_;  // knows its shelf even when empty
};

}  // namespace rfc6455
