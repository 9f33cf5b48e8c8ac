// The storm: three shards turned in random order on one thread, dozens of guests who join, publish,
// read slowly or not at all and end rudely, and a seam that refuses, shortens and resets. In each
// room one guest reads everything, and what it read is the order that all others must have seen:
// whole, or with a gap that was told.
#include <sys/socket.h>

#include <map>
#include <random>
#include <set>

#include "broadcast/shard.h"
#include "tests/broadcast/clerk.h"
#include "tests/broadcast/storm_world.h"
#include "tests/reactor/faults.h"
#include "tests/reactor/loopback.h"
#include "tests/seed.h"

namespace broadcast {
namespace {

constexpr int kSteps = 200'000;
constexpr reactor::Duration kStep = std::chrono::microseconds(50);
constexpr ShardNumber kShards = 3;
constexpr std::size_t kGuests = 40;
constexpr unsigned kForms = 3;
constexpr Record kStored = 100;  // what the app can tell of older records

Settings narrow() {
  Settings settings;
  settings.log = {.retention = 8 << 10, .lag = 32 << 10, .budget = 1 << 30};
  settings.outbox_read_max = 4 << 10;
  settings.outbox_max = 64 << 10;
  settings.close_timeout = settings.linger = settings.last_words = 20ms;
  settings.handshake = 50ms;
  return settings;
}

// Spares those who keep the rooms open and read all; its own clock makes a seed all of a run.
class StormSys : public reactor::SeededFaults {
 public:
  using SeededFaults::SeededFaults;
  void spare(int fd) { spared_.insert(fd); }
  void pass(reactor::Duration time) { time_ += time; }

  int clock_gettime(clockid_t /*clock*/, timespec* time) override {
    *time = {time_ / 1s, (time_ % 1s).count()};
    return 0;
  }

  ssize_t recv(int fd, void* into, std::size_t size, int flags) override {
    return spared_.contains(fd) ? Sys::recv(fd, into, size, flags)
                                : SeededFaults::recv(fd, into, size, flags);
  }
  ssize_t send(int fd, const void* from, std::size_t size, int flags) override {
    return spared_.contains(fd) ? Sys::send(fd, from, size, flags)
                                : SeededFaults::send(fd, from, size, flags);
  }
  ssize_t sendmsg(int fd, const msghdr* message, int flags) override {
    return spared_.contains(fd) ? Sys::sendmsg(fd, message, flags)
                                : SeededFaults::sendmsg(fd, message, flags);
  }

 private:
  std::set<int> spared_;
  reactor::Duration time_ = 1s;
};

class Storm {
 public:
  Storm(StormSys& sys, unsigned seed) : sys_(sys), dice_(seed) {
    const reactor::Installed installed(sys_);
    for (ShardNumber i = 0; i < kShards; ++i)
      shards_.push_back(std::make_unique<Shard>(mesh_, i, settings_));
    for (unsigned room = 0; room < kRooms; ++room) keep(room);
  }

  void blow() {
    sys_.rage();
    for (int step = 0; step < kSteps && !::testing::Test::HasFailure(); ++step) {
      if (draw(10) < 7) {
        turn(*shards_[draw(kShards)]);
      } else if (members_.size() < kRooms + kGuests) {
        let_in();
      } else {
        stir(*members_[kRooms + draw(kGuests)]);
      }
      if (step % 20 == 0) listen_to_keepers();
    }
  }

  // No more faults: everybody reads until there is nothing more.
  void calm_down() {
    sys_.relent();
    for (auto& member : members_) member->guest.deaf(false);
    std::size_t quiet = 0;
    const reactor::Time deadline = reactor::now() + reactor::kPatience;
    while (quiet < 20 && reactor::now() < deadline) {
      const std::size_t before = world_.messages;
      for (auto& shard : shards_) turn(*shard, 1ms);
      for (auto& member : members_) member->guest.turn(), member->check();
      quiet = world_.messages == before ? quiet + 1 : 0;
    }
    ASSERT_EQ(quiet, 20u);
  }

