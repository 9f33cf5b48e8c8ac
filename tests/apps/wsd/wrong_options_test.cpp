// A table of wrong values: each gets its sentence and its exit code, whichever way it came.
#include <gtest/gtest.h>

#include <fstream>

#include "apps/wsd/options.h"
#include "tests/reactor/folder.h"

namespace wsd {
namespace {

using Words = std::vector<std::string>;

constexpr const char* kTime = "must be a time, such as 500ms, 25s, 2m or 12h";
constexpr const char* kRate =
    "must be two numbers such as 20/10 (at once, then a second), or 0 for no limit";
constexpr const char* kSize = "must be a size from 1KiB on, such as 1MiB";
constexpr const char* kCount = "must be a number from 1 on";
constexpr const char* kSwitch = "must be true or false";
constexpr const char* kAnnounce = "must be ROOM,EVERY,TEXT, such as 'lobby,3s,The time is {time}'";

struct Wrong {
  const char* key;
  const char* value;
  const char* said;
};
const Wrong kWrong[] = {
    {"listen", "1:2:3",
     "\"1:2:3\" is no address: IPv6 addresses stand in brackets, as in [::1]:8765"},
    {"listen", "127.0.0.1",
     "\"127.0.0.1\" is no address: the port is missing, as in localhost:8765"},
    {"listen", "ws://localhost:8765",
     "\"ws://localhost:8765\" is no address: nothing like ws:// stands before one"},
    {"listen", "wss://localhost:8765",
     "\"wss://localhost:8765\" is no address: TLS is asked for by tls://, as in tls://8765"},
    {"listen", "*:8765", "\"*:8765\" is no address: every address is the port alone, as in 8765"},
    {"listen", "tls://9000", "tls:// needs --tls-cert and --tls-key"},
    {"listen", "localhost:99999",
     "\"localhost:99999\" is no address: the port is not a number from 0 to 65535"},
    {"listen", "", "wants at least one address"},
    {"admin", "no", "\"no\" is no address: the port is missing, as in localhost:8765"},
    {"admin", "127.0.0.1:8765", "127.0.0.1:8765 is where people connect: give it another port"},
    {"admin", "tls://1", "is never TLS: put a proxy in front of it"},
    {"admin-host", "wsd.example:8766", "\"wsd.example:8766\" is no name such as wsd.example"},
    {"host", "0.0.0.0", "\"0.0.0.0\" is an address, and needs no listing; see --listen"},
    {"host", "chat.example:80", "\"chat.example:80\" is no name such as wsd.example"},
    {"admin-host", "a b", "\"a b\" is no name such as wsd.example"},
    {"tls-cert", "/nowhere", "no listener uses it: add --listen tls://ADDR"},
    {"tls-key", "/nowhere", "no listener uses it: add --listen tls://ADDR"},
    {"trusted-proxies", "10.0.0.0/33",
     "\"10.0.0.0/33\" is no address block: behind the slash stands a number from 0 to 32"},
    {"proxy-protocol", "maybe", kSwitch},
    {"proxy-protocol", "true", "nobody is trusted: name the proxies with --trusted-proxies"},
    {"origin", "chat.example",
     "\"chat.example\" must be same, * or an origin such as https://chat.example:8443"},
    {"origin", "https://chat.example/",
     "\"https://chat.example/\" must end before the slash: https://chat.example"},
    {"origin", "https://chat.example/r/lobby",
     "\"https://chat.example/r/lobby\" must end before the slash: https://chat.example"},
    {"max-connections", "many", "must be a number, or auto"},
    {"per-address", "64", "must be two numbers such as 64/120, or 0 for no limit"},
    {"rate", "20", kRate},
    {"rate", "20/0", kRate},
    {"max-message", "-1", "must be a size such as 65536 or 64KiB, or 0 for no limit"},
    {"max-message", "64KB", "must be a size such as 65536 or 64KiB, or 0 for no limit"},
    {"max-fragments", "0", kCount},
    {"max-rooms", "0", kCount},
    {"max-head", "512", "must be a size from 1KiB to 32KiB"},
    {"max-head", "64KiB", "must be a size from 1KiB to 32KiB"},
    {"max-fields", "65", "must be a number from 8 to 64"},
    {"handshake-time", "0", kTime},
    {"ping", "soon", kTime},
    {"ping", "-5s", kTime},
    {"ping", "9000h", kTime},
    {"ping-timeout", "0s", kTime},
    {"drain-time", "99999999999999999999s", kTime},
    {"outbox", "10", kSize},
    {"outbox", "2KiB", "must not be more than --outbox"},
    {"outbox-pause", "2MiB", "must not be more than --outbox"},
    {"room-lag", "x", kSize},
    {"log-budget", "x", "must be a size such as 512MiB, or auto"},
    {"room-log", "1", kSize},
    {"deflate", "10", "must be off, on, or a level from 1 to 9"},
    {"room", "two words",
     "a room's name has 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit"},
    {"durability", "always", "must be process or power"},
    {"history", "1000", "must be a number, a size and a time, such as 1000,1MiB,24h, or auto"},
    {"history", "1000,x,1h", "must be a number, a size and a time, such as 1000,1MiB,24h, or auto"},
    {"data-max", "1MiB", "must be a size from 16MiB on, 0 for no limit, or auto"},
    {"new-rooms", "some", "must be a number, or 0 for no limit"},
    {"announce", "lobby,3s", kAnnounce},
    {"announce", "lobby,often,x", "wants a time of at least a second after the room, such as 3s"},
    {"console", "perhaps", "must be true, false or auto"},
    {"echo", "2", kSwitch},
    {"flush-interval", "1001", "must be milliseconds, 0 to 1000"},
    {"threads", "0", "must be a number from 1 to 1024, or auto"},
    {"threads", "many", "must be a number from 1 to 1024, or auto"},
    {"log-level", "loud", "must be debug, info, warning or error"},
    {"log-format", "xml", "must be text, json or auto"},
    {"log-rate", "0/1", kRate},
};

std::string variable(std::string key) {
  for (char& c : key) c = c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  return "WSD_" + key;
}

// Which key the sentence is blamed on, where it is another than the one that was set.
std::string blamed(const Wrong& wrong) {
  const bool pause = std::string(wrong.key) == "outbox" && std::string(wrong.value) == "2KiB";
  return pause ? "outbox-pause" : wrong.key;
}

TEST(WrongOptionsTest, AsFlags) {
  for (const Wrong& wrong : kWrong) {
    const std::string flag = "--" + std::string(wrong.key) + "=" + wrong.value;
    const ParsedOptions parsed = parse_options({{flag}, {}, 1});
    const bool other = blamed(wrong) != wrong.key;
    EXPECT_EQ(parsed.exit_code, other ? kExitBadConfiguration : kExitUsage) << flag;
    const std::string first = parsed.text.substr(0, parsed.text.find('\n'));
    EXPECT_EQ(first, (other ? "" : "--") + blamed(wrong) + ": " + wrong.said) << flag;
    EXPECT_EQ(parsed.wish, ParsedOptions::Wish::nothing) << flag;
  }
}

TEST(WrongOptionsTest, InTheEnvironment) {
  for (const Wrong& wrong : kWrong) {
    const std::string name = variable(wrong.key);
    const ParsedOptions parsed = parse_options({{}, {{name, wrong.value}}, 1});
    EXPECT_EQ(parsed.exit_code, kExitBadConfiguration) << name;
    const std::string where = blamed(wrong) == wrong.key ? name : blamed(wrong);
    EXPECT_EQ(parsed.text, where + ": " + wrong.said + "\n");
  }
}

TEST(WrongOptionsTest, InTheFile) {
  const reactor::Folder folder;
  const std::string path = folder.file("wsd.toml");
  for (const Wrong& wrong : kWrong) {
    std::ofstream(path) << "# first\n" << wrong.key << " = '''" << wrong.value << "'''\n";
    const ParsedOptions parsed = parse_options({{"--config", path}, {}, 1});
    EXPECT_EQ(parsed.exit_code, kExitBadConfiguration) << wrong.key;
    const std::string where =
        blamed(wrong) == wrong.key ? path + ":2: " + wrong.key : blamed(wrong);
    EXPECT_EQ(parsed.text, where + ": " + wrong.said + "\n");
  }
}

TEST(WrongOptionsTest, FilesThatAreNone) {
  const reactor::Folder folder;
  const std::string path = folder.file("wsd.toml");
  const struct {
    const char* text;
    const char* said;
  } cases[] = {
      {"pign = 3\n", ":1: pign: there is no such setting; did you mean ping?"},
      {"\nport = 3\n", ":2: port: there is no such setting; did you mean listen?"},
      {"ping = 3\nping = 4\n", ":2: ping: was set in line 1 already"},
      {"ping = [3]\n", ":1: ping: takes one value, not an array"},
      {"ping = 3s\n", ":1: \"3s\" is no value: texts stand in quotes"},
      {"echo = yes\n", ":1: \"yes\" is no value: a switch is true or false, texts stand in quotes"},
      {"[server]\n", ":1: there are no [tables] here: every key stands for itself"},
      {"\n\nwelcome = \"x\n", ":3: the string has no end on its line"},
  };
  for (const auto& [text, said] : cases) {
    std::ofstream(path) << text;
    const ParsedOptions parsed = parse_options({{"--config", path}, {}, 1});
    EXPECT_EQ(parsed.exit_code, kExitBadConfiguration) << text;
    EXPECT_EQ(parsed.text, path + said + "\n");
  }
  const ParsedOptions absent = parse_options({{"--config", "/nowhere"}, {}, 1});
  EXPECT_EQ(absent.exit_code, kExitBadConfiguration);
  EXPECT_EQ(absent.text,
            "wsd: cannot read the configuration /nowhere: No such file or directory\n");
  const ParsedOptions directory = parse_options({{"--config", folder.file("")}, {}, 1});
  EXPECT_EQ(directory.exit_code, kExitBadConfiguration);
  EXPECT_EQ(directory.text,
            "wsd: cannot read the configuration " + folder.file("") + ": Is a directory\n");
  std::ofstream(path) << std::string(2 << 20, '#');
  EXPECT_EQ(parse_options({{"--config", path}, {}, 1}).text,
            "wsd: " + path + " is no configuration\n");
}

TEST(WrongOptionsTest, CommandLines) {
  const struct {
    Words words;
    const char* said;
  } cases[] = {
      {{"--nothing"}, "--nothing: there is no such flag"},
      {{"--pign=3"}, "--pign: there is no such flag; did you mean --ping?"},
      {{"8765"}, "8765: an address stands behind --listen; did you mean --listen 8765?"},
      {{"--deflate", "9"},
       "9: the value of --deflate stands behind a =; did you mean --deflate=9?"},
      {{"-p", "9000"}, "-p: there is no such flag; did you mean --listen?"},
      {{"ctl", "foo"}, "ctl foo: there is no such command; there are export, import and erase"},
      {{"--listen"}, "--listen: the value is missing"},
      {{"-q", "-v"}, "-q excludes -v"},
      {{"-q", "--log-level", "info"}, "--log-level excludes -q"},
      {{"gen-cert", "--hots", "a"}, "--hots: there is no such flag; did you mean --host?"},
      {{"ctl"}, "ctl: wants one of export, import and erase"},
      {{"ctl", "export"}, "ctl: say where with --data"},
      {{"ctl", "erase", "--data", "/d"}, "ctl erase: say whom with --user"},
      {{"ctl", "import", "--romo", "a"}, "--romo: there is no such flag; did you mean --room?"},
      {{"--listen", "tls://1", "--tls-cert", "/nowhere", "--tls-key", "/dev/null"},
       "--tls-cert: cannot read /nowhere"},
      {{"--listen", "tls://1", "--tls-cert", "/dev/null", "--tls-key", "/nowhere"},
       "--tls-key: cannot read /nowhere"},
  };
  for (const auto& [words, said] : cases) {
    const ParsedOptions parsed = parse_options({words, {}, 1});
    EXPECT_EQ(parsed.exit_code, kExitUsage) << said;
    EXPECT_EQ(parsed.text, std::string(said) + "\nwsd --help says more.\n");
  }
}

// What newcomers and rooms are told goes out as text frames.
TEST(WrongOptionsTest, TextsThatAreNotUtf8) {
  const std::string said =
      "must be text in UTF-8, and is not: write it with a terminal or an editor "
      "that uses UTF-8\n";
  for (const auto& [key, variable, value] :
       {std::tuple("welcome", "WSD_WELCOME", "caf\xE9"),
        std::tuple("announce", "WSD_ANNOUNCE", "lobby,3s,caf\xE9")}) {
    const auto flag = parse_options({{"--" + std::string(key), value}, {}, 1});
    EXPECT_EQ(flag.exit_code, kExitUsage);
    EXPECT_TRUE(flag.text.starts_with("--" + std::string(key) + ": " + said)) << flag.text;
    const auto environment = parse_options({{}, {{variable, value}}, 1});
    EXPECT_EQ(environment.exit_code, kExitBadConfiguration);
    EXPECT_EQ(environment.text, std::string(variable) + ": " + said);
  }
}

}  // namespace
}  // namespace wsd
