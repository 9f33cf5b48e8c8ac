// The process as one runs it: how it begins, what it says, how it ends.
#include "apps/wsd/server.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>

#include <cstdio>

#include "reactor/dial.h"
#include "tests/apps/wsd/program.h"
#include "tests/reactor/folder.h"
#include "tests/reactor/loopback.h"
#include "tests/reactor/tls_pair.h"

namespace wsd {
namespace {

using broadcast::Guest;
using broadcast::Heard;

TEST(ServerTest, SaysWhereItListens) {
  Program wsd({"--listen", "127.0.0.1:0"});
  EXPECT_EQ(wsd.line().rfind("Server started on ws://localhost:", 0), 0u);
}

TEST(ServerTest, GuestsOfAllShardsHearEachOther) {
  Program wsd({"--listen", "127.0.0.1:0", "--threads", "3"});
  const std::uint16_t port = wsd.port();
  std::vector<std::unique_ptr<Guest>> guests;
  std::vector<Guest*> all;
  for (int i = 0; i < 12; ++i) {
    guests.push_back(std::make_unique<Guest>(wsd.connect(port, "/raw/lobby")));
    all.push_back(guests.back().get());
  }
  ASSERT_TRUE(turn_until(all, [&] {
    return std::all_of(all.begin(), all.end(), [](Guest* guest) { return guest->upgraded(); });
  }));
  // Who has been upgraded may still be on the way into the room: ask until everybody hears.
  int asked = 0;
  ASSERT_TRUE(turn_until(all, [&] {
    if (asked++ % 20 == 0) all[0]->say("anybody?");
    return std::all_of(all.begin(), all.end(),
                       [](Guest* guest) { return !guest->heard().empty(); });
  }));
  all[5]->say("hello");
  EXPECT_TRUE(turn_until(all, [&] {
    return std::all_of(all.begin(), all.end(),
                       [](Guest* guest) { return guest->last() == "text hello"; });
  }));
}

TEST(ServerTest, DrainsWhenItIsAskedToEnd) {
  for (const int number : {SIGTERM, SIGINT}) {
    Program wsd({"--listen", "127.0.0.1:0", "--threads", "2", "--drain-time", "1s"});
    Guest ana = wsd.connect(wsd.port(), "/raw/lobby");
    ASSERT_TRUE(turn_until({&ana}, [&] { return ana.upgraded(); }));
    wsd.signal(number);
    EXPECT_TRUE(turn_until({&ana}, [&] { return ana.over(); }));
    EXPECT_EQ(ana.heard(), (Heard{"close 1001 server is stopping", "eof"}));
    EXPECT_EQ(wsd.wait(), kExitFine);
  }
}

// The spread of the closes is longer than any test.
TEST(ServerTest, TellsWhoLooksOnThatItDrains) {
  Program wsd({"--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--drain-time", "60m"});
  Guest ana = wsd.connect(wsd.port(), "/raw/lobby");
  ASSERT_TRUE(turn_until({&ana}, [&] { return ana.upgraded(); }));
  const std::string ready = "GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  // One shard serves already while another begins.
  EXPECT_TRUE(
      turn_until({&ana}, [&] { return wsd.ask_admin(ready).rfind("HTTP/1.1 200", 0) == 0; }));
  wsd.signal(SIGTERM);
  std::string answer;
  EXPECT_TRUE(turn_until({&ana}, [&] {
    answer = wsd.ask_admin(ready);
    return answer.rfind("HTTP/1.1 503", 0) == 0;
  }));
  EXPECT_NE(answer.find("draining"), std::string::npos) << answer;
  wsd.signal(SIGTERM);
  EXPECT_EQ(wsd.wait(), kExitFine);
}

TEST(ServerTest, WhoTheClientIsTheTrustedProxySays) {
  Program wsd({"--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--trusted-proxies",
               "127.0.0.0/8", "--proxy-protocol"});
  const std::uint16_t port = wsd.port();
  Guest ana = wsd.reach(port);
  ana.write("PROXY TCP4 203.0.113.7 127.0.0.1 4711 80\r\n" + broadcast::upgrade_request("/"));
  ASSERT_TRUE(turn_until({&ana}, [&] { return ana.upgraded(); }));
  const std::string list = wsd.ask_admin(
      "GET /api/v1/connections HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  EXPECT_NE(list.find("203.0.113.7"), std::string::npos) << list;
  Guest bob = wsd.reach(port);
  bob.write(broadcast::upgrade_request("/"));
  EXPECT_TRUE(turn_until({&bob}, [&] { return bob.over(); }));
  EXPECT_FALSE(bob.upgraded()) << "a proxy that does not say whom it brings";
}

TEST(ServerTest, ASecondSignalEndsAtOnce) {
  Program wsd({"--listen", "127.0.0.1:0", "--drain-time", "10m"});
  Guest deaf = wsd.connect(wsd.port(), "/raw/lobby");
  ASSERT_TRUE(turn_until({&deaf}, [&] { return deaf.upgraded(); }));
  wsd.signal(SIGTERM);
  ::usleep(50'000);  // or the two would be one
  wsd.signal(SIGTERM);
  EXPECT_EQ(wsd.wait(), kExitFine);
}

TEST(ServerTest, AnAddressInUseIsASentenceAndExit75) {
  reactor::Listener taken = reactor::listen_on("127.0.0.1:0");
  Program wsd({"--listen", "127.0.0.1:" + std::to_string(reactor::port_of(taken))});
  EXPECT_EQ(wsd.wait(), kExitInUse);
  EXPECT_NE(wsd.rest_of_output().find("127.0.0.1"), std::string::npos);
}

// A path that a killed server left behind is one server's, however many are started on it at once.
TEST(ServerTest, AStalePathIsTakenOverByOneServer) {
  const reactor::Folder folder;
  const std::string path = folder.file("s");
  {
    Program killed({"--listen", "unix:" + path});
    EXPECT_NE(killed.line(), "");
    killed.signal(SIGKILL);
    killed.wait();
  }
  ASSERT_EQ(::access(path.c_str(), F_OK), 0);
  std::vector<std::unique_ptr<Program>> servers;
  for (int i = 0; i < 3; ++i) {
    servers.push_back(
        std::make_unique<Program>(std::vector<std::string>{"--listen", "unix:" + path}));
  }
  int started = 0;
  for (const auto& server : servers) {
    if (!server->line().empty()) {  // it goes on meanwhile
      ++started;
      continue;
    }
    EXPECT_EQ(server->wait(), kExitInUse);
    const std::string said = server->rest_of_output();
    EXPECT_NE(said.find(path + ": another server answers there"), said.npos) << said;
  }
  EXPECT_EQ(started, 1);
}

// Two servers on one address would have half of the people each.
TEST(ServerTest, ASecondServerIsRefusedAndTheFirstGoesOnAlone) {
  Program first({"--listen", "127.0.0.1:0", "--threads", "2"});
  const std::uint16_t port = first.port();
  const std::string address = "127.0.0.1:" + std::to_string(port);
  for (const char* threads : {"1", "2", "4"}) {
    Program second({"--listen", address, "--threads", threads});
    EXPECT_EQ(second.line(), "");
    EXPECT_EQ(second.wait(), kExitInUse);
    const std::string said = second.rest_of_output();
    EXPECT_NE(said.find("cannot listen on " + address + ": Address already in use."), said.npos);
  }
  std::vector<std::unique_ptr<Guest>> guests;
  std::vector<Guest*> all;
  for (int i = 0; i < 12; ++i) {
    guests.push_back(std::make_unique<Guest>(first.connect(port, "/raw/lobby")));
    all.push_back(guests.back().get());
  }
  ASSERT_TRUE(turn_until(all, [&] {
    return std::all_of(all.begin(), all.end(), [](Guest* guest) { return guest->upgraded(); });
  }));
  EXPECT_TRUE(turn_until(all, [&] {
    all[0]->say("all here?");
    return std::all_of(all.begin(), all.end(),
                       [](Guest* guest) { return !guest->heard().empty(); });
  }));
}

// Connections that the first one ended linger in the kernel: in nobody's way.
TEST(ServerTest, TheNextServerHasTheAddressAtOnce) {
  std::string address = "127.0.0.1:0";
  for (int i = 0; i < 3; ++i) {
    Program wsd({"--listen", address, "--threads", "2", "--drain-time", "1s"});
    const std::uint16_t port = wsd.port();
    address = "127.0.0.1:" + std::to_string(port);
    Guest ana = wsd.connect(port, "/raw/lobby");
    ASSERT_TRUE(turn_until({&ana}, [&] { return ana.upgraded(); }));
    wsd.signal(SIGTERM);
    EXPECT_TRUE(turn_until({&ana}, [&] { return ana.over(); }));
    EXPECT_EQ(wsd.wait(), kExitFine);
  }
}

TEST(ServerTest, NothingIsSaidToHaveStartedIfSomethingDidNot) {
  reactor::Listener taken = reactor::listen_on("127.0.0.1:0");
  Program wsd({"--listen", "127.0.0.1:0", "--listen",
               "127.0.0.1:" + std::to_string(reactor::port_of(taken))});
  EXPECT_EQ(wsd.line(), "");
  EXPECT_EQ(wsd.wait(), kExitInUse);
}

// Eight shards need more descriptors than there may be: that is told.
TEST(ServerTest, WhatCannotBeOpenedForAShardIsASentenceToo) {
#if defined(__SANITIZE_ADDRESS__)
  GTEST_SKIP() << "the sanitizer itself needs a descriptor to look at memory";
#endif
  FILE* const output = ::popen(
      "ulimit -n 24; exec " WSD_PROGRAM " --threads 8 --admin off --listen 127.0.0.1:0 2>&1", "r");
  ASSERT_NE(output, nullptr);
  std::string text(10'000, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), output));
  EXPECT_EQ(WEXITSTATUS(::pclose(output)), kExitFailure);
  EXPECT_NE(text.find("wsd: cannot"), std::string::npos) << text;
}

TEST(ServerTest, SpeaksTls) {
  const reactor::TlsIdentity& who = reactor::identity();
  Program wsd({"--listen", "tls://127.0.0.1:0", "--tls-cert", who.certificate_file, "--tls-key",
               who.key_file, "--threads", "2"});
  const std::string line = wsd.line();
  EXPECT_EQ(line.rfind("Server started on wss://localhost:", 0), 0u) << line;
  reactor::Address address;
  address.host = "127.0.0.1";
  address.port = static_cast<std::uint16_t>(std::stoi(line.substr(line.rfind(':') + 1)));
  reactor::TlsClient client(reactor::client_options());
  const auto endpoint = reactor::resolve_blocking(address, reactor::Purpose::dial)[0];
  Guest ana(reactor::dial(endpoint).socket, client);
  ana.write(broadcast::upgrade_request("/raw/lobby"));
  int asked = 0;
  EXPECT_TRUE(turn_until({&ana}, [&] {
    if (ana.upgraded() && asked++ % 20 == 0) ana.say("secret");
    return ana.last() == "text secret";
  }));
}

TEST(ServerTest, AWrongFlagIsExit2) {
  Program wsd({"--no-such-flag"});
  EXPECT_EQ(wsd.wait(), kExitUsage);
  EXPECT_NE(wsd.rest_of_output().find("--no-such-flag"), std::string::npos);
}

TEST(ServerTest, UnixSocketsAndSeveralListeners) {
  const reactor::Folder folder;
  const std::string path = folder.file("wsd.sock");
  Program wsd({"--listen", "unix:" + path, "--listen", "127.0.0.1:0", "--threads", "2"});
  EXPECT_EQ(wsd.line(), "Server started on unix:" + path);
  Guest ana = wsd.connect(wsd.port(), "/raw/lobby");
  Guest bob(reactor::dial(reactor::unix_endpoint(path)).socket);
  bob.write(broadcast::upgrade_request("/raw/lobby"));
  int asked = 0;
  EXPECT_TRUE(turn_until({&ana, &bob}, [&] {
    if (bob.upgraded() && asked++ % 20 == 0) bob.say("over there?");
    return ana.last() == "text over there?";
  }));
}

}  // namespace
}  // namespace wsd
