// Whatever people do to their views and rooms, every message of a room is seen exactly once, in
// order, by all who are in it.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

const Lines kRooms = {"a", "b", "c", "d"};

// From coming into a room to going out: the numbers that were seen.
struct Stay {
  std::string room;
  Sequence before = 0;  // the last message before it; 0: nobody said
  std::vector<Sequence> seen;
  bool over = false;
};

class Person {
 public:
  Person(Salon& salon, bool json, broadcast::ShardNumber shard, int name)
      : json_(json), name_(name) {
    if (json) {
      guest_ = &salon.json("/", shard);
      guest_->say(R"({"op":"hello","rooms":[{"room":"a"}]})");
    } else {
      guest_ = &salon.guest("/r/a?seq=1", {}, shard);
      stays_.push_back({"a", 0, {}, false});
    }
    rooms_ = {"a"};
    current_ = "a";
  }

  void do_something(std::mt19937& random) {
    const auto any = [&](std::size_t count) { return random() % count; };
    const std::string room = kRooms[any(kRooms.size())];
    const bool in = std::find(rooms_.begin(), rooms_.end(), room) != rooms_.end();
    switch (any(10)) {
      case 0:
        return in ? leave(room) : join(room);
      case 1:
        return json_ ? guest_->say(any(2) == 0 ? R"({"op":"set","presence":false})"
                                               : R"({"op":"set","presence":true})")
               : in  ? turn_to(room)
                     : join(room);
      case 2:
        return set(any(4), any(2) == 0);
      case 3:
        return guest_->deaf(any(3) == 0);
      default:
        return say(rooms_[any(rooms_.size())], any(2) == 0, std::string(any(2'500), '.'));
    }
  }

  // Everything that it heard.
  void listen() {
    guest_->deaf(false);
    for (const std::string& line : Salon::heard(*guest_)) json_ ? take_object(line) : take(line);
  }

  const std::vector<Stay>& stays() const { return stays_; }
  const std::set<std::string>& unwanted() const { return unwanted_; }
  const std::set<std::string>& perhaps() const { return perhaps_; }

 private:
  std::string next_text(const std::string& room, const std::string& padding) {
    return room + "/" + std::to_string(name_) + "/" + std::to_string(++said_) + padding;
  }

  void say(const std::string& room, bool echo, const std::string& padding) {
    const std::string text = next_text(json_ ? room : current_, padding);
    if (!json_) {
      if (!echo_) unwanted_.insert(text);
      return guest_->say(text);
    }
    if (!echo) unwanted_.insert(text);
    guest_->say(R"({"op":"msg","room":")" + room + R"(","echo":)" + (echo ? "true" : "false") +
                R"(,"text":")" + text + "\"}");
  }

  void join(const std::string& room) {
    rooms_.push_back(room);
    current_ = room;
    guest_->say(json_ ? R"({"op":"join","room":")" + room + "\"}" : "/join " + room);
  }

  void turn_to(const std::string& room) {
    current_ = room;
    guest_->say("/switch " + room);
  }

  void leave(const std::string& room) {
    if (rooms_.size() == 1) return;
    // What is under way when it leaves may come to it if it is back in the same moment.
    for (const std::string& text : unwanted_) {
      if (text.starts_with(room)) perhaps_.insert(text);
    }
    std::erase(rooms_, room);
    if (current_ == room) current_ = rooms_.front();
    guest_->say(json_ ? R"({"op":"leave","id":")" + room + R"(","room":")" + room + "\"}"
                      : "/leave " + room);
  }

  void set(std::size_t which, bool on) {
    if (json_) return;
    if (which == 0) echo_ = on;
    const char* const names[] = {"echo", "time", "presence", "time"};
    guest_->say(std::string("/set ") + names[which] + (on ? " on" : " off"));
  }

  Stay* stay_in(const std::string& room) {
    for (Stay& stay : stays_) {
      if (!stay.over && stay.room == room) return &stay;
    }
    return nullptr;
  }

  void see(const std::string& room, Sequence seq) {
    Stay* const stay = stay_in(room);
    ASSERT_NE(stay, nullptr) << room << " " << seq << " is not for who is out of the room";
    stay->seen.push_back(seq);
  }

