// One step: who is due acts, all shards turn until nothing moves, time jumps to whatever comes
// next.
#include "tests/simulation/world.h"

#include <algorithm>

#include "broadcast/log/segment.h"
#include "tests/reactor/certificates.h"

namespace simulation {
namespace {

using namespace broadcast;
using std::chrono_literals::operator""us;

constexpr std::uint32_t kKeepers = kRooms;  // read everything, say nothing: a room each
constexpr int kRoundsMax = 20'000;          // turns of one moment; more is a spin
constexpr reactor::Duration kTurnTakes = std::chrono::microseconds(20);
constexpr unsigned kForms = 2;
constexpr Record kStored = 30;

constexpr std::size_t kPrivateFrameMax = 512;  // of the clerk, and of an answer to a request

Settings narrow(const Plan& plan) {
  Settings settings;
  settings.log = {.retention = 8 << 10, .lag = 32 << 10, .budget = 1 << 30};
  settings.outbox_read_max = 4 << 10;
  settings.outbox_max = 64 << 10;
  settings.gather_max = 64 << 10;
  if (plan.tight) {
    settings.outbox_read_max = settings.outbox_max = 1 << 10;
    settings.gather_max = 16 << 10;
  }
  return settings;
}

// Its signatures are all of one size: a run with other keys is the same run.
const reactor::TlsServer& tls_server() {
  static reactor::Certificates certificates(reactor::Certificates::Key::ed25519);
  reactor::TlsServerOptions options;
  options.identities = {certificates.issue("localhost")};
  static const reactor::TlsServer server(options);
  return server;
}

}  // namespace

World::World(Choices& choices, const Plan& plan)
    : choices_(choices),
      plan_(plan),
      settings_(narrow(plan)),
      kernel_(choices),
      clerk_({.rooms = kRooms, .forms = kForms, .stored = kStored, .flush_milliseconds = 5},
             heard_.chronicle.authors),
      mesh_(plan.shards),
      segments_before_(Segment::live_bytes()) {
  reactor::Address address;
  address.host = "127.0.0.1";
  address.port = 8765;
  for (ShardNumber i = 0; i < plan.shards; ++i) {
    shards_.push_back(std::make_unique<Shard>(mesh_, i, settings_));
    open_.emplace_back();
    for (const auto kind : {Channel::Kind::plain, Channel::Kind::tls}) {
      if (kind == Channel::Kind::tls && !plan.tls) continue;
      for (auto& listener : reactor::Listener::open(address, {})) {
        doors_.push_back({listener.fd(), kind, i});
        shards_.back()->listen(std::move(listener),
                               kind == Channel::Kind::tls ? &tls_server() : nullptr);
      }
    }
  }
  for (unsigned room = 0; room < kKeepers; ++room) {
    let_in(Manner::prompt);
    settle();
    kernel_.spare(clients_[room]->end());
    clients_[room]->join(room, 0);
    clients_[room]->calm();
    settle();
    demand(clients_[room]->place().in(room), "a keeper does not get into its room");
  }
  kernel_.misfortune = plan.misfortune;
  heard_.at_once = plan.is_kind();
  latency_ = plan.latency;
}

World::~World() {
  kernel_.misfortune = {};
  shards_.clear();
}

void World::run() {
  live();
  calm_down();
  drain();
  account();
}

// ---- time ----

void World::live() {
  const reactor::Time end = began_ + plan_.time;
  while (kernel_.now() < end && !choices_.over()) {
    if (kernel_.now() >= next_newcomer_) {
      if (alive_ < plan_.clients + kKeepers)
        let_in(static_cast<Manner>(choices_.draw(static_cast<unsigned>(Manner::count))));
      next_newcomer_ = kernel_.now() + std::chrono::milliseconds(choices_.draw(
                                           2000 / std::max(1u, plan_.newcomers_per_second) + 1));
    }
    if (plan_.stalls > 0 && choices_.one_in(plan_.stalls)) stand_still();
    act(kernel_.now());
    settle();
    reactor::Time next = std::min(next_newcomer_, kernel_.wakes_at());
    if (!due_.empty()) next = std::min(next, due_.top().time);
    if (!under_way_.empty()) next = std::min(next, under_way_.top().time);
    kernel_.pass(std::max(reactor::Duration(1), next - kernel_.now()));
  }
}

// The process is stopped, or the machine sleeps: the clients go on, and the clock too.
void World::stand_still() {
  const reactor::Time until = kernel_.now() + std::chrono::milliseconds(choices_.draw(90'000));
  kernel_.stand_still(true);
  while (!due_.empty() && due_.top().time <= until && !choices_.over()) {
    if (due_.top().time > kernel_.now()) kernel_.pass(due_.top().time - kernel_.now());
    act(kernel_.now());
    bring_news();
  }
  if (until > kernel_.now()) kernel_.pass(until - kernel_.now());
  kernel_.stand_still(false);
}

void World::act(reactor::Time until) {
  while (!due_.empty() && due_.top().time <= until) {
    const std::uint32_t number = due_.top().client;
    due_.pop();
    Client* client = clients_[number].get();
    const reactor::Time again = client->act();
    if (client->over()) {
      kernel_.leave(client->end());
      clients_[number].reset();
      free_.push_back(number);
      --alive_;
    } else {
      due_.push({std::max(again, kernel_.now() + reactor::Duration(1)), number});
    }
  }
}

void World::let_in(Manner manner) {
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(clients_.size()));
    clients_.emplace_back();
  }
  const std::uint32_t number = free_.back();
  free_.pop_back();
  const std::size_t capacity = 1024u << choices_.draw(7);
  const Door& door = doors_[choices_.draw(static_cast<unsigned>(doors_.size()))];
  const End end = kernel_.knock(door.listener, number < kKeepers ? 1 << 20 : capacity);
  if (at_end_.size() <= end) at_end_.resize(end + 1);
  at_end_[end] = number;
  ++alive_;
  ++heard_.tally.connections;
  clients_[number] = std::make_unique<Client>(kernel_, choices_, heard_, number, manner, end,
                                              door.kind, door.shard, settings_);
  due_.push({kernel_.now() + std::chrono::milliseconds(1 + choices_.draw(20)), number});
}

// ---- the server ----

bool World::busy() const {
  if (kernel_.wakes_at() <= kernel_.now()) return true;
  for (ShardNumber i = 0; i < plan_.shards; ++i) {
    if (!const_cast<Mesh&>(mesh_).empty(i)) return true;
  }
  return false;
}

void World::settle() {
  int rounds = 0;
  do {
    demand(++rounds < kRoundsMax, "a shard spins");
    for (auto& shard : shards_) turn(*shard);
    bring_news();
  } while (busy());
  check_memory();
}

void World::turn(Shard& shard) {
  kernel_.pass(kTurnTakes);
  shard.wait(reactor::kForever);
  while (const auto event = shard.next()) {
    mix(static_cast<std::uint64_t>(event->kind) << 32 | event->connection.slot);
    const auto& id = event->connection;
    if (event->kind == Event::Kind::opened) open_[shard.self()].emplace(id.slot, id.serial);
    if (event->kind == Event::Kind::closed) open_[shard.self()].erase({id.slot, id.serial});
    clerk_.handle(shard, *event);
  }
  shard.flush();
}

void World::bring_news() {
  for (const End end : kernel_.take_news()) {
    if (latency_ == reactor::Duration::zero()) {
      tell(end);
    } else {
      const auto microseconds = static_cast<std::uint32_t>(latency_ / 1us);
      under_way_.push({kernel_.now() + 1us * choices_.draw(microseconds), end});
    }
  }
  while (!under_way_.empty() && under_way_.top().time <= kernel_.now()) {
    const End end = under_way_.top().client;
    under_way_.pop();
    tell(end);
  }
}

void World::tell(End end) {
  Client* client = clients_[at_end_[end]].get();
  if (client != nullptr && client->end() == end) client->on_news();
}

// M, L and P of the formula in docs/reliability.md; what one turn brings comes on top.
void World::check_memory() const {
  const std::size_t a_log = settings_.log.retention + settings_.log.lag + 3 * (64 << 10);
  const std::size_t logs = kRooms * kForms * 3 * a_log;
  demand(Segment::live_bytes() - segments_before_ <= logs, "the logs are larger than they may be");
  for (const auto& shard : shards_) {
    const std::size_t clients = alive_ + 1;
    demand(shard->private_bytes() <= clients * (settings_.outbox_max + (64 << 10)),
           "private frames are more than they may be");
  }
  check_outboxes();
}

// What waits for one connection alone: no part of a room's log is among it.
void World::check_outboxes() const {
  for (const auto& shard : shards_) {
    for (const auto& [slot, serial] : open_[shard->self()]) {
      const auto look = shard->inspect({slot, serial});
      demand(!look || look->private_bytes <= settings_.outbox_max + kPrivateFrameMax,
             "an outbox holds more than it may");
    }
  }
}

// ---- the end ----

// No more faults, and everybody reads: what was published is heard, whole or with a gap.
void World::calm_down() {
  kernel_.misfortune = {};
  latency_ = {};
  while (!under_way_.empty()) {
    tell(under_way_.top().client);
    under_way_.pop();
  }
  for (auto& client : clients_) {
    if (client) client->calm();
  }
  for (int i = 0; i < 10; ++i) {
    kernel_.pass(std::chrono::milliseconds(10));
    settle();
    for (auto& client : clients_) {
      if (client && client->manner() == Manner::slow) client->on_news();
    }
  }
  settle();
  for (unsigned room = 0; room < kRooms; ++room) {
    demand(heard_.chronicle.orders[room].size() == clerk_.published(room) || clients_[room]->over(),
           "what was published was not heard");
    for (const auto& client : clients_) {
      if (client) client->check_own();
      if (!client || !client->open() || !(client->keeps_up() || client->manner() == Manner::slow))
        continue;
      demand(!client->place().in(room) || client->place().next(room) == clerk_.published(room),
             "who reads everything stands before the end");
    }
  }
}

void World::drain() {
  const reactor::Duration spread = std::chrono::seconds(2);
  const reactor::Time until = kernel_.now() + spread + settings_.last_words +
                              settings_.close_timeout + settings_.linger + std::chrono::seconds(1);
  for (auto& shard : shards_) shard->drain(rfc6455::kCloseGoingAway, "going", spread);
  const auto drained = [](const auto& shard) { return shard->drained(); };
  while (!std::all_of(shards_.begin(), shards_.end(), drained)) {
    demand(kernel_.now() < until, "it does not end in time");
    settle();
    kernel_.pass(std::chrono::milliseconds(5));
  }
  for (const auto& client : clients_) {
    if (client && client->keeps_up() && !client->over()) client->on_news();
  }
}

void World::account() {
  std::size_t open = 0;
  for (const auto& shard : shards_) {
    demand(shard->private_bytes() == 0, "private frames of nobody");
    demand(shard->counters().opened == shard->counters().closed,
           "a connection that was not told closed");
    open += shard->counters().connections;
    mix(shard->counters().bytes_in);
    mix(shard->counters().bytes_out);
    mix(shard->counters().turns);
  }
  demand(open == 0 && clerk_.opened() == clerk_.closed(), "a connection that nobody closed");
  mix(heard_.tally.messages);
  mix(static_cast<std::uint64_t>(kernel_.now().time_since_epoch().count()));
  shards_.clear();
  demand(Segment::live_bytes() == segments_before_, "segments of nobody");
  demand(kernel_.open_descriptors() == plan_.shards, "descriptors of nobody");  // the mesh's
}

}  // namespace simulation
