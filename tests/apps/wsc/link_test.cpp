// An open connection.
#include "apps/wsc/link.h"

#include <gtest/gtest.h>

#include "tests/reactor/loopback.h"
#include "tests/rfc6455/frames.h"

namespace wsc {
namespace {

using Kind = LinkEvent::Kind;
using rfc6455::Opcode;
using namespace std::chrono_literals;

struct Ends {
  Ends()
      : pair(reactor::unix_pair()),
        link(reactor::Stream(std::move(pair.here)), "", {}, [] { return 0x01020304u; }) {}

  void send(const std::vector<rfc6455::Frame>& list) {
    const auto bytes = rfc6455::frames(rfc6455::Role::client, list);
    EXPECT_EQ(reactor::write_some(pair.there.fd(), bytes).bytes, bytes.size());
  }
  // What the other side hears.
  rfc6455::Heard heard() {
    link.flush();
    const std::string text = reactor::read_text(pair.there.fd());
    rfc6455::Bytes bytes(reactor::bytes(text).begin(), reactor::bytes(text).end());
    return rfc6455::hear(session, bytes);
  }

  reactor::Pair pair;
  Link link;
  rfc6455::MessageLimits limits{.bytes = 1 << 24};
  rfc6455::Session session{rfc6455::Role::server, limits};
  reactor::Time now{};
};

TEST(Link, SendsMasked) {
  Ends ends;
  ends.link.send_text("hello");
  ends.link.send_binary(std::string(70'000, 'x'));
  ends.link.ping("p");
  EXPECT_EQ(ends.heard(),
            (rfc6455::Heard{"text hello", "binary " + std::string(70'000, 'x'), "ping p"}));
  EXPECT_EQ(ends.link.unsent(), 0u);
}

TEST(Link, PutsMessagesTogether) {
  Ends ends;
  ends.send({{Opcode::text, "a", false},
             {Opcode::ping, "x"},
             {Opcode::continuation, "b"},
             {Opcode::binary, "c"}});
  auto event = ends.link.next(ends.now);
  EXPECT_EQ(event->kind, Kind::ping);
  event = ends.link.next(ends.now);
  EXPECT_EQ(event->kind, Kind::text);
  EXPECT_EQ(event->bytes, "ab");
  EXPECT_EQ(ends.link.next(ends.now)->kind, Kind::binary);
  EXPECT_FALSE(ends.link.next(ends.now));
  EXPECT_EQ(ends.heard(), (rfc6455::Heard{"pong x"}));
}

TEST(Link, AnswersACloseAndEnds) {
  Ends ends;
  ends.send({{Opcode::close, std::string("\x10\x0c", 2) + "slow"}});
  const auto event = ends.link.next(ends.now);
  EXPECT_EQ(event->kind, Kind::closed);
  EXPECT_EQ(event->code, 4108);
  EXPECT_EQ(event->bytes, "slow");
  EXPECT_FALSE(ends.link.next(ends.now));
  EXPECT_EQ(ends.heard(), (rfc6455::Heard{"close 4108"}));
}

TEST(Link, AHangUpIsAbnormal) {
  Ends ends;
  ends.send({{Opcode::text, "last"}});
  ends.pair.there.close();
  EXPECT_EQ(ends.link.next(ends.now)->bytes, "last");
  const auto event = ends.link.next(ends.now);
  EXPECT_EQ(event->code, rfc6455::kCloseAbnormal);
  EXPECT_EQ(event->bytes, "the server hung up");
  EXPECT_FALSE(ends.link.next(ends.now));
}

TEST(Link, ABrokenRuleIsToldBoth) {
  Ends ends;
  ends.send({{Opcode::text, "\xff"}});
  const auto event = ends.link.next(ends.now);
  EXPECT_EQ(event->code, 1007);
  EXPECT_EQ(event->bytes.rfind("the server broke a rule: ", 0), 0u);
  EXPECT_EQ(ends.heard().at(0).rfind("close 1007", 0), 0u);
}

TEST(Link, ClosesPolitelyAndListensUntilTheAnswer) {
  Ends ends;
  ends.link.close(1000, {}, ends.now);
  ends.link.close(1000, {}, ends.now);
  ends.link.send_text("too late");
  ends.send({{Opcode::text, "still"}});
  EXPECT_EQ(ends.heard(), (rfc6455::Heard{"close 1000"}));
  EXPECT_EQ(ends.link.next(ends.now)->bytes, "still");
  EXPECT_FALSE(ends.link.next(ends.now + kClosingTime - 1ms));
  EXPECT_EQ(ends.link.deadline(), ends.now + kClosingTime);
  EXPECT_EQ(ends.link.next(ends.now + kClosingTime)->code, rfc6455::kCloseAbnormal);
}

TEST(Link, WhatTheSocketDoesNotTakeWaits) {
  Ends ends;
  const std::string large(8 << 20, 'y');
  ends.link.send_text(large);
  EXPECT_GT(ends.link.unsent(), 0u);
  std::string all;
  while (ends.link.unsent() > 0) {
    all += reactor::read_text(ends.pair.there.fd());
    ends.link.flush();
  }
  all += reactor::read_text(ends.pair.there.fd());
  EXPECT_GT(all.size(), large.size());
}

}  // namespace
}  // namespace wsc
