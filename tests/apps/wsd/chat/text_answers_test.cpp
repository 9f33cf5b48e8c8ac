// The exact words of what one person alone is told.
#include <gtest/gtest.h>

#include <string>

#include "apps/wsd/chat/commands.h"
#include "apps/wsd/chat/text_face.h"

namespace chat::text {
namespace {

constexpr Person kAna{3, "ana"};
constexpr Person kSeven{7, ""};
constexpr Milliseconds kTs = 1'700'000'000'123;

std::string told(const Answer& answer, const View& view = {}) {
  std::string out;
  word(out, answer, view);
  return out;
}

TEST(TextAnswers, WelcomeIsTheOperators) {
  EXPECT_EQ(told(Welcome{.person = kSeven, .text = "Hello."}), "Hello.");
  EXPECT_EQ(told(Welcome{.person = kSeven}), "");
}

TEST(TextAnswers, RoomsJoinedAndLeft) {
  EXPECT_EQ(told(Joined{.room = "ops", .members = 1}), "* You are in ops, alone.");
  EXPECT_EQ(told(Joined{.room = "ops", .members = 2}), "* You are in ops with 1 other.");
  EXPECT_EQ(told(Joined{.room = "ops", .members = 9, .topic = "deploys"}),
            "* You are in ops with 8 others. Topic: deploys");
  EXPECT_EQ(told(Left{"ops", "lobby"}), "* You have left ops. You are in lobby.");
  EXPECT_EQ(told(Left{"ops"}),
            "* You have left ops. You are in no room; /join ROOM goes into one.");
}

TEST(TextAnswers, Gaps) {
  Gap gap{.room = "ops", .from = 120, .to = 180};
  EXPECT_EQ(told(gap), "* You missed messages 120-180; they are no longer kept.");
  EXPECT_EQ(told(gap, {.prefixed = true}),
            "[ops] * You missed messages 120-180; they are no longer kept.");
  gap.to = 120;
  EXPECT_EQ(told(gap), "* You missed message 120; it is no longer kept.");
  gap.from = 0;
  EXPECT_EQ(told(gap), "* You missed some messages; they are no longer kept.");
  gap.reason = Gap::Reason::slow;
  EXPECT_EQ(told(gap), "* You missed some messages; this connection was too slow.");
  gap.reason = Gap::Reason::epoch;
  EXPECT_EQ(told(gap), "* You may have missed messages; the room's numbers began anew.");
  gap.reason = Gap::Reason::restart;
  EXPECT_EQ(told(gap), "* You may have missed messages; the server ended without warning.");
  gap.from = 20;
  gap.to = 1'048'576;
  EXPECT_EQ(told(gap), "* You may have missed messages; the server ended without warning.");
}

TEST(TextAnswers, AnAckIsTheMessageItself) {
  EXPECT_EQ(told(Ack{.room = "ops", .seq = 1}), "");
  EXPECT_EQ(told(Ack{.conversation = "c", .to = "bob", .queued = true}),
            "* bob is not here; the message waits.");
}

TEST(TextAnswers, PrivateMessages) {
  Private letter{.from = kAna, .to = kSeven, .text = "psst\nhey", .ts = kTs};
  EXPECT_EQ(told(letter), "ana (private): psst\n  hey");
  EXPECT_EQ(told(letter, {.timed = true}), "22:13:20 ana (private): psst\n  hey");
  letter.waited = true;
  EXPECT_EQ(told(letter, {.timed = true}), "2023-11-14 22:13:20 ana (private): psst\n  hey");
  letter.waited = false;
  letter.own = true;
  EXPECT_EQ(told(letter), "to User 7 (private): psst\n  hey");
}

TEST(TextAnswers, History) {
  const Message messages[] = {
      {.seq = 121, .ts = kTs, .user = 3, .nick = "ana", .text = "hi\nthere"},
      {.seq = 122, .ts = kTs, .kind = Happening::Kind::action, .user = 7, .text = "waves"}};
  History history{.room = "ops", .items = messages};
  EXPECT_EQ(told(history),
            "* 2 messages of ops:\n"
            "#121 2023-11-14 22:13:20 ana: hi\n"
            "  there\n"
            "#122 2023-11-14 22:13:20 ** User 7 waves");
  history.items = history.items.first(1);
  history.more = true;
  EXPECT_TRUE(told(history).starts_with("* 1 message of ops; there are more.\n#121 "));
  history.search = true;
  EXPECT_TRUE(told(history).starts_with(
      "* 1 message found in ops; what is older was not looked through.\n#121 "));
  history.items = {};
  EXPECT_EQ(told(history), "* Nothing found in ops; what is older was not looked through.");
  history.more = false;
  EXPECT_EQ(told(history), "* Nothing found in ops.");
  history.search = false;
  EXPECT_EQ(told(history), "* No messages to show of ops.");
}

TEST(TextAnswers, People) {
  const Present members[] = {{.person = kAna},
                             {.person = kSeven, .away = "lunch", .is_away = true}};
  People people{.room = "ops", .members = members};
  EXPECT_EQ(told(people), "* 2 in ops: ana, User 7 (away).");
  people.count = 10;
  EXPECT_EQ(told(people), "* 10 in ops: ana, User 7 (away) and 8 more.");
  people.members = {};
  EXPECT_EQ(told(people), "* 10 in ops.");
  people.count = 0;
  EXPECT_EQ(told(people), "* Nobody in ops.");
}

TEST(TextAnswers, Profiles) {
  const std::string_view rooms[] = {"lobby", "ops"};
  Profile profile{.member = {.person = kAna}, .since = kTs, .rooms = rooms};
  EXPECT_EQ(told(profile), "* ana is User 3, here since 2023-11-14 22:13:20 UTC; in lobby, ops.");
  profile.self = true;
  EXPECT_EQ(told(profile),
            "* You are ana, User 3, here since 2023-11-14 22:13:20 UTC; in lobby, ops.");
  profile = {.member = {.person = kSeven, .is_away = true}, .since = kTs};
  EXPECT_EQ(told(profile), "* User 7 is here since 2023-11-14 22:13:20 UTC; away.");
  profile.self = true;
  profile.member.away = "lunch";
  EXPECT_EQ(told(profile), "* You are User 7, here since 2023-11-14 22:13:20 UTC; away: lunch");
}

TEST(TextAnswers, Rooms) {
  const RoomLine rooms[] = {{.name = "lobby", .topic = "all\nthings", .members = 9},
                            {.name = "ops"}};
  EXPECT_EQ(told(RoomList{.rooms = rooms}), "* 2 rooms:\n  lobby (9) all things\n  ops (0)");
  EXPECT_EQ(told(RoomList{.rooms = std::span(rooms).last(1), .more = true}),
            "* 1 room, and there are more:\n  ops (0)");
  EXPECT_EQ(told(RoomList{}), "* There are no such rooms.");
}

TEST(TextAnswers, RenamedIsToldWhereTheRoomDoesNot) {
  EXPECT_EQ(told(Renamed{.nick = "ana", .seen = true}), "");
  EXPECT_EQ(told(Renamed{"ana"}), "* You are now known as ana.");
  EXPECT_EQ(told(Renamed{""}), "* You have no name any more: another connection of yours has it.");
}

TEST(TextAnswers, Topics) {
  EXPECT_EQ(told(Topic{"ops", "deploys"}), "* Topic of ops: deploys");
  EXPECT_EQ(told(Topic{"ops", ""}), "* ops has no topic.");
}

TEST(TextAnswers, SmallThings) {
  EXPECT_EQ(told(Done{"Echo is off."}), "* Echo is off.");
  EXPECT_EQ(told(Pong{}), "* Pong.");
  EXPECT_EQ(told(Pong{.microseconds = 1035}), "* Pong. There and back: 1.035 ms.");
  EXPECT_EQ(told(Waiting{1}), "* 1 private message to you could not wait any longer and is gone.");
  EXPECT_EQ(told(Waiting{3}),
            "* 3 private messages to you could not wait any longer and are gone.");
  EXPECT_EQ(told(Complaint{404, "not_found", "Unknown command /foo. Try /help."}),
            "! Unknown command /foo. Try /help.");
}

TEST(TextAnswers, Stats) {
  Stats stats{
      .messages_in = 2, .bytes_in = 10, .bytes_out = 1, .seconds = 93784, .rooms = 1, .people = 1};
  EXPECT_EQ(
      told(stats),
      "* Here for 1 d 2 h 3 min 4 s. You sent 2 messages (10 bytes) and got 1 byte. You are in "
      "1 room; on this server: 1 person.");
  stats.seconds = 59;
  stats.people = 5;
  EXPECT_TRUE(told(stats).starts_with("* Here for 59 s. "));
  EXPECT_TRUE(told(stats).ends_with("on this server: 5 people."));
}

TEST(TextAnswers, HelpHasALineForEachCommand) {
  const std::string help = told(Help{});
  EXPECT_TRUE(
      help.starts_with("* What begins with / is a command, //x says /x, everything else is "
                       "said in the room.\n  /help [COMMAND]    "));
  for (const Command& command : commands()) {
    std::string line = "\n  ";
    append_usage(line, command);
    EXPECT_NE(help.find(line + ' '), std::string::npos) << line;
    EXPECT_NE(help.find(' ' + std::string(command.does)), std::string::npos) << line;
  }
}

TEST(TextAnswers, HelpForOneCommand) {
  EXPECT_EQ(told(Help{"me"}), "* /me TEXT - tells what you do: /me waves.");
  EXPECT_EQ(told(Help{"TOPIC"}),
            "* /topic [TEXT] - tells what the room is about, or sets it. /topic - removes it.");
  EXPECT_EQ(told(Help{"foo"}), "! Unknown command /foo. Try /help.");
}

}  // namespace
}  // namespace chat::text
