// A raw room's messages go to all members exactly as they came; nothing else is ever said there.
#include "apps/wsd/relay.h"

#include <algorithm>
#include <array>

#include "rfc6455/handshake.h"
#include "rfc6455/http_list.h"
#include "rfc6455/request_target.h"

namespace wsd {
namespace {

using broadcast::Event;
using broadcast::KeepAlive;

constexpr std::size_t kRoomNameMax = 64;
constexpr std::string_view kRaw = "/raw/";
constexpr std::string_view kEcho = "/echo";
constexpr broadcast::Form kRawForm = 0;

bool is_room_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

std::string page(std::string_view status, std::string_view body, std::string_view fields,
                 bool with_body) {
  std::string text = "HTTP/1.1 ";
  text += status;
  text += "\r\nContent-Type: text/plain; charset=utf-8\r\nCache-Control: no-store\r\n";
  text += fields;
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
  if (with_body) text += body;
  return text;
}

}  // namespace

std::string raw_room_of(std::string_view path) {
  if (path.substr(0, kRaw.size()) != kRaw) return {};
  std::string name(path.substr(kRaw.size()));
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  const bool alnum = !name.empty() && name[0] != '.' && name[0] != '_' && name[0] != '-';
  const bool good =
      alnum && name.size() <= kRoomNameMax && std::all_of(name.begin(), name.end(), is_room_byte);
  return good ? name : std::string();
}

void Relay::handle(const Event& event) {
  switch (event.kind) {
    case Event::Kind::request:
      return on_request(event);
    case Event::Kind::opened:
      return on_opened(event);
    case Event::Kind::message:
      return on_message(event);
    case Event::Kind::closed:
      guest(event.connection) = {};
      return;
    default:
      return;  // raw rooms have no other events
  }
}

Relay::Guest& Relay::guest(const broadcast::ConnectionId& id) {
  if (guests_.size() <= id.slot) guests_.resize(id.slot + 1);
  return guests_[id.slot];
}

// ---- requests ----

void Relay::on_request(const Event& event) {
  const auto refuse = [&](const rfc6455::HttpError& error) {
    shard_.respond(event.connection, rfc6455::refuse_response(error), KeepAlive::no);
  };
  if (event.error != nullptr) return refuse(*event.error);
  if (const auto wrong = rfc6455::check_request(*event.head)) return refuse(*wrong);
  const auto target = rfc6455::parse_target(event.head->target());
  if (!target) return refuse({400, "The request target is neither a path nor an http URL."});
  if (!rfc6455::asks_for_upgrade(*event.head)) return on_page(event, target->path);
  if (const auto wrong = rfc6455::check_upgrade(*event.head)) return refuse(*wrong);
  on_upgrade(event, target->path);
}

void Relay::on_upgrade(const Event& event, std::string_view path) {
  Guest& who = guest(event.connection);
  if (const std::string room = raw_room_of(path); !room.empty()) {
    const broadcast::RoomOptions options{.content = broadcast::RoomOptions::Content::raw,
                                         .slow = broadcast::RoomOptions::Slow::closed,
                                         .flush_milliseconds = options_.flush_milliseconds};
    who = {Guest::Kind::raw, shard_.enter("raw/" + room, options)};
  } else if (options_.echo && path == kEcho) {
    who = {Guest::Kind::echo};
  } else {
    const rfc6455::HttpError none{404, "There is nothing here. Raw rooms are at /raw/{room}."};
    return shard_.respond(event.connection, rfc6455::refuse_response(none), KeepAlive::no);
  }
  const bool deflate = options_.deflate && rfc6455::deflate_available();
  shard_.accept(event.connection, {.deflate = deflate ? broadcast::Acceptance::Deflate::yes
                                                      : broadcast::Acceptance::Deflate::no});
}

void Relay::on_page(const Event& event, std::string_view path) {
  const std::string_view method = event.head->method();
  const bool with_body = method != "HEAD";
  const auto answer = [&](std::string_view status, std::string_view body,
                          std::string_view fields = {}) {
    // RFC 9112 §9.6: "The server SHOULD send a close connection option in its final response."
    const bool last =
        event.head->minor_version() == 0 || rfc6455::list_has(*event.head, "Connection", "close");
    const std::string closing = last ? "Connection: close\r\n" : "";
    shard_.respond(event.connection, page(status, body, closing + std::string(fields), with_body),
                   last ? KeepAlive::no : KeepAlive::yes);
  };
  if (method != "GET" && method != "HEAD") {
    return answer("405 Method Not Allowed", "Only GET and HEAD are answered here.\n",
                  "Allow: GET, HEAD\r\n");
  }
  if (path == "/healthz") return answer("200 OK", "ok\n");
  if (!raw_room_of(path).empty() || (options_.echo && path == kEcho)) {
    return answer("426 Upgrade Required",
                  "This is a WebSocket: please connect with ws:// or wss://.\n",
                  "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n");
  }
  answer("404 Not Found",
         "There is nothing here. Raw rooms are at /raw/{room}, the health check at /healthz.\n");
}

// ---- connections ----

void Relay::on_opened(const Event& event) {
  const Guest& who = guest(event.connection);
  if (who.kind == Guest::Kind::raw) shard_.join(event.connection, who.hall, kRawForm);
}

void Relay::on_message(const Event& event) {
  const Guest& who = guest(event.connection);
  if (who.kind == Guest::Kind::raw) {
    shard_.publish(who.hall, event.connection, event.opcode, event.bytes);
  } else {
    shard_.send(event.connection, event.opcode, event.bytes);
  }
}

}  // namespace wsd
