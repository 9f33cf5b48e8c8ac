// The app of the simulated world: joins, says and leaves as it is told, and words the records of
// the ordered rooms.
#include <cstdio>

#include "rfc6455/handshake.h"
#include "tests/simulation/world.h"

namespace simulation {
namespace {

using namespace broadcast;

constexpr Record kStored = 30;
constexpr unsigned kForms = 2;

RoomOptions options_of(unsigned room) {
  return {.content = is_raw(room) ? RoomOptions::Content::raw : RoomOptions::Content::ordered,
          .slow = is_raw(room) ? RoomOptions::Slow::closed : RoomOptions::Slow::told,
          .flush_milliseconds = room == 3 ? std::uint16_t{5} : std::uint16_t{0}};
}

std::span<const std::byte> view(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::string worded(unsigned room, Record record, const std::string& message) {
  return std::to_string(room) + "#" + std::to_string(record) + " " + message;
}

unsigned number_of(const std::string& room) {
  return static_cast<unsigned>(std::stoul(room));
}

}  // namespace

void World::handle(Shard& shard, const Event& event) {
  using Kind = Event::Kind;
  const auto tell = [&](const std::string& words) {
    shard.send(event.connection, rfc6455::Opcode::text, view(words));
  };
  mix(static_cast<std::uint64_t>(event.kind) << 32 | event.connection.slot);
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
      return on_message(shard, event);
    case Kind::joined:
      return tell("+" + shard.room_name(event.hall) + " " + std::to_string(event.record));
    case Kind::gap:
      return tell("!" + shard.room_name(event.hall) + " " + std::to_string(event.record) + " " +
                  std::to_string(event.last));
    case Kind::ordered:
      return on_ordered(shard, *event.room);
    case Kind::wanted:
      return on_wanted(shard, *event.room);
    default:
      throw Violation("an event that nobody asked for");
  }
}

// What is no command is passed over: the rude send what they like.
void World::on_message(Shard& shard, const Event& event) {
  const std::string words(reinterpret_cast<const char*>(event.bytes.data()), event.bytes.size());
  const ConnectionId id = event.connection;
  if (words == "c") return shard.close(id, 1000, "asked");
  if (words == "a") return shard.close(id, 1000, "asked", When::after);
  char command = 0;
  unsigned room = 0, second = 0;
  int from = -1, begin = 0;
  const int read =
      std::sscanf(words.c_str(), "%c %u %n%u %d", &command, &room, &begin, &second, &from);
  if (read < 2 || room >= kRooms) return;
  const std::string name = std::to_string(room);
  const HallId hall = shard.enter(name, options_of(room));
  if (command == 'j') {
    shard.join(id, hall, is_raw(room) ? Form{0} : static_cast<Form>(second % kForms),
               from < 0 ? kLatest : static_cast<Record>(from));
  } else if (command == 'l') {
    shard.leave(id, hall);
    shard.send(id, rfc6455::Opcode::text, view("-" + name));
  } else if (command == 's' && read > 2 && second < heard_.authors.size()) {
    ++published_[room];
    const std::string message = words.substr(static_cast<std::size_t>(begin));
    shard.publish(hall, id, rfc6455::Opcode::text,
                  view(is_raw(room) ? name + "~" + message : message));
  }
}

void World::on_ordered(Shard& shard, const RoomEvent& event) {
  const unsigned room = number_of(shard.home_name(event.room));
  auto& store = stores_[room];
  demand(store.size() == event.record, "the numbers of a room are not dense");
  store.emplace_back(reinterpret_cast<const char*>(event.bytes.data()), event.bytes.size());
  for (Form form = 0; form < kForms; ++form) {
    if ((event.forms >> form & 1) != 0)
      shard.append(form, rfc6455::Opcode::text, view(worded(room, event.record, store.back())));
  }
}

void World::on_wanted(Shard& shard, const RoomEvent& event) {
  const unsigned room = number_of(shard.home_name(event.room));
  const Record oldest = event.last > kStored ? event.last - kStored : 0;
  for (Record record = std::max(event.record, oldest); record < event.last; ++record) {
    for (Form form = 0; form < kForms; ++form) {
      if ((event.forms >> form & 1) == 0) continue;
      shard.supply(record, rfc6455::Opcode::text,
                   view(worded(room, record, stores_[room][record])));
    }
  }
}

}  // namespace simulation
