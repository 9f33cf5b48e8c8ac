// The way to the server over time.
#include "apps/wsc/caller.h"

#include <gtest/gtest.h>

#include "tests/apps/wsc/calling.h"

namespace wsc {
namespace {

using namespace std::chrono_literals;

TEST(Caller, TalksAndTellsItsRoundTrip) {
  Host host;
  Calling calling(call_to(host.url()));
  calling.call();
  EXPECT_EQ(calling.caller().stage(), Caller::Stage::looking_up);
  ASSERT_TRUE(calling.until(host, "opened"));
  calling.caller().send(false, "hi");
  calling.caller().send(true, "by");
  host.say("hello");
  host.send({{rfc6455::Opcode::binary, "b"}, {rfc6455::Opcode::ping, "p"}});
  EXPECT_TRUE(calling.until(host, "ping p"));
  EXPECT_TRUE(calling.has_said("text hello"));
  EXPECT_TRUE(calling.has_said("binary b"));
  EXPECT_TRUE(calling.until(host, [&] { return host.has_heard("pong p"); }));
  EXPECT_TRUE(host.has_heard("text hi"));
  EXPECT_TRUE(host.has_heard("binary by"));
  EXPECT_TRUE(calling.until(host, "pong wsc 1"));
  EXPECT_TRUE(calling.caller().round_trip().has_value());
}

TEST(Caller, CallsAgainWhenItIsDue) {
  Host host;
  Calling calling(call_to(host.url()));
  calling.call();
  ASSERT_TRUE(calling.until(host, "opened"));
  host.close(4108, "too slow");
  ASSERT_TRUE(calling.until(host, "lost later 4108 closed with 4108 (too slow)"));
  const auto delay = calling.caller().wait(After::call_later, calling.now());
  EXPECT_LE(delay, reactor::Duration(500ms));
  EXPECT_EQ(calling.caller().stage(), Caller::Stage::waiting);
  calling.pass(delay);
  ASSERT_TRUE(calling.until(host, "due"));
  calling.call();
  EXPECT_TRUE(calling.until(host, [&] { return calling.caller().stage() == Caller::Stage::open; }));
  EXPECT_EQ(host.guests(), 2);
}

TEST(Caller, TheServersRetryAfterIsKept) {
  Host host({.refusal = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\n\r\n"});
  Calling calling(call_to(host.url()));
  calling.call();
  ASSERT_TRUE(calling.until(host, "lost later 0 the server answered 503"));
  EXPECT_GE(calling.caller().wait(After::call_later, calling.now()), reactor::Duration(7s));
  EXPECT_GT(calling.caller().until_due(calling.now()), reactor::Duration(6s));
}

TEST(Caller, ASilentConnectionIsGivenUp) {
  Host host({.rude = true});
  Calling calling(call_to(host.url()));
  calling.call();
  ASSERT_TRUE(calling.until(host, "pinged wsc 1"));
  calling.pass(Heartbeat::kPatience);
  EXPECT_TRUE(calling.until(host, "lost later 1006 the server does not answer"));
}

TEST(Caller, HangsUpPolitely) {
  Host host;
  Calling calling(call_to(host.url()));
  calling.call();
  ASSERT_TRUE(calling.until(host, "opened"));
  calling.caller().hang_up(calling.now());
  EXPECT_TRUE(calling.until(host, "lost leave 1000 closed with 1000"));
  EXPECT_TRUE(host.has_heard("close 1000 "));
}

TEST(Caller, HangsUpWhileItIsStillCalling) {
  Host host({.silent = true});
  Calling calling(call_to(host.url()));
  calling.call();
  ASSERT_TRUE(calling.until(host, [&] { return !host.requests().empty(); }));
  calling.caller().hang_up(calling.now());
  EXPECT_TRUE(calling.until(host, "lost leave 1000"));
}

TEST(Caller, AnUnknownNameIsTold) {
  Host unused;
  Calling calling(call_to("ws://" + reactor::kNobodysName));
  calling.call();
  ASSERT_TRUE(calling.until(unused, [&] { return !calling.said().empty(); }));
  const std::string said = "lost later 0 cannot look up \"" + reactor::kNobodysName + "\"";
  EXPECT_TRUE(calling.last().starts_with(said)) << calling.last();
}

TEST(Caller, OverAUnixSocket) {
  const reactor::Folder folder;
  Host host({}, "unix:" + folder.file("s"));
  Calling calling(call_to("unix:" + folder.file("s") + ":/r/x"));
  calling.call();
  EXPECT_TRUE(calling.until(host, "opened"));
  EXPECT_EQ(host.requests().rfind("GET /r/x HTTP/1.1\r\nHost: localhost\r\n", 0), 0u);
}

}  // namespace
}  // namespace wsc
