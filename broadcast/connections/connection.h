// One connection: what it owns while it is idle, and the little more while something is unfinished.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "broadcast/connections/gathering.h"
#include "broadcast/connections/memberships.h"
#include "broadcast/connections/outbox.h"
#include "broadcast/connections/strangers.h"
#include "broadcast/event.h"
#include "broadcast/log/wire.h"
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
struct PendingRequest {
  rfc6455::HttpHead head{rfc6455::HttpHead::Kind::request};
  std::vector<std::byte> bytes;
  reactor::Peer peer;                       // the client, once the proxy has told who that is
  const reactor::TlsServer* tls = nullptr;  // not begun yet; nullptr: a plain connection
  std::uint32_t listener = 0;
  bool proxied = false;                       // a proxy's header comes first
  bool inside = false;                        // past the proxy's header and TLS
  Strangers* strangers = nullptr;             // where it counts; nullptr: nowhere
  bool counted = false;                       // there, as peer
  std::size_t body = 0;                       // bytes behind the head that belong to the request
  bool complete = false;                      // the head
  bool waited = false;                        // complete, and the body was not
  const rfc6455::HttpError* error = nullptr;  // what is wrong with it
};

// What a connection carries only while something is unfinished.
struct Spill {
  Outbox outbox;
  std::vector<std::byte> gathered;             // a message that did not lie whole in one read
  std::optional<Gathering::Place> unfinished;  // a message that did not end in one read
  std::vector<std::byte> rest;                 // of a read, put aside for others
  std::span<const std::byte> body;             // of an answer, what is not in the outbox yet
  std::unique_ptr<PendingRequest> greeting;    // with a stranger until its end

  bool empty() const {
    return outbox.empty() && gathered.empty() && rest.empty() && body.empty() && !unfinished &&
           !greeting;
  }
};

struct Connection {
  Connection(const rfc6455::MessageLimits& limits) : session(rfc6455::Role::server, limits) {}

  reactor::Stream stream;
  rfc6455::Session session;
  std::unique_ptr<Spill> spill;
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
  std::uint8_t read_shift : 3 = 0;  // a read takes so many times half of the scratch
  bool readable : 1 = false;        // until a read was blocked
  bool listed_to_read : 1 = false;
  bool listed_to_pump : 1 = false;
  bool leftover : 1 = false;         // bytes behind the request head were not looked at yet
  bool paused : 1 = false;           // not read until its outbox drains, or it is released
  bool held : 1 = false;             // the app wants no more of its messages yet
  bool peer_ended : 1 = false;       // a hang-up came: read on to the eof
  bool heard : 1 = false;            // something came since the ping
  bool pinged : 1 = false;           // and no answer yet
  bool looked_at_last : 1 = false;   // once more, after the time to answer
  bool unanswered : 1 = false;       // the last ping
  bool asked : 1 = false;            // the app waits for a pong
  bool close_when_sent : 1 = false;  // open: close as soon as nothing is left to send
  bool told : 1 = false;             // opened was, closed was not yet
  bool took : 1 = false;             // bytes of ours, after the ping
  bool onlooker : 1 = false;         // came by a door for onlookers
  bool upgraded : 1 = false;
  bool answered : 1 = false;      // by HTTP, and the answer is not all sent
  bool fault : 1 = false;         // the peer broke a rule; what else it sends is not looked at
  bool discarded : 1 = false;     // dies at the end of the turn
  bool own_unwanted : 1 = false;  // its own frames are left out

  Outbox* outbox() { return spill ? &spill->outbox : nullptr; }
  bool outbox_empty() const { return !spill || spill->outbox.empty(); }
  bool answer_under_way() const { return spill && !(spill->outbox.empty() && spill->body.empty()); }
};

}  // namespace broadcast
