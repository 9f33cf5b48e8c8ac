// What people read: complete, within its width, and a configuration that is accepted back.
#include "apps/wsd/manual.h"

#include <gtest/gtest.h>

#include <sstream>

#include "apps/wsd/setting.h"
#include "apps/wsd/toml.h"

namespace wsd {
namespace {

using chat::operator""_text;

TEST(ManualTest, TheHelpNamesEveryFlag) {
  const std::string help = print_help({});
  for (const Setting& setting : settings()) {
    EXPECT_NE(help.find("--" + std::string(setting.key)), std::string::npos) << setting.key;
  }
  for (const char* other : {"--config", "--check", "--print-config", "--version", "--help", "-q",
                            "-v", "gen-cert", "ctl export", "ctl import", "ctl erase"}) {
    EXPECT_NE(help.find(other), std::string::npos) << other;
  }
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(line.size(), 101u) << line;
    EXPECT_FALSE(line.ends_with(' ')) << line;
  }
}

TEST(ManualTest, EveryKeyIsPrintedWithItsMeaningAndAcceptedBack) {
  Options options;
  options.welcome = "a \"quoted\"\nline"_text;
  options.announcements = {{"lobby", std::chrono::seconds(3), "x, y"_text}};
  const TomlFile file = read_toml(print_settings(options));
  ASSERT_EQ(file.complaint, "");
  ASSERT_EQ(file.entries.size(), settings().size());
  Options again;
  for (const TomlEntry& entry : file.entries) {
    const Setting* setting = find_setting(entry.key);
    ASSERT_NE(setting, nullptr) << entry.key;
    EXPECT_EQ(entry.array, setting->shape == Setting::Shape::list) << entry.key;
    EXPECT_EQ(setting->read(again, entry.values), "") << entry.key;
    EXPECT_EQ(setting->write(again), setting->write(options)) << entry.key;
  }
}

TEST(ManualTest, TheKeyThatWasMeant) {
  EXPECT_EQ(nearest_key("pign"), "ping");
  EXPECT_EQ(nearest_key("max-mesage"), "max-message");
  EXPECT_EQ(nearest_key("max_message"), "max-message");
  EXPECT_EQ(nearest_key("tlscert"), "tls-cert");
  EXPECT_EQ(nearest_key("port"), "listen");
  EXPECT_EQ(nearest_key("xyzzy"), "");
  EXPECT_EQ(nearest_key(""), "");
  EXPECT_EQ(nearest_key(std::string(10'000, 'x')), "");
}

}  // namespace
}  // namespace wsd
