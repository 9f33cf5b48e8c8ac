// Lines of log as their readers get them.
#include "apps/wsd/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <thread>

#include "base/token_bucket.h"
#include "reactor/socket.h"

namespace wsd {
namespace {

using log::Format;
using log::Kind;
using log::Level;

// Where lines go to during a test.
class LogTest : public testing::Test {
 protected:
  LogTest() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    out_ = reactor::Socket(ends[0]);
    in_ = reactor::Socket(ends[1]);
    ::fcntl(out_.fd(), F_SETFL, O_NONBLOCK);
  }
  ~LogTest() override {
    log::settle(log::Settling::all);
    log::begin({}, -1);
  }

  void begin(Format format, Level level = Level::info, base::Rate rate = {}) {
    log::begin({.level = level, .format = format, .rate = rate}, in_.fd());
  }

  // What was written, without the times.
  std::vector<std::string> lines() {
    std::string all;
    char bytes[4096];
    for (ssize_t size; (size = ::read(out_.fd(), bytes, sizeof bytes)) > 0;) {
      all.append(bytes, static_cast<std::size_t>(size));
    }
    std::vector<std::string> found;
    for (std::size_t end; (end = all.find('\n')) != all.npos; all.erase(0, end + 1)) {
      const std::string line = all.substr(0, end);
      const bool json = line.starts_with("{\"time\":\"20");
      found.push_back(json ? "{" + line.substr(line.find(',') + 1)
                           : line.substr(std::min<std::size_t>(line.size(), 24)));
    }
    EXPECT_EQ(all, "");
    return found;
  }

  using Lines = std::vector<std::string>;
  reactor::Socket out_;
  reactor::Socket in_;
};

TEST_F(LogTest, TextForEyes) {
  begin(Format::text);
  log::info(Kind::process, "started", {{"listen", "ws://localhost:8765"}, {"shards", 2}});
  log::warning(Kind::request_refused, "refused", {{"reason", "a b"}, {"empty", ""}});
  EXPECT_EQ(lines(), (Lines{"info    started listen=ws://localhost:8765 shards=2",
                            "warning refused reason=\"a b\" empty=\"\""}));
}

TEST_F(LogTest, JsonForMachines) {
  begin(Format::json);
  log::error(Kind::trouble, "said \"no\"", {{"reason", "C:\\"}, {"count", -3}});
  EXPECT_EQ(lines(), Lines{R"({"level":"error","kind":"trouble","event":"said \"no\"",)"
                           R"("reason":"C:\\\\","count":-3})"});
}

TEST_F(LogTest, NobodyForgesALine) {
  for (const Format format : {Format::text, Format::json}) {
    begin(format);
    log::info(Kind::process, "closed",
              {{"reason", "bye\n2026-11-21 00:00:00.000 error  on fire\x1b[2J"}});
    const Lines said = lines();
    ASSERT_EQ(said.size(), 1u);
    EXPECT_EQ(said[0].find('\x1b'), std::string::npos);
    EXPECT_NE(said[0].find("bye"), std::string::npos);
  }
}

TEST_F(LogTest, NobodyForgesAField) {
  begin(Format::text);
  log::info(Kind::process, "closed", {{"reason", "x address=10.0.0.1"}, {"why", "a\"b"}});
  EXPECT_EQ(lines(), Lines{R"(info    closed reason="x address=10.0.0.1" why="a\"b")"});
}

// Values of strangers are bounded one by one; many of them may still be more than a line.
TEST_F(LogTest, ALineThatIsTooLongIsCutBetweenFields) {
  const std::string long_value(1000, '\x01');  // escaped: five bytes each in JSON
  const std::string cut(256, '\x01');
  std::string in_text;
  std::string in_json;
  for (int i = 0; i < 256; ++i) in_text += "\\x01", in_json += "\\\\x01";
  begin(Format::json);
  const auto write = [&] {
    log::info(
        Kind::process, "closed",
        {{"a", long_value}, {"b", long_value}, {"n", 7}, {"c", long_value}, {"d", long_value}});
  };
  write();
  EXPECT_EQ(lines(), Lines{R"({"level":"info","kind":"process","event":"closed","a":")" + in_json +
                           R"(...","b":")" + in_json + R"(...","n":7,"c":")" + in_json +
                           R"(...","cut":true})"});
  begin(Format::text);
  write();
  EXPECT_EQ(lines(), Lines{"info    closed a=" + in_text + "... b=" + in_text +
                           "... n=7 c=" + in_text + "... cut=true"});
}

