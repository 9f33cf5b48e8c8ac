// What a peer makes the server allocate may be refused: then that peer's connection ends, and no
// other.
#include <cstdlib>
#include <new>

#include "reactor/dial.h"
#include "tests/broadcast/stage.h"
#include "tests/reactor/tls_pair.h"

namespace {

// Blocks of these sizes are refused.
std::size_t refused_from = ~std::size_t{0};
std::size_t refused_to = 0;

}  // namespace

void* operator new(std::size_t size) {
  void* const block = size >= refused_from && size <= refused_to ? nullptr : std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
// Not inlined: the compiler would see a free() of what a new it has inlined elsewhere gave, and
// warn.
[[gnu::noinline]] void operator delete(void* block) noexcept {
  std::free(block);
}
[[gnu::noinline]] void operator delete(void* block, std::size_t /*size*/) noexcept {
  std::free(block);
}

namespace broadcast {
namespace {

constexpr std::size_t kLarge = 20'000;

class Scarcity {
 public:
  explicit Scarcity(std::size_t from, std::size_t to = ~std::size_t{0}) {
    refused_from = from;
    refused_to = to;
  }
  ~Scarcity() {
    refused_from = ~std::size_t{0};
    refused_to = 0;
  }
};

void expect_only_that_one_ends(Stage& stage, Guest& greedy, Guest& other) {
  {
    const Scarcity scarcity(kLarge);
    stage.settle();
  }
  stage.settle();
  EXPECT_EQ(stage.told(greedy).back(), "closed transport 1006 connection lost");
  EXPECT_TRUE(greedy.over());
  other.say("unharmed");
  stage.settle();
  EXPECT_EQ(other.heard(), Heard{"text unharmed"});
}

TEST(ScarcityTest, AMessageThatCannotBeGathered) {
  Stage stage;
  Guest& ana = stage.guest("/void");
  Guest& bob = stage.guest("/echo");
  ana.send({{Opcode::text, std::string(2 * kLarge, 'x'), false}});
  expect_only_that_one_ends(stage, ana, bob);
}

TEST(ScarcityTest, AMessageThatCannotBeInflated) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  Stage stage;
  Guest& ana = stage.guest("/void", 0, kDeflateOffer);
  Guest& bob = stage.guest("/echo");
  rfc6455::Deflater deflater(15, rfc6455::ContextTakeover::no);
  std::vector<std::byte> room(1000);
  const auto size = deflater.compress(reactor::bytes(std::string(500, 'x')), room);
  ana.send({{Opcode::text, rfc6455::string_of(std::span(room).first(*size)), true, true}});
  expect_only_that_one_ends(stage, ana, bob);
}

TEST(ScarcityTest, AnAnswerThatFindsNoRoomEndsThatConnection) {
  Stage stage;
  const std::string answer =
      "HTTP/1.1 200 OK\r\nContent-Length: 30000\r\n\r\n" + std::string(30'000, 'x');
  stage.instead = [&](Shard& shard, const Event& event) {
    if (event.kind != Event::Kind::request || event.head->target() != "/large") return false;
    const Scarcity scarcity(kLarge);
    shard.respond(event.connection, answer, KeepAlive::yes);
    return true;
  };
  Guest& other = stage.guest("/echo");
  Guest& greedy = stage.newcomer();
  greedy.write("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
  ASSERT_TRUE(stage.until([&] { return greedy.over(); }));
  EXPECT_TRUE(greedy.http().empty());
  other.say("unharmed");
  ASSERT_TRUE(stage.until([&] { return other.has_heard("text unharmed"); }));
}

TEST(ScarcityTest, ATlsThatCannotBegin) {
  Stage stage;
  const reactor::TlsServer server(reactor::server_options());
  reactor::TlsClient client(reactor::client_options());
  reactor::Listener listener = reactor::listen_on("127.0.0.1:0");
  const reactor::Endpoint endpoint = reactor::local_endpoint(listener.fd());
  stage.shard().listen(std::move(listener), &server);
  Guest& bob = stage.guest("/echo");
  Guest& ana = stage.add(std::make_unique<Guest>(reactor::dial(endpoint).socket, client));
  ana.write(upgrade_request("/echo"));
  {
    const Scarcity scarcity(sizeof(reactor::Tls), sizeof(reactor::Tls));
    ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  }
  EXPECT_EQ(stage.counters().requests, 1u);
  bob.say("unharmed");
  stage.settle();
  EXPECT_EQ(bob.heard(), Heard{"text unharmed"});
}

// What is published and finds no room is refused for all alike; nobody ends for it.
TEST(ScarcityTest, APublicationThatFindsNoRoomIsRefusedAndCounted) {
  for (const bool raw : {true, false}) {
    for (const ShardNumber home : {ShardNumber{0}, ShardNumber{1}}) {
      const std::string room = room_at(home, 2, "room");
      const std::string_view fields = raw ? kDeflateOffer : "";
      Stage stage({}, 2);
      const std::string words(kLarge, 'x');
      stage.instead = [&](Shard& shard, const Event& event) {  // an app that allocates nothing
        const RoomOptions options = options_of(raw ? "raw" : "");
        if (event.kind == Event::Kind::opened)
          shard.join(event.connection, shard.enter(room, options), 0);
        if (event.kind == Event::Kind::message)
          shard.publish(shard.enter(room, options), event.connection, Opcode::text, event.bytes);
        if (event.kind == Event::Kind::ordered)
          shard.append(0, Opcode::text, reactor::bytes(words).first(event.room->bytes.size()));
        return event.kind != Event::Kind::request;
      };
      Guest& ana = stage.guest("/there", 1, fields);  // the stage keeps what it tells of shard 0
      Guest& bob = stage.guest("/there", 1, fields);
      for (Guest* guest : {&ana, &bob}) {
        guest->say(words);
        guest->say("short");
      }
      {
        const Scarcity scarcity(kLarge);
        stage.settle();
      }
      EXPECT_EQ(stage.shard(0).counters().refused + stage.shard(1).counters().refused, 2u);
      for (Guest* guest : {&ana, &bob}) {
        EXPECT_EQ(guest->heard().size(), 2u);
        guest->take();
      }
      ana.say(words);
      stage.settle();
      EXPECT_EQ(bob.last(), "text " + words);
    }
  }
}

// Otherwise one frame too many would be left out later.
TEST(ScarcityTest, WhatWasRefusedIsNotCountedAmongWhatItsAuthorDoesNotWant) {
  for (const bool raw : {true, false}) {
    for (const ShardNumber home : {ShardNumber{0}, ShardNumber{1}}) {
      SCOPED_TRACE(std::string(raw ? "raw" : "ordered") + " at " + std::to_string(home));
      const std::string room = room_at(home, 2, "room");
      Stage stage({}, 2);
      Own own = Own::unwanted;
      stage.instead = [&](Shard& shard, const Event& event) {
        const RoomOptions options = options_of(raw ? "raw" : "");
        if (event.kind == Event::Kind::opened)
          shard.join(event.connection, shard.enter(room, options), 0);
        if (event.kind == Event::Kind::message) {
          shard.own_frames(event.connection, own);
          shard.publish(shard.enter(room, options), event.connection, Opcode::text, event.bytes);
        }
        if (event.kind == Event::Kind::ordered) shard.append(0, Opcode::text, event.room->bytes);
        return event.kind != Event::Kind::request;
      };
      Guest& ana = stage.guest("/there", 1);
      ana.say(std::string(kLarge, 'x'));
      {
        const Scarcity scarcity(kLarge);
        stage.settle();
      }
      EXPECT_EQ(stage.shard(0).counters().refused + stage.shard(1).counters().refused, 1u);
      own = Own::wanted;
      ana.say("heard");
      stage.settle();
      EXPECT_EQ(ana.heard(), Heard{"text heard"});
    }
  }
}

// The list of rooms with something to announce has to grow for it.
TEST(ScarcityTest, ARoomWhoseFirstMessageWasRefusedIsNotSilentForEver) {
  for (const bool raw : {true, false}) {
    Stage stage;
    Guest& ana = stage.guest("/there");
    const RoomOptions options = options_of(raw ? "raw" : "");
    stage.instead = [&](Shard& shard, const Event& event) {
      if (event.kind == Event::Kind::ordered) shard.append(0, Opcode::text, event.room->bytes);
      return event.kind == Event::Kind::ordered;
    };
    Shard& shard = stage.shard();
    const LocalRoomId hall = shard.enter("room", options);
    shard.join(stage.id(ana), hall, 0);
    stage.settle();
    {
      const Scarcity scarcity(sizeof(RoomId), sizeof(RoomId));
      shard.publish(hall, Opcode::text, reactor::bytes("lost or not"));
      while (const auto event = shard.next()) stage.instead(shard, *event);
    }
    EXPECT_EQ(stage.counters().refused, 0u) << "counted at the end of a turn";
    shard.publish(hall, Opcode::text, reactor::bytes("heard"));
    stage.settle();
    EXPECT_EQ(ana.heard(), Heard{"text heard"});
    EXPECT_EQ(stage.counters().refused, 1u);
  }
}

// An exception must not pass through OpenSSL, which called us to write.
TEST(ScarcityTest, ATlsRecordThatFindsNoRoomIsAnErrorOfTheWrite) {
  const reactor::TlsServer server(reactor::server_options());
  reactor::TlsClient client(reactor::client_options());
  reactor::TlsPair pair(server, client);
  ASSERT_TRUE(pair.shake_hands());
  const std::string words(16'000, 'x');
  reactor::Transfer sent;
  {
    const Scarcity scarcity(1);
    while (sent.status == reactor::Status::ok) sent = pair.server->write(reactor::bytes(words));
  }
  EXPECT_EQ(sent.status, reactor::Status::error);
  EXPECT_EQ(sent.error, ENOMEM);
  EXPECT_EQ(pair.server->write(reactor::bytes("x")).error, ENOMEM) << "for good";
}

TEST(ScarcityTest, WordsThatFindNoRoomLeaveTheirRecordEmpty) {
  Stage stage;
  const std::string words(kLarge, 'x');
  stage.instead = [&](Shard& shard, const Event& event) {
    if (event.kind != Event::Kind::ordered) return false;
    const Scarcity scarcity(kLarge);
    const bool large = event.room->record == 1;
    shard.append(0, Opcode::text, reactor::bytes(large ? std::string_view(words) : "small"));
    return true;
  };
  Guest& ana = stage.guest("/chat");
  ana.say("join a");
  stage.settle();
  for (int i = 0; i < 3; ++i) ana.say("say a x");
  stage.settle();
  EXPECT_EQ(ana.heard(), (Heard{"text joined 0", "text small", "text small"}));
  EXPECT_EQ(stage.shard().position(stage.id(ana), stage.shard().enter("a", options_of("a"))), 3u);
  EXPECT_EQ(stage.counters().refused, 1u);
}

TEST(ScarcityTest, APrivateFrameThatFindsNoRoomEndsThatConnection) {
  Stage stage;
  Guest& ana = stage.guest("/void");
  Guest& bob = stage.guest("/echo");
  const std::string words(200 * kLarge, 'x');  // more than a socket takes
  ana.deaf(true);
  {
    const Scarcity scarcity(kLarge);
    stage.shard().send(stage.id(ana), Opcode::text, reactor::bytes(words));
    stage.settle();
  }
  ana.deaf(false);
  ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  EXPECT_EQ(stage.told(ana).back(), "closed transport 1006 connection lost");
  bob.say("unharmed");
  stage.settle();
  EXPECT_EQ(bob.heard(), Heard{"text unharmed"});
}

}  // namespace
}  // namespace broadcast
