// Everything that is read from sockets: bytes become requests and messages, one event at a time.
// Fair: one read for each connection and round, and of a read so many frames; what remains waits
// for the next round, or the next turn.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "broadcast/connections/connections.h"
#include "broadcast/connections/egress.h"
#include "broadcast/connections/gathering.h"
#include "broadcast/counters.h"
#include "broadcast/event.h"
#include "broadcast/settings.h"
#include "reactor/tls_server.h"

namespace broadcast {

class Ingress {
 public:
  Ingress(Connections& connections, Egress& delivery, const Settings& settings, Counters& counters);

  struct Newcomer {
    reactor::Peer peer{};
    std::uint32_t listener = 0;
    const reactor::TlsServer* tls = nullptr;  // nullptr: a plain connection; else outlives it
    bool proxied = false;                     // it begins with a proxy's header
    Strangers* strangers = nullptr;           // where it counts, or will when the proxy has told
    bool counted = false;                     // there
  };
  void welcome(Slot slot, const Newcomer& newcomer);

  // There may be something to read.
  void read_later(Slot slot);
  // A new turn: whoever was put off reads again.
  void begin_turn(reactor::Time now);
  bool waiting() const {
    return in_hand_ || !now_.empty() || !later_.empty() || !newcomers_.empty() || !shed_.empty();
  }
  // When a message that is under way then has taken too long.
  std::optional<reactor::Time> wake_at() const;

  // Connections that have to end because of a message that is under way: it takes room that others
  // need, or has taken too long.
  struct Shed {
    ConnectionId id;
    rfc6455::CloseCode code;
    std::string_view why;  // static text
  };
  std::optional<Shed> next_shed();

  // The next request, message, or the end of a connection (closed: by, code, why). An end is told
  // once; what was promised to the peer for it (the echo of its close frame, the code of its fault)
  // is in its outbox already.
  enum class Intake : std::uint8_t { open, shut };  // shut: nothing but what cannot be put off
  // Written in place, since an event on its way through three returns costs as much as its frame.
  using Told = std::optional<Event>;
  void next(Intake intake, Told& told);

  // The request in hand, or an earlier one, was accepted; what came behind it belongs to the
  // session.
  void begin_session(Slot slot, const rfc6455::DeflateAnswer* deflate);
  // It was answered, and the connection may bring another one.
  void begin_greeting(Slot slot);

  void ended(Slot slot);   // what is left of a message that did not end is of no use
  void forget(Slot slot);  // its gathered bytes go with it
  std::size_t gathered_bytes() const { return gathering_.bytes() + rest_bytes_; }

 private:
  // The connection whose bytes are being looked at.
  struct InHand {
    ConnectionId id;
    reactor::Status status;   // of the read: what comes when the bytes are used up
    std::uint32_t frames;     // that its session had seen
    bool read_whole = false;  // as much as was asked for
    bool aside = false;       // put aside: its rest comes later
    bool shed = false;
  };

  void begin_round();
  bool take_next();
  std::optional<Slot> next_slot(bool& draws);
  bool take_rest(Connection& connection);
  bool put_aside(Connection& connection);
  bool full(Connection& connection) const;
  void rest_is_used(Connection& connection);
  void look(Told& told);
  void put_down(Connection& connection, Told& told);
  void look_at_greeting(Connection& connection, Told& told);
  void look_at_session(Connection& connection, Told& told);
  void look_at_end(Connection& connection, Told& told);
  std::string_view reason_of(const rfc6455::Event& failure);
  void on_pong(Connection& connection, std::span<const std::byte> payload, Told& told) const;
  void on_data(Connection& connection, const rfc6455::Event& data, Told& told);
  void begin(Told& told, Event::Kind kind) const;
  void closed(Told& told, Event::By by, rfc6455::CloseCode code, std::string_view why) const;
  reactor::Transfer read(Connection& connection);
  void drop_gathered();
  void drop_gathered(Connection& connection);
  void keep_unfinished(Connection& connection);
  void end_unfinished(Connection& connection);
  void shed(const Gathering::Message& message, rfc6455::CloseCode code, std::string_view why);

  Connections& connections_;
  Egress& egress_;
  const Settings& settings_;
  Counters& counters_;
  std::unique_ptr<std::byte[]> scratch_;
  reactor::Time turn_{};        // when it began
  std::vector<Slot> now_;       // may be read in this turn
  std::vector<Slot> later_;     // in the next one
  std::deque<Slot> newcomers_;  // in the midst of TLS's handshake: few of them in a turn
  std::size_t handshakes_ = 0;  // in this turn
  std::uint32_t frames_this_turn_ = 0;
  std::uint32_t frames_before_round_ = 0;
  std::size_t next_now_ = 0;
  std::size_t read_this_turn_ = 0;
  std::size_t read_before_round_ = 0;
  std::string limit_;  // in words
  std::optional<InHand> in_hand_;
  Gathering gathering_;
  std::size_t rest_bytes_ = 0;  // of reads put aside
  std::vector<Shed> shed_;
  std::size_t told_bytes_ = 0;  // messages, in this turn
  bool gathered_told_ = false;  // the last event's bytes: freed when the next is asked for
};

}  // namespace broadcast
