// A data directory keeps no word of a program in clear, not even one that an older server made.
#include "apps/wsd/disk/sessions.h"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "apps/wsd/disk/ledger.h"
#include "apps/wsd/disk/schema.h"
#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {
namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Sessions, TheSecretStays) {
  const Folder folder;
  std::string hash;
  for (int life = 0; life < 2; ++life) {
    Database database(folder / "db", Database::Mode::create);
    migrate(database);
    const std::string now = session_key_in(database).hash("word");
    if (life == 0) hash = now;
    EXPECT_EQ(now, hash);
  }
  const Folder other;
  Database database(other / "db", Database::Mode::create);
  migrate(database);
  EXPECT_NE(session_key_in(database).hash("word"), hash);
}

// As the first version left it: with words in clear, and sums in which they were counted.
TEST(Sessions, OfAnOlderDirectoryAreHashed) {
  const Folder folder;
  constexpr int kMessages = 2500;
  const std::string word = "a-program's-own-word-in-clear-which-is-longer-than-a-hash";
  {
    Database database(folder / "db", Database::Mode::create);
    migrate(database);
    Ledger ledger(database);
    RoomRow row{.epoch = "e", .base = 1, .life = 1};
    ledger.create("lobby", row);
    for (int i = 1; i <= kMessages; ++i) {
      chat::Message message{.seq = static_cast<Sequence>(i), .ts = 1, .text = "hello"};
      if (i % 3 != 0) message.session = word;
      if (i % 3 != 0) message.cid = std::to_string(i);
      ledger.put(row, message);
    }
    ledger.update(row);
    database.execute("DELETE FROM slips");
  }
  ASSERT_NE(bytes_of(folder / "db").find(word), std::string::npos);
  {
    Database database(folder / "db", Database::Mode::write);
    migrate(database);
    const std::string hash = session_key_in(database).hash(word);
    Statement hashed = database.prepare("SELECT count(*) FROM messages WHERE session = ?1");
    ASSERT_TRUE(hashed.bind(1, hash).step());
    EXPECT_EQ(hashed.number(0), kMessages - kMessages / 3);
    EXPECT_EQ(database.number("SELECT count(*) FROM messages WHERE session <> ''"),
              kMessages - kMessages / 3);
    Statement all = database.prepare(
        "SELECT id, ts, kind, content, user, nick, text, session, cid FROM messages");
    std::int64_t sum = 0;
    while (all.step()) sum += weight_of(message_in(all));
    EXPECT_EQ(database.number("SELECT bytes FROM rooms"), sum);
    EXPECT_EQ(bytes_of(folder / "db-wal").find(word), std::string::npos);
  }
  EXPECT_EQ(bytes_of(folder / "db").find(word), std::string::npos);
}

}  // namespace
}  // namespace disk::test
