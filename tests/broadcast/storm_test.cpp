// The storm: three shards turned in random order on one thread, dozens of guests who join, publish,
// read slowly or not at all and end rudely, and a seam that refuses, shortens and resets. In each
// room one guest reads everything, and what it read is the order that all others must have seen:
// whole, or with a gap that was told.
#include <sys/socket.h>

#include <cinttypes>
#include <map>
#include <random>
#include <set>

#include "broadcast/shard.h"
#include "tests/broadcast/clerk.h"
#include "tests/broadcast/guest.h"
#include "tests/broadcast/place.h"
#include "tests/reactor/faults.h"
#include "tests/reactor/loopback.h"
#include "tests/seed.h"

namespace broadcast {
namespace {

constexpr int kSteps = 200'000;
constexpr reactor::Duration kStep = std::chrono::microseconds(50);
constexpr ShardNumber kShards = 3;
constexpr std::size_t kGuests = 40;
constexpr unsigned kRooms = 6;  // even ones are raw
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

struct Player {
  Guest guest;
  std::uint32_t number;
  Place place{};
  bool own_unwanted = false;
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
      const std::uint64_t before = messages_;
      for (auto& shard : shards_) turn(*shard, 1ms);
      for (auto& member : members_) member->guest.turn(), listen_to(*member);
      quiet = messages_ == before ? quiet + 1 : 0;
    }
    ASSERT_EQ(quiet, 20u);
  }

  void check_that_all_is_told() {
    for (unsigned room = 0; room < kRooms; ++room) {
      const Order& order = chronicle_.orders[room];
      EXPECT_EQ(order.size(), clerk_.published(room)) << "room " << room;
      EXPECT_EQ(members_[room]->place.next(room), order.size()) << "its keeper";
      std::map<std::uint32_t, std::uint32_t> last;  // by author
      for (Record record = 0; record < order.size(); ++record) {
        const std::uint32_t message = order.at(record);
        std::uint32_t& before = last[chronicle_.authors[message]];
        EXPECT_GT(message, before) << "an author's own order";
        before = message;
      }
      for (auto& member : members_) {
        if (member->guest.over() || member->own_unwanted || !member->place.in(room)) continue;
        EXPECT_EQ(member->place.next(room), order.size()) << "room " << room;
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

  std::uint64_t messages() const { return messages_; }
  std::uint64_t gaps() const { return gaps_; }
  std::uint64_t too_slow() const { return too_slow_; }
  std::uint32_t came() const { return came_; }

 private:
  // ---- guests ----

  Player& add(ShardNumber at, std::string_view fields) {
    auto [here, there] = reactor::unix_pair();
    const int little = 4096;
    ::setsockopt(there.fd(), SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
    members_.push_back(std::make_unique<Player>(Player{Guest(std::move(here)), came_++}));
    Player& member = *members_.back();
    if (members_.size() <= kRooms) sys_.spare(there.fd());
    const reactor::Installed installed(sys_);
    shards_[at]->adopt(std::move(there), {});
    member.guest.write(upgrade_request("/", fields));
    return member;
  }

  void keep(unsigned room) {
    const auto at = static_cast<ShardNumber>(room % kShards);
    Player& keeper = add(at, {});
    for (int i = 0; i < 3; ++i) turn(*shards_[at]);
    keeper.guest.say("j " + std::to_string(room) + " 0 -1");
    for (int i = 0; i < 10; ++i) {
      for (auto& shard : shards_) turn(*shard);
      keeper.guest.turn();
    }
    listen_to(keeper);
    EXPECT_TRUE(keeper.place.in(room));
  }

  // What it has heard since must agree with all that others have.
  void listen_to(Player& member) {
    for (const std::string& words : member.guest.take()) {
      tests::demand(!words.starts_with("fail"), "the server broke the protocol");
      if (words.starts_with("close 4108")) ++too_slow_;
      if (!words.starts_with("text ")) continue;
      const Place::Told told = member.place.hear(chronicle_, words.c_str() + 5);
      messages_ += told == Place::Told::message;
      gaps_ += told == Place::Told::gap;
    }
  }

  void listen_to_keepers() {
    for (unsigned room = 0; room < kRooms; ++room) {
      members_[room]->guest.turn();
      listen_to(*members_[room]);
    }
  }

  void let_in() {
    const bool compressed = rfc6455::deflate_available() && draw(3) == 0;
    Player& member = add(static_cast<ShardNumber>(draw(kShards)),
                         compressed ? kDeflateOffer : std::string_view{});
    if (draw(4) == 0) {
      member.own_unwanted = true;
      member.place.leaves_out(member.number);
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
      const int from =
          draw(2) == 0 ? -1 : static_cast<int>(draw(1 + chronicle_.orders[room].size()));
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
    listen_to(member);
    if (guest.over()) remove(member);
  }

  void say(Player& member, unsigned room) {
    if (!member.guest.upgraded()) return;
    const std::string message = std::to_string(chronicle_.say(member.number));
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
  Chronicle chronicle_{kRooms};
  std::uint64_t messages_ = 0;  // heard, by all together
  std::uint64_t gaps_ = 0;
  std::uint64_t too_slow_ = 0;
  Clerk clerk_{{.rooms = kRooms, .forms = kForms, .stored = kStored, .flush_milliseconds = 1},
               chronicle_.authors};
  Settings settings_ = narrow();
  Mesh mesh_{kShards};
  std::vector<std::unique_ptr<Shard>> shards_;
  std::vector<std::unique_ptr<Player>> members_;  // the rooms' keepers first
  std::uint32_t came_ = 0;
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
    std::printf("%u guests, %" PRIu64 " deliveries, %" PRIu64 " gaps, %" PRIu64
                " too slow, %u faults\n",
                storm.came(), storm.messages(), storm.gaps(), storm.too_slow(), sys.faults());
    EXPECT_GT(sys.faults(), 5'000u);
    EXPECT_GT(storm.messages(), 20'000u);
    EXPECT_GT(storm.gaps() + storm.too_slow(), 10u);
    EXPECT_GT(storm.came(), 200u);
  }
  EXPECT_EQ(reactor::open_descriptors(), descriptors);
}

}  // namespace
}  // namespace broadcast
