// The declaration: every setting can be read, written, found, and has an effect.
#include "apps/wsd/setting.h"

#include <gtest/gtest.h>

#include <set>

namespace wsd {
namespace {

// For each key a value that is not its default, as write() would give it.
struct Other {
  std::string_view key;
  Setting::Texts texts;
};
const std::vector<Other>& others() {
  static const std::vector<Other> all = {
      {"listen", {"127.0.0.1:9000", "tls://[::]:9001", "unix:/tmp/w.sock", "fd:3"}},
      {"admin", {"127.0.0.1:9002"}},
      {"admin-host", {"wsd.example", "b"}},
      {"host", {"chat.example", "b"}},
      {"tls-cert", {"c.pem"}},
      {"tls-key", {"k.pem"}},
      {"trusted-proxies", {"10.0.0.0/8", "unix"}},
      {"proxy-protocol", {"true"}},
      {"origin", {"same", "https://chat.example"}},
      {"max-connections", {"500"}},
      {"per-address", {"8/20"}},
      {"rate", {"5/2"}},
      {"max-message", {"1MiB"}},
      {"max-fragments", {"16"}},
      {"max-rooms", {"7"}},
      {"max-head", {"16KiB"}},
      {"max-fields", {"40"}},
      {"handshake-time", {"3s"}},
      {"ping", {"7s"}},
      {"ping-timeout", {"300ms"}},
      {"outbox", {"2MiB"}},
      {"outbox-pause", {"128KiB"}},
      {"room-lag", {"8MiB"}},
      {"log-budget", {"64MiB"}},
      {"room-log", {"2MiB"}},
      {"deflate", {"9"}},
      {"room", {"ops"}},
      {"welcome", {"Hello {name}"}},
      {"announce", {"lobby,3s,It is {time}"}},
      {"console", {"true"}},
      {"echo", {"true"}},
      {"flush-interval", {"5"}},
      {"data", {"/var/lib/wsd"}},
      {"durability", {"power"}},
      {"data-max", {"2GiB"}},
      {"history", {"5,64KiB,1h"}},
      {"new-rooms", {"7"}},
      {"threads", {"3"}},
      {"drain-time", {"2m"}},
      {"log-level", {"debug"}},
      {"log-format", {"json"}},
      {"log-rate", {"7/3"}},
  };
  return all;
}

TEST(SettingTest, EachIsReadAndWrittenAndChangesNothingElse) {
  ASSERT_EQ(others().size(), settings().size()) << "a key is missing in the list above";
  for (const auto& [key, texts] : others()) {
    const Setting* setting = find_setting(key);
    ASSERT_NE(setting, nullptr) << key;
    Options options;
    EXPECT_NE(setting->write(options), texts) << key << ": that is its default";
    EXPECT_EQ(setting->read(options, texts), "") << key;
    EXPECT_EQ(setting->write(options), texts) << key;
    for (const Setting& other : settings()) {
      if (other.key == key) continue;
      EXPECT_EQ(other.write(options), other.write(Options{})) << other.key;
    }
  }
}

TEST(SettingTest, EachDefaultIsReadBack) {
  for (const Setting& setting : settings()) {
    Options options;
    const Setting::Texts texts = setting.write(options);
    EXPECT_EQ(setting.read(options, texts), "") << setting.key;
    EXPECT_EQ(setting.write(options), texts) << setting.key;
    EXPECT_EQ(texts.size() == 1 || setting.shape == Setting::Shape::list, true) << setting.key;
  }
}

TEST(SettingTest, EachSaysWhatItIs) {
  std::set<std::string_view> keys;
  for (const Setting& setting : settings()) {
    EXPECT_TRUE(keys.insert(setting.key).second) << setting.key;
    EXPECT_FALSE(setting.help.empty()) << setting.key;
    EXPECT_NE(setting.help.back(), '.') << setting.key;
    EXPECT_FALSE(setting.group.empty()) << setting.key;
  }
}

TEST(SettingTest, WhatNeedsARestart) {
  std::set<std::string_view> keys;
  for (const Setting& setting : settings()) {
    if (setting.change == Setting::Change::restart) keys.insert(setting.key);
  }
  EXPECT_EQ(keys, (std::set<std::string_view>{"admin", "console", "data", "data-max", "deflate",
                                              "durability", "history", "listen", "log-budget",
                                              "room-log", "threads"}));
}

TEST(SettingTest, NamesInTheEnvironment) {
  EXPECT_EQ(environment_name("tls-cert"), "WSD_TLS_CERT");
  EXPECT_EQ(find_setting("tls_cert"), nullptr);
  EXPECT_EQ(find_setting(""), nullptr);
}

TEST(SettingTest, DeflateHasLevels) {
  const Setting* deflate = find_setting("deflate");
  Options options;
  EXPECT_EQ(deflate->read(options, {"1"}), "");
  EXPECT_TRUE(options.deflate);
  EXPECT_EQ(options.settings.deflate_level, 1);
  EXPECT_EQ(deflate->read(options, {"true"}), "");
  EXPECT_TRUE(options.deflate);
  EXPECT_EQ(options.settings.deflate_level, broadcast::Settings{}.deflate_level);
  for (const char* no : {"off", "false", "0"}) {
    EXPECT_EQ(deflate->read(options, {no}), "") << no;
    EXPECT_FALSE(options.deflate) << no;
  }
  EXPECT_EQ(deflate->read(options, {"10"}), "must be off, on, or a level from 1 to 9");
}

}  // namespace
}  // namespace wsd