  void check_that_all_is_told() {
    for (unsigned room = 0; room < kRooms; ++room) {
      const Order& order = world_.orders[room];
      EXPECT_EQ(order.size(), clerk_.published(room)) << "room " << room;
      EXPECT_EQ(members_[room]->heard_of(room), order.size()) << "its keeper";
      std::map<unsigned, unsigned> last;
      for (Record record = 0; record < order.size(); ++record) {
        EXPECT_GT(order[record], last[world_.authors[order[record]]]) << "an author's own order";
        last[world_.authors[order[record]]] = order[record];
      }
      for (auto& member : members_) {
        if (member->guest.over() || member->own_unwanted) continue;
        EXPECT_TRUE(member->stands_at_the_end(room)) << "room " << room;
      }
    }
  }

  void check_that_shards_sleep() {
    const reactor::Time begin = reactor::now();
    for (int i = 0; i < 10; ++i) {
      for (auto& shard : shards_) turn(*shard, 5ms);
    }
    EXPECT_GE(reactor::now() - begin, 10 * kShards * 4ms) << "a shard spins";
  }

  void all_leave() {
    for (auto& member : members_) member->guest.hang_up();
    const reactor::Time deadline = reactor::now() + reactor::kPatience;
    const auto somebody = [](const auto& shard) {
      return shard->counters().connections > 0 || shard->private_bytes() > 0;
    };
    do {
      for (auto& shard : shards_) turn(*shard, 1ms);
    } while (reactor::now() < deadline && std::any_of(shards_.begin(), shards_.end(), somebody));
    for (int i = 0; i < 20; ++i) {
      for (auto& shard : shards_) turn(*shard);
    }
    for (auto& shard : shards_) {
      EXPECT_EQ(shard->private_bytes(), 0u);
      EXPECT_EQ(shard->counters().opened, shard->counters().closed);
    }
    EXPECT_EQ(clerk_.opened(), clerk_.closed());
    EXPECT_EQ(Segment::live_bytes(), 0u);
  }

  const World& world() const { return world_; }
  std::size_t came() const { return came_; }

 private:
  // ---- guests ----

