// Rooms as their members see them: order, forms, places, and what the shard tells the app.
#include "broadcast/shard.h"

#include <fcntl.h>
#include <unistd.h>

#include "tests/broadcast/stage.h"

namespace broadcast {
namespace {

TEST(ShardTest, AllMembersHearTheSameInOneOrder) {
  Stage stage({}, 3);
  std::vector<Guest*> guests;
  for (const int at : {0, 1, 2, 0, 1, 2}) {
    guests.push_back(&stage.guest("/chat", static_cast<ShardNumber>(at)));
    guests.back()->say("join lobby");
    stage.settle();
  }
  for (Guest* guest : guests) guest->take();
  for (int i = 0; i < 20; ++i) {
    for (std::size_t g = 0; g < guests.size(); ++g) {
      guests[g]->say("say lobby " + std::to_string(g) + "." + std::to_string(i));
    }
    stage.turn();
  }
  stage.settle();
  const Heard first = guests[0]->heard();
  ASSERT_EQ(first.size(), 120u);
  for (std::size_t i = 0; i < first.size(); ++i) {
    EXPECT_EQ(first[i].rfind("text lobby#" + std::to_string(i) + " ", 0), 0u) << first[i];
  }
  for (const Guest* guest : guests) EXPECT_EQ(guest->heard(), first);
}

TEST(ShardTest, JoinedComesBeforeTheRoomAndNothingAfterLeave) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  ana.say("join lobby");
  stage.settle();
  bob.say("join lobby");
  bob.say("say lobby early");
  ana.say("say lobby also");
  stage.settle();
  ASSERT_EQ(bob.heard().size(), 3u);
  EXPECT_EQ(bob.heard()[0], "text joined 0");
  bob.say("leave lobby");
  stage.settle();
  bob.take();
  ana.say("say lobby without bob");
  stage.settle();
  EXPECT_EQ(bob.heard(), Heard{});
  EXPECT_EQ(ana.last(), "text lobby#2 without bob");
}

TEST(ShardTest, OnesOwnFramesAreLeftOutIfUnwanted) {
  Stage stage({}, 2);
  Guest& ana = stage.guest("/chat", 0);
  Guest& bob = stage.guest("/chat", 1);
  ana.say("own off");
  for (Guest* guest : {&ana, &bob}) guest->say("join lobby");
  stage.settle();
  ana.take();
  for (int i = 0; i < 5; ++i) {
    ana.say("say lobby mine");
    bob.say("say lobby his");
    if (i % 2 == 0) stage.turn();
  }
  stage.settle();
  EXPECT_EQ(bob.take().size(), 1u + 10u);
  const Heard heard = ana.heard();
  EXPECT_EQ(heard.size(), 5u);
  for (const std::string& line : heard) EXPECT_NE(line.find("his"), std::string::npos) << line;
}

TEST(ShardTest, EveryFormOfARoomSaysTheSameRecordsInItsOwnWords) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat", 0, kDeflateOffer);
  Guest& cyd = stage.guest("/chat", 0, kSmallDeflateOffer);
  ana.say("join lobby 0");
  bob.say("join lobby 2");
  cyd.say("join lobby 2");
  stage.settle();
  for (Guest* guest : {&ana, &bob, &cyd}) guest->take();
  const std::string words(300, 'w');
  ana.say("say lobby " + words);
  stage.settle();
  EXPECT_EQ(ana.heard(), Heard{"text lobby#0 " + words});
  EXPECT_EQ(bob.heard(), Heard{"text 2:lobby#0 " + words});
  EXPECT_EQ(cyd.heard(), bob.heard());
  EXPECT_TRUE(bob.deflated() && cyd.deflated());
  EXPECT_LT(bob.bytes_heard(), ana.bytes_heard());
}

TEST(ShardTest, APlaceMovesToTheSameRecordOfAnotherForm) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  Guest& bob = stage.guest("/chat");
  ana.say("join lobby 0");
  bob.say("join lobby 1");
  stage.settle();
  for (int i = 0; i < 3; ++i) ana.say("say lobby x");
  stage.settle();
  const HallId hall = stage.shard().enter("lobby", options_of("lobby"));
  EXPECT_EQ(stage.shard().position(stage.id(ana), hall), Record{3});
  ana.take();
  ana.say("join lobby 1 1");
  stage.settle();
  EXPECT_EQ(ana.heard(), (Heard{"text joined 1", "text 1:lobby#1 x", "text 1:lobby#2 x"}));
}

