// What raw rooms and the echo mean, and what plain HTTP is told.
#include "apps/wsd/relay.h"

#include <gtest/gtest.h>

#include "tests/broadcast/guest.h"
#include "tests/reactor/loopback.h"

namespace wsd {
namespace {

using broadcast::Guest;
using broadcast::Heard;

class RelayTest : public testing::Test {
 protected:
  // A guest who has asked for a WebSocket at that path, or said just these bytes.
  Guest& guest(std::string_view path, std::string_view fields = {}) {
    return newcomer(broadcast::upgrade_request(path, fields));
  }
  Guest& newcomer(std::string_view bytes) {
    reactor::Pair pair = reactor::unix_pair();
    shard_.adopt(std::move(pair.there), {});
    guests_.push_back(std::make_unique<Guest>(std::move(pair.here)));
    guests_.back()->write(bytes);
    settle();
    return *guests_.back();
  }
  std::string answer(std::string_view request) {
    return newcomer(std::string(request) + "Host: localhost\r\n\r\n").http();
  }
  void settle() {
    for (int turn = 0; turn < 12; ++turn) {
      for (auto& guest : guests_) guest->turn();
      shard_.wait(reactor::Duration::zero());
      while (const auto event = shard_.next()) relay_.handle(*event);
      shard_.flush();
    }
  }

  Options options_{.echo = true};
  broadcast::Mesh mesh_{1};
  broadcast::Shard shard_{mesh_, 0, options_.settings};
  Relay relay_{shard_, options_};
  std::vector<std::unique_ptr<Guest>> guests_;
};

TEST(Relay, NamesOfRawRooms) {
  EXPECT_EQ(raw_room_of("/raw/lobby"), "lobby");
  EXPECT_EQ(raw_room_of("/raw/Lobby-2.x_y"), "lobby-2.x_y");
  EXPECT_EQ(raw_room_of("/raw/" + std::string(64, 'a')), std::string(64, 'a'));
  for (const std::string path : {"/raw/", "/raw", "/", "/raw/a b", "/raw/-a", "/raw/.a", "/raw/_a",
                                 "/raw/a/b", "/raw/%41", "/RAW/a", "/rawa", "/raw/\xC3\xA9"}) {
    EXPECT_EQ(raw_room_of(path), "") << path;
  }
  EXPECT_EQ(raw_room_of("/raw/" + std::string(65, 'a')), "");
}

TEST_F(RelayTest, AllMembersGetItAsItCame) {
  Guest& ana = guest("/raw/lobby");
  Guest& bob = guest("/raw/LOBBY?nick=bob");
  Guest& cyd = guest("/raw/other");
  ana.say("hello");
  settle();
  bob.send({{rfc6455::Opcode::binary, std::string("\0\xFF", 2)}});
  settle();
  const Heard both = {"text hello", "binary " + std::string("\0\xFF", 2)};
  EXPECT_EQ(ana.heard(), both);
  EXPECT_EQ(bob.heard(), both);
  EXPECT_EQ(cyd.heard(), Heard{});
}

TEST_F(RelayTest, EveryMessageComesBack) {
  Guest& ana = guest("/echo");
  Guest& bob = guest("/echo");
  ana.say("one");
  ana.say("");
  ana.say(std::string(60'000, 'x'));
  settle();
  EXPECT_EQ(ana.heard(), (Heard{"text one", "text ", "text " + std::string(60'000, 'x')}));
  EXPECT_EQ(bob.heard(), Heard{});
}

TEST_F(RelayTest, TheEchoIsThereOnlyIfAskedFor) {
  options_.echo = false;
  EXPECT_EQ(guest("/echo").http().substr(9, 3), "404");
}

TEST_F(RelayTest, WhoLeavesHearsNothingMore) {
  Guest& ana = guest("/raw/lobby");
  Guest& bob = guest("/raw/lobby");
  bob.close(1000);
  settle();
  ana.say("alone");
  settle();
  EXPECT_EQ(bob.heard(), (Heard{"close 1000", "eof"}));
  EXPECT_EQ(ana.heard(), Heard{"text alone"});
}

TEST_F(RelayTest, DeflateIfItIsOnAndOffered) {
  EXPECT_FALSE(guest("/raw/a", broadcast::kDeflateOffer).deflated());
  options_.deflate = true;
  Guest& ana = guest("/raw/a", broadcast::kDeflateOffer);
  Guest& bob = guest("/raw/a");
  EXPECT_TRUE(ana.deflated());
  EXPECT_FALSE(bob.deflated());
  bob.say(std::string(2000, 'x'));
  settle();
  EXPECT_EQ(ana.heard(), bob.heard());
  EXPECT_LT(ana.bytes_heard(), 400u);  // the answer to the upgrade included
}

TEST_F(RelayTest, WhatPlainHttpIsTold) {
  const struct {
    const char* request;
    const char* status;
    const char* said;
  } cases[] = {
      {"GET /healthz HTTP/1.1\r\n", "200", "ok\n"},
      {"GET / HTTP/1.1\r\n", "404", "/raw/{room}"},
      {"GET /raw/lobby HTTP/1.1\r\n", "426", "Sec-WebSocket-Version: 13"},
      {"GET /echo HTTP/1.1\r\n", "426", "ws://"},
      {"GET /raw/a/b HTTP/1.1\r\n", "404", "nothing here"},
      {"POST /healthz HTTP/1.1\r\nContent-Length: 0\r\n", "405", "Allow: GET, HEAD"},
      {"GET /healthz HTTP/2.0\r\n", "505", ""},
      {"GET http:/healthz HTTP/1.1\r\n", "400", "target"},
  };
  for (const auto& [request, status, said] : cases) {
    const std::string text = answer(request);
    EXPECT_EQ(text.substr(9, 3), status) << request;
    EXPECT_NE(text.find(said), std::string::npos) << text;
  }
}

TEST_F(RelayTest, WhoAsksForTheLastAnswerIsHungUpOn) {
  EXPECT_EQ(answer("GET /healthz HTTP/1.1\r\n").find("Connection: close"), std::string::npos);
  const std::string last = answer("GET /healthz HTTP/1.1\r\nConnection: Close\r\n");
  EXPECT_NE(last.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(newcomer("GET / HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n").over());
  EXPECT_NE(answer("GET / HTTP/1.0\r\n").find("Connection: close\r\n"), std::string::npos);
}

TEST_F(RelayTest, HeadIsGetWithoutABody) {
  const std::string get = answer("GET /healthz HTTP/1.1\r\n");
  const std::string head = answer("HEAD /healthz HTTP/1.1\r\n");
  EXPECT_EQ(get, head + "ok\n");
}

TEST_F(RelayTest, AnUpgradeThatIsNoneIsRefused) {
  const auto status = [&](std::string_view request) {
    return newcomer(request).http().substr(9, 3);
  };
  EXPECT_EQ(guest("/nowhere").http().substr(9, 3), "404");
  std::string other_version = broadcast::upgrade_request("/raw/a");
  other_version.replace(other_version.find("Version: 13"), 11, "Version: 12");
  EXPECT_EQ(status(other_version), "426");
  std::string no_host = broadcast::upgrade_request("/raw/a");
  no_host.erase(no_host.find("Host:"),
                no_host.find("\r\n", no_host.find("Host:")) + 2 - no_host.find("Host:"));
  EXPECT_EQ(status(no_host), "400");
}

}  // namespace
}  // namespace wsd
