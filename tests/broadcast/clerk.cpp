// What is no command is passed over: the rude send what they like.
#include "tests/broadcast/clerk.h"

#include <algorithm>
#include <cstdio>

#include "rfc6455/handshake.h"
#include "tests/rfc6455/frames.h"
#include "tests/violation.h"

namespace broadcast {
namespace {

using rfc6455::Opcode;
using rfc6455::string_of;
using rfc6455::view;

std::string worded(const std::string& room, Form form, Record record, const std::string& message) {
  return room + "." + std::to_string(form) + "#" + std::to_string(record) + " " + message;
}

unsigned number_of(const std::string& room) {
  return static_cast<unsigned>(std::stoul(room));
}

}  // namespace

void Clerk::handle(Shard& shard, const Event& event) {
  using Kind = Event::Kind;
  const auto tell = [&](const std::string& words) {
    shard.send(event.connection, Opcode::text, view(words));
  };
  switch (event.kind) {
    case Kind::request:
      if (event.error == nullptr && !rfc6455::check_upgrade(*event.head))
        return shard.accept(event.connection, {.deflate = Acceptance::Deflate::yes});
      return shard.respond(event.connection, rfc6455::refuse_response({400, "No."}), KeepAlive::no);
    case Kind::opened:
      ++opened_;
      return;
    case Kind::closed:
      ++closed_;
      return;
    case Kind::message:
      if (!obey(shard, event.connection, string_of(event.bytes))) ++passed_over_;
      return;
    case Kind::joined:
      return on_joined(shard, event);
    case Kind::gap:
      return tell("!" + shard.room_name(event.hall) + " " + std::to_string(event.record) + " " +
                  std::to_string(event.last));
    case Kind::ordered:
      return on_ordered(shard, *event.room);
    case Kind::wanted:
      return on_wanted(shard, *event.room);
    default:
      throw tests::Violation("an event that nobody asked for");
  }
}

bool Clerk::obey(Shard& shard, ConnectionId id, const std::string& words) {
  if (words == "c" || words == "a") {
    shard.close(id, 1000, "asked", words == "c" ? When::now : When::after);
    return true;
  }
  char command = 0;
  unsigned room = 0, second = 0;
  int from = -1, begin = 0;
  const int read =
      std::sscanf(words.c_str(), "%c %u %n%u %d", &command, &room, &begin, &second, &from);
  if (read < 2 || room >= custom_.rooms) return false;
  const std::string name = std::to_string(room);
  const LocalRoomId hall = shard.enter(name, options_of(room));
  if (command == 'j') {
    moving_.erase({shard.self(), id.slot, id.serial, name});
    shard.join(id, hall, is_raw(room) ? Form{0} : static_cast<Form>(second % custom_.forms),
               from < 0 ? kLatest : static_cast<Record>(from));
  } else if (command == 'v') {
    if (!is_raw(room)) change_view(shard, id, hall, static_cast<Form>(second % custom_.forms));
  } else if (command == 'l') {
    moving_.erase({shard.self(), id.slot, id.serial, name});
    shard.leave(id, hall);
    shard.send(id, Opcode::text, view("-" + name));
  } else if (command == 's' && read > 2 && second < authors_.size()) {
    ++published_[room];
    const std::string message = words.substr(static_cast<std::size_t>(begin));
    shard.publish(hall, id, Opcode::text, view(is_raw(room) ? name + "~" + message : message));
  } else {
    return false;
  }
  return true;
}

// Whoever is on its way already goes on; it has a view by then.
void Clerk::change_view(Shard& shard, const ConnectionId& id, LocalRoomId hall, Form form) {
  const auto next = shard.position(id, hall);
  if (!next) return;
  moving_[{shard.self(), id.slot, id.serial, shard.room_name(hall)}] = *next;
  shard.join(id, hall, form, *next);
}

// A view that changed is nothing to tell, unless a part went missing on the way.
void Clerk::on_joined(Shard& shard, const Event& event) {
  const std::string& name = shard.room_name(event.hall);
  const auto moved =
      moving_.extract({shard.self(), event.connection.slot, event.connection.serial, name});
  std::string words = "+" + name + " " + std::to_string(event.record);
  if (!moved.empty()) {
    tests::demand(moved.mapped() <= event.record, "who changes its view goes back");
    if (moved.mapped() == event.record) return;
    words = "!" + name + " " + std::to_string(moved.mapped()) + " " + std::to_string(event.record);
  }
  shard.send(event.connection, Opcode::text, view(words));
}

void Clerk::on_ordered(Shard& shard, const RoomEvent& event) {
  const std::string& name = shard.home_name(event.room);
  auto& store = stores_[number_of(name)];
  tests::demand(store.size() == event.record, "the numbers of a room are not dense");
  store.push_back(string_of(event.bytes));
  for (Form form = 0; form < custom_.forms; ++form) {
    if ((event.forms >> form & 1) == 0) continue;
    shard.append(form, Opcode::text, view(worded(name, form, event.record, store.back())));
  }
}

void Clerk::on_wanted(Shard& shard, const RoomEvent& event) {
  const std::string& name = shard.home_name(event.room);
  const auto& store = stores_[number_of(name)];
  const Record oldest = event.last > custom_.stored ? event.last - custom_.stored : 0;
  for (Record record = std::max(event.record, oldest); record < event.last; ++record) {
    for (Form form = 0; form < custom_.forms; ++form) {
      if ((event.forms >> form & 1) == 0) continue;
      shard.supply(record, Opcode::text, view(worded(name, form, record, store[record])));
    }
  }
}

RoomOptions Clerk::options_of(unsigned room) const {
  const bool last = room == custom_.rooms - 1;
  return {.content = is_raw(room) ? RoomOptions::Content::raw : RoomOptions::Content::ordered,
          .slow = is_raw(room) ? RoomOptions::Slow::closed : RoomOptions::Slow::told,
          .flush_milliseconds = last ? custom_.flush_milliseconds : std::uint16_t{0}};
}

}  // namespace broadcast
