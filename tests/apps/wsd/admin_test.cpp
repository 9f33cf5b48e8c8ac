// The operator's side: what it answers, over several shards.
#include "apps/wsd/admin.h"

#include <gtest/gtest.h>

#include "tests/apps/wsd/salon.h"

namespace wsd {
namespace {

using broadcast::Guest;

class AdminTest : public testing::Test {
 protected:
  std::string ask(std::string_view request) {
    salon_.come_by({.whom = Entrance::For::admin});
    std::string answer = salon_.answer(request);
    salon_.come_by({});
    return answer;
  }
  Salon salon_{{.admin_hosts = {"a"}}, 2};
};

TEST_F(AdminTest, WhatThereIs) {
  EXPECT_EQ(ask("GET /healthz HTTP/1.1\r\n").substr(9, 3), "200");
  EXPECT_EQ(ask("GET /readyz HTTP/1.1\r\n").substr(9, 3), "200");
  EXPECT_NE(ask("GET /metrics HTTP/1.1\r\n").find("wsd_shards 2\n"), std::string::npos);
  EXPECT_EQ(ask("GET /nothing HTTP/1.1\r\n").substr(9, 3), "404");
  EXPECT_EQ(ask("DELETE /api/v1/rooms HTTP/1.1\r\n").substr(9, 3), "405");
  EXPECT_EQ(ask("GET /api/v1/rooms?limit=x HTTP/1.1\r\n").substr(9, 3), "422");
  EXPECT_EQ(ask("GET /api/v1/rooms/-x/messages HTTP/1.1\r\n").substr(9, 3), "404");
}

TEST_F(AdminTest, WhatIsAskedWronglyIsToldSo) {
  const std::string messages = "/api/v1/rooms/lobby/messages";
  const std::pair<std::string, const char*> cases[] = {
      {"GET " + messages + "?limit=0", "422 limit must be a whole number from 1 to 1000."},
      {"GET " + messages + "?limt=1", "422 There is no parameter"},
      {"GET " + messages + "?before=9&after=1",
       "422 Of before, after and around only one may be there."},
      {"GET /api/v1/rooms?perfix=a", "422 There is no parameter"},
      {"GET /api/v1/connections?room=a", "422 There is no parameter"},
      {"DELETE /api/v1/connections/c99999999999999999999", "404 A connection is named as in"},
      {"DELETE /api/v1/connections/c", "404 A connection is named as in"},
      {"DELETE " + messages, "405 Only GET, HEAD and POST are answered here."},
      {"DELETE /api/v1/rooms", "405 Only GET and HEAD are answered here."},
      {"DELETE /api/v1/broadcast", "405 Only POST is answered here."},
  };
  for (const auto& [request, said] : cases) {
    const std::string answer = ask(request + " HTTP/1.1\r\n");
    EXPECT_EQ(answer.substr(9, 3), std::string(said).substr(0, 3)) << request;
    EXPECT_NE(answer.find(said + 4), std::string::npos) << answer;
  }
}

TEST_F(AdminTest, JsonIsJsonInAnyCase) {
  Guest& ana = salon_.guest("/", {}, 1);
  ana.take();
  const std::string post = "POST /api/v1/rooms/lobby/messages HTTP/1.1\r\nHost: a\r\n";
  const std::string body = "Content-Length: 13\r\n\r\n{\"text\":\"hi\"}";
  for (const char* type :
       {"application/json", "Application/JSON", "APPLICATION/json ; charset=x"}) {
    ask(post + "Content-Type: " + type + "\r\n" + body);
    EXPECT_TRUE(ana.has_heard("text Server: hi")) << type;
    ana.take();
  }
  ask(post + "Content-Type: application/jsonx\r\n" + body);
  EXPECT_TRUE(ana.has_heard("text Server: {\"text\":\"hi\"}"));
}

TEST_F(AdminTest, ConnectionsOfAllShardsAreListedAndClosed) {
  Guest& ana = salon_.guest("/?nick=ana", {}, 0);
  Guest& bob = salon_.guest("/raw/x", {}, 1);
  const std::string list = ask("GET /api/v1/connections HTTP/1.1\r\n");
  EXPECT_NE(list.find("\"id\":\"c1\""), std::string::npos) << list;
  EXPECT_NE(list.find("\"nick\":\"ana\""), std::string::npos);
  EXPECT_NE(list.find("\"wire\":\"raw\""), std::string::npos);
  EXPECT_EQ(ask("DELETE /api/v1/connections/c2 HTTP/1.1\r\n").substr(9, 3), "200");
  EXPECT_TRUE(bob.has_heard("close 4006 closed by the operator"));
  EXPECT_EQ(ask("DELETE /api/v1/connections/c2 HTTP/1.1\r\n").substr(9, 3), "404");
  EXPECT_FALSE(ana.over());
}

TEST_F(AdminTest, ProgramsPublish) {
  Guest& ana = salon_.guest("/", {}, 1);
  ana.take();
  const std::string said = ask(
      "POST /api/v1/rooms/lobby/messages HTTP/1.1\r\nContent-Length: 5\r\nHost: a\r\n\r\nhello");
  EXPECT_TRUE(ana.has_heard("text Server: hello")) << said;
  EXPECT_NE(ask("GET /metrics HTTP/1.1\r\n").find("wsd_chat_messages_total 1\n"),
            std::string::npos);
  const std::string nothing = ask(
      "POST /api/v1/rooms/lobby/messages HTTP/1.1\r\nContent-Length: 3\r\nHost: a\r\n\r\n \x01\n");
  EXPECT_EQ(nothing.substr(9, 3), "422");
}

TEST_F(AdminTest, PagesOfOtherOriginsChangeNothing) {
  Guest& ana = salon_.guest("/", {}, 1);
  ana.take();
  const std::string post =
      "POST /api/v1/broadcast HTTP/1.1\r\nContent-Length: 5\r\nHost: a:8766\r\n";
  for (const char* page : {"http://evil.example", "null", "http://a", "http://a:8765"}) {
    const std::string said = ask(post + "Origin: " + page + "\r\n\r\nhello");
    EXPECT_EQ(said.substr(9, 3), "403") << page;
  }
  EXPECT_FALSE(ana.has_heard("text Server: hello"));
  for (const char* page : {"http://a:8766", "https://a:8766"}) {
    EXPECT_EQ(ask(post + "Origin: " + page + "\r\n\r\nhello").substr(9, 3), "200") << page;
  }
  EXPECT_TRUE(ana.has_heard("text Server: hello"));
  EXPECT_EQ(ask("GET /api/v1/rooms HTTP/1.1\r\nOrigin: null\r\n").substr(9, 3), "200");
}

TEST_F(AdminTest, NamesThatNobodyAllowedAreNotAnswered) {
  // To a browser such a page is of our own origin: its name points at us.
  const std::string host = "Host: rebound.example:8766\r\n";
  const std::string said = ask("GET /api/v1/rooms/lobby/messages HTTP/1.1\r\n" + host + "\r\n");
  EXPECT_EQ(said.substr(9, 3), "421");
  EXPECT_NE(said.find("--admin-host"), std::string::npos) << said;
  EXPECT_EQ(ask("POST /api/v1/broadcast HTTP/1.1\r\nContent-Length: 5\r\n" + host +
                "Origin: http://rebound.example:8766\r\n\r\nhello")
                .substr(9, 3),
            "421");
  EXPECT_EQ(ask("GET /healthz HTTP/1.1\r\n" + host + "\r\n").substr(9, 3), "200");
  EXPECT_EQ(ask("GET /metrics HTTP/1.1\r\n" + host + "\r\n").substr(9, 3), "200");
}

TEST_F(AdminTest, AShardThatDoesNotAnswerIsNotWaitedForForEver) {
  salon_.stop(1);
  salon_.come_by({.whom = Entrance::For::admin});
  Guest& operator_ = salon_.newcomer("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n");
  Guest& hasty = salon_.newcomer("GET /api/v1/connections HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_EQ(operator_.http(), "");
  hasty.hang_up();
  EXPECT_TRUE(salon_.front().next_due().has_value());
  salon_.pass_time(kSurveyTimeMax + std::chrono::hours(1));
  salon_.settle();
  EXPECT_EQ(operator_.http().substr(9, 3), "503");
  EXPECT_NE(operator_.http().find("Not all shards have answered within 5 seconds"),
            std::string::npos);
}

}  // namespace
}  // namespace wsd
