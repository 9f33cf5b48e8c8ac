// A message is what a happening was, and becomes one again.
#include "apps/wsd/chat/message.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

Message sample() {
  return {.seq = 9,
          .ts = 1'700'000'000'000,
          .kind = Happening::Kind::action,
          .content = Content::text,
          .user = 3,
          .nick = "ana",
          .text = "waves",
          .session = "s1",
          .cid = "c1"};
}

TEST(Message, IsWhatItWas) {
  EXPECT_EQ(message_of(happening_of(sample())), sample());
}

TEST(Message, BecomesTheHappeningThatItWas) {
  const Message message = sample();
  const Happening happening = happening_of(message);
  EXPECT_EQ(happening.kind, Happening::Kind::action);
  EXPECT_EQ(happening.seq, 9u);
  EXPECT_EQ(happening.ts, 1'700'000'000'000);
  EXPECT_EQ(happening.person, (Person{3, "ana"}));
  EXPECT_EQ(happening.text, "waves");
  EXPECT_EQ(happening.cid, "c1");
  EXPECT_EQ(happening.session, "s1");
  EXPECT_EQ(happening.ticket, 0u);
}

TEST(Message, WeighsItsTextOnceThatIsLong) {
  Message message = sample();
  const std::size_t light = message.weight();
  EXPECT_EQ(light, sizeof(Message));  // short strings lie inside
  message.text = std::string(1000, 'x');
  EXPECT_GE(message.weight(), light + 1000);
  EXPECT_LE(message.weight(), light + 2100);
}

}  // namespace
}  // namespace chat
