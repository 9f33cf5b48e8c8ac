// Whoever changes a view while it is behind loses nothing and hears nothing twice, wherever the
// last write stopped.
#include <gtest/gtest.h>

#include "tests/apps/wsd/chat/replay.h"

namespace chat::test {
namespace {

struct Change {
  const char* what;
  const char* back;
};

std::vector<Sequence> numbers(const Lines& lines, bool json) {
  std::vector<Sequence> numbers;
  for (const std::string& line : lines) {
    const bool gap = json ? at(line, "/op") == "gap" : line.starts_with("* You missed");
    EXPECT_FALSE(gap) << line;
    const bool message = json ? at(line, "/op") == "msg" : line.starts_with("#");
    if (message) numbers.push_back(std::stoul(json ? at(line, "/seq") : line.substr(1)));
  }
  return numbers;
}

// A guest who is behind takes so many bytes, changes its view, takes some more, changes it back,
// and then takes the rest.
void change_in_the_middle(const Change& change, bool replay, broadcast::ShardNumber shards) {
  SCOPED_TRACE(std::string(change.what) + " on " + std::to_string(shards));
  const bool json = change.what[0] == '{';
  Salon salon(keeping(4 << 20), shards);
  const auto last = static_cast<broadcast::ShardNumber>(shards - 1);
  Guest& bob = greeted(salon);
  Sequence head = 0;
  const auto speak = [&] {
    for (int i = 0; i < 200; ++i) bob.say(text_of(2'000 + static_cast<std::size_t>(++head) % 7));
    salon.settle();
  };
  if (replay) speak();
  for (std::size_t bytes = 1'000; bytes < 60'000; bytes += 9'713) {
    Guest& ana = json ? salon.json("/", last) : salon.guest("/?seq=1", {}, last);
    if (json && !replay) ana.say(wish_of(R"("latest")"));
    hear(salon, ana);
    ana.deaf(true);
    const Sequence first = replay ? 1 : head + 1;
    replay ? ana.say(wish_of(R"("all")")) : speak();
    salon.settle();
    for (const char* const one : {change.what, change.back, change.what}) {
      ana.read_some(bytes);
      salon.settle();
      ana.say(one);
      salon.round();
    }
    ana.deaf(false);
    std::vector<Sequence> all;
    for (Sequence seq = first; seq <= head; ++seq) all.push_back(seq);
    EXPECT_EQ(numbers(hear(salon, ana), json), all) << bytes;
    ana.hang_up();
    salon.settle();
  }
}

TEST(ChangingViewsTest, AViewThatChangesOnTheWayLosesAndDoublesNothing) {
  const Change json = {R"({"op":"set","presence":false})", R"({"op":"set","presence":true})"};
  for (const broadcast::ShardNumber shards : kOneOrTwo) {
    change_in_the_middle(json, true, shards);
    change_in_the_middle(json, false, shards);
    change_in_the_middle({"/set time on", "/set time off"}, false, shards);
    change_in_the_middle({"/set presence off", "/set presence on"}, false, shards);
    change_in_the_middle({"/join other", "/switch lobby"}, false, shards);
  }
}

// Who is so far behind that the new view's log does not reach back so far gets the rest from the
// store.
TEST(ChangingViewsTest, AViewThatChangesFarBehindGoesOnFromTheStore) {
  wsd::Options options = keeping(8 << 10);
  for (const broadcast::ShardNumber shards : kOneOrTwo) {
    Salon salon(options, shards);
    Guest& ana = greeted(salon, {}, shards - 1);
    Guest& bob = greeted(salon);
    ana.deaf(true);
    for (int i = 0; i < 900; ++i) {
      bob.say(text_of(1'000));
      if (i % 10 == 0) salon.settle();
    }
    salon.settle();
    ana.say(R"({"op":"set","presence":false})");
    salon.settle();
    ana.deaf(false);
    const Lines heard = hear(salon, ana);
    EXPECT_EQ(story(heard), " 1-900");
  }
}

}  // namespace
}  // namespace chat::test
