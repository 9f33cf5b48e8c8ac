// What every store does when somebody sets the clock of day.
#include <string>
#include <vector>

#include "apps/wsd/chat/calendar.h"
#include "tests/apps/wsd/chat/store_suite.h"

namespace chat::test {
namespace {

// The clock of day is a day ahead for four seconds: what is kept stays, and grows old as ever.
TEST_P(StoreSuite, AJumpOfTheClockDeletesNothing) {
  constexpr Milliseconds kDay = 24 * 3'600'000;
  begin({.messages = 0, .bytes = 0, .milliseconds = 3'600'000});
  Milliseconds wall = 1'700'000'000'000;
  Milliseconds even = 5'000;
  const auto pass = [&](Milliseconds time) {
    wall += time;
    even += time;
    store().trim(wall, even);
  };
  Asker one = asker();
  const auto say = [&](Sequence seq) {
    Message said = message(seq);
    said.ts = wall;
    EXPECT_EQ(one.append("lobby", said).failure, "");
  };
  pass(0);
  store().open("lobby");
  say(1);
  pass(60'000);
  say(2);
  wall += kDay;
  for (int second = 0; second < 4; ++second) pass(1000);
  say(3);
  wall -= kDay;
  pass(1000);
  say(4);
  for (int i = 0; i < 3; ++i) pass(1000);
  EXPECT_EQ(one.page("lobby", {}).messages.size(), 4u);
  EXPECT_EQ(store().first("lobby"), 1u);
  std::vector<std::string> told;
  while (auto notice = store().notice()) told.push_back(*std::move(notice));
  EXPECT_EQ(told, (std::vector<std::string>{jump_notice(kDay), jump_notice(-kDay)}));
  pass(3'600'000 - 30'000);
  while (store().first("lobby") == 1) pass(1);
  EXPECT_EQ(store().first("lobby"), 2u) << "the first was kept longest ago";
  pass(60'000);
  while (store().first("lobby") != 0) pass(1);
}

}  // namespace
}  // namespace chat::test