TEST(ShardTest, ARoomTooManyIsRefused) {
  Settings settings;
  settings.memberships_max = 3;
  Stage stage(settings);
  Guest& ana = stage.guest("/chat");
  for (const char* room : {"a", "b", "c", "d"}) ana.say(std::string("join ") + room);
  stage.settle();
  EXPECT_EQ(ana.heard().size(), 4u);
  EXPECT_TRUE(ana.has_heard("text too many rooms"));
  ana.say("leave a");
  ana.say("join d");
  stage.settle();
  EXPECT_EQ(ana.last(), "text joined 0");
}

TEST(ShardTest, TheDefaultIs128Rooms) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  for (int i = 0; i < 129; ++i) ana.say("join room" + std::to_string(i));
  stage.settle();
  EXPECT_EQ(ana.heard().size(), 129u);
  EXPECT_EQ(ana.last(), "text too many rooms");
  ana.take();
  Guest& bob = stage.guest("/chat");
  for (int i = 0; i < 128; ++i) bob.say("say room" + std::to_string(i) + " hello");
  stage.settle();
  EXPECT_EQ(ana.heard().size(), 128u);
}

TEST(ShardTest, ARoomThatHoldsItsMessagesSendsThemTogether) {
  Stage stage;
  RoomOptions held{.content = RoomOptions::Content::raw, .flush_milliseconds = 30};
  Guest& ana = stage.guest("/other");
  const HallId hall = stage.shard().enter("held", held);
  stage.shard().join(stage.id(ana), hall, 0);
  stage.settle(2);
  for (int i = 0; i < 10; ++i) {
    stage.shard().publish(hall, Opcode::text, std::as_bytes(std::span("x", 1)));
    stage.turn();
  }
  const auto sends = stage.counters().sends;
  EXPECT_EQ(ana.heard(), Heard{});
  EXPECT_TRUE(stage.until([&] { return ana.heard().size() == 10; }));
  EXPECT_EQ(stage.counters().sends, sends + 1);
}

TEST(ShardTest, NotesReachTheAppOnAnotherShard) {
  Stage stage({}, 2);
  std::vector<std::string> notes;
  stage.instead = [&](Shard& shard, const Event& event) {
    if (event.kind != Event::Kind::note) return false;
    notes.push_back(std::to_string(event.shard) + ">" + std::to_string(shard.self()) + " " +
                    rfc6455::string_of(event.bytes));
    return true;
  };
  stage.shard(0).note(1, std::as_bytes(std::span("psst", 4)));
  stage.shard(1).note(1, std::as_bytes(std::span("self", 4)));
  stage.settle();
  EXPECT_EQ(notes.size(), 2u);
  EXPECT_TRUE(std::find(notes.begin(), notes.end(), "0>1 psst") != notes.end());
  EXPECT_TRUE(std::find(notes.begin(), notes.end(), "1>1 self") != notes.end());
}

TEST(ShardTest, ADescriptorOfTheAppsOwnMakesEdges) {
  Stage stage;
  int pipe[2];
  ASSERT_EQ(::pipe2(pipe, O_CLOEXEC | O_NONBLOCK), 0);
  const reactor::Socket reads(pipe[0]);
  const reactor::Socket writes(pipe[1]);
  int edges = 0;
  stage.instead = [&](Shard&, const Event& event) {
    if (event.kind == Event::Kind::edge) edges += event.fd == reads.fd() ? 1 : 100;
    return event.kind == Event::Kind::edge;
  };
  stage.shard().watch(reads.fd());
  stage.settle();
  EXPECT_EQ(edges, 0);
  ASSERT_EQ(::write(writes.fd(), "x", 1), 1);
  stage.settle();
  EXPECT_EQ(edges, 1);
}

TEST(ShardTest, CommandsForTheGoneAreNothing) {
  Stage stage;
  Guest& ana = stage.guest("/chat");
  const ConnectionId gone = stage.id(ana);
  ana.hang_up();
  stage.settle();
  Shard& shard = stage.shard();
  const HallId hall = shard.enter("lobby", options_of("lobby"));
  EXPECT_FALSE(shard.alive(gone));
  shard.send(gone, Opcode::text, {});
  shard.close(gone, 1000, "");
  shard.accept(gone, {});
  shard.respond(gone, "HTTP/1.1 200 OK\r\n\r\n", KeepAlive::no);
  shard.join(gone, hall, 0);
  shard.leave(gone, hall);
  shard.own_frames(gone, Own::unwanted);
  shard.publish(hall, gone, Opcode::text, {});
  EXPECT_EQ(shard.position(gone, hall), std::nullopt);
  stage.settle();
  EXPECT_EQ(stage.counters().connections, 0u);
}

}  // namespace
}  // namespace broadcast
