// What a talk is unless it says otherwise.
#include "apps/wsc/talk.h"

#include <gtest/gtest.h>

#include "apps/wsc/plain_talk.h"

namespace wsc {
namespace {

TEST(Talk, MessagesAreToldApartFromTheRest) {
  for (const auto kind : {Told::Kind::message, Told::Kind::action, Told::Kind::secret,
                          Told::Kind::line, Told::Kind::binary}) {
    EXPECT_TRUE(Told{.kind = kind}.is_message());
  }
  for (const auto kind : {Told::Kind::arrived, Told::Kind::gap, Told::Kind::error, Told::Kind::sent,
                          Told::Kind::detail}) {
    EXPECT_FALSE(Told{.kind = kind}.is_message());
  }
}

TEST(Talk, SendsAtOnceAndShowsAsTheOptionsSay) {
  const PlainTalk plain({});
  const Talk& talk = plain;
  EXPECT_FALSE(talk.next_out_at());
  EXPECT_FALSE(talk.showing().times);
  EXPECT_FALSE(talk.showing().numbers);
}

}  // namespace
}  // namespace wsc
