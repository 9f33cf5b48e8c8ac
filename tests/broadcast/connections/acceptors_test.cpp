// How newcomers are let in, and what happens when there is no place for them.
#include "broadcast/connections/acceptors.h"

#include <sys/socket.h>

#include "reactor/dial.h"
#include "tests/broadcast/stage.h"
#include "tests/reactor/few_descriptors.h"

namespace broadcast {
namespace {

struct Street {
  reactor::Listener listener = reactor::listen_on("127.0.0.1:0");
  reactor::Endpoint endpoint = reactor::local_endpoint(listener.fd());

  reactor::Socket dial() const { return reactor::dial(endpoint).socket; }
  Guest& guest(Stage& stage) const { return stage.add(std::make_unique<Guest>(dial())); }
};

TEST(DoorsTest, ATurnLetsInABoundedNumber) {
  Street street;
  std::vector<reactor::Socket> callers;
  for (int i = 0; i < 100; ++i) callers.push_back(street.dial());
  Counters counters;
  Acceptors doors(counters);
  const std::uint32_t door = doors.add(std::move(street.listener), nullptr);
  std::vector<Acceptors::Guest> guests;
  ASSERT_TRUE(reactor::turn_until(
      [&] {
        doors.begin_turn({});
        doors.knocked(door);
        const std::size_t before = guests.size();
        while (auto guest = doors.next({})) guests.push_back(std::move(*guest));
        EXPECT_LE(guests.size() - before, std::size_t{reactor::kAcceptsPerTurnMax});
        EXPECT_EQ(doors.waiting(), guests.size() - before == reactor::kAcceptsPerTurnMax);
      },
      [&] { return guests.size() == 100; }));
  EXPECT_EQ(counters.accepted, 100u);
  EXPECT_EQ(guests[0].door, door);
  EXPECT_EQ(guests[0].peer.family, reactor::Peer::Family::ipv4);
}

// An operator gets in while a crowd stands before the other door.
TEST(DoorsTest, EveryDoorHasItsShareOfATurn) {
  Street crowded, quiet;
  std::vector<reactor::Socket> callers;
  for (int i = 0; i < 200; ++i) callers.push_back(crowded.dial());
  const reactor::Socket caller = quiet.dial();
  ASSERT_TRUE(reactor::wait_until_readable(quiet.listener.fd()));
  Counters counters;
  Acceptors doors(counters);
  doors.add(std::move(crowded.listener), nullptr);
  const std::uint32_t door = doors.add(std::move(quiet.listener), nullptr);
  doors.begin_turn({});
  for (std::uint32_t one = 0; one < doors.count(); ++one) doors.knocked(one);
  std::vector<std::uint32_t> order;
  while (auto guest = doors.next({})) order.push_back(guest->door);
  EXPECT_EQ(order.size(), std::size_t{reactor::kAcceptsPerTurnMax});
  EXPECT_EQ(std::count(order.begin(), order.end(), door), 1);
}

TEST(DoorsTest, ARequestSaysThroughWhichListenerItCame) {
  Stage stage;
  const reactor::Folder folder;
  Street street;
  stage.shard().listen(reactor::listen_on("unix:" + folder.file("s")));
  const std::uint32_t number = stage.shard().listen(std::move(street.listener));
  std::uint32_t told = ~0u;
  stage.instead = [&](Shard&, const Event& event) {
    if (event.kind == Event::Kind::request) told = event.listener;
    return false;
  };
  Guest& ana = street.guest(stage);
  ana.write(upgrade_request("/echo"));
  ASSERT_TRUE(stage.until([&] { return ana.upgraded(); }));
  EXPECT_EQ(told, number);
}

TEST(DoorsTest, WhenAllPlacesAreTakenNewcomersAreToldSoAndTheOthersServed) {
  Settings settings;
  settings.connections_max = 2;
  Stage stage(settings);
  Street street;
  stage.shard().listen(std::move(street.listener));
  Guest& ana = stage.guest("/echo");
  Guest& bob = stage.guest("/echo");
  Guest& cyd = street.guest(stage);
  ASSERT_TRUE(stage.until([&] { return cyd.over(); }));
  EXPECT_EQ(cyd.http().rfind("HTTP/1.1 503", 0), 0u);
  EXPECT_EQ(stage.counters().turned_away, 1u);
  ana.say("still here");
  stage.settle();
  EXPECT_EQ(ana.heard(), Heard{"text still here"});
  bob.hang_up();
  stage.settle();
  Guest& dan = street.guest(stage);
  dan.write(upgrade_request("/echo"));
  EXPECT_TRUE(stage.until([&] { return dan.upgraded(); }));
}

// Closing a socket with something unread in it is a reset, and a reset overtakes the answer.
TEST(DoorsTest, WhoIsTurnedAwayHearsItWhateverItSaidBeforeAndAfter) {
  Settings settings;
  settings.connections_max = 1;
  Stage stage(settings);
  Street street;
  stage.shard().listen(std::move(street.listener));
  stage.guest("/echo");
  const std::size_t before = reactor::open_descriptors();
  std::vector<Guest*> all;
  for (int i = 0; i < 100; ++i) {  // more than are kept waiting
    all.push_back(&street.guest(stage));
    all.back()->write(upgrade_request("/echo"));
    all.back()->deaf(true);
  }
  ASSERT_TRUE(stage.until([&] { return stage.counters().turned_away == all.size(); }));
  for (Guest* guest : all) guest->deaf(false);
  for (std::size_t i = 50; i < all.size(); ++i) all[i]->write(std::string(2000, 'x'));
  ASSERT_TRUE(stage.until([&] {
    return std::all_of(all.begin(), all.end(), [](const Guest* guest) { return guest->over(); });
  }));
  for (const Guest* guest : all) {
    EXPECT_TRUE(guest->http().ends_with("in a while.\n"));
    EXPECT_EQ(guest->last(), "eof");
  }
  // A guest keeps its own end.
  ASSERT_TRUE(stage.until([&] { return reactor::open_descriptors() == before + all.size(); }))
      << "in the end all are closed";
}

TEST(DoorsTest, WithoutDescriptorsTheOldOnesAreServedAndNothingSpins) {
  Stage stage;
  Street street;
  stage.shard().listen(std::move(street.listener));
  Guest& ana = stage.guest("/echo");
  std::vector<Guest*> callers;
  for (int i = 0; i < 20; ++i) callers.push_back(&street.guest(stage));
  const reactor::FewDescriptors few(10);
  const auto told_so = [](const Guest* guest) { return guest->http().find("503") == 9; };
  for (Guest* caller : callers) caller->write(upgrade_request("/echo"));
  ASSERT_TRUE(stage.until([&] {
    return std::all_of(callers.begin(), callers.end(),
                       [&](const Guest* guest) { return guest->upgraded() || guest->over(); });
  }));
  const auto inside = std::count_if(callers.begin(), callers.end(),
                                    [](const Guest* guest) { return guest->upgraded(); });
  EXPECT_GE(inside, 10);
  EXPECT_LT(inside, 20);  // who is told off hangs up, and that makes room in this same process
  EXPECT_GT(std::count_if(callers.begin(), callers.end(), told_so), 0);
  ana.say("still here");
  ASSERT_TRUE(stage.until([&] { return ana.has_heard("text still here"); }));
  // Nobody waits any more, and the shard sleeps.
  const std::uint64_t turns = stage.counters().turns;
  const reactor::Time begin = reactor::now();
  while (reactor::now() < begin + 4 * reactor::kAcceptRetryAfter) stage.turn(1s);
  EXPECT_LT(stage.counters().turns - turns, 20u);
  // Some leave, and there is room again.
  for (Guest* caller : callers) caller->hang_up();
  stage.settle();
  Guest& late = street.guest(stage);
  late.write(upgrade_request("/echo"));
  ASSERT_TRUE(stage.until([&] { return late.upgraded(); }));
}

TEST(DoorsTest, AListenerThatBreaksHarmsNobody) {
  Stage stage;
  Street street;
  Street other;
  const int fd = street.listener.fd();
  stage.shard().listen(std::move(street.listener));
  stage.shard().listen(std::move(other.listener));
  Guest& ana = stage.guest("/echo");
  Heard told;
  stage.instead = [&](Shard&, const Event& event) {
    if (event.kind != Event::Kind::deaf) return false;
    told.push_back(std::to_string(event.listener) + " " + std::string(event.why));
    return true;
  };
  ::shutdown(fd, SHUT_RDWR);  // what accept says from now on is EINVAL
  stage.settle();
  ana.say("unharmed");
  stage.settle();
  EXPECT_EQ(ana.heard(), Heard{"text unharmed"});
  Guest& bob = other.guest(stage);
  bob.write(upgrade_request("/echo"));
  EXPECT_TRUE(stage.until([&] { return bob.upgraded(); }));
  EXPECT_EQ(told, Heard{"0 Invalid argument"});
  EXPECT_EQ(stage.counters().listeners_broken, 1u);
}

// Its edges go on if another process, or this one, holds it too.
TEST(DoorsTest, AListenerThatLivesOnElsewhereIsForgottenInADrain) {
  Stage stage;
  Street street;
  const reactor::Socket elsewhere(::dup(street.listener.fd()));
  stage.shard().listen(std::move(street.listener));
  stage.settle();
  Guest& stays = stage.guest("/echo");
  stays.rude(true);
  stage.shard().drain(1001, "stopping", 1000s);
  const reactor::Socket caller = street.dial();
  ASSERT_TRUE(reactor::wait_until_readable(elsewhere.fd()));
  stage.settle();
  EXPECT_EQ(stage.counters().accepted, 0u);
  EXPECT_FALSE(stage.shard().drained());
}

TEST(DoorsTest, OnlookersAreLetInDuringADrainAndNobodyWaitsForThem) {
  Stage stage;
  Street street;
  const std::string request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  stage.shard().listen(std::move(street.listener), nullptr, {.onlookers = true});
  Guest& stays = stage.guest("/echo");
  stays.rude(true);
  Guest& before = street.guest(stage);
  stage.settle();
  stage.shard().drain(1001, "stopping", {});
  stage.settle();
  Guest& after = street.guest(stage);
  after.write(request);
  EXPECT_TRUE(stage.until([&] { return after.over(); }));
  EXPECT_EQ(after.http().rfind("HTTP/1.1 ", 0), 0u);
  EXPECT_FALSE(stage.shard().drained());
  stays.abort();
  EXPECT_TRUE(stage.until([&] { return stage.shard().drained(); }));
  EXPECT_FALSE(before.over());
}

}  // namespace
}  // namespace broadcast
