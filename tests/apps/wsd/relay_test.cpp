// Raw rooms and the echo: what comes is what goes.
#include "apps/wsd/relay.h"

#include <gtest/gtest.h>

#include "tests/apps/wsd/salon.h"

namespace wsd {
namespace {

using broadcast::Guest;
using broadcast::Heard;

TEST(RelayTest, AllMembersGetItAsItCame) {
  Salon salon;
  Guest& ana = salon.guest("/raw/lobby");
  Guest& bob = salon.guest("/raw/LOBBY?nick=bob");
  Guest& cyd = salon.guest("/raw/other");
  Guest& dan = salon.guest("/r/lobby");  // the chat's lobby is another room
  dan.take();
  ana.say("hello");
  salon.settle();
  bob.send({{rfc6455::Opcode::binary, std::string("\0\xFF", 2)}});
  salon.settle();
  const Heard both = {"text hello", "binary " + std::string("\0\xFF", 2)};
  EXPECT_EQ(ana.heard(), both);
  EXPECT_EQ(bob.heard(), both);
  EXPECT_EQ(cyd.heard(), Heard{});
  EXPECT_EQ(dan.heard(), Heard{});
}

TEST(RelayTest, EveryMessageComesBack) {
  Salon salon({.echo = true});
  Guest& ana = salon.guest("/echo");
  Guest& bob = salon.guest("/echo");
  ana.say("one");
  ana.say("");
  ana.say(std::string(60'000, 'x'));
  salon.settle();
  EXPECT_EQ(ana.heard(), (Heard{"text one", "text ", "text " + std::string(60'000, 'x')}));
  EXPECT_EQ(bob.heard(), Heard{});
}

TEST(RelayTest, WhoLeavesHearsNothingMore) {
  Salon salon;
  Guest& ana = salon.guest("/raw/lobby");
  Guest& bob = salon.guest("/raw/lobby");
  bob.close(1000);
  salon.settle();
  ana.say("alone");
  salon.settle();
  EXPECT_EQ(bob.heard(), (Heard{"close 1000", "eof"}));
  EXPECT_EQ(ana.heard(), Heard{"text alone"});
}

}  // namespace
}  // namespace wsd
