// When the server says what by itself.
#include "apps/wsd/announcer.h"

#include <gtest/gtest.h>

#include <ctime>

namespace wsd {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr reactor::Time kBegin{1000s};

std::vector<Announcement> parsed(std::initializer_list<const char*> words) {
  std::vector<Announcement> all;
  for (const char* one : words) all.push_back(parse_announcement(one).announcement.value());
  return all;
}

std::vector<std::string> due(Announcer& announcer, reactor::Time now) {
  std::vector<std::string> said;
  while (const auto one = announcer.due(now, reactor::WallTime())) {
    said.push_back(std::string(one->room) + ": " + std::string(one->text));
  }
  return said;
}

using Said = std::vector<std::string>;

TEST(AnnouncerTest, WordsAreReadAndWritten) {
  const auto one = parse_announcement("Lobby,3s,Hello, it is {time}").announcement.value();
  EXPECT_EQ(one.room, "lobby");
  EXPECT_EQ(one.every, 3s);
  EXPECT_EQ(one.text.view(), "Hello, it is {time}");
  EXPECT_EQ(to_string(one), "lobby,3s,Hello, it is {time}");
}

TEST(AnnouncerTest, WhatIsWrongIsSaid) {
  const std::string shape = "must be ROOM,EVERY,TEXT, such as 'lobby,3s,The time is {time}'";
  const std::string time = "wants a time of at least a second after the room, such as 3s";
  EXPECT_EQ(parse_announcement("lobby").complaint, shape);
  EXPECT_EQ(parse_announcement("lobby,3s").complaint, shape);
  EXPECT_EQ(parse_announcement("lobby,3s,").complaint, shape);
  EXPECT_EQ(parse_announcement("lobby,soon,hi").complaint, time);
  EXPECT_EQ(parse_announcement("lobby,999ms,hi").complaint, time);
  EXPECT_EQ(parse_announcement("lobby,0,hi").complaint, time);
  EXPECT_EQ(parse_announcement("-x,3s,hi").complaint.rfind("names no room: ", 0), 0u);
}

TEST(AnnouncerTest, EachInItsOwnTime) {
  Announcer announcer;
  EXPECT_EQ(announcer.next_due(), std::nullopt);
  announcer.set(parsed({"a,3s,three", "b,2s,two"}), kBegin);
  EXPECT_EQ(announcer.next_due(), kBegin + 2s);
  EXPECT_EQ(due(announcer, kBegin + 1999ms), Said{});
  EXPECT_EQ(due(announcer, kBegin + 2s), Said{"b: two"});
  EXPECT_EQ(due(announcer, kBegin + 2s), Said{});
  EXPECT_EQ(announcer.next_due(), kBegin + 3s);
  EXPECT_EQ(due(announcer, kBegin + 6s), (Said{"a: three", "b: two"}));
}

TEST(AnnouncerTest, BeingLateNeverAddsUp) {
  Announcer announcer;
  announcer.set(parsed({"a,3s,x"}), kBegin);
  for (int i = 1; i <= 1000; ++i) {
    EXPECT_EQ(announcer.next_due(), kBegin + i * 3s);
    EXPECT_EQ(due(announcer, kBegin + i * 3s + 700ms), Said{"a: x"});
  }
}

TEST(AnnouncerTest, WhatWasMissedIsSaidOnce) {
  Announcer announcer;
  announcer.set(parsed({"a,3s,x"}), kBegin);
  EXPECT_EQ(due(announcer, kBegin + 100s), Said{"a: x"});
  EXPECT_EQ(announcer.next_due(), kBegin + 102s);
}

TEST(AnnouncerTest, TimeAndDate) {
  Announcer announcer;
  announcer.set(parsed({"a,1s,{date} {time} {time} {name}"}), kBegin);
  std::tm parts{};
  parts.tm_year = 126;
  parts.tm_mon = 10;
  parts.tm_mday = 21;
  parts.tm_hour = 3;
  parts.tm_min = 4;
  parts.tm_sec = 5;
  parts.tm_isdst = -1;
  const auto wall = reactor::WallTime(std::chrono::seconds(std::mktime(&parts)) + 900ms);
  EXPECT_EQ(announcer.due(kBegin + 1s, wall)->text.view(), "2026-11-21 03:04:05 03:04:05 {name}");
}

TEST(AnnouncerTest, AReloadLeavesWhatStays) {
  Announcer announcer;
  announcer.set(parsed({"a,3s,x", "b,2s,y"}), kBegin);
  announcer.set(parsed({"c,9s,new", "a,3s,x"}), kBegin + 1s);
  EXPECT_EQ(due(announcer, kBegin + 3s), Said{"a: x"});
  EXPECT_EQ(due(announcer, kBegin + 10s), (Said{"c: new", "a: x"}));
}

}  // namespace
}  // namespace wsd
