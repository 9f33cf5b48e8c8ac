// Whoever keeps a list of the people in a room by the two rules of docs/protocol.md has the list
// that the server has.
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <random>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

// A program's list of the people in a room.
class List {
 public:
  explicit List(Guest& guest) : guest_(&guest) {}

  void ask() {
    asked_ = true;
    guest_->say(R"({"op":"who"})");
  }

  // Whether it had to ask again.
  bool listen() {
    for (const std::string& line : Salon::heard(*guest_)) {
      if (at(line, "/op") == "presence") take(line);
    }
    if (!stale_ || asked_) return false;
    ask();
    return true;
  }

  const std::map<std::string, std::string>& people() const { return people_; }
  int jumps() const { return jumps_; }

 private:
  void take(const std::string& line) {
    const std::uint64_t version = std::stoul(at(line, "/pv"));
    if (at(line, "/full") == "true") {
      asked_ = stale_ = false;
      people_.clear();
      version_ = version;
      return put(line, "/members/");
    }
    if (stale_ || version <= version_) return;
    if (version != version_ + 1) {
      ++jumps_;
      stale_ = true;
      return;
    }
    version_ = version;
    put(line, "/add/");
    for (int i = 0; !at(line, "/del/" + std::to_string(i)).empty(); ++i) {
      people_.erase(at(line, "/del/" + std::to_string(i)));
    }
    EXPECT_EQ(std::to_string(people_.size()), at(line, "/count")) << line;
  }

  void put(const std::string& line, const std::string& where) {
    for (int i = 0;; ++i) {
      const std::string person = at(line, where + std::to_string(i));
      if (person.empty()) return;
      people_[at(person, "/id")] = person;
    }
  }

  Guest* guest_;
  std::map<std::string, std::string> people_;
  std::uint64_t version_ = 0;
  bool stale_ = true;
  bool asked_ = false;
  int jumps_ = 0;
};

class Crowd {
 public:
  Crowd(Salon& salon, broadcast::ShardNumber shards, std::uint32_t seed)
      : salon_(salon), shards_(shards), random_(seed) {}

  void do_something() {
    if (here_.empty() || any(8) == 0) return come();
    const std::size_t which = any(here_.size());
    Guest& guest = *here_[which];
    switch (any(6)) {
      case 0:
        guest.hang_up();
        here_.erase(here_.begin() + static_cast<std::ptrdiff_t>(which));
        return;
      case 1:
        return guest.say("/nick n" + std::to_string(any(40)));
      case 2:
        return guest.say(any(2) == 0 ? "/away" : "/away for " + std::to_string(any(9)));
      case 3:
        return guest.say("/leave lobby");
      default:
        return guest.say("/join lobby");
    }
  }

  void come() {
    const auto shard = static_cast<broadcast::ShardNumber>(any(shards_));
    here_.push_back(&salon_.guest(any(4) == 0 ? "/r/ops" : "/", {}, shard));
  }
  std::size_t any(std::size_t count) { return random_() % count; }

 private:
  Salon& salon_;
  const broadcast::ShardNumber shards_;
  std::mt19937 random_;
  std::vector<Guest*> here_;
};

std::map<std::string, std::string> asked_now(Salon& salon, Guest& guest) {
  List list(guest);
  hear(salon, guest);
  list.ask();
  salon.settle();
  list.listen();
  return list.people();
}

TEST(PresenceProperty, DifferencesMakeTheList) {
  for (std::uint32_t seed = 1; seed <= 5; ++seed) {
    for (const broadcast::ShardNumber shards : kOneOrThree) {
      SCOPED_TRACE("seed " + std::to_string(seed) + ", shards " + std::to_string(shards));
      Salon salon(unhurried(), shards);
      List near(greeted(salon));
      List far(greeted(salon, {}, static_cast<broadcast::ShardNumber>(shards - 1)));
      near.ask();
      far.ask();
      Crowd crowd(salon, shards, seed);
      for (int step = 0; step < 500; ++step) {
        crowd.do_something();
        if (crowd.any(3) == 0) salon.round();
        if (crowd.any(16) == 0) near.listen();
      }
      salon.settle();
      near.listen();
      far.listen();
      Guest& late = greeted(salon);
      salon.settle();
      near.listen();
      far.listen();
      const auto truth = asked_now(salon, late);
      EXPECT_EQ(near.people(), truth);
      EXPECT_EQ(far.people(), truth);
      EXPECT_EQ(near.jumps() + far.jumps(), 0);  // dense
    }
  }
}

// Above 50 members lines are gathered; there may be jumps, which the list gets over.
TEST(PresenceProperty, DifferencesMakeALargeList) {
  Salon salon(unhurried(), 3);
  List near(greeted(salon));
  List far(greeted(salon, {}, 2));
  near.ask();
  far.ask();
  Crowd crowd(salon, 3, 7);
  for (int i = 0; i < 70; ++i) crowd.come();
  for (int step = 0; step < 400; ++step) {
    crowd.do_something();
    if (crowd.any(3) == 0) salon.round();
    if (crowd.any(8) == 0) near.listen();
  }
  Guest& late = greeted(salon);
  const auto truth = asked_now(salon, late);
  EXPECT_GT(truth.size(), 20u);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::minutes(2);
  while ((near.people() != truth || far.people() != truth) &&
         std::chrono::steady_clock::now() < deadline) {
    salon.settle();
    near.listen();
    far.listen();
  }
  EXPECT_EQ(near.people(), truth);
  EXPECT_EQ(far.people(), truth);
}

}  // namespace
}  // namespace chat::test
