// What an upgrade asks for: where, and how it wants to see things.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "apps/wsd/chat/member.h"
#include "rfc6455/http_head.h"
#include "rfc6455/request_target.h"

namespace wsd {

// Where a path leads.
struct Destination {
  enum class Kind : std::uint8_t {
    nowhere,
    misnamed,  // to a room, by what is no room's name
    chat,
    raw,
    echo
  } kind = Kind::nowhere;
  std::string room{};  // chat: empty for the one where everybody begins
};
// "/", "/r/ops", "/raw/ops", "/echo"; a room's name is checked and folded.
Destination destination_of(std::string_view path);

// What the request wants of the chat, by its subprotocol and the query: room, nick, echo, since,
// ro, seq. What is not understood is refused, names of parameters aside: others' are let be.
std::variant<chat::Arrival, rfc6455::HttpError> read_arrival(const rfc6455::HttpHead& request,
                                                             std::string_view room,
                                                             std::string_view query);

// The subprotocol to accept; empty: none was asked for that is spoken here.
std::string_view subprotocol_of(const rfc6455::HttpHead& request);

}  // namespace wsd
