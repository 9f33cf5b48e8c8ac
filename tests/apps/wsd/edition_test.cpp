// Options that change between two turns.
#include "apps/wsd/edition.h"

#include <gtest/gtest.h>

#include <thread>

namespace wsd {
namespace {

Options with_room(const std::string& room) {
  Options options;
  options.room = room;
  options.welcome = *chat::Text::of(room);
  return options;
}

TEST(EditionTest, ANewOneIsTakenAtTheNextTurn) {
  Editions editions(with_room("a"));
  Edition edition(editions);
  const Options& options = edition.options();
  EXPECT_EQ(options.room, "a");
  EXPECT_FALSE(edition.turn());
  editions.publish(with_room("b"));
  EXPECT_EQ(options.room, "a") << "within the turn nothing moves";
  EXPECT_TRUE(edition.turn());
  EXPECT_EQ(options.room, "b") << "the reference stays good";
  EXPECT_FALSE(edition.turn());
}

TEST(EditionTest, ReadersNeverSeeHalfOfOne) {
  Editions editions(with_room("0"));
  std::thread reader([&] {
    Edition edition(editions);
    while (edition.options().room != "end") {
      (void)edition.turn();
      EXPECT_EQ(edition.options().room, edition.options().welcome.view());
    }
  });
  for (int i = 1; i <= 1000; ++i) editions.publish(with_room(std::to_string(i)));
  editions.publish(with_room("end"));
  reader.join();
}

}  // namespace
}  // namespace wsd
