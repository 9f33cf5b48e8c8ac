// Flags, environment and file together: which of them counts, and what is said of a wrong one.
#include "apps/wsd/options.h"

#include <gtest/gtest.h>

#include <fstream>
#include <thread>

#include "apps/wsd/setting.h"
#include "tests/reactor/folder.h"

namespace wsd {
namespace {

using Words = std::vector<std::string>;
using Environment = std::vector<std::pair<std::string, std::string>>;

Options fine(Words words, Environment environment = {}) {
  ParsedOptions parsed = parse_options({std::move(words), std::move(environment), 1});
  EXPECT_EQ(parsed.exit_code, kExitFine) << parsed.text;
  EXPECT_EQ(parsed.wish, ParsedOptions::Wish::serve);
  return std::move(parsed.options);
}

// A configuration file, and what begins with it.
class OptionsTest : public testing::Test {
 protected:
  std::string write(const std::string& text) {
    std::ofstream(path_) << text;
    return path_;
  }
  reactor::Folder folder_;
  std::string path_ = folder_.file("wsd.toml");
};

TEST_F(OptionsTest, Defaults) {
  const Options options = fine({});
  ASSERT_EQ(options.listen.size(), 1u);
  EXPECT_EQ(reactor::to_string(options.listen[0].address), "127.0.0.1:8765");
  EXPECT_FALSE(options.listen[0].tls);
  EXPECT_EQ(reactor::to_string(options.admin.value().address), "127.0.0.1:8766");
  EXPECT_EQ(shards(options), std::max(1u, std::thread::hardware_concurrency()));
  EXPECT_EQ(options.settings.message.bytes, 64u * 1024);
  EXPECT_GT(options.settings.log.budget, 1u << 20);
  EXPECT_FALSE(options.echo);
  EXPECT_FALSE(options.deflate);
}

TEST_F(OptionsTest, EachFlagHasItsEffect) {
  const Options options = fine({"-l",
                                "9000",
                                "--listen",
                                "unix:/tmp/w.sock",
                                "--threads",
                                "3",
                                "--max-message",
                                "1000",
                                "--echo",
                                "--deflate",
                                "--flush-interval",
                                "5",
                                "--ping",
                                "7s",
                                "--ping-timeout",
                                "300ms",
                                "--drain-time",
                                "2m",
                                "--admin=off",
                                "-i",
                                "--room",
                                "a",
                                "--room",
                                "b",
                                "-v"});
  ASSERT_EQ(options.listen.size(), 2u);
  EXPECT_EQ(options.listen[0].address.port, 9000);
  EXPECT_EQ(options.listen[1].address.path, "/tmp/w.sock");
  EXPECT_EQ(options.admin, std::nullopt);
  EXPECT_EQ(shards(options), 3);
  EXPECT_EQ(options.settings.message.bytes, 1000u);
  EXPECT_TRUE(options.echo);
  EXPECT_TRUE(options.deflate);
  EXPECT_EQ(options.flush_milliseconds, 5);
  EXPECT_EQ(options.settings.ping_interval, std::chrono::seconds(7));
  EXPECT_EQ(options.settings.ping_timeout, std::chrono::milliseconds(300));
  EXPECT_EQ(options.drain_time, std::chrono::minutes(2));
  EXPECT_EQ(options.console, true);
  EXPECT_EQ(options.room, "b") << "the last word counts";
  EXPECT_EQ(options.log.level, log::Level::debug);
  EXPECT_EQ(fine({"-q"}).log.level, log::Level::warning);
  EXPECT_EQ(fine({"--deflate=9", "--echo=false"}).settings.deflate_level, 9);
  EXPECT_GT(fine({"--max-message", "0"}).settings.message.bytes, std::uint64_t{1} << 60);
  EXPECT_EQ(fine({"--welcome", ""}).welcome.view(), "");
  EXPECT_EQ(fine({"--welcome="}).welcome.view(), "");
  EXPECT_EQ(fine({"--log-budget", "64MiB"}).settings.log.budget, 64u << 20);
}

// Every key by every way: flag before environment before file before default.
TEST_F(OptionsTest, FlagThenEnvironmentThenFile) {
  write("ping = \"1s\"\nping-timeout = 2\ndrain-time = \"3s\"\n");
  const Environment environment = {
      {"WSD_CONFIG", path_}, {"WSD_PING_TIMEOUT", "20s"}, {"WSD_PING", "10s"}};
  const Options options = fine({"--ping", "100s"}, environment);
  EXPECT_EQ(options.settings.ping_interval, std::chrono::seconds(100));
  EXPECT_EQ(options.settings.ping_timeout, std::chrono::seconds(20));
  EXPECT_EQ(options.drain_time, std::chrono::seconds(3));
  EXPECT_EQ(options.settings.handshake, broadcast::Settings{}.handshake);
}

TEST_F(OptionsTest, ListsInAllThree) {
  write("listen = [\"1\", \"2\"]\nannounce = \"lobby,3s,a, b\"\n");
  Options options = fine({"-c", path_});
  EXPECT_EQ(options.listen.size(), 2u);
  ASSERT_EQ(options.announcements.size(), 1u);
  EXPECT_EQ(options.announcements[0].text.view(), "a, b");
  options =
      fine({"-c", path_}, {{"WSD_LISTEN", "3,4,unix:/x"}, {"WSD_ANNOUNCE", "a,1s,x\nb,2s,y"}});
  EXPECT_EQ(options.listen.size(), 3u);
  EXPECT_EQ(options.announcements.size(), 2u);
  options = fine({"-c", path_, "--listen", "5"}, {{"WSD_LISTEN", "3,4"}});
  EXPECT_EQ(options.listen.size(), 1u) << "a list is replaced, not mixed";
}

TEST_F(OptionsTest, AnEmptyFileAndComments) {
  write("");
  EXPECT_EQ(fine({"-c", path_}).room, "lobby");
  write("# nothing\n\n");
  EXPECT_EQ(fine({"-c", path_}).room, "lobby");
}

TEST_F(OptionsTest, PrintedSettingsAreAcceptedBack) {
  const CommandLine line{{"--print-config", "--ping", "7s", "--origin", "*"}, {}, 1};
  const ParsedOptions printed = parse_options(line);
  EXPECT_EQ(printed.wish, ParsedOptions::Wish::print);
  write(printed.text);
  const ParsedOptions again = parse_options({{"--print-config", "-c", path_}, {}, 1});
  EXPECT_EQ(again.text, printed.text);
  EXPECT_NE(again.text.find("ping = \"7s\""), std::string::npos);
}

TEST_F(OptionsTest, CheckSaysThatAllIsGood) {
  const ParsedOptions parsed = parse_options({{"--check"}, {}, 1});
  EXPECT_EQ(parsed.wish, ParsedOptions::Wish::check);
  EXPECT_EQ(parsed.text, "configuration is good\n");
  EXPECT_EQ(parse_options({{"--check", "--ping", "x"}, {}, 1}).exit_code, kExitUsage);
}

TEST_F(OptionsTest, AskedForTextIsNoError) {
  const ParsedOptions help = parse_options({{"--help"}, {}, 1});
  EXPECT_EQ(help.exit_code, kExitFine);
  EXPECT_EQ(help.wish, ParsedOptions::Wish::nothing);
  EXPECT_NE(help.text.find("--listen"), std::string::npos);
  EXPECT_EQ(parse_options({{"-h"}, {}, 1}).text, help.text);
  EXPECT_EQ(parse_options({{"--version"}, {}, 1}).text.rfind("wsd ", 0), 0u);
}

TEST_F(OptionsTest, GenCert) {
  const ParsedOptions parsed =
      parse_options({{"gen-cert", "--host", "a.example", "--host", "::1", "--out", "/tmp"}, {}, 1});
  EXPECT_EQ(parsed.wish, ParsedOptions::Wish::gen_cert);
  EXPECT_EQ(parsed.certificate.hosts, (Words{"a.example", "::1"}));
  EXPECT_EQ(parsed.certificate.folder, "/tmp");
  EXPECT_EQ(parse_options({{"gen-cert"}, {}, 1}).certificate.hosts,
            (Words{"localhost", "127.0.0.1", "::1"}));
}

TEST_F(OptionsTest, Ctl) {
  using What = ControlRequest::What;
  const ParsedOptions out =
      parse_options({{"ctl", "export", "--data", "/d", "--room", "ops"}, {}, 1});
  EXPECT_EQ(out.wish, ParsedOptions::Wish::control) << out.text;
  EXPECT_EQ(out.control.what, What::give);
  EXPECT_EQ(out.control.data, "/d");
  EXPECT_EQ(out.control.room, "ops");
  const ParsedOptions in = parse_options({{"ctl", "import"}, {{"WSD_DATA", "/e"}}, 1});
  EXPECT_EQ(in.control.what, What::take) << in.text;
  EXPECT_EQ(in.control.data, "/e");
  const ParsedOptions erase =
      parse_options({{"--data", "/d", "ctl", "erase", "--user", "a"}, {}, 1});
  EXPECT_EQ(erase.control.what, What::erase) << erase.text;
  EXPECT_EQ(erase.control.user, "a");
}

TEST_F(OptionsTest, InheritedDescriptorsAreWhereItListens) {
  const Environment systemd = {{"LISTEN_PID", "77"}, {"LISTEN_FDS", "2"}};
  const Options options = parse_options({{}, systemd, 77}).options;
  ASSERT_EQ(options.listen.size(), 2u);
  EXPECT_EQ(options.listen[0].address.fd, 3);
  EXPECT_EQ(options.listen[1].address.fd, 4);
  EXPECT_EQ(parse_options({{}, systemd, 78}).options.listen[0].address.fd, -1)
      << "meant for another";
  EXPECT_EQ(
      parse_options(
          {{"-l", "tls://fd:3", "--tls-cert", "/dev/null", "--tls-key", "/dev/null"}, systemd, 77})
          .options.listen.size(),
      1u)
      << "said is said";
  EXPECT_EQ(parse_options({{}, {{"LISTEN_PID", "x"}, {"LISTEN_FDS", "2"}}, 77}).exit_code,
            kExitBadConfiguration);
}

TEST_F(OptionsTest, UnknownVariablesAreOnlyWarnedOf) {
  const ParsedOptions parsed =
      parse_options({{}, {{"WSD_PIGN", "3"}, {"WSD_PORT_8765_TCP_ADDR", "x"}, {"HOME", "/"}}, 1});
  EXPECT_EQ(parsed.exit_code, kExitFine);
  EXPECT_EQ(parsed.warnings, (Words{"WSD_PIGN: there is no such setting; did you mean WSD_PING?",
                                    "WSD_PORT_8765_TCP_ADDR: there is no such setting"}));
}

TEST_F(OptionsTest, OnlyWhatConcernsUsIsKeptOfTheEnvironment) {
  const char* const words[] = {"wsd", "--echo"};
  const char* const environment[] = {"PATH=/bin", "WSD_PING=3s=4", "LISTEN_FDS=1", "WSD_X",
                                     nullptr};
  const CommandLine line = command_line(2, words, environment);
  EXPECT_EQ(line.words, Words{"--echo"});
  EXPECT_EQ(line.environment,
            (Environment{{"WSD_PING", "3s=4"}, {"LISTEN_FDS", "1"}, {"WSD_X", ""}}));
}

}  // namespace
}  // namespace wsd
