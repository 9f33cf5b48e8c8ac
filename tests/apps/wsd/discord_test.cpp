// Settings that do not go together: which one is blamed. The words: wrong_options_test.cpp.
#include "apps/wsd/discord.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

using chat::operator""_text;

std::string_view blamed(const Options& options) {
  const auto discord = find_discord(options);
  return discord ? discord->key : std::string_view();
}

Options good() {
  Options options;
  options.listen = {{*reactor::parse_address("9000").address}};
  return options;
}

TEST(Discord, ThereIsNone) {
  EXPECT_EQ(blamed(good()), "");
  Options options = good();
  options.listen[0].tls = true;
  options.tls_cert = options.tls_key = "/dev/null";
  EXPECT_EQ(blamed(options), "");
}

TEST(Discord, TheSettingThatIsBlamed) {
  EXPECT_EQ(blamed({}), "listen");
  Options options = good();
  options.tls_key = "/dev/null";
  EXPECT_EQ(blamed(options), "tls-key");
  options.tls_cert = "/dev/null";
  EXPECT_EQ(blamed(options), "tls-cert");
  options.listen[0].tls = true;
  options.tls_cert = "/nowhere";
  EXPECT_EQ(blamed(options), "tls-cert");
  options.tls_cert.clear();
  EXPECT_EQ(blamed(options), "listen");

  options = good();
  options.proxy_protocol = true;
  EXPECT_EQ(blamed(options), "proxy-protocol");

  options = good();
  options.settings.outbox_read_max = options.settings.outbox_max + 1;
  EXPECT_EQ(blamed(options), "outbox-pause");
}

TEST(Discord, OnePortIsListenedOnOnce) {
  const struct {
    const char* one;
    const char* other;
    bool collide;
  } cases[] = {
      {"8765", "8765", true},
      {"8765", "127.0.0.1:8765", true},
      {"[::1]:8765", "8765", true},
      {"0.0.0.0:8765", "127.0.0.1:8765", true},
      {"[::]:8765", "[::1]:8765", true},
      {"chat.example:8765", "chat.example:8765", true},
      {"unix:/a", "unix:/a", true},
      {"fd:3", "fd:3", true},
      {"8765", "8766", false},
      {"0", "0", false},
      {"127.0.0.1:8765", "127.0.0.2:8765", false},
      {"0.0.0.0:8765", "[::]:8765", false},
      {"[::]:8765", "127.0.0.1:8765", false},
      {"unix:/a", "unix:/b", false},
      {"8765", "unix:/8765", false},
  };
  for (const auto& [one, other, collide] : cases) {
    const ListenAddress first{*reactor::parse_address(one).address};
    const ListenAddress second{*reactor::parse_address(other).address};
    Options options;
    options.listen = {first, second};
    EXPECT_EQ(blamed(options), collide ? "listen" : "") << one << " " << other;
    options.listen = {first};
    options.admin = second;
    EXPECT_EQ(blamed(options), collide ? "admin" : "") << one << " " << other;
  }
}

TEST(Discord, BracesThatNobodyFillsInAreDoubted) {
  using Doubts = std::vector<std::string>;
  Options options = good();
  EXPECT_EQ(find_doubts(options), Doubts{});
  options.welcome = "{ {} {Name} {\"op\":1} {room}{others} {name"_text;
  options.announcements = {{"lobby", std::chrono::seconds(3), "{date} {time}"_text}};
  EXPECT_EQ(find_doubts(options), Doubts{});
  options.welcome = "Hello {name}, {foo}"_text;
  options.announcements[0].text = "{tiem}"_text;
  EXPECT_EQ(find_doubts(options),
            (Doubts{"welcome: {foo} is shown as it stands; what is filled in is {name}, {others} "
                    "and {room}",
                    "announce: {tiem} is shown as it stands; what is filled in is {time} and "
                    "{date}"}));
}

}  // namespace
}  // namespace wsd
