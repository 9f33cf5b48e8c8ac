// Words are hashed as RFC 2104 says, with a secret that stays.
#include "apps/wsd/chat/session_key.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

// RFC 4231, section 4.3: HMAC-SHA-256 of "what do ya want for nothing?" under "Jefe".
TEST(SessionKey, IsAnHmac) {
  EXPECT_EQ(SessionKey("Jefe").hash("what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c7");
}

TEST(SessionKey, AnEmptyWordIsNone) {
  EXPECT_EQ(SessionKey("secret").hash(""), "");
  EXPECT_FALSE(is_session_hash(""));
}

TEST(SessionKey, DependsOnTheWordAndOnTheSecret) {
  const SessionKey key("secret");
  EXPECT_EQ(key.hash("one"), key.hash("one"));
  EXPECT_NE(key.hash("one"), key.hash("two"));
  EXPECT_NE(key.hash("one"), SessionKey("other").hash("one"));
  EXPECT_NE(key.hash(key.hash("one")), key.hash("one")) << "a hash is no word";
  EXPECT_TRUE(is_session_hash(key.hash("one")));
  EXPECT_FALSE(is_session_hash("0123456789abcdef0123456789abcdeF"));
  EXPECT_FALSE(is_session_hash("0123456789abcdef"));
}

TEST(SessionKey, EachLifeHasItsOwnWithoutAStore) {
  EXPECT_NE(SessionKey(nullptr).hash("one"), SessionKey(nullptr).hash("one"));
  EXPECT_EQ(fresh_secret().size(), 64u);
  EXPECT_NE(fresh_secret(), fresh_secret());
}

}  // namespace
}  // namespace chat
