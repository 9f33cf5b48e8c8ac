// Everybody who is here: numbers, names that are nobody else's, and takeovers.
#include "apps/wsd/chat/directory.h"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <thread>
#include <vector>

namespace chat {
namespace {

class DirectoryTest : public ::testing::Test {
 protected:
  UserNumber arrive() { return directory_.arrive({}, 1000); }
  bool claim(UserNumber number, std::string_view nick, std::string_view session = {}) {
    return !directory_.claim(number, nick, session).complaint;
  }
  UserNumber who(std::string_view name) const {
    const auto entry = directory_.find(name);
    return entry ? entry->number : kNoUser;
  }

  Directory directory_;
};

TEST_F(DirectoryTest, CountsFromOneAndNeverBack) {
  EXPECT_EQ(arrive(), 1u);
  EXPECT_EQ(arrive(), 2u);
  directory_.depart(2);
  EXPECT_EQ(arrive(), 3u);
  EXPECT_EQ(directory_.count(), 2u);
  EXPECT_FALSE(directory_.find(UserNumber{2}));
}

TEST_F(DirectoryTest, KnowsWhereSomebodyIs) {
  const Whereabouts at{.shard = 3, .connection = {.slot = 4, .serial = 5}};
  const UserNumber number = directory_.arrive(at, 1234);
  const auto entry = directory_.find(number);
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->at.shard, 3);
  EXPECT_EQ(entry->at.connection, at.connection);
  EXPECT_EQ(entry->since, 1234);
  EXPECT_EQ(entry->nick, "");
}

TEST_F(DirectoryTest, FindsByNumberInWords) {
  for (int i = 0; i < 7; ++i) arrive();
  for (const char* name : {"User 7", "user 7", "USER 7", "u7", "U7"}) EXPECT_EQ(who(name), 7u);
  for (const char* name : {"User 8", "u0", "u07", "u", "User ", "User", "7", "u7x", "User  7", "",
                           "u-7", "u99999999999999999999999", "us7"})
    EXPECT_EQ(who(name), kNoUser) << name;
}

TEST_F(DirectoryTest, GivesANameToOneOnly) {
  const UserNumber one = arrive();
  const UserNumber other = arrive();
  EXPECT_TRUE(claim(one, "Ana"));
  EXPECT_EQ(directory_.find(one)->nick, "Ana");
  const auto claimed = directory_.claim(other, "ana", {});
  ASSERT_TRUE(claimed.complaint);
  EXPECT_EQ(claimed.complaint->code, 409);
  EXPECT_EQ(claimed.complaint->word, "conflict");
  EXPECT_EQ(claimed.complaint->text, "The name ana is taken.");
  EXPECT_FALSE(claim(other, "аnа"));  // Cyrillic
  EXPECT_EQ(who("ANA"), one);
  EXPECT_EQ(directory_.find(other)->nick, "");
}

TEST_F(DirectoryTest, LetsOneChangeItsOwnName) {
  const UserNumber one = arrive();
  EXPECT_TRUE(claim(one, "ana"));
  EXPECT_TRUE(claim(one, "ANA"));
  EXPECT_EQ(directory_.find(one)->nick, "ANA");
  EXPECT_TRUE(claim(one, "bob"));
  EXPECT_EQ(who("ana"), kNoUser);
  EXPECT_EQ(who("bob"), one);
  EXPECT_TRUE(claim(arrive(), "ana"));
}

TEST_F(DirectoryTest, FreesANameWithItsHolder) {
  const UserNumber one = arrive();
  claim(one, "ana");
  directory_.depart(one);
  EXPECT_EQ(who("ana"), kNoUser);
  EXPECT_TRUE(claim(arrive(), "ana"));
}

TEST_F(DirectoryTest, RefusesABadName) {
  const UserNumber one = arrive();
  const auto claimed = directory_.claim(one, "a:b", {});
  ASSERT_TRUE(claimed.complaint);
  EXPECT_EQ(directory_.find(one)->nick, "");
  EXPECT_EQ(directory_.claim(one, "User 7", {}).complaint.has_value(), true);
}

TEST_F(DirectoryTest, RefusesWhoIsGone) {
  const UserNumber one = arrive();
  directory_.depart(one);
  EXPECT_TRUE(directory_.claim(one, "ana", {}).complaint);
  EXPECT_TRUE(claim(arrive(), "ana"));
  directory_.depart(one);  // again
  EXPECT_EQ(who("ana"), 2u);
  directory_.set_session(one, "s");
  directory_.set_away(one, true, "tea");
}

TEST_F(DirectoryTest, TheSameSessionTakesItsNameOver) {
  const UserNumber old = arrive();
  directory_.set_session(old, "s1");
  claim(old, "ana", "s1");
  const UserNumber back = arrive();
  EXPECT_FALSE(claim(back, "ana", "s2"));
  EXPECT_FALSE(claim(back, "ana", ""));
  const auto claimed = directory_.claim(back, "Ana", "s1");
  EXPECT_FALSE(claimed.complaint);
  ASSERT_TRUE(claimed.displaced);
  EXPECT_EQ(claimed.displaced->number, old);
  EXPECT_EQ(claimed.displaced->nick, "ana");
  EXPECT_EQ(who("ana"), back);
  EXPECT_EQ(directory_.find(old)->nick, "");
  directory_.depart(old);
  EXPECT_EQ(who("ana"), back);
}

TEST_F(DirectoryTest, NobodyTakesANameFromWhoHasNoSession) {
  const UserNumber old = arrive();
  claim(old, "ana");
  EXPECT_FALSE(claim(arrive(), "ana", ""));
  EXPECT_FALSE(claim(arrive(), "ana", "s"));
}

TEST_F(DirectoryTest, RemembersWhoIsAway) {
  const UserNumber one = arrive();
  directory_.set_away(one, true, "tea");
  EXPECT_TRUE(directory_.find(one)->is_away);
  EXPECT_EQ(directory_.find(one)->away, "tea");
  directory_.set_away(one, false, "");
  EXPECT_FALSE(directory_.find(one)->is_away);
}

TEST_F(DirectoryTest, IsATableOfNames) {
  std::mt19937 random(1);
  std::map<UserNumber, std::string> here;
  for (int i = 0; i < 5000; ++i) {
    if (here.empty() || random() % 4 == 0) {
      here[arrive()] = "";
      continue;
    }
    const auto one = std::next(here.begin(), static_cast<long>(random() % here.size()));
    if (random() % 4 == 0 && here.size() > 20) {
      directory_.depart(one->first);
      here.erase(one);
      continue;
    }
    const std::string nick = "n" + std::string(1 + random() % 20, 'a');
    const bool free = std::none_of(here.begin(), here.end(), [&](const auto& other) {
      return other.second == nick && other.first != one->first;
    });
    ASSERT_EQ(claim(one->first, nick), free) << i;
    if (free) one->second = nick;
  }
  EXPECT_EQ(directory_.count(), here.size());
  for (const auto& [number, nick] : here) {
    ASSERT_EQ(directory_.find(number)->nick, nick);
    if (!nick.empty()) {
      ASSERT_EQ(who(nick), number);
    }
  }
}

// Many claim one name at once: one has it, at any time.
TEST_F(DirectoryTest, IsSharedByShards) {
  std::vector<std::thread> shards;
  for (int shard = 0; shard < 4; ++shard) {
    shards.emplace_back([this] {
      for (int i = 0; i < 2000; ++i) {
        const UserNumber self = arrive();
        if (claim(self, "ana")) {
          EXPECT_EQ(who("ana"), self);
        }
        directory_.find("bob");
        directory_.depart(self);
      }
    });
  }
  for (std::thread& shard : shards) shard.join();
  EXPECT_EQ(directory_.count(), 0u);
  EXPECT_EQ(arrive(), 8001u);
}

}  // namespace
}  // namespace chat
