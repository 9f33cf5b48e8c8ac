// What the first line says.
#include "apps/wsd/chat/welcome.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

std::string welcome(std::uint64_t others) {
  return fill(kWelcome, {{"name", "User 3"}, {"others", others_are(others)}, {"room", "lobby"}});
}

TEST(Welcome, CountsTheOthers) {
  EXPECT_EQ(welcome(2),
            "Welcome to wsd. You are User 3; 2 others are here. Type /help for commands.");
  EXPECT_EQ(welcome(1),
            "Welcome to wsd. You are User 3; 1 other is here. Type /help for commands.");
  EXPECT_EQ(welcome(0),
            "Welcome to wsd. You are User 3; nobody else is here. Type /help for commands.");
}

TEST(Welcome, EveryBlankIsFilledEveryTime) {
  EXPECT_EQ(fill("{room}{room} {name}!", {{"name", "ana"}, {"room", "ops"}}), "opsops ana!");
}

TEST(Welcome, OtherBracesStay) {
  EXPECT_EQ(fill("{", {{"name", "ana"}}), "{");
  EXPECT_EQ(fill("{name", {{"name", "ana"}}), "{name");
  EXPECT_EQ(fill("{ name } {who} {} {{name}}", {{"name", "ana"}}), "{ name } {who} {} {ana}");
  EXPECT_EQ(fill("", {{"name", "ana"}}), "");
}

TEST(Welcome, NothingIsLookedForInWhatWasPutIn) {
  EXPECT_EQ(fill("{name} {room}", {{"name", "{room}"}, {"room", "{name}"}}), "{room} {name}");
}

}  // namespace
}  // namespace chat
