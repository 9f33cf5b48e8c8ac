// Every refusal of an upgrade comes before anything is kept for it, and says why.
#include "apps/wsd/front.h"

#include <algorithm>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/log.h"
#include "apps/wsd/origin.h"
#include "apps/wsd/pages.h"
#include "apps/wsd/reply.h"
#include "rfc6455/handshake.h"
#include "rfc6455/request_target.h"

namespace wsd {
namespace {

using broadcast::Event;
using broadcast::KeepAlive;
using rfc6455::HttpError;

constexpr HttpError kBadTarget{400, "The request target is neither a path nor an http URL."};
constexpr HttpError kNowhere{
    404,
    "There is no WebSocket here. The chat is at / and /r/{room}, raw rooms "
    "are at /raw/{room}."};
constexpr HttpError kMisnamed{404, protocol::kRoomNameRule};
constexpr HttpError kStopping{503, "The server is shutting down. Please come back in a moment."};
constexpr std::string_view kSoon = "Retry-After: 1\r\n";
constexpr std::string_view kWhatThereIs =
    "There is nothing here. There are: the chat at / and /r/{room}, raw rooms at /raw/{room}, "
    "/healthz and /readyz.\n";
constexpr std::string_view kStats = "/stats";  // for operators, on their listener

log::Kind kind_of(std::uint16_t status) {
  if (status == 403 || status == 421) return log::Kind::origin_refused;
  return status == 429 || status == 503 ? log::Kind::client_refused : log::Kind::request_refused;
}

std::string_view wire_of(const Visitor& visitor, const chat::Member* member) {
  if (visitor.kind == Visitor::Kind::raw) return "raw";
  if (visitor.kind == Visitor::Kind::echo) return "echo";
  return member != nullptr && member->view.face == chat::View::Face::json ? "json" : "text";
}

}  // namespace

Front::Front(broadcast::Shard& shard, Shared& shared, const Options& options,
             const std::vector<Entrance>& entrances, broadcast::ShardNumber shards)
    : shard_(shard),
      shared_(shared),
      options_(options),
      entrances_(entrances),
      rules_(rules_of(options)),
      chat_(shard, shared.commons, rules_),
      relay_(shard),
      admin_(shard, shared, options, chat_, visitors_, shards) {}

// ---- the turn ----

void Front::handle(const Event& event) {
  switch (event.kind) {
    case Event::Kind::request:
      return on_request(event);
    case Event::Kind::opened:
      return on_opened(event);
    case Event::Kind::closed:
      return on_closed(event);
    case Event::Kind::note:
      return on_note(event);
    case Event::Kind::message: {
      const Visitor* const visitor = visitors_.find(event.connection);
      if (visitor == nullptr) return;
      return visitor->kind == Visitor::Kind::chat ? chat_.handle(event)
                                                  : relay_.on_message(*visitor, event);
    }
    case Event::Kind::edge:
      return;  // the server's own
    case Event::Kind::deaf:
      return log::error(log::Kind::trouble,
                        "a listener takes no more connections: restart the server",
                        {{"listener", event.listener}, {"reason", event.why}});
    default:
      return chat_.handle(event);  // of rooms, and raw ones have no such events
  }
}

void Front::finish_turn(reactor::Time now) {
  chat_.finish_turn();
  while (const auto outcome = chat_.next_outcome()) admin_.take(*outcome);
  admin_.finish_turn(now);
}

std::optional<reactor::Time> Front::next_due() const {
  const auto chat = chat_.next_due();
  const auto admin = admin_.next_due();
  if (!chat || !admin) return chat ? chat : admin;
  return std::min(*chat, *admin);
}

// ---- requests ----

void Front::refuse(const Event& event, const reactor::Peer& peer, const HttpError& error,
                   std::string_view fields) {
  if (log::wanted(log::Level::info)) {
    log::info(kind_of(error.status), error.why,
              {{"status", error.status}, {"address", reactor::to_string(peer)}});
  }
  shard_.respond(event.connection, rfc6455::refuse_response(error, fields), KeepAlive::no);
}

void Front::on_request(const Event& event) {
  if (event.error != nullptr) return refuse(event, *event.peer, *event.error);
  if (const auto wrong = rfc6455::check_request(*event.head)) {
    return refuse(event, *event.peer, *wrong);
  }
  const Entrance entrance =
      event.listener < entrances_.size() ? entrances_[event.listener] : Entrance{};
  const Client client =
      true_client({*event.peer, entrance.scheme()}, *event.head, options_.trusted_proxies);
  const auto target = rfc6455::parse_target(event.head->target());
  if (!target) return refuse(event, client.peer, kBadTarget);
  if (entrance.whom == Entrance::For::admin) return admin_.handle(event, *target);
  if (!rfc6455::asks_for_upgrade(*event.head)) return on_page(event, client, target->path);
  if (const auto wrong = rfc6455::check_upgrade(*event.head)) {
    return refuse(event, client.peer, *wrong);
  }
  on_upgrade(event, client, *target);
}

void Front::on_upgrade(const Event& event, const Client& client,
                       const rfc6455::RequestTarget& target) {
  const Destination destination = destination_of(target.path);
  const bool echo = destination.kind == Destination::Kind::echo;
  if (destination.kind == Destination::Kind::nowhere || (echo && !options_.echo)) {
    return refuse(event, client.peer, kNowhere);
  }
  if (destination.kind == Destination::Kind::misnamed) {
    return refuse(event, client.peer, kMisnamed);
  }
  if (const auto wrong = check_origin(options_.origin, *event.head, client.scheme)) {
    return refuse(event, client.peer, *wrong);
  }
  chat::Arrival arrival;
  if (destination.kind == Destination::Kind::chat) {
    auto read = read_arrival(*event.head, destination.room, target.query);
    if (const auto* wrong = std::get_if<HttpError>(&read)) {
      return refuse(event, client.peer, *wrong);
    }
    arrival = std::get<chat::Arrival>(std::move(read));
  }
  if (shard_.draining()) return refuse(event, client.peer, kStopping, kSoon);
  const auto admission = shared_.gatekeeper.admit(client.peer, options_.admission, shard_.now());
  if (admission.refusal) {
    return refuse(event, client.peer, *admission.refusal, retry_after(admission));
  }
  let_in(event, client, destination, std::move(arrival));
}

// From here on it counts, until it is closed.
void Front::let_in(const Event& event, const Client& client, const Destination& destination,
                   chat::Arrival arrival) {
  using Kind = Destination::Kind;
  Visitor& visitor = visitors_.admit(event.connection);
  visitor.number = ++shared_.connections;
  visitor.client = client.peer;
  visitor.kind = destination.kind == Kind::chat  ? Visitor::Kind::chat
                 : destination.kind == Kind::raw ? Visitor::Kind::raw
                                                 : Visitor::Kind::echo;
  std::string_view subprotocol;
  if (visitor.kind == Visitor::Kind::chat) {
    subprotocol = subprotocol_of(*event.head);
    arrival.connection = visitor.number;
    arrival.source = Gatekeeper::source_of(client.peer);
    chat_.expect(event.connection, std::move(arrival));
  } else if (visitor.kind == Visitor::Kind::raw) {
    relay_.enter(visitor, destination.room, options_);
  }
  const bool deflate = options_.deflate && rfc6455::deflate_available();
  shard_.accept(event.connection, {.subprotocol = subprotocol,
                                   .deflate = deflate ? broadcast::Acceptance::Deflate::yes
                                                      : broadcast::Acceptance::Deflate::no});
}

void Front::on_page(const Event& event, const Client& client, std::string_view path) {
  const std::string_view method = event.head->method();
  const bool reads = method == "GET" || method == "HEAD";
  const bool last = is_last(*event.head);
  const KeepAlive keep_alive = last ? KeepAlive::no : KeepAlive::yes;
  if (const Page* const page = reads && path != kStats ? find_page(path) : nullptr) {
    if (const auto wrong = check_page_host(options_.origin, *event.head, client.scheme)) {
      return refuse(event, client.peer, *wrong);
    }
    const std::string_view closing = last ? "Connection: close\r\n" : "";
    const PageResponse response = page_response(*page, *event.head, closing);
    return shard_.respond(event.connection, response.head, keep_alive, response.body);
  }
  const Destination destination = destination_of(path);
  Reply reply;
  if (!reads) {
    reply = {405, "Only GET and HEAD are answered here.\n", kPlainText, "Allow: GET, HEAD\r\n"};
  } else if (path == "/healthz") {
    reply.body = "ok\n";
  } else if (path == "/readyz") {
    reply = admin_.readiness();
  } else if (destination.kind == Destination::Kind::nowhere ||
             (destination.kind == Destination::Kind::echo && !options_.echo)) {
    reply = {404, std::string(kWhatThereIs)};
  } else if (destination.kind == Destination::Kind::misnamed) {
    reply = {404, std::string(protocol::kRoomNameRule) + "\n"};
  } else {
    reply = {426, "This is a WebSocket: please connect with ws:// or wss://.\n", kPlainText,
             "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"};
  }
  shard_.respond(event.connection,
                 to_bytes(reply, method == "HEAD" ? Body::left_out : Body::sent,
                          last ? Ending::closes : Ending::stays),
                 keep_alive);
}

// ---- connections ----

void Front::on_opened(const Event& event) {
  const Visitor* const visitor = visitors_.find(event.connection);
  if (visitor == nullptr) return;
  if (log::wanted(log::Level::debug)) {
    log::debug(log::Kind::connection_opened, "connection opened",
               {{"connection", log::connection_name(visitor->number)},
                {"address", reactor::to_string(visitor->client)}});
  }
  visitor->kind == Visitor::Kind::chat ? chat_.handle(event) : relay_.on_opened(*visitor, event);
}

void Front::on_closed(const Event& event) {
  const Visitor* const visitor = visitors_.find(event.connection);
  if (visitor == nullptr) return;
  shared_.gatekeeper.left(visitor->client, shard_.now());
  log::connection_ended({.connection = visitor->number,
                         .peer = visitor->client,
                         .wire = wire_of(*visitor, chat_.find(event.connection)),
                         .duration = event.last_look->open,
                         .totals = event.last_look->totals,
                         .code = event.code,
                         .by = event.by,
                         .why = event.why});
  if (visitor->kind == Visitor::Kind::chat) chat_.handle(event);
  visitors_.left(event.connection);
}

void Front::on_note(const Event& event) {
  is_survey(event.bytes) ? admin_.take_note(event) : chat_.handle(event);
}

}  // namespace wsd
