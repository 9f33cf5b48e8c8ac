// What an upgrade asks for: paths, and queries good and bad.
#include "apps/wsd/arrival.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

using Kind = Destination::Kind;

rfc6455::HttpHead head_of(std::string_view text) {
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::request);
  EXPECT_EQ(head.read(text), rfc6455::HttpHead::Progress::complete);
  return head;
}

constexpr std::string_view kPlain = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Arrival, PathsLeadSomewhereOrNowhere) {
  EXPECT_EQ(destination_of("/").kind, Kind::chat);
  EXPECT_EQ(destination_of("/echo").kind, Kind::echo);
  EXPECT_EQ(destination_of("/r/Ops").room, "ops");
  EXPECT_EQ(destination_of("/raw/Ops").kind, Kind::raw);
  for (const char* path : {"", "/r/", "/r", "/raw/", "/raw/a/b", "/r/a b/c", "/ECHO", "/rooms"}) {
    EXPECT_EQ(destination_of(path).kind, Kind::nowhere) << path;
  }
  for (const char* path : {"/r/-a", "/r/%41", "/r/BAD%20X", "/raw/.x"}) {
    EXPECT_EQ(destination_of(path).kind, Kind::misnamed) << path;
  }
}

TEST(Arrival, QueriesAreReadWhole) {
  const auto head = head_of(kPlain);
  const auto read = read_arrival(head, "", "room=Ops&nick=ana&since=12&echo=0&ro=1&seq=1&utm=x");
  const auto* arrival = std::get_if<chat::Arrival>(&read);
  ASSERT_NE(arrival, nullptr);
  EXPECT_EQ(arrival->room, "ops");
  EXPECT_EQ(arrival->nick, "ana");
  EXPECT_EQ(arrival->since.seq, 12u);
  EXPECT_FALSE(arrival->echo);
  EXPECT_TRUE(arrival->read_only);
  EXPECT_TRUE(arrival->view.numbered);
}

TEST(Arrival, WhatIsNotUnderstoodIsRefused) {
  const auto head = head_of(kPlain);
  for (const char* query : {"room=a%20b", "nick=User%207", "since=x", "since=-1", "since=1x",
                            "echo=yes", "ro=", "seq=2", "nick=%zz"}) {
    const auto read = read_arrival(head, "", query);
    const auto* wrong = std::get_if<rfc6455::HttpError>(&read);
    ASSERT_NE(wrong, nullptr) << query;
    EXPECT_EQ(wrong->status, 400) << query;
  }
}

}  // namespace
}  // namespace wsd
