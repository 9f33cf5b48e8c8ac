// One connection: what it owns while it is idle, and the little more while something is unfinished.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "broadcast/event.h"
#include "broadcast/memberships.h"
#include "broadcast/outbox.h"
#include "broadcast/wire.h"
#include "reactor/stream.h"
#include "reactor/tls_server.h"
#include "rfc6455/http_head.h"
#include "rfc6455/session.h"

namespace broadcast {

//     greeting ──▶ answering ──▶ open ──▶ ending ──▶ lingering ──▶ vacant
//        ▲             │ respond, keep-alive  (close frame, or       (half closed:
//        └─────────────┘                       last HTTP answer,      what comes is
//                                              on its way out)        thrown away)
enum class Phase : std::uint8_t { vacant, greeting, answering, open, ending, lingering };

// A request being read.
struct Greeting {
  rfc6455::HttpHead head{rfc6455::HttpHead::Kind::request};
  std::vector<std::byte> bytes;
  reactor::Peer peer;                       // the client, once the proxy has told who that is
  const reactor::TlsServer* tls = nullptr;  // not begun yet; nullptr: a plain connection
  std::uint32_t listener = 0;
  bool proxied = false;                       // a proxy's header comes first
  std::size_t body = 0;                       // bytes behind the head that belong to the request
  bool complete = false;                      // the head
  bool waited = false;                        // complete, and the body was not
  const rfc6455::HttpError* error = nullptr;  // what is wrong with it
};

// What a connection carries only while something is unfinished.
struct Luggage {
  Outbox outbox;
  std::vector<std::byte> gathered;  // a message that did not lie whole in one read
  std::unique_ptr<Greeting> greeting;

  bool empty() const { return outbox.empty() && gathered.empty() && !greeting; }
};

struct Connection {
  Connection(const rfc6455::MessageLimits& limits) : session(rfc6455::Role::server, limits) {}

  reactor::Stream stream;
  rfc6455::Session session;
  std::unique_ptr<Luggage> luggage;
  Memberships memberships;
  // bytes_out less the cursor of each of its places, whatever that makes: so the fan-out, which
  // moves cursors, touches no connection.
  Totals totals;
  reactor::Time opened_at{};
  reactor::Time heard_at{};
  std::uint32_t pinged_at = 0;  // microseconds, as far as 32 bits tell; what the ping carries
  static constexpr std::uint32_t kNoRoundTrip = ~std::uint32_t{0};
  std::uint32_t round_trip = kNoRoundTrip;  // microseconds
  Serial serial = 0;
  Phase phase = Phase::vacant;
  Compression compression = Compression::plain;
  std::uint8_t turn = 0;  // which membership is served first
  // The audience of whose log a frame is half sent: nothing may come in between.
  static constexpr AudienceId kNone = ~AudienceId{0};
  AudienceId in_hand = kNone;
  bool readable : 1 = false;  // until a read was blocked
  bool listed_to_read : 1 = false;
  bool listed_to_pump : 1 = false;
  bool leftover : 1 = false;         // bytes behind the request head were not looked at yet
  bool paused : 1 = false;           // not read until its outbox drains
  bool peer_ended : 1 = false;       // a hang-up came: read on to the eof
  bool heard : 1 = false;            // something came since the timer was last looked at
  bool pinged : 1 = false;           // and no answer yet
  bool unanswered : 1 = false;       // the last ping
  bool asked : 1 = false;            // the app waits for a pong
  bool close_when_sent : 1 = false;  // open: close as soon as nothing is left to send
  bool told : 1 = false;             // opened was, closed was not yet
  bool took : 1 = false;             // bytes of ours, since the ping was queued
  bool onlooker : 1 = false;         // came by a door for onlookers
  bool upgraded : 1 = false;
  bool fault : 1 = false;         // the peer broke a rule; what else it sends is not looked at
  bool discarded : 1 = false;     // dies at the end of the turn
  bool own_unwanted : 1 = false;  // its own frames are left out

  Outbox* outbox() { return luggage ? &luggage->outbox : nullptr; }
  bool outbox_empty() const { return !luggage || luggage->outbox.empty(); }
};

}  // namespace broadcast
