// How things are worded, with emoji and without.
#include "apps/wsc/narrator.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace wsc {
namespace {

using Kind = Told::Kind;
using Signs = Manner::Signs;

std::string words(const Told& told, Signs signs = Signs::plain, const Showing& showing = {}) {
  const Narrator narrator({.signs = signs});
  return narrator.tell(told, {.room = "lobby", .nick = "ana"}, showing, 0).text();
}

TEST(Narrator, SaysWhatTheTextFormSays) {
  const struct {
    Told told;
    const char* plain;
    const char* emoji;
  } cases[] = {
      {{.kind = Kind::message, .text = "hi", .room = "lobby", .from = "bob"},
       "bob: hi",
       "💬 bob: hi"},
      {{.kind = Kind::message, .text = "hi", .room = "ops", .from = "bob"},
       "[ops] bob: hi",
       "💬 [ops] bob: hi"},
      {{.kind = Kind::action, .text = "waves", .room = "lobby", .from = "bob"},
       "* bob waves",
       "💬 * bob waves"},
      {{.kind = Kind::secret, .text = "psst", .from = "bob"},
       "bob (private): psst",
       "🔒 bob (private): psst"},
      {{.kind = Kind::secret, .text = "yes", .from = "ana", .to = "bob", .own = true},
       "ana (private to bob): yes",
       "🔒 ana (private to bob): yes"},
      {{.kind = Kind::arrived, .from = "bob"}, "bob has connected.", "👋 bob has connected."},
      {{.kind = Kind::departed, .from = "bob"}, "bob has disconnected.", "👋 bob has disconnected."},
      {{.kind = Kind::renamed, .from = "bob", .to = "rob"},
       "* bob is now known as rob.",
       "💡 bob is now known as rob."},
      {{.kind = Kind::away, .text = "is back.", .from = "bob"}, "* bob is back.", "💡 bob is back."},
      {{.kind = Kind::topic, .text = "cats", .room = "ops"},
       "* Topic of ops: cats",
       "📌 Topic of ops: cats"},
      {{.kind = Kind::topic, .room = "ops"}, "* ops has no topic.", "📌 ops has no topic."},
      {{.kind = Kind::gap, .text = "You missed messages 1-2; …", .room = "ops"},
       "* You missed messages 1-2; … [ops]",
       "❗ You missed messages 1-2; … [ops]"},
      {{.kind = Kind::error, .text = "No."}, "! No.", "❌ No."},
      {{.kind = Kind::info, .text = "Yes."}, "* Yes.", "💡 Yes."},
      {{.kind = Kind::calling, .text = "Connecting to x..."},
       "Connecting to x...",
       "🔌 Connecting to x..."},
      {{.kind = Kind::opened, .text = "Connected successfully!"},
       "Connected successfully!",
       "✅ Connected successfully!"},
      {{.kind = Kind::lost, .text = "Gone."}, "! Gone.", "❌ Gone."},
      {{.kind = Kind::waiting, .text = "x"},
       "* Waits for the connection: x",
       "⏳ Waits for the connection: x"},
      {{.kind = Kind::sent, .text = "x"}, "> x", "📤 x"},
      {{.kind = Kind::line, .text = "x"}, "< x", "💬 x"},
      {{.kind = Kind::line, .text = "* Info."}, "* Info.", "💡 Info."},
      {{.kind = Kind::line, .text = "! Wrong."}, "! Wrong.", "❌ Wrong."},
      {{.kind = Kind::line, .text = "User 1 has connected."},
       "User 1 has connected.",
       "👋 User 1 has connected."},
      {{.kind = Kind::line, .text = "User 1 has left."}, "User 1 has left.", "👋 User 1 has left."},
      {{.kind = Kind::detail, .text = "GET /"}, "~ GET /", "🔍 GET /"},
      {{.kind = Kind::binary, .text = std::string("\0\xff", 2)},
       "<2 bytes: 00 ff>",
       "💬 <2 bytes: 00 ff>"},
      {{.kind = Kind::binary, .text = std::string(40, 'A'), .room = "lobby", .from = "bob"},
       "bob: <40 bytes: 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 …>",
       "💬 bob: <40 bytes: 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 41 …>"},
      {{.kind = Kind::message, .text = "all", .room = "lobby"}, "Server: all", "💬 Server: all"},
  };
  for (const auto& [told, plain, emoji] : cases) {
    EXPECT_EQ(words(told), plain);
    EXPECT_EQ(words(told, Signs::emoji), emoji);
  }
  EXPECT_EQ(words({.kind = Kind::line, .text = "x"}, Signs::none), "x");
  EXPECT_EQ(words({.kind = Kind::line, .text = "* x"}, Signs::none), "* x");
}

TEST(Narrator, WhoOnlyChangesRoomsStaysConnected) {
  EXPECT_EQ(words({.kind = Kind::joined, .from = "bob"}), "bob has joined.");
  EXPECT_EQ(words({.kind = Kind::left, .from = "bob"}, Signs::emoji), "👋 bob has left.");
}

TEST(Narrator, MarksNames) {
  const Narrator narrator({});
  const Line line = narrator.tell({.kind = Kind::message,
                                   .text = "hi ANA and ana",
                                   .room = "lobby",
                                   .from = "bob",
                                   .mentions = true},
                                  {.room = "lobby", .nick = "ana"}, {}, 0);
  std::string marked;
  for (const Span& span : line.spans()) {
    if (span.paint == Span::Paint::mention) marked += span.text + ",";
    if (span.paint == Span::Paint::name) {
      EXPECT_EQ(span.text, "bob");
    }
  }
  EXPECT_EQ(marked, "ANA,ana,");
  const Line own = narrator.tell(
      {.kind = Kind::message, .text = "x", .room = "lobby", .from = "ana", .own = true}, {}, {}, 0);
  EXPECT_EQ(own.spans().at(2).paint, Span::Paint::own);
}

TEST(Narrator, RingsForMentionsIfAsked) {
  const Told mention{.kind = Kind::message, .text = "ana", .from = "bob", .mentions = true};
  const Told old{
      .kind = Kind::message, .text = "ana", .from = "bob", .mentions = true, .old = true};
  EXPECT_TRUE(Narrator({.bell = true}).tell(mention, {}, {}, 0).rings());
  EXPECT_FALSE(Narrator({.bell = true}).tell(old, {}, {}, 0).rings());
  EXPECT_FALSE(Narrator({.bell = true}).tell({.kind = Kind::message}, {}, {}, 0).rings());
  EXPECT_FALSE(Narrator(Manner{}).tell(mention, {}, {}, 0).rings());
}

TEST(Narrator, TimesAndNumbers) {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  const Told told{
      .kind = Kind::message, .text = "x", .from = "bob", .seq = 7, .ts = 1'700'000'000'000};
  const auto with = [&](const char* format, Showing showing) {
    return Narrator({.signs = Signs::none, .timestamps = format}).tell(told, {}, showing, 0).text();
  };
  EXPECT_EQ(with("", {}), "bob: x");
  EXPECT_EQ(with("%H:%M:%S", {}), "22:13:20 bob: x");
  EXPECT_EQ(with("%FT%T", {}), "2023-11-14T22:13:20 bob: x");
  EXPECT_EQ(with("", {.times = true}), "22:13:20 bob: x");
  EXPECT_EQ(with("%F", {.times = false, .numbers = true}), "#7 bob: x");
  EXPECT_EQ(timestamp("%T", 0), "00:00:00");
}

TEST(Narrator, WhatSomebodyAskedForSaysWhereItBelongs) {
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  const Told told{.kind = Kind::message,
                  .text = "x",
                  .from = "bob",
                  .seq = 7,
                  .ts = 1'700'000'000'000,
                  .old = true,
                  .quoted = true};
  EXPECT_EQ(words(told), "2023-11-14 22:13 #7 bob: x");
  EXPECT_EQ(words(told, Signs::none), "bob: x");
  const Narrator narrator({.signs = Signs::plain, .timestamps = "%T"});
  EXPECT_EQ(narrator.tell(told, {}, {}, 0).text(), "22:13:20 #7 bob: x");
}

TEST(Narrator, ComingAndGoingInTheTextForm) {
  const auto sign = [](std::string text) {
    return words({.kind = Kind::line, .text = std::move(text)}, Signs::emoji).substr(0, 4);
  };
  for (const char* line : {"bob has connected.", "[ops] bob has left.", "bob has left (lunch).",
                           "User 7 has disconnected (good night: all)."}) {
    EXPECT_EQ(sign(line), "👋") << line;
  }
  for (const char* line : {"ana: bob has connected.", "ana: bob has left (lunch)."}) {
    EXPECT_EQ(sign(line), "💬") << line;
  }
}

TEST(Narrator, TheStatusLine) {
  const Narrator plain({.signs = Signs::plain});
  const Narrator emoji(Manner{});
  using Link = Narrator::Condition::Link;
  const Standing standing{
      .room = "lobby", .members = 9, .unread = {{"ops", 3}}, .pending = 2, .nick = "ana"};
  EXPECT_EQ(plain.status(standing, {Link::open, 0, 12'345}).text(),
            "ana · #lobby · 9 here · unread ops+3 · unsent 2 · 12 ms");
  EXPECT_EQ(emoji.status(standing, {Link::open, 0, -1}).text(),
            "ana · 🏠 lobby · 9 👥 · 📬 ops+3 · ⏳ 2");
  EXPECT_EQ(plain.status({}, {}).text(), "connecting");
  EXPECT_EQ(plain.status({}, {Link::waiting, 3, -1}).text(), "offline, calling in 3 s");
  EXPECT_EQ(plain.status({}, {Link::waiting, 0, -1}).text(), "offline, calling");
}

TEST(Narrator, Durations) {
  EXPECT_EQ(duration_text(1'500'000), "1.5 s");
  EXPECT_EQ(duration_text(12'345), "12 ms");
  EXPECT_EQ(duration_text(1'234), "1.2 ms");
  EXPECT_EQ(duration_text(83), "0.08 ms");
}

}  // namespace
}  // namespace wsc
