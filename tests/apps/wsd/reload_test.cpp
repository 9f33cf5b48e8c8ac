// Options read again: what changes, what cannot, and what a bad file does not do.
#include <gtest/gtest.h>

#include <fstream>

#include "apps/wsd/options.h"
#include "tests/reactor/folder.h"

namespace wsd {
namespace {

using Words = std::vector<std::string>;

class ReloadTest : public testing::Test {
 protected:
  Options begin(const std::string& text) {
    std::ofstream(path_) << text;
    ParsedOptions parsed = parse_options(line_);
    EXPECT_EQ(parsed.exit_code, kExitFine) << parsed.text;
    return parsed.options;
  }
  Reload reload(const Options& now, const std::string& text) {
    std::ofstream(path_) << text;
    return reload_options(now, line_);
  }

  reactor::Folder folder_;
  std::string path_ = folder_.file("wsd.toml");
  CommandLine line_{{"-c", path_, "--ping", "7s"}, {}, 1};
};

TEST_F(ReloadTest, WhatCanChangeDoes) {
  const Options now = begin("rate = \"5/5\"\n");
  const Reload next = reload(now, "rate = \"6/6\"\nwelcome = \"Hi\"\nping = 3\n");
  EXPECT_EQ(next.complaint, "");
  EXPECT_EQ(next.changed, (Words{"rate", "welcome"})) << "the flag still goes before the file";
  EXPECT_EQ(next.need_restart, Words{});
  ASSERT_TRUE(next.options);
  EXPECT_EQ(next.options->rate.burst, 6u);
  EXPECT_EQ(next.options->welcome.view(), "Hi");
}

TEST_F(ReloadTest, WhatCannotStaysAndIsNamed) {
  const Options now = begin("listen = \"9000\"\n");
  const Reload next = reload(now, "listen = [\"9001\", \"9002\"]\nthreads = 7\nroom = \"ops\"\n");
  EXPECT_EQ(next.need_restart, (Words{"listen", "threads"}));
  EXPECT_EQ(next.changed, Words{"room"});
  ASSERT_TRUE(next.options);
  EXPECT_EQ(next.options->listen, now.listen);
  EXPECT_EQ(next.options->threads, now.threads);
  EXPECT_EQ(next.options->room, "ops");
}

TEST_F(ReloadTest, WhatFollowsFromWhatStaysStays) {
  const Options now = begin("log-budget = \"64MiB\"\n");
  const Reload next = reload(now, "log-budget = \"32MiB\"\n");
  ASSERT_TRUE(next.options);
  EXPECT_EQ(next.options->settings.log.budget, 64u << 20);
}

TEST_F(ReloadTest, ABadFileChangesNothingAndSaysSo) {
  const Options now = begin("room = \"a\"\n");
  const Reload next = reload(now, "room = \"b\"\nrate = \"fast\"\n");
  EXPECT_EQ(next.options, std::nullopt);
  EXPECT_EQ(next.complaint.rfind(path_ + ":2: rate: must be two numbers", 0), 0u) << next.complaint;
  EXPECT_EQ(next.complaint.find('\n'), std::string::npos);
}

TEST_F(ReloadTest, WhatDoesNotGoWithAListenerThatStaysIsRefused) {
  const std::string files = "tls-cert = \"/dev/null\"\ntls-key = \"/dev/null\"\n";
  const Options now = begin("listen = \"tls://9000\"\n" + files);
  const Reload next = reload(now, "listen = \"9000\"\n");
  EXPECT_EQ(next.options, std::nullopt);
  EXPECT_EQ(next.complaint, "listen: tls:// needs --tls-cert and --tls-key");
}

}  // namespace
}  // namespace wsd
