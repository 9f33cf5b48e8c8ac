// The command line: what each flag does, and what is said of a wrong one.
#include "apps/wsc/options.h"

#include <gtest/gtest.h>

#include "tests/reactor/folder.h"

namespace wsc {
namespace {

ParsedOptions parse(std::vector<const char*> words) {
  words.insert(words.begin(), "wsc");
  return parse_options(static_cast<int>(words.size()), words.data());
}

Options fine(std::vector<const char*> words) {
  auto parsed = parse(std::move(words));
  EXPECT_TRUE(parsed.options) << parsed.text;
  return parsed.options.value_or(Options{});
}

TEST(Options, Defaults) {
  const Options options = fine({});
  EXPECT_EQ(options.url.text(), "ws://localhost:8765");
  EXPECT_EQ(options.form, Options::Form::json);
  EXPECT_TRUE(options.reconnect);
  EXPECT_TRUE(options.colours);
  EXPECT_TRUE(options.emoji);
  EXPECT_FALSE(options.history);
  EXPECT_FALSE(options.wait);
  EXPECT_EQ(options.timestamps, "");
}

TEST(Options, EachFlagHasItsEffect) {
  const Options options = fine({"-n",
                                "ana",
                                "-r",
                                "ops",
                                "--room",
                                "dev",
                                "--text",
                                "-H",
                                "A: b",
                                "--header",
                                "C:d",
                                "-o",
                                "http://x",
                                "-k",
                                "--history",
                                "5",
                                "--since",
                                "120",
                                "--no-reconnect",
                                "-x",
                                "one",
                                "--execute",
                                "two",
                                "-w",
                                "0.5",
                                "-1",
                                "--jsonl",
                                "--binary",
                                "file",
                                "--strict",
                                "-P",
                                "-v",
                                "--timestamps=%F",
                                "--no-color",
                                "--no-emoji",
                                "--bell",
                                "example.org"});
  EXPECT_EQ(options.nick, "ana");
  EXPECT_EQ(options.rooms, (std::vector<std::string>{"ops", "dev"}));
  EXPECT_EQ(options.form, Options::Form::text);
  EXPECT_EQ(options.headers, (std::vector<std::string>{"A: b", "C: d", "Origin: http://x"}));
  EXPECT_TRUE(options.insecure);
  EXPECT_EQ(options.history, 5u);
  EXPECT_EQ(options.since, "120");
  EXPECT_FALSE(options.reconnect);
  EXPECT_EQ(options.execute, (std::vector<std::string>{"one", "two"}));
  EXPECT_EQ(options.wait, std::chrono::milliseconds(500));
  EXPECT_TRUE(options.one_message);
  EXPECT_TRUE(options.jsonl);
  EXPECT_EQ(options.binary_file, "file");
  EXPECT_TRUE(options.strict);
  EXPECT_TRUE(options.show_ping_pong);
  EXPECT_TRUE(options.verbose);
  EXPECT_EQ(options.timestamps, "%F");
  EXPECT_FALSE(options.colours);
  EXPECT_FALSE(options.emoji);
  EXPECT_TRUE(options.bell);
  EXPECT_EQ(options.url.host, "example.org");
}

TEST(Options, AndTheRest) {
  EXPECT_EQ(fine({"--raw", "-s", "a", "--subprotocol", "b"}).subprotocols.size(), 2u);
  EXPECT_EQ(fine({"--json"}).form, Options::Form::json);
  EXPECT_EQ(fine({"-w", "forever"}).wait, kWaitForever);
  EXPECT_EQ(fine({"--since", "all"}).since, "all");
  EXPECT_EQ(fine({"--history", "0"}).history, 0u);
  EXPECT_EQ(fine({"--history", "1000"}).history, 1000u);
  EXPECT_EQ(fine({"--since", "007"}).since, "7");
  EXPECT_EQ(fine({"--since", "0"}).since, "0");
  EXPECT_EQ(fine({"-H", "Host: other"}).host, "other");
  EXPECT_EQ(fine({"--timestamps", "localhost"}).timestamps, "%H:%M:%S");
  const reactor::Folder folder;
  const std::string file = folder.file("ca.pem");
  fclose(fopen(file.c_str(), "w"));
  EXPECT_EQ(fine({"--ca", file.c_str()}).authorities_file, file);
}

TEST(Options, AUrlMayFollowAnyFlag) {
  for (const char* flag : {"-x", "-r", "-H", "-n", "--history"}) {
    const char* const value = std::string(flag) == "-H" ? "A: b" : "5";
    EXPECT_EQ(fine({flag, value, "example.org"}).url.host, "example.org") << flag;
  }
  EXPECT_EQ(fine({"--raw", "-s", "p", "example.org"}).url.host, "example.org");
}

TEST(Options, AskedForTextIsNoError) {
  EXPECT_EQ(parse({"--help"}).exit_code, kExitClean);
  EXPECT_EQ(parse({"--version"}).exit_code, kExitClean);
  EXPECT_EQ(parse({"--version"}).text.rfind("wsc ", 0), 0u);
}

TEST(Options, WhatIsWrongIsSaid) {
  const struct {
    std::vector<const char*> words;
    const char* said;
  } cases[] = {
      {{"ftp://x"}, "begins with ws://"},
      {{"a", "b"}, "b"},
      {{"--json", "--raw"}, "--raw"},
      {{"--text", "--raw"}, "--raw"},
      {{"-H", "nothing"}, "Name: value"},
      {{"-H", "A b: c"}, "Name: value"},
      {{"-H", "A: b\r\nC: d"}, "control character"},
      {{"-o", "x\ny"}, "control character"},
      {{"-H", "upgrade: h2c"}, "the handshake itself"},
      {{"-H", "Sec-WebSocket-Protocol: x"}, "--subprotocol"},
      {{"-s", "x"}, "--raw"},
      {{"--raw", "-s", "a b"}, "a b"},
      {{"--raw", "-n", "ana"}, "no rooms, names or history"},
      {{"--raw", "-r", "ops"}, "no rooms, names or history"},
      {{"-r", "no room"}, "is no room's name"},
      {{"-r", ""}, "is no room's name"},
      {{"-r", "-x"}, "-r"},
      {{"--since", "soon"}, "--since"},
      {{"--since", "9999999999999999999"}, "--since"},
      {{"--history", "1001"}, "--history: must be a number from 0 to 1000\n"},
      {{"--history", "-1"}, "--history"},
      {{"--history", ""}, "--history"},
      {{"--history", "x"}, "--history: must be a number from 0 to 1000\n"},
      {{"--history", "10000000000000000000000"}, "--history: must be a number from 0 to 1000\n"},
      {{"-w", "soon"}, "--wait"},
      {{"-w", "-1"}, "--wait"},
      {{"-w", "nan"}, "--wait"},
      {{"--ca", "/nowhere"}, "/nowhere"},
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
}  // namespace wsc
