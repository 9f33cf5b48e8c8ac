// A chat of a few words: as little as shows what a shard does.
#include "tests/broadcast/stage.h"

#include <sstream>

#include "rfc6455/handshake.h"

namespace broadcast {
namespace {

std::string by_name(Event::By by) {
  constexpr const char* kNames[] = {"peer", "us", "fault", "transport"};
  return kNames[static_cast<int>(by)];
}

std::string words_of(const Event& event) {
  using Kind = Event::Kind;
  switch (event.kind) {
    case Kind::request:
      if (event.error != nullptr) return "request " + std::to_string(event.error->status);
      return "request " + std::string(event.head->method()) + " " +
             std::string(event.head->target());
    case Kind::opened:
      return "opened";
    case Kind::message:
      return (event.opcode == Opcode::text ? "text " : "binary ") + rfc6455::string_of(event.bytes);
    case Kind::joined:
      return "joined " + std::to_string(event.record) + (event.recovered ? "" : " not recovered");
    case Kind::gap:
      return "gap " + std::to_string(event.record) + "-" + std::to_string(event.last);
    case Kind::pong:
      return "pong";
    case Kind::closed:
      return "closed " + by_name(event.by) + " " + std::to_string(event.code) +
             (event.why.empty() ? "" : " " + std::string(event.why));
    default:
      return "?";
  }
}

std::span<const std::byte> view(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::string response(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         std::string(body);
}

}  // namespace

std::string room_at(ShardNumber home, ShardNumber shards, const std::string& begin) {
  std::string room = begin;
  while (Mesh(shards).home_of(room) != home) room += "+";
  return room;
}

Settings patient() {
  Settings settings;
  settings.handshake = settings.keep_alive = settings.ping_interval = 1000s;
  settings.close_timeout = settings.linger = settings.last_words = 1000s;
  return settings;
}

RoomOptions options_of(std::string_view room) {
  const bool raw = room.substr(0, 3) == "raw";
  return {.content = raw ? RoomOptions::Content::raw : RoomOptions::Content::ordered,
          .slow = raw ? RoomOptions::Slow::closed : RoomOptions::Slow::told};
}

Stage::Stage(const Settings& with, ShardNumber shards) : settings(with), mesh_(shards) {
  for (ShardNumber i = 0; i < shards; ++i)
    shards_.push_back(std::make_unique<Shard>(mesh_, i, settings));
}

Guest& Stage::add(std::unique_ptr<Guest> guest) {
  guests_.push_back(std::move(guest));
  return *guests_.back();
}

Guest& Stage::newcomer(ShardNumber at) {
  auto [here, there] = reactor::unix_pair();
  Guest& guest = add(std::make_unique<Guest>(std::move(here)));
  ids_[&guest] = shard(at).adopt(std::move(there), {});
  return guest;
}

Guest& Stage::guest(std::string_view path, ShardNumber at, std::string_view fields) {
  Guest& guest = newcomer(at);
  guest.write(upgrade_request(path, fields));
  EXPECT_TRUE(until([&] { return guest.upgraded(); }));
  settle();
  return guest;
}

void Stage::turn(reactor::Duration patience) {
  for (auto& one : shards_) {
    one->wait(patience);
    while (const auto event = one->next()) handle(*one, *event);
    one->flush();
  }
  for (auto& guest : guests_) guest->turn();
}

void Stage::settle(int turns) {
  for (int i = 0; i < turns; ++i) turn();
}

bool Stage::until(const std::function<bool()>& done) {
  const reactor::Time deadline = reactor::now() + reactor::kPatience;
  while (!done()) {
    if (reactor::now() > deadline) return false;
    turn(1ms);
  }
  return true;
}

void Stage::handle(Shard& shard, const Event& event) {
  using Kind = Event::Kind;
  if (shard.self() == 0 && event.kind != Kind::ordered && event.kind != Kind::wanted)
    told_[event.connection.serial].push_back(words_of(event));
  if (instead && instead(shard, event)) return;
  const std::string& path = paths_[{shard.self(), event.connection.slot}];
  switch (event.kind) {
    case Kind::request:
      return on_request(shard, event);
    case Kind::opened:
      if (path.rfind("/raw/", 0) != 0) return;
      shard.join(event.connection, shard.enter(path.substr(1), options_of("raw")), 0);
      return;
    case Kind::message:
      return on_message(shard, event);
    case Kind::ordered:
      return on_ordered(shard, event);
    case Kind::gap:
      return shard.send(event.connection, Opcode::text, view(words_of(event)));
    case Kind::joined:
      if (path == "/chat") shard.send(event.connection, Opcode::text, view(words_of(event)));
      return;
    default:
      return;
  }
}

void Stage::on_request(Shard& shard, const Event& event) {
  if (event.error != nullptr)
    return shard.respond(event.connection, rfc6455::refuse_response(*event.error), KeepAlive::no);
  if (rfc6455::check_upgrade(*event.head))
    return shard.respond(event.connection, response(rfc6455::string_of(event.bytes)),
                         KeepAlive::yes);
  paths_[{shard.self(), event.connection.slot}] = event.head->target();
  shard.accept(event.connection, {.deflate = Acceptance::Deflate::yes});
}

void Stage::on_message(Shard& shard, const Event& event) {
  const std::string& path = paths_[{shard.self(), event.connection.slot}];
  if (path == "/echo") return shard.send(event.connection, event.opcode, event.bytes);
  if (path == "/chat") return on_command(shard, event);
  if (path.rfind("/raw/", 0) != 0) return;
  shard.publish(shard.enter(path.substr(1), options_of("raw")), event.connection, event.opcode,
                event.bytes);
}

void Stage::on_command(Shard& shard, const Event& event) {
  std::istringstream words(rfc6455::string_of(event.bytes));
  std::string command, first, rest;
  words >> command >> first;
  std::getline(words >> std::ws, rest);
  const ConnectionId id = event.connection;
  if (command == "send") return shard.send(id, Opcode::text, view(first));
  if (command == "own") return shard.own_frames(id, Own::unwanted);
  if (command == "close" || command == "after") {
    const auto code = static_cast<rfc6455::CloseCode>(std::stoi(first));
    return shard.close(id, code, rest, command == "after" ? When::after : When::now);
  }
  const LocalRoomId hall = shard.enter(first, options_of(first));
  if (command == "say") return shard.publish(hall, id, Opcode::text, view(rest));
  if (command == "leave") return shard.leave(id, hall);
  int form = 0;
  std::int64_t from = -1;
  std::istringstream(rest) >> form >> from;
  const bool in =
      shard.join(id, hall, static_cast<Form>(form), from < 0 ? kLatest : static_cast<Record>(from));
  if (!in) shard.send(id, Opcode::text, view("too many rooms"));
}

void Stage::on_ordered(Shard& shard, const Event& event) {
  const RoomEvent& room = *event.room;
  for (Form form = 0; form < kFormsMax; ++form) {
    if ((room.forms >> form & 1) == 0) continue;
    const std::string words = (form > 0 ? std::to_string(form) + ":" : "") +
                              shard.home_name(room.room) + "#" + std::to_string(room.record) + " " +
                              rfc6455::string_of(room.bytes);
    shard.append(form, Opcode::text, view(words));
  }
}

}  // namespace broadcast
