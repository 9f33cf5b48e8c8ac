// Whoever comes back gets what was missed, or is told that it is not there any more: nothing twice,
// nothing lost without a word, whatever is cut off when.
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

// What a client knows of a room.
struct Known {
  std::string epoch;
  Sequence next = 0;      // that it expects; 0: it was never there
  Sequence promised = 0;  // a gap must come before the next message after this one
};

class Client {
 public:
  explicit Client(Lines rooms) : rooms_(std::move(rooms)) {}

  bool here() const { return guest_ != nullptr; }

  void come(Salon& salon, broadcast::ShardNumber shard) {
    std::string wishes;
    for (const std::string& room : rooms_) {
      const Known& known = known_[room];
      if (!wishes.empty()) wishes += ',';
      wishes += R"({"room":")" + room + R"(","since":)";
      wishes += known.next == 0 ? R"("latest"})"
                                : R"({"epoch":")" + known.epoch + R"(","seq":)" +
                                      std::to_string(known.next - 1) + "}}";
    }
    guest_ = &salon.json("/", shard);
    guest_->say(R"({"op":"hello","rooms":[)" + wishes + "]}");
  }

  // In the middle of whatever it is; what was not heard before is lost.
  void vanish() {
    listen();
    guest_->hang_up();
    guest_ = nullptr;
  }

  void listen() {
    for (const std::string& line : Salon::heard(*guest_)) take(line);
  }
  void deaf(bool deaf) { guest_->deaf(deaf); }
  Sequence next(const std::string& room) { return known_[room].next; }
  int gaps() const { return gaps_; }
  std::size_t seen() const { return seen_; }

 private:
  void take(const std::string& line) {
    const std::string op = at(line, "/op");
    Known& known = known_[at(line, "/room")];
    if (op == "joined") {
      known.epoch = at(line, "/epoch");
      known.promised = at(line, "/recovered") == "false" ? std::stoul(at(line, "/seq")) : 0;
      if (known.next == 0) known.next = std::stoul(at(line, "/seq")) + 1;
    } else if (op == "msg") {
      const Sequence seq = std::stoul(at(line, "/seq"));
      EXPECT_TRUE(known.promised == 0 || seq <= known.promised) << line.substr(0, 100);
      EXPECT_EQ(seq, known.next) << line.substr(0, 100);
      known.next = seq + 1;
      ++seen_;
    } else if (op == "gap") {
      EXPECT_EQ(std::stoul(at(line, "/from")), known.next) << line;
      EXPECT_GE(std::stoul(at(line, "/to")), known.next) << line;
      known.next = std::stoul(at(line, "/to")) + 1;
      known.promised = 0;
      ++gaps_;
    } else {
      EXPECT_NE(op, "error") << line;
      EXPECT_FALSE(line.starts_with("close")) << line;
    }
  }

  const Lines rooms_;
  Guest* guest_ = nullptr;
  std::map<std::string, Known> known_;
  int gaps_ = 0;
  std::size_t seen_ = 0;
};

struct Memory {
  std::size_t room;     // bytes
  std::uint64_t store;  // messages
  std::size_t lag;      // bytes
};

void run(std::uint32_t seed, broadcast::ShardNumber shards, const Memory& memory, int gaps_min) {
  SCOPED_TRACE("seed " + std::to_string(seed) + ", shards " + std::to_string(shards));
  std::mt19937 random(seed);
  wsd::Options options = unhurried();
  options.settings.log.retention = memory.room;
  options.settings.log.lag = memory.lag;
  options.history.count = memory.store;
  Salon salon(options, shards);
  const Lines rooms = {"a", "b"};
  Guest& speaker = greeted(salon, R"(,"rooms":[{"room":"a"},{"room":"b"}])");
  std::vector<Client> clients(5, Client(rooms));
  for (int step = 0; step < 1'500; ++step) {
    const std::string room = rooms[random() % rooms.size()];
    speaker.say(R"({"op":"msg","echo":false,"room":")" + room + R"(","text":")" +
                std::string(random() % 600, 'x') + "\"}");
    Client& client = clients[random() % clients.size()];
    if (!client.here()) {
      if (random() % 16 == 0)
        client.come(salon, static_cast<broadcast::ShardNumber>(random() % shards));
    } else if (random() % 16 == 0) {
      client.vanish();
    } else {
      client.deaf(random() % 4 == 0);
    }
    if (random() % 3 == 0) salon.round();
    if (client.here() && random() % 4 == 0) client.listen();
  }
  salon.settle();
  int gaps = 0;
  std::size_t seen = 0;
  for (Client& client : clients) {
    if (!client.here()) client.come(salon, 0);
    client.deaf(false);
    salon.settle();
    client.listen();
    for (const std::string& name : rooms) {
      const auto room = salon.shared().commons.rooms.find(name);
      EXPECT_EQ(client.next(name), room->standing().head + 1);
    }
    gaps += client.gaps();
    seen += client.seen();
  }
  EXPECT_GE(gaps, gaps_min);
  EXPECT_GT(seen, 1'000u);
  for (broadcast::ShardNumber shard = 0; shard < shards; ++shard) {
    EXPECT_EQ(salon.front(shard).chat().counters().errands, 0u);
  }
}

constexpr Memory kAmple{1 << 20, 0, 4 << 20};
constexpr Memory kFromTheStore{4 << 10, 0, 4 << 20};
constexpr Memory kForgetful{4 << 10, 60, 8 << 10};

TEST(RecoveryProperty, FromMemory) {
  for (std::uint32_t seed = 1; seed <= 4; ++seed) {
    run(seed, 1, kAmple, 0);
    run(seed, 3, kAmple, 0);
  }
}

TEST(RecoveryProperty, FromTheStore) {
  for (std::uint32_t seed = 11; seed <= 14; ++seed) {
    run(seed, 1, kFromTheStore, 0);
    run(seed, 3, kFromTheStore, 0);
  }
}

TEST(RecoveryProperty, WhatIsGoneIsTold) {
  for (std::uint32_t seed = 21; seed <= 24; ++seed) {
    run(seed, 1, kForgetful, 1);
    run(seed, 3, kForgetful, 1);
  }
}

}  // namespace
}  // namespace chat::test
