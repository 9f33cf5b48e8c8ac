// What somebody is called.
#include "apps/wsd/chat/person.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

TEST(Person, IsANumberUntilANameIsChosen) {
  EXPECT_EQ(name_of({7, ""}), "User 7");
  EXPECT_EQ(name_of({7, "ana"}), "ana");
  EXPECT_EQ(name_of({UINT64_MAX, ""}), "User 18446744073709551615");
}

TEST(Person, NobodyIsTheServer) {
  EXPECT_EQ(name_of({}), "Server");
}

TEST(Person, NameGoesBehindWhatIsThere) {
  std::string line = "by ";
  append_name(line, {1, ""});
  EXPECT_EQ(line, "by User 1");
}

}  // namespace
}  // namespace chat
