// The query is the only place where a person with nothing but an address bar can choose.
#include "apps/wsd/arrival.h"

#include <array>
#include <charconv>

#include "apps/protocol/names.h"
#include "apps/protocol/subprotocols.h"
#include "apps/wsd/chat/names.h"
#include "base/text.h"
#include "rfc6455/handshake.h"

namespace wsd {
namespace {

using rfc6455::HttpError;

constexpr std::string_view kRoom = "/r/";
constexpr std::string_view kRaw = "/raw/";
constexpr std::string_view kEcho = "/echo";

constexpr HttpError kBadEncoding{400, "The query has a % that is not followed by two hex digits."};
constexpr HttpError kBadRoom{400, protocol::kRoomNameRule};
constexpr HttpError kBadNick{400, "That nick cannot be had: see /help nick for which names can."};
constexpr HttpError kBadSince{400, "since is a message's number, or all."};
constexpr HttpError kBadSwitch{400, "echo, ro and seq are 0 or 1."};

std::optional<bool> switched(std::string_view value) {
  if (value == "1") return true;
  if (value == "0") return false;
  return std::nullopt;
}

// One parameter; what is wrong with it, or nothing.
std::optional<HttpError> take(chat::Arrival& arrival, std::string_view name,
                              std::string_view value) {
  if (name == "room") {
    auto room = protocol::room_name(value);
    if (!room) return kBadRoom;
    arrival.room = std::move(*room);
  } else if (name == "nick") {
    if (chat::check_nick(base::trimmed(value))) return kBadNick;
    arrival.nick = base::trimmed(value);
  } else if (name == "since") {
    arrival.since.kind = value == "all" ? chat::Since::Kind::all : chat::Since::Kind::after;
    const char* const last = value.data() + value.size();
    const auto [end, error] = std::from_chars(value.data(), last, arrival.since.seq);
    if (value != "all" && (error != std::errc{} || end != last)) return kBadSince;
  } else if (name == "echo" || name == "ro" || name == "seq") {
    const auto on = switched(value);
    if (!on) return kBadSwitch;
    (name == "echo" ? arrival.echo
     : name == "ro" ? arrival.read_only
                    : arrival.view.numbered) = *on;
  }
  return std::nullopt;
}

}  // namespace

Destination destination_of(std::string_view path) {
  using Kind = Destination::Kind;
  if (path == "/") return {Kind::chat};
  if (path == kEcho) return {Kind::echo};
  for (const auto& [prefix, kind] : {std::pair(kRoom, Kind::chat), std::pair(kRaw, Kind::raw)}) {
    if (path.substr(0, prefix.size()) != prefix) continue;
    const std::string_view name = path.substr(prefix.size());
    auto room = protocol::room_name(name);
    if (room) return {kind, std::move(*room)};
    const bool meant = !name.empty() && name.find('/') == name.npos;
    return {meant ? Kind::misnamed : Kind::nowhere};
  }
  return {};
}

std::variant<chat::Arrival, HttpError> read_arrival(const rfc6455::HttpHead& request,
                                                    std::string_view room, std::string_view query) {
  chat::Arrival arrival;
  arrival.room = room;
  if (subprotocol_of(request) == protocol::kJsonSubprotocol)
    arrival.view.face = chat::View::Face::json;
  rfc6455::QueryReader reader(query);
  std::string decoded_name;
  std::string decoded_value;
  while (const auto pair = reader.next()) {
    const std::string_view raw = pair->value.value_or(std::string_view());
    decoded_name.resize(pair->name.size());
    decoded_value.resize(raw.size());
    const auto name = rfc6455::percent_decode(pair->name, decoded_name, rfc6455::Plus::space);
    const auto value = rfc6455::percent_decode(raw, decoded_value, rfc6455::Plus::space);
    if (!name || !value) return kBadEncoding;
    if (const auto wrong = take(arrival, *name, *value)) return *wrong;
  }
  return arrival;
}

std::string_view subprotocol_of(const rfc6455::HttpHead& request) {
  static constexpr std::array kSpoken = {protocol::kTextSubprotocol, protocol::kJsonSubprotocol};
  return rfc6455::choose_subprotocol(request, kSpoken);
}

}  // namespace wsd
