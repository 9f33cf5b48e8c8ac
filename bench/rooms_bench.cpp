// What a message costs at its room's home before anything is worded: its place in the order, its
// store; and what the tables of people and rooms cost when they are full.
#include <benchmark/benchmark.h>

#include <memory>
#include <string>
#include <vector>

#include "apps/wsd/chat/directory.h"
#include "apps/wsd/chat/letterbox.h"
#include "apps/wsd/chat/memory_store.h"
#include "apps/wsd/chat/rooms.h"
#include "broadcast/mesh/mesh.h"

namespace chat {
namespace {

constexpr std::size_t kPlenty = 256 << 20;

Happening happening(Happening::Kind kind, UserNumber user, std::string_view text = {}) {
  Happening h;
  h.kind = kind;
  h.person = {user, "ana"};
  h.text = text;
  return h;
}

// A server's memory, and a home that counts records.
struct World {
  broadcast::Mesh mesh{1};
  MemoryStore store{{}, kPlenty, mesh, 1};
  Rooms rooms{store, {}, 100'000, kPlenty};
  broadcast::Record record = 0;

  std::shared_ptr<Room> room(int number) { return rooms.open("room" + std::to_string(number)); }
  void order(Room& room, Happening h) {
    ++record;
    benchmark::DoNotOptimize(room.order(record, h, static_cast<Milliseconds>(record)));
  }
};

// A message among so many rooms of two.
void order(benchmark::State& state) {
  World world;
  const auto count = static_cast<std::size_t>(state.range(0));
  std::vector<std::shared_ptr<Room>> rooms;
  for (std::size_t i = 0; i < count; ++i) {
    rooms.push_back(world.room(static_cast<int>(i)));
    world.order(*rooms.back(), happening(Happening::Kind::joined, 1));
    world.order(*rooms.back(), happening(Happening::Kind::joined, 2));
  }
  const std::string text(100, 'x');
  std::size_t next = 0;
  for (auto _ : state) {
    world.order(*rooms[next], happening(Happening::Kind::message, 1, text));
    next = next + 1 == count ? 0 : next + 1;
  }
}

// The same with a cid, kept in the store, and the author told so.
void order_and_append(benchmark::State& state) {
  World world;
  const auto room = world.room(0);
  world.order(*room, happening(Happening::Kind::joined, 1));
  const std::string text(static_cast<std::size_t>(state.range(0)), 'x');
  std::uint64_t number = 0;
  for (auto _ : state) {
    const std::string cid = std::to_string(++number);
    Happening h = happening(Happening::Kind::message, 1, text);
    h.cid = cid;
    h.session = "a session of its own";
    room->order(++world.record, h, static_cast<Milliseconds>(number));
    world.store.append(room->name(), message_of(h), 0, number);
    while (const auto told = world.store.next(0)) benchmark::DoNotOptimize(told->ticket);
    if (number % 64 == 0) {  // a turn
      std::vector<broadcast::Parcel> mail;
      world.mesh.take(0, mail);
    }
  }
}

// Somebody comes and goes in a room of so many.
void come_and_go(benchmark::State& state) {
  World world;
  const auto room = world.room(0);
  for (int i = 1; i <= state.range(0); ++i)
    world.order(*room, happening(Happening::Kind::joined, static_cast<UserNumber>(i)));
  UserNumber next = 1'000'000;
  for (auto _ : state) {
    world.order(*room, happening(Happening::Kind::joined, ++next));
    world.order(*room, happening(Happening::Kind::left, next));
  }
}

void standing(benchmark::State& state) {
  World world;
  const auto room = world.room(0);
  for (int i = 0; i < 10'000; ++i) {
    world.order(*room, happening(Happening::Kind::message, 1, "a text"));
    world.order(*room, happening(Happening::Kind::typing, 1));
  }
  broadcast::Record record = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(room->standing(record));
    record = (record + 7919) % world.record;
  }
}

// A room that is opened, visited and left, among so many that stay.
void random_rooms(benchmark::State& state) {
  World world;
  for (int i = 0; i < state.range(0); ++i)
    world.order(*world.room(i), happening(Happening::Kind::joined, 1));
  int next = 1'000'000;
  for (auto _ : state) {
    const auto room = world.room(++next);
    world.order(*room, happening(Happening::Kind::joined, 1));
    world.order(*room, happening(Happening::Kind::left, 1));
  }
}

void find_room(benchmark::State& state) {
  World world;
  std::vector<std::string> names;
  for (int i = 0; i < state.range(0); ++i) {
    world.order(*world.room(i), happening(Happening::Kind::joined, 1));
    names.push_back("room" + std::to_string(i));
  }
  std::size_t next = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(world.rooms.find(names[next]));
    next = (next + 7919) % names.size();
  }
}

void page(benchmark::State& state) {
  World world;
  world.store.open("room");
  for (Sequence seq = 1; seq <= 10'000; ++seq)
    world.store.append("room", message_of([&] {
                         Happening h = happening(Happening::Kind::message, 1, "a text to read");
                         h.seq = seq;
                         return h;
                       }()),
                       0, 0);
  for (auto _ : state) {
    world.store.read("room", {.from = PageWish::From::before, .seq = 5'000, .limit = 50}, 0, 1);
    while (const auto told = world.store.next(0)) benchmark::DoNotOptimize(told->ticket);
  }
}

void search(benchmark::State& state) {
  World world;
  world.store.open("room");
  Happening h = happening(Happening::Kind::message, 1, "the quick brown fox, over and over again");
  for (h.seq = 1; h.seq <= 10'000; ++h.seq) world.store.append("room", message_of(h), 0, 0);
  for (auto _ : state) {
    world.store.search("room", "lazy dog", 20, 0, 1);
    while (const auto told = world.store.next(0)) benchmark::DoNotOptimize(told->ticket);
  }
}

// A newcomer takes a name and goes, among so many.
void take_a_name(benchmark::State& state) {
  Directory directory;
  for (int i = 0; i < state.range(0); ++i)
    directory.claim(directory.arrive({}, 0), "nick-" + std::to_string(i), {});
  for (auto _ : state) {
    const UserNumber number = directory.arrive({}, 0);
    directory.claim(number, "somebody", {});
    directory.depart(number);
  }
}

void letter(benchmark::State& state) {
  Letterbox box({}, 1);
  const Person ana{1, "ana"};
  const Person bob{2, "bob"};
  std::uint64_t number = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(box.number(ana, bob, "s", std::to_string(++number), 0));
}

BENCHMARK(order)->Arg(1)->Arg(10'000);
BENCHMARK(order_and_append)->Arg(100)->Arg(16 << 10);
BENCHMARK(come_and_go)->Arg(2)->Arg(10'000);
BENCHMARK(standing);
BENCHMARK(random_rooms)->Arg(1)->Arg(10'000);
BENCHMARK(find_room)->Arg(10)->Arg(10'000);
BENCHMARK(page);
BENCHMARK(search);
BENCHMARK(take_a_name)->Arg(10)->Arg(10'000);
BENCHMARK(letter);

}  // namespace
}  // namespace chat
