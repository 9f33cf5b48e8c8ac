// The command line: what each flag does, and what is said of a wrong one.
#include "apps/wsd/options.h"

#include <gtest/gtest.h>

#include <thread>

#include "tests/reactor/certificates.h"

namespace wsd {
namespace {

ParsedOptions parse(std::vector<const char*> words) {
  words.insert(words.begin(), "wsd");
  return parse_options(static_cast<int>(words.size()), words.data());
}

Options fine(std::vector<const char*> words) {
  auto parsed = parse(std::move(words));
  EXPECT_TRUE(parsed.options) << parsed.text;
  return parsed.options.value_or(Options{});
}

TEST(Options, Defaults) {
  const Options options = fine({});
  ASSERT_EQ(options.listen.size(), 1u);
  EXPECT_EQ(reactor::to_string(options.listen[0].address), "127.0.0.1:8765");
  EXPECT_FALSE(options.listen[0].tls);
  EXPECT_EQ(options.threads, std::max(1u, std::thread::hardware_concurrency()));
  EXPECT_EQ(options.settings.message.bytes, 64u * 1024);
  EXPECT_FALSE(options.echo);
  EXPECT_FALSE(options.deflate);
}

TEST(Options, EachFlagHasItsEffect) {
  const Options options =
      fine({"-l", "9000", "--listen", "unix:/tmp/w.sock", "--threads", "3", "--max-message", "1000",
            "--echo", "--deflate", "--flush-interval", "5", "--ping", "7s", "--ping-timeout",
            "300ms", "--drain-time", "2m"});
  ASSERT_EQ(options.listen.size(), 2u);
  EXPECT_EQ(options.listen[0].address.port, 9000);
  EXPECT_EQ(options.listen[1].address.path, "/tmp/w.sock");
  EXPECT_EQ(options.threads, 3);
  EXPECT_EQ(options.settings.message.bytes, 1000u);
  EXPECT_TRUE(options.echo);
  EXPECT_TRUE(options.deflate);
  EXPECT_EQ(options.flush_milliseconds, 5);
  EXPECT_EQ(options.settings.ping_interval, std::chrono::seconds(7));
  EXPECT_EQ(options.settings.ping_timeout, std::chrono::milliseconds(300));
  EXPECT_EQ(options.drain_time, std::chrono::minutes(2));
}

TEST(Options, ATimeWithoutAUnitCountsSeconds) {
  EXPECT_EQ(fine({"--ping", "25"}).settings.ping_interval, std::chrono::seconds(25));
  EXPECT_EQ(fine({"--ping", "0"}).settings.ping_interval, std::chrono::seconds(0));
  EXPECT_EQ(fine({"--ping", "1440m"}).settings.ping_interval, std::chrono::hours(24));
}

TEST(Options, NoLimitIsALargeOne) {
  EXPECT_GT(fine({"--max-message", "0"}).settings.message.bytes, std::uint64_t{1} << 60);
}

TEST(Options, AskedForTextIsNoError) {
  EXPECT_EQ(parse({"--help"}).exit_code, kExitFine);
  EXPECT_NE(parse({"--help"}).text.find("--listen"), std::string::npos);
  EXPECT_EQ(parse({"--version"}).exit_code, kExitFine);
  EXPECT_EQ(parse({"--version"}).text.rfind("wsd ", 0), 0u);
}

TEST(Options, WhatIsWrongIsSaid) {
  const struct {
    std::vector<const char*> words;
    const char* said;
  } cases[] = {
      {{"--listen", "1:2:3"}, "IPv6 addresses stand in brackets"},
      {{"--listen", "tls://9000"}, "needs --tls-cert and --tls-key"},
      {{"--threads", "0"}, "--threads"},
      {{"--threads", "many"}, "--threads"},
      {{"--max-message", "-1"}, "--max-message"},
      {{"--ping", "soon"}, "--ping"},
      {{"--ping", "-5s"}, "--ping"},
      {{"--ping", "20000m"}, "up to a day"},
      {{"--drain-time", "99999999999999999999s"}, "--drain-time"},
      {{"--flush-interval", "1001"}, "--flush-interval"},
      {{"--tls-cert", "/nowhere"}, "/nowhere"},
      {{"--nothing"}, "--nothing"},
  };
  for (const auto& [words, said] : cases) {
    const ParsedOptions parsed = parse(words);
    EXPECT_FALSE(parsed.options) << said;
    EXPECT_EQ(parsed.exit_code, kExitUsage) << said;
    EXPECT_NE(parsed.text.find(said), std::string::npos) << parsed.text;
  }
}

}  // namespace
}  // namespace wsd
