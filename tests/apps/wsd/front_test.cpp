// Who may come in and where to, and what plain HTTP is told.
#include "apps/wsd/front.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/apps/wsd/salon.h"

namespace wsd {
namespace {

using broadcast::Guest;

std::string status(const Guest& guest) {
  return guest.http().substr(9, 3);
}

TEST(FrontTest, TheEchoIsThereOnlyIfAskedFor) {
  Salon without;
  EXPECT_EQ(status(without.guest("/echo")), "404");
  Salon with({.echo = true});
  EXPECT_EQ(status(with.guest("/echo")), "101");
}

TEST(FrontTest, WhatIsNoRoomsNameIsToldSo) {
  Salon salon;
  for (const char* path : {"/r/BAD%20X", "/raw/-x"}) {
    const std::string said = salon.guest(path).http();
    EXPECT_EQ(said.substr(9, 3), "404") << path;
    EXPECT_NE(said.find("1 to 64"), std::string::npos) << said;
  }
  EXPECT_NE(salon.guest("/chat").http().find("There is no WebSocket here"), std::string::npos);
}

TEST(FrontTest, DeflateIfItIsOnAndOffered) {
  Salon off;
  EXPECT_FALSE(off.guest("/raw/a", broadcast::kDeflateOffer).deflated());
  Salon on({.deflate = true});
  Guest& ana = on.guest("/raw/a", broadcast::kDeflateOffer);
  Guest& bob = on.guest("/raw/a");
  EXPECT_TRUE(ana.deflated());
  EXPECT_FALSE(bob.deflated());
  bob.say(std::string(2000, 'x'));
  on.settle();
  EXPECT_EQ(ana.heard(), bob.heard());
  EXPECT_LT(ana.bytes_heard(), 400u);  // the answer to the upgrade included
}

TEST(FrontTest, WhatPlainHttpIsTold) {
  Salon salon({.echo = true});
  const struct {
    const char* request;
    const char* status;
    const char* said;
  } cases[] = {
      {"GET /healthz HTTP/1.1\r\n", "200", "ok\n"},
      {"GET /readyz HTTP/1.1\r\n", "200", "ok\n"},
      {"GET /raw/lobby HTTP/1.1\r\n", "426", "Sec-WebSocket-Version: 13"},
      {"GET /echo HTTP/1.1\r\n", "426", "ws://"},
      {"GET /raw/a/b HTTP/1.1\r\n", "404", "nothing here"},
      {"GET / HTTP/1.1\r\n", "200", "<!doctype html>"},
      {"GET /r/ops HTTP/1.1\r\n", "200", "<!doctype html>"},
      {"GET /r/ops HTTP/1.1\r\nIf-None-Match: *\r\n", "304", "Content-Security-Policy: "},
      {"HEAD / HTTP/1.0\r\n", "200", "Connection: close"},
      {"POST / HTTP/1.1\r\nContent-Length: 0\r\n", "405", "Allow: GET, HEAD"},
      {"GET /r/-a HTTP/1.1\r\n", "404", "1 to 64"},
      {"GET /raw/a%20b HTTP/1.1\r\n", "404", "1 to 64"},
      {"GET /stats HTTP/1.1\r\n", "404", "nothing here"},
      {"GET /metrics HTTP/1.1\r\n", "404", "nothing here"},
      {"GET /api/v1/rooms HTTP/1.1\r\n", "404", "nothing here"},
      {"POST /healthz HTTP/1.1\r\nContent-Length: 0\r\n", "405", "Allow: GET, HEAD"},
      {"GET /healthz HTTP/2.0\r\n", "505", ""},
      {"GET http:/healthz HTTP/1.1\r\n", "400", "target"},
  };
  for (const auto& [request, status, said] : cases) {
    const std::string text = salon.answer(request);
    EXPECT_EQ(text.substr(9, 3), status) << request;
    EXPECT_NE(text.find(said), std::string::npos) << text;
  }
}

// A page of a stranger whose name was made to point at this server, and the server's own.
TEST(FrontTest, PagesSpeakOnlyUnderAnOwnName) {
  Salon salon;
  const auto asked = [&](const std::string& host) {
    std::string request = broadcast::upgrade_request("/", "Origin: http://" + host + "\r\n");
    const std::size_t at = request.find("Host:");
    request.replace(at, request.find("\r\n", at) - at, "Host: " + host);
    return std::string(salon.newcomer(request).http());
  };
  const std::string refused = asked("rebound.example:8765");
  EXPECT_EQ(refused.substr(9, 3), "403");
  EXPECT_NE(refused.find("--host"), std::string::npos) << refused;
  EXPECT_EQ(asked("127.0.0.1:8765").substr(9, 3), "101");
  const std::string page = "GET / HTTP/1.1\r\nHost: rebound.example:8765\r\n\r\n";
  EXPECT_EQ(salon.newcomer(page).http().substr(9, 3), "421");
  EXPECT_EQ(
      salon.newcomer("GET /healthz HTTP/1.1\r\nHost: rebound.example\r\n\r\n").http().substr(9, 3),
      "200");
  EXPECT_EQ(status(salon.guest("/")), "101") << "a program, which says no Origin";
  Options named;
  named.origin.names = {"rebound.example"};
  salon.set_options(named);
  EXPECT_EQ(asked("rebound.example:8765").substr(9, 3), "101");
  EXPECT_EQ(salon.newcomer(page).http().substr(9, 3), "200");
}

// Pages, texts, refusals, what the API says: whatever a browser is brought to show.
TEST(FrontTest, GuardsStandOnEveryAnswer) {
  Salon salon;
  std::vector<std::string> answers;
  for (const char* request :
       {"GET / HTTP/1.1\r\n", "GET /healthz HTTP/1.1\r\n", "GET /nothing HTTP/1.1\r\n",
        "GET /r/-a HTTP/1.1\r\n", "GET /raw/a HTTP/1.1\r\n",
        "POST / HTTP/1.1\r\nContent-Length: 0\r\n", "GET /healthz HTTP/2.0\r\n",
        "GET http:/healthz HTTP/1.1\r\n", "GET  / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: a\r\n",
        "GET / HTTP/1.1\r\nIf-None-Match: *\r\n"}) {
    answers.push_back(salon.answer(request));
  }
  for (const char* host : {"rebound.example", "a,b", "a:99999"}) {
    answers.emplace_back(
        salon.newcomer("GET / HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n").http());
  }
  answers.emplace_back(salon.guest("/", "Origin: http://elsewhere.example\r\n").http());
  salon.come_by({.whom = Entrance::For::admin});
  for (const char* request :
       {"GET /metrics HTTP/1.1\r\n", "GET /api/v1/rooms HTTP/1.1\r\n", "GET /stats HTTP/1.1\r\n",
        "GET /api/v1/rooms?limit=x HTTP/1.1\r\n", "GET /nothing HTTP/1.1\r\n"}) {
    answers.push_back(salon.answer(request));
  }
  for (const std::string& answer : answers) {
    for (const char* guard :
         {"Content-Security-Policy: default-src 'none'; ", "frame-ancestors 'none'",
          "\r\nX-Content-Type-Options: nosniff\r\n", "\r\nX-Frame-Options: DENY\r\n",
          "\r\nReferrer-Policy: no-referrer\r\n", "\r\nCross-Origin-Opener-Policy: same-origin\r\n",
          "\r\nCross-Origin-Resource-Policy: same-origin\r\n",
          "\r\nPermissions-Policy: ", "\r\nCache-Control: no-"}) {
      EXPECT_NE(answer.find(guard), std::string::npos) << guard << "\n" << answer.substr(0, 300);
    }
  }
}

TEST(FrontTest, AHostThatIsNoneIsToldSo) {
  Salon salon;
  for (const char* host : {"a,b", "a:99999", "a:65536", "a b", "a/b", "", ":80", "u@a"}) {
    const std::string answer(
        salon.newcomer("GET /healthz HTTP/1.1\r\nHost: " + std::string(host) + "\r\n\r\n").http());
    EXPECT_EQ(answer.substr(9, 3), "400") << host;
  }
}

TEST(FrontTest, TheFiguresAreForOperators) {
  Salon salon;
  salon.come_by({.whom = Entrance::For::admin});
  const std::string page = salon.answer("GET /stats HTTP/1.1\r\n");
  EXPECT_EQ(page.substr(9, 3), "200");
  const std::size_t at = page.find("/assets/");
  ASSERT_NE(at, std::string::npos);
  const std::string asset = page.substr(at, page.find('"', at) - at);
  EXPECT_EQ(salon.answer("GET " + asset + " HTTP/1.1\r\n").substr(9, 3), "200");
  EXPECT_EQ(salon.answer("GET / HTTP/1.1\r\n").substr(9, 3), "404");
  EXPECT_EQ(salon.answer("POST /stats HTTP/1.1\r\nContent-Length: 0\r\n").substr(9, 3), "405");
}

TEST(FrontTest, WhoAsksForTheLastAnswerIsHungUpOn) {
  Salon salon;
  EXPECT_EQ(salon.answer("GET /healthz HTTP/1.1\r\n").find("Connection: close"), std::string::npos);
  const std::string last = salon.answer("GET /healthz HTTP/1.1\r\nConnection: Close\r\n");
  EXPECT_NE(last.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(
      salon.newcomer("GET /nothing HTTP/1.1\r\nConnection: close\r\nHost: localhost\r\n\r\n")
          .over());
  EXPECT_NE(salon.answer("GET /healthz HTTP/1.0\r\n").find("Connection: close\r\n"),
            std::string::npos);
}

TEST(FrontTest, HeadIsGetWithoutABody) {
  Salon salon;
  const std::string get = salon.answer("GET /healthz HTTP/1.1\r\n");
  const std::string head = salon.answer("HEAD /healthz HTTP/1.1\r\n");
  EXPECT_EQ(get, head + "ok\n");
}

TEST(FrontTest, AnUpgradeThatIsNoneIsRefused) {
  Salon salon;
  EXPECT_EQ(status(salon.guest("/nowhere")), "404");
  EXPECT_EQ(status(salon.guest("/r/-bad")), "404");
  EXPECT_EQ(status(salon.guest("/?room=no/room")), "400");
  EXPECT_EQ(status(salon.guest("/?since=yesterday")), "400");
  EXPECT_EQ(status(salon.guest("/?echo=maybe")), "400");
  EXPECT_EQ(status(salon.guest("/?nick=User%207")), "400");
  EXPECT_EQ(status(salon.guest("/?nick=%zz")), "400");
  EXPECT_EQ(status(salon.guest("/", "Origin: http://elsewhere.example\r\n")), "403");
  std::string other_version = broadcast::upgrade_request("/raw/a");
  other_version.replace(other_version.find("Version: 13"), 11, "Version: 12");
  EXPECT_EQ(status(salon.newcomer(other_version)), "426");
  std::string no_host = broadcast::upgrade_request("/raw/a");
  const std::size_t host = no_host.find("Host:");
  no_host.erase(host, no_host.find("\r\n", host) + 2 - host);
  EXPECT_EQ(status(salon.newcomer(no_host)), "400");
  EXPECT_EQ(salon.shared().gatekeeper.open(), 0u);
}

TEST(FrontTest, TheFormIsChosenBySubprotocol) {
  Salon salon;
  const auto chosen = [&](std::string_view offered) {
    Guest& guest = salon.guest("/", "Sec-WebSocket-Protocol: " + std::string(offered) + "\r\n");
    const std::string key = "Sec-WebSocket-Protocol: ";
    const std::size_t at = guest.http().find(key);
    if (at == std::string::npos) return std::string("none");
    return guest.http().substr(at + key.size(), guest.http().find('\r', at) - at - key.size());
  };
  EXPECT_EQ(chosen("wsd.1.text"), "wsd.1.text");
  EXPECT_EQ(chosen("other, wsd.1.json"), "wsd.1.json");
  EXPECT_EQ(chosen("wsd.1.json, wsd.1.text"), "wsd.1.json");
  EXPECT_EQ(chosen("other"), "none");
}

// Whoever comes in, however it ends: at the end nobody counts.
TEST(FrontTest, EveryAdmissionIsGivenBack) {
  std::mt19937 random(7);
  Salon salon({.echo = true}, 2);
  std::vector<Guest*> guests;
  const std::vector<std::string> paths = {"/",     "/r/ops",   "/raw/a",
                                          "/echo", "/nowhere", "/?since=x"};
  for (int step = 0; step < 300; ++step) {
    const auto shard = static_cast<broadcast::ShardNumber>(random() % 2);
    guests.push_back(&salon.guest(paths[random() % paths.size()], {}, shard));
    Guest& one = *guests[random() % guests.size()];
    if (one.over()) continue;
    switch (random() % 4) {
      case 0:
        one.hang_up();
        break;
      case 1:
        if (one.upgraded()) one.close(1000);
        break;
      case 2:
        if (one.upgraded()) one.say("/quit");
        break;
      default:
        break;
    }
    salon.settle();
  }
  EXPECT_GT(salon.shared().gatekeeper.open(), 0u);
  for (Guest* guest : guests) guest->hang_up();
  salon.settle();
  EXPECT_EQ(salon.shared().gatekeeper.open(), 0u);
  EXPECT_EQ(salon.shared().commons.directory.count(), 0u);
}

TEST(FrontTest, WhoIsTooManyIsAskedToComeBack) {
  Salon salon({.admission = {.connections = 2}});
  EXPECT_EQ(status(salon.guest("/")), "101");
  Guest& second = salon.guest("/raw/a");
  EXPECT_EQ(status(second), "101");
  Guest& third = salon.guest("/");
  EXPECT_EQ(status(third), "503");
  EXPECT_NE(third.http().find("Retry-After: "), std::string::npos);
  second.hang_up();
  salon.settle();
  EXPECT_EQ(status(salon.guest("/")), "101");
}

}  // namespace
}  // namespace wsd
