// Each kind of value: what it takes, what it refuses, and what it writes.
#include "apps/wsd/setting_kinds.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

using std::chrono_literals::operator""s;

const About kAbout{"key", "Group", "Help"};

TEST(SettingKindsTest, Durations) {
  const Setting setting = duration(
      kAbout, [](auto& o) -> auto& { return o.drain_time; }, 1s);
  Options options;
  EXPECT_EQ(setting.read(options, {"2m"}), "");
  EXPECT_EQ(options.drain_time, 120s);
  EXPECT_EQ(setting.write(options), Setting::Texts{"2m"});
  EXPECT_EQ(setting.read(options, {"999ms"}), "must be a time, such as 500ms, 25s, 2m or 12h");
  EXPECT_EQ(options.drain_time, 120s) << "what is wrong changes nothing";
}

TEST(SettingKindsTest, NumbersWithinBounds) {
  const Setting setting = number(
      kAbout, [](auto& o) -> auto& { return o.flush_milliseconds; }, 5, 10, "must be 5 to 10");
  Options options;
  for (const char* good : {"5", "10"}) EXPECT_EQ(setting.read(options, {good}), "");
  for (const char* wrong : {"4", "11", "", "x", "65541"}) {
    EXPECT_EQ(setting.read(options, {wrong}), "must be 5 to 10") << wrong;
  }
  EXPECT_EQ(options.flush_milliseconds, 10);
}

TEST(SettingKindsTest, AutoIsNoValue) {
  const Setting setting = one_or_auto(
      row(kAbout, "N", "wrong"), [](auto& o) -> auto& { return o.log_budget; }, parse_bytes,
      print_bytes);
  Options options;
  EXPECT_EQ(setting.write(options), Setting::Texts{"auto"});
  EXPECT_EQ(setting.read(options, {"1MiB"}), "");
  EXPECT_EQ(options.log_budget, 1u << 20);
  EXPECT_EQ(setting.write(options), Setting::Texts{"1MiB"});
  EXPECT_EQ(setting.read(options, {"auto"}), "");
  EXPECT_EQ(options.log_budget, std::nullopt);
  EXPECT_EQ(setting.read(options, {"Auto"}), "wrong");
}

TEST(SettingKindsTest, TogglesMeanTrueWithoutAValue) {
  const Setting setting = toggle(
      kAbout, [](auto& o) -> auto& { return o.echo; });
  EXPECT_EQ(setting.shape, Setting::Shape::flag);
  Options options;
  EXPECT_EQ(setting.read(options, {std::string(setting.absent)}), "");
  EXPECT_TRUE(options.echo);
}

TEST(SettingKindsTest, AListReplacesTheOldOne) {
  const Setting setting = list(
      row(kAbout, "N", ""), [](auto& o) -> auto& { return o.trusted_proxies; },
      [](std::vector<reactor::Prefix>& all, const std::string& said) {
        const auto network = reactor::parse_prefix(said).prefix;
        if (network) all.push_back(*network);
        return std::string(network ? "" : "no network");
      },
      [](const reactor::Prefix& network) { return to_string(network); });
  Options options;
  EXPECT_EQ(setting.read(options, {"::1", "unix"}), "");
  EXPECT_EQ(setting.read(options, {"10.0.0.0/8", ""}), "");
  EXPECT_EQ(setting.write(options), Setting::Texts{"10.0.0.0/8"});
  EXPECT_EQ(setting.read(options, {"x"}), "no network");
}

}  // namespace
}  // namespace wsd