  void take(const std::string& line) {
    constexpr std::string_view kIn = "* You are in ";
    constexpr std::string_view kLeft = "* You have left ";
    if (line.starts_with("#")) {
      const std::string text = line.substr(line.rfind(": ") + 2);
      return see(text.substr(0, 1), std::stoul(line.substr(1)));
    }
    if (line.starts_with(kLeft)) {
      Stay* const stay = stay_in(line.substr(kLeft.size(), 1));
      if (stay != nullptr) stay->over = true;  // else it left before it was in
    }
    EXPECT_FALSE(line.starts_with("!") || line.starts_with("* You missed")) << line;
    if (!line.starts_with(kIn)) return;
    const std::string room = line.substr(kIn.size(), 1);
    if (stay_in(room) == nullptr) stays_.push_back({room, 0, {}, false});
  }

  void take_object(const std::string& line) {
    const std::string op = at(line, "/op");
    EXPECT_NE(op, "error") << line;
    EXPECT_NE(op, "gap") << line;
    if (op == "msg") see(at(line, "/room"), std::stoul(at(line, "/seq")));
    if (op == "joined") {
      stays_.push_back({at(line, "/room"), std::stoul(at(line, "/seq")), {}, false});
    }
    if (op != "ok" || at(line, "/re").empty()) return;
    Stay* const stay = stay_in(at(line, "/re"));
    if (stay != nullptr) stay->over = true;
  }

  const bool json_;
  const int name_;
  Guest* guest_ = nullptr;
  int said_ = 0;
  bool echo_ = true;
  Lines rooms_;
  std::string current_;
  std::set<std::string> unwanted_;
  std::set<std::string> perhaps_;
  std::vector<Stay> stays_;
};

// Of each room, what was said under each number: by somebody who is in all of them all the time.
std::map<std::string, std::map<Sequence, std::string>> truth(Guest& observer) {
  std::map<std::string, std::map<Sequence, std::string>> said;
  for (const std::string& line : Salon::heard(observer)) {
    if (at(line, "/op") != "msg") continue;
    auto& room = said[at(line, "/room")];
    const Sequence seq = std::stoul(at(line, "/seq"));
    EXPECT_EQ(seq, room.size() + 1);
    room[seq] = at(line, "/text");
    EXPECT_EQ(room[seq].substr(0, 1), at(line, "/room"));
  }
  return said;
}

void check(const Person& person, const Stay& stay, const std::map<Sequence, std::string>& said) {
  std::vector<Sequence> expected;
  const Sequence head = said.size();
  Sequence first = stay.before + 1;
  if (stay.before == 0) first = stay.seen.empty() ? head + 1 : stay.seen.front();
  const Sequence last = !stay.over ? head : stay.seen.empty() ? 0 : stay.seen.back();
  for (Sequence seq = first; seq <= last; ++seq) {
    const bool seen = std::ranges::binary_search(stay.seen, seq);
    const bool perhaps = seen && person.perhaps().contains(said.at(seq));
    if (perhaps || !person.unwanted().contains(said.at(seq))) expected.push_back(seq);
  }
  EXPECT_EQ(stay.seen, expected) << stay.room;
}

void run(std::uint32_t seed, broadcast::ShardNumber shards) {
  SCOPED_TRACE("seed " + std::to_string(seed) + ", shards " + std::to_string(shards));
  std::mt19937 random(seed);
  Salon salon(unhurried(), shards);
  Guest& observer = salon.json("/");
  observer.say(R"({"op":"hello","rooms":[{"room":"a"},{"room":"b"},{"room":"c"},{"room":"d"}]})");
  salon.settle();
  std::vector<Person> people;
  people.reserve(8);
  for (int i = 0; i < 8; ++i) {
    people.emplace_back(salon, i % 3 == 2, static_cast<broadcast::ShardNumber>(i % shards), i);
  }
  for (int step = 0; step < 1'200; ++step) {
    people[random() % people.size()].do_something(random);
    if (random() % 3 == 0) salon.round();
    for (Person& person : people) {
      if (random() % 64 == 0) person.listen();
    }
  }
  for (Person& person : people) person.listen();
  salon.settle();
  const auto said = truth(observer);
  std::size_t seen = 0;
  for (Person& person : people) {
    person.listen();
    for (const Stay& stay : person.stays()) {
      check(person, stay, said.at(stay.room));
      seen += stay.seen.size();
    }
  }
  EXPECT_GT(seen, 500u);
}

TEST(ViewsProperty, EveryMessageOnceAndInOrderOnOneShard) {
  for (std::uint32_t seed = 1; seed <= 10; ++seed) run(seed, 1);
}

TEST(ViewsProperty, EveryMessageOnceAndInOrderOnThree) {
  for (std::uint32_t seed = 11; seed <= 20; ++seed) run(seed, 3);
}

}  // namespace
}  // namespace chat::test