  Player& add(ShardNumber at, std::string_view fields) {
    auto [here, there] = reactor::unix_pair();
    const int little = 4096;
    ::setsockopt(there.fd(), SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
    members_.push_back(
        std::make_unique<Player>(world_, static_cast<unsigned>(came_++), std::move(here)));
    Player& member = *members_.back();
    member.shard = at;
    if (members_.size() <= kRooms) sys_.spare(there.fd());
    const reactor::Installed installed(sys_);
    member.id = shards_[at]->adopt(std::move(there), {});
    member.guest.write(upgrade_request("/", fields));
    return member;
  }

  void keep(unsigned room) {
    Player& keeper = add(static_cast<ShardNumber>(room % kShards), {});
    for (int i = 0; i < 3; ++i) turn(*shards_[keeper.shard]);
    keeper.guest.say("j " + std::to_string(room) + " 0 -1");
    for (int i = 0; i < 10; ++i) {
      for (auto& shard : shards_) turn(*shard);
      keeper.guest.turn();
    }
    keeper.check();
    EXPECT_EQ(keeper.heard_of(room), 0u);
  }

  void listen_to_keepers() {
    for (unsigned room = 0; room < kRooms; ++room) {
      members_[room]->guest.turn();
      members_[room]->check();
    }
  }

  void let_in() {
    const bool compressed = rfc6455::deflate_available() && draw(3) == 0;
    Player& member = add(static_cast<ShardNumber>(draw(kShards)),
                         compressed ? kDeflateOffer : std::string_view{});
    if (draw(4) == 0) {
      member.own_unwanted = true;
      member.guest.say("o");
    }
  }

  void stir(Player& member) {
    Guest& guest = member.guest;
    const unsigned room = member.own_unwanted ? draw(kRooms / 2) * 2 + 1 : draw(kRooms);
    const std::string name = std::to_string(room);
    const unsigned what = draw(100);
    if (what < 40) {
      guest.turn();
    } else if (what < 55) {
      guest.read_some(1 + draw(5000));
    } else if (what < 75) {
      say(member, room);
    } else if (what < 85) {
      const int from = draw(2) == 0 ? -1 : static_cast<int>(draw(1 + world_.orders[room].size()));
      guest.say("j " + name + " " + std::to_string(draw(kForms)) + " " + std::to_string(from));
    } else if (what < 88) {
      guest.say("l " + name);
    } else if (what < 90) {
      guest.send({{Opcode::ping, "?"}});
    } else if (what < 95) {
      guest.deaf(draw(3) > 0);
    } else if (what < 96) {
      guest.say(draw(2) == 0 ? "c" : "a");
    } else if (draw(10) == 0) {
      end(guest);
    }
    member.check();
    if (guest.over()) remove(member);
  }

  void say(Player& member, unsigned room) {
    if (!member.guest.upgraded()) return;
    world_.authors.push_back(member.number());
    const std::string message = std::to_string(world_.authors.size() - 1);
    const std::size_t size = draw(20) == 0 ? draw(8000) : draw(200);
    member.guest.say("s " + std::to_string(room) + " " + message + " " + std::string(size, 'x'));
  }

  void end(Guest& guest) {
    switch (draw(4)) {
      case 0:
        return guest.close(1000, "bye");
      case 1:
        return guest.shut();
      case 2:
        return guest.hang_up();
      default:
        guest.write("\xFF");  // no frame at all
    }
  }

  void remove(const Player& gone) {
    std::erase_if(members_, [&](const auto& one) { return one.get() == &gone; });
  }

  // ---- the app ----

  void turn(Shard& shard, reactor::Duration patience = reactor::Duration::zero()) {
    const reactor::Installed installed(sys_);
    sys_.pass(patience + kStep);
    shard.wait(patience);
    while (const auto event = shard.next()) handle(shard, *event);
    shard.flush();
  }

  void handle(Shard& shard, const Event& event) {
    ASSERT_EQ(event.error, nullptr);
    if (event.kind == Event::Kind::message && rfc6455::string_of(event.bytes) == "o")
      return shard.own_frames(event.connection, Own::unwanted);
    clerk_.handle(shard, event);
    ASSERT_EQ(clerk_.passed_over(), 0u);
  }

  unsigned draw(std::size_t below) { return static_cast<unsigned>(dice_() % below); }

  StormSys& sys_;
  std::mt19937 dice_;
  World world_;
  Clerk clerk_{{.rooms = kRooms, .forms = kForms, .stored = kStored, .flush_milliseconds = 1},
               world_.authors};
  Settings settings_ = narrow();
  Mesh mesh_{kShards};
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<std::unique_ptr<Player>> members_;  // the rooms' keepers first
  std::size_t came_ = 0;
};

TEST(StormTest, EverybodySeesOneOrderWholeOrWithAGapThatWasTold) {
  const unsigned seed = tests::seed_of_this_run();
  const std::size_t descriptors = reactor::open_descriptors();
  {
    StormSys sys(seed);
    Storm storm(sys, seed + 1);
    storm.blow();
    storm.calm_down();
    storm.check_that_all_is_told();
    storm.check_that_shards_sleep();
    storm.all_leave();
    std::printf("%zu guests, %zu deliveries, %zu gaps, %zu too slow, %u faults\n", storm.came(),
                storm.world().messages, storm.world().gaps, storm.world().too_slow, sys.faults());
    EXPECT_GT(sys.faults(), 5'000u);
    EXPECT_GT(storm.world().messages, 20'000u);
    EXPECT_GT(storm.world().gaps + storm.world().too_slow, 10u);
    EXPECT_GT(storm.came(), 200u);
  }
  EXPECT_EQ(reactor::open_descriptors(), descriptors);
}

}  // namespace
}  // namespace broadcast
