// One open connection: messages in and out, pings, and its end. Pull: next() tells what came.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsc/random.h"
#include "reactor/clock.h"
#include "reactor/stream.h"
#include "rfc6455/inflater_shelf.h"
#include "rfc6455/session.h"

namespace wsc {

inline constexpr std::uint64_t kMessageMax = 64 << 20;  // received
inline constexpr reactor::Duration kClosingTime = std::chrono::seconds(5);

struct LinkEvent {
  enum class Kind : std::uint8_t {
    text,
    binary,
    ping,  // answered already
    pong,
    closed,  // code and reason (bytes), as the peer said or, at 1006, as we found
  };
  Kind kind{};
  rfc6455::CloseCode code = 0;
  std::string bytes{};
};

class Link {
 public:
  // An upgraded connection. rest: what had come behind the answer already.
  Link(reactor::Stream stream, std::string_view rest,
       const std::optional<rfc6455::DeflateParameters>& deflate, Random random);

  // nullopt: nothing more until the next edge. After `closed` nothing comes any more.
  std::optional<LinkEvent> next(reactor::Time now);

  // Goes out now or at the next edges. After close() nothing is sent any more.
  void send_text(std::string_view text) { send(rfc6455::Opcode::text, text); }
  void send_binary(std::string_view bytes) { send(rfc6455::Opcode::binary, bytes); }
  void ping(std::string_view bytes);
  void close(rfc6455::CloseCode code, std::string_view reason, reactor::Time now);
  void flush();

  bool closing() const { return close_sent_; }
  std::size_t unsent() const { return unsent_.size() - sent_; }
  std::uint64_t bytes_heard() const { return heard_; }
  std::optional<reactor::Time> deadline() const { return deadline_; }

 private:
  void send(rfc6455::Opcode opcode, std::string_view bytes);
  void send_control(rfc6455::Opcode opcode, std::span<const std::byte> payload);
  void send_close(rfc6455::CloseCode code, std::string_view reason);
  rfc6455::MaskingKey new_key();
  std::optional<LinkEvent> hear(const rfc6455::Event& event);
  std::optional<LinkEvent> end(rfc6455::CloseCode code, std::string reason);
  bool read();

  reactor::Stream stream_;
  Random random_;
  std::unique_ptr<rfc6455::InflaterShelf> shelf_;
  rfc6455::Session session_;
  std::vector<std::byte> in_;
  std::string message_;  // as far as it has come
  std::string unsent_;
  std::size_t sent_ = 0;  // of unsent_
  std::uint64_t heard_ = 0;
  bool feeding_ = false;  // the session has more to tell of what it was fed
  bool close_sent_ = false;
  bool over_ = false;   // told
  bool ended_ = false;  // the peer sends nothing more
  std::string why_ended_;
  std::optional<reactor::Time> deadline_;  // of our close being answered
};

}  // namespace wsc