// Whatever the fields are, a line of JSON is an object, and no line is longer than a pipe takes
// whole.
TEST_F(LogTest, LinesOfAnyLengthAreWhole) {
  for (const Format format : {Format::json, Format::text}) {
    begin(format);
    for (std::size_t size = 0; size <= 256; ++size) {
      const std::string one(size, '\x01');
      const std::string other(256 - size, '"');
      log::info(Kind::process, one,
                {{"a", one}, {"b", other}, {"c", one}, {"d", other}, {"e", one}});
      const Lines said = lines();
      ASSERT_EQ(said.size(), 1u) << size;
      EXPECT_LT(said[0].size(), 4096u);
      if (format == Format::json) {
        EXPECT_TRUE(said[0].ends_with("\"}") || said[0].ends_with(",\"cut\":true}")) << said[0];
      } else {
        EXPECT_TRUE(said[0].ends_with(" cut=true") || said[0].find(" e=") != said[0].npos);
      }
      std::size_t quotes = 0;
      for (std::size_t i = 0; i < said[0].size(); ++i) {
        if (said[0][i] == '\\')
          ++i;
        else if (said[0][i] == '"')
          ++quotes;
      }
      EXPECT_EQ(quotes % 2, 0u) << said[0];
    }
  }
}

TEST_F(LogTest, WhatIsBelowTheLevelIsNotWritten) {
  begin(Format::text, Level::warning);
  EXPECT_FALSE(log::wanted(Level::info));
  EXPECT_TRUE(log::wanted(Level::error));
  log::info(Kind::process, "no");
  log::error(Kind::process, "yes");
  EXPECT_EQ(lines(), Lines{"error   yes"});
}

TEST_F(LogTest, TooManyOfAKindAreCountedAndTold) {
  begin(Format::text, Level::info, {2, 1, std::chrono::hours(1)});
  for (int i = 0; i < 10; ++i) log::info(Kind::origin_refused, "refused");
  log::info(Kind::process, "another kind");
  EXPECT_EQ(lines(), (Lines{"info    refused", "info    refused", "info    another kind"}));
  EXPECT_TRUE(log::settle()) << "it is not time yet";
  EXPECT_EQ(lines(), Lines{});
  EXPECT_FALSE(log::settle(log::Settling::all));
  EXPECT_EQ(lines(), Lines{"warning and 8 more of=origin_refused held_back=8"});
}

TEST_F(LogTest, WritingNeverWaitsForTheReader) {
  begin(Format::text);
  const std::string filling(200, 'x');
  for (int i = 0; i < 2000; ++i) log::info(Kind::process, filling);  // more than a pipe holds
  const std::size_t held = lines().size();
  EXPECT_LT(held, 2000u);
  log::info(Kind::process, "after");
  const Lines said = lines();
  ASSERT_EQ(said.size(), 2u);
  EXPECT_NE(said[0].find("not taken"), std::string::npos) << said[0];
  EXPECT_EQ(said[1], "info    after");
}

TEST_F(LogTest, LinesOfManyThreadsStayWhole) {
  begin(Format::text);
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([] {
      for (int n = 0; n < 100; ++n) log::info(Kind::process, "a line", {{"n", 12345}});
    });
  }
  for (std::thread& thread : threads) thread.join();
  const Lines said = lines();
  ASSERT_EQ(said.size(), 400u);
  for (const std::string& line : said) ASSERT_EQ(line, "info    a line n=12345");
}

TEST_F(LogTest, AConnectionsEnd) {
  begin(Format::text);
  log::Ending ending;
  ending.connection = 7;
  ending.peer = {.address = {192, 0, 2, 1}, .port = 4711, .family = reactor::Peer::Family::ipv4};
  ending.wire = "json";
  ending.duration = std::chrono::milliseconds(1500);
  ending.totals = {.messages_in = 3, .bytes_in = 40, .bytes_out = 500};
  ending.code = 4112;
  ending.by = broadcast::Event::By::us;
  ending.why = "no pong";
  log::connection_ended(ending);
  EXPECT_EQ(lines(),
            Lines{"info    connection ended connection=c7 address=192.0.2.1:4711 wire=json "
                  "milliseconds=1500 messages_in=3 bytes_in=40 "
                  "bytes_out=500 code=4112 by=server reason=\"no pong\""});
}

TEST_F(LogTest, EveryKindHasAWord) {
  for (std::size_t kind = 0; kind < log::kKinds; ++kind) {
    EXPECT_FALSE(log::word(static_cast<Kind>(kind)).empty()) << kind;
  }
}

}  // namespace
}  // namespace wsd
