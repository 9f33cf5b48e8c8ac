// Out and in again is the same; what does not fit leaves everything as it was.
#include "apps/wsd/disk/archive.h"

#include <gtest/gtest.h>

#include <random>
#include <sstream>

#include "apps/wsd/disk/directory.h"
#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/known_rooms.h"
#include "apps/wsd/disk/library.h"
#include "apps/wsd/disk/record.h"
#include "apps/wsd/disk/schema.h"
#include "apps/wsd/disk/scribe.h"
#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {
namespace {

const std::string kBegin = "{\"is\":\"archive\",\"version\":2}\n";
const std::string kEnd = "{\"is\":\"end\"}\n";
const std::string kRoom = R"({"is":"room","name":"a","epoch":"e","next":10})"
                          "\n";

std::string message(int seq, const std::string& text = "hello") {
  return R"({"is":"message","seq":)" + std::to_string(seq) + R"(,"ts":5,"text":")" + text + "\"}\n";
}

Archived import(const std::string& directory, const std::string& text) {
  std::istringstream in(text);
  return read_archive(directory, in);
}

std::string exported(const std::string& directory, const std::string& room = {}) {
  std::ostringstream out;
  write_archive(directory, room, out);
  return out.str();
}

std::string complaint(const std::string& directory, const std::string& text) {
  try {
    import(directory, text);
    return "";
  } catch (const WrongArchive& wrong) {
    return wrong.what();
  }
}

// Anything that may be in one.
std::string random_archive(std::mt19937& chance) {
  const auto below = [&](std::uint32_t end) { return static_cast<std::uint32_t>(chance() % end); };
  const std::string texts[] = {"", "a", "two words", "\xE0\xB8\x81", "line\nline", "\"\\"};
  std::string all = kBegin;
  const std::uint32_t rooms = below(5);
  for (std::uint32_t i = 0; i < rooms; ++i) {
    RoomRecord room{.name = (i % 2 == 0 ? "r" : "a:r") + std::to_string(i), .epoch = "e1"};
    room.topic = below(2) == 0 ? "" : "topic";
    room.jumped = below(3) == 0;
    room.trimmed = below(20);
    chat::Sequence seq = room.trimmed;
    std::string messages;
    for (std::uint32_t n = below(30); n > 0; --n) {
      seq += 1 + below(3);
      append_record(messages, chat::Message{.seq = seq,
                                            .ts = below(9999),
                                            .kind = chat::Happening::Kind{std::uint8_t(below(3))},
                                            .user = below(5),
                                            .nick = below(2) == 0 ? "" : "ana",
                                            .text = texts[below(6)],
                                            .session = "0123456789abcdef0123456789abcdef",
                                            .cid = below(2) == 0 ? "" : "c"});
    }
    room.next = seq + 1 + below(100) + (room.jumped ? kBlock : 0);
    append_record(all, room);
    all += messages;
  }
  for (std::uint32_t n = below(4); n > 0; --n) {
    chat::KeptLetter kept{.skeleton = "bob", .letter = {}};
    kept.letter = {.conversation = "ana:bob", .seq = n, .from_nick = "ana", .text = "x", .ts = 1};
    append_record(all, kept);
  }
  append_record(all, NameRecord{"bob"});
  return all + kEnd;
}

TEST(Archive, OutAndInIsTheSame) {
  for (std::uint32_t seed = 1; seed <= 20; ++seed) {
    std::mt19937 chance(seed);
    const std::string archive = random_archive(chance);
    const Folder folder;
    import(folder.path(), archive);
    EXPECT_EQ(exported(folder.path()), archive) << seed;
  }
}

TEST(Archive, TellsWhatThereIs) {
  const Folder folder;
  const Archived archived = import(folder / "new", kBegin + kRoom + message(3) + message(9) + kEnd);
  EXPECT_EQ(archived.rooms, 1);
  EXPECT_EQ(archived.messages, 2);
  EXPECT_EQ(archived.letters, 0);
  Database database(Directory::database_in(folder / "new"), Database::Mode::write);
  RoomFinder finder(database);
  const auto room = finder.find("a");
  ASSERT_TRUE(room);
  EXPECT_EQ(room->count, 2);
  EXPECT_EQ(room->last, 9u);
  EXPECT_EQ(room->indexed, 9u);
  EXPECT_GT(room->bytes, 0);
  Library library(Directory::database_in(folder / "new"));
  EXPECT_EQ(library.search("a", "hello", 10).messages.size(), 2u);
  KnownRooms rooms(database, begin_life(database), 1);
  EXPECT_EQ(rooms.open("a").next, 10u);
  EXPECT_EQ(rooms.open("a").epoch, "e");
}

TEST(Archive, ARoomGoesOnAboveAllThatMayHaveBeenGiven) {
  const Folder folder;
  import(folder.path(), kBegin + kRoom + message(9) + kEnd);
  Database database(Directory::database_in(folder.path()), Database::Mode::write);
  begin_life(database);  // a server is at it, or was killed
  const std::string next = std::to_string(10 + kBlock);
  const std::string archive = exported(folder.path());
  EXPECT_NE(archive.find(R"("next":)" + next + R"(,"jumped":true)"), std::string::npos) << archive;
  const Folder other;
  import(other.path(), archive);
  Database copy(Directory::database_in(other.path()), Database::Mode::write);
  KnownRooms rooms(copy, begin_life(copy), 1);
  EXPECT_EQ(rooms.open("a").next, static_cast<Sequence>(10 + kBlock));
  EXPECT_TRUE(rooms.open("a").jumped);
}

TEST(Archive, OneRoomAlone) {
  const Folder folder;
  const std::string other = R"({"is":"room","name":"b","epoch":"e","next":1})"
                            "\n";
  const std::string letter = R"({"is":"name","name":"bob"})"
                             "\n";
  import(folder.path(), kBegin + kRoom + message(1) + other + letter + kEnd);
  EXPECT_EQ(exported(folder.path(), "a"), kBegin + kRoom + message(1) + kEnd);
  std::ostringstream nothing;
  EXPECT_THROW(write_archive(folder.path(), "c", nothing), std::runtime_error);
  EXPECT_EQ(nothing.str(), "") << "a file that looks like the beginning of an archive";
  EXPECT_THROW(exported(folder / "none"), std::runtime_error);
}

TEST(Archive, LettersComeBehindThoseThatWait) {
  const Folder folder;
  const auto letter = [](const char* text) {
    return R"({"is":"letter","to":"bob","room":"ana:bob","seq":1,"ts":1,"text":")" +
           std::string(text) + "\"}\n";
  };
  import(folder.path(), kBegin + letter("one") + kEnd);
  EXPECT_EQ(import(folder.path(), kBegin + letter("two") + letter("three") + kEnd).letters, 2);
  EXPECT_EQ(exported(folder.path()),
            kBegin + letter("one") + letter("two") + letter("three") + kEnd);
}

// An older wsd wrote the words of programs in clear: they are hashed on their way in.
TEST(Archive, OfAnOlderServerIsTakenWithoutItsWords) {
  const Folder folder;
  const std::string old = R"({"is":"archive","version":1}
{"is":"room","name":"a","epoch":"e","next":10}
{"is":"message","seq":1,"ts":1,"text":"x","session":"a word in clear","cid":"c"}
)" + kEnd;
  EXPECT_EQ(import(folder.path(), old).messages, 1);
  const std::string now = exported(folder.path());
  EXPECT_EQ(now.find("a word in clear"), now.npos);
  EXPECT_NE(now.find("\"session_hash\":\""), now.npos);
}

// More than a letterbox would have taken: it would fill the next server's memory.
TEST(Archive, NoMoreLettersThanMayWait) {
  const Folder folder;
  const auto letters = [](const char* from, int count) {
    std::string all;
    for (int i = 0; i < count; ++i) {
      all += R"({"is":"letter","to":"bob","room":")" + std::string(from) +
             R"(:bob","seq":1,"ts":1,"nick":")" + from + R"(","text":"x"})" + "\n";
    }
    return all;
  };
  EXPECT_EQ(complaint(folder.path(), kBegin + letters("ana", 129) + kEnd),
            "line 130: Too much from \"ana\" waits for \"bob\" already.");
  EXPECT_EQ(exported(folder.path()), kBegin + kEnd);
  EXPECT_EQ(
      import(folder.path(), kBegin + letters("ana", 128) + letters("eva", 100) + kEnd).letters,
      228);
  EXPECT_EQ(complaint(folder.path(), kBegin + letters("ida", 29) + kEnd),
            "line 30: Too much waits for \"bob\" already.");
  EXPECT_EQ(import(folder.path(), kBegin + letters("ida", 28) + kEnd).letters, 28);
}

TEST(Archive, WhatIsWrongIsToldWithItsLineAndNothingIsDone) {
  const Folder folder;
  const std::string before =
      kBegin + R"({"is":"room","name":"there","epoch":"e","next":10})" + "\n" + message(4) + kEnd;
  import(folder.path(), before);
  const std::string cases[][2] = {
      {"", "line 1: The archive is cut off: its end is missing."},
      {kEnd, "line 1: This is no archive: it does not begin like one."},
      {kBegin + kBegin, "line 2: The archive begins twice."},
      {kBegin + kRoom + message(1), "line 4: The archive is cut off: its end is missing."},
      {kBegin + kRoom + message(1).substr(0, 20), "line 3: This is not a JSON object."},
      {kBegin + kRoom + "\n" + kEnd, "line 3: This is not a JSON object."},
      {kBegin + kEnd + kRoom, "line 3: Nothing may follow the end."},
      {kBegin + message(1) + kEnd, "line 2: A message stands behind its room, and here is none."},
      {kBegin + kRoom + message(2) + message(2) + kEnd, "line 4: Number 2 should be from 3 to 9."},
      {kBegin + kRoom + message(10) + kEnd, "line 3: Number 10 should be from 1 to 9."},
      {kBegin + kRoom + kRoom + kEnd, "line 3: There is a room \"a\" already."},
      {kBegin + kRoom + message(1) + before.substr(kBegin.size()),
       "line 4: There is a room \"there\" already."},
  };
  for (const auto& [text, said] : cases) {
    EXPECT_EQ(complaint(folder.path(), text), said) << text;
    EXPECT_EQ(exported(folder.path()), before) << text;
  }
}

TEST(Archive, WhereverItIsCutNothingIsDone) {
  const Folder folder;
  const std::string whole = kBegin + kRoom + message(3) + kEnd;
  for (std::size_t size = 0; size + 1 < whole.size(); ++size) {
    EXPECT_NE(complaint(folder.path(), whole.substr(0, size)), "") << size;
  }
  EXPECT_EQ(exported(folder.path()), kBegin + kEnd);
  EXPECT_EQ(complaint(folder.path(), whole.substr(0, whole.size() - 1)), "")
      << "without a line end";
}

// A room that has no place, since the directory has had so many.
TEST(Archive, ARoomWithoutAPlaceIsToldAndNothingIsDone) {
  const Folder folder;
  import(folder.path(),
         kBegin + R"({"is":"room","name":"there","epoch":"e","next":1})" + "\n" + kEnd);
  {
    Database database(Directory::database_in(folder.path()), Database::Mode::write);
    Statement far = database.prepare("UPDATE rooms SET id = ?1");
    far.bind(1, kRoomEnd - 2).run();
  }
  const std::string before = exported(folder.path());
  EXPECT_THROW(import(folder.path(), kBegin + kRoom + message(3) + kEnd), std::runtime_error);
  EXPECT_EQ(exported(folder.path()), before);
}

// What export writes import takes, also of a room that can give no more numbers, and of one with
// times that no import takes.
TEST(Archive, ARoomAtItsEndGoesOutAndIn) {
  const Folder folder;
  import(folder.path(), kBegin + kRoom + message(9) + kEnd);
  {
    Database database(Directory::database_in(folder.path()), Database::Mode::write);
    Statement end = database.prepare("UPDATE rooms SET base = ?1, last = ?2");
    end.bind(1, kSequenceEnd - 1).bind(2, kSequenceEnd - 2).run();
    Statement move = database.prepare("UPDATE messages SET id = ?1, ts = ?2");
    move.bind(1, message_id(1, kSequenceLast)).bind(2, std::int64_t{1} << 62).run();
  }
  for (const bool running : {false, true}) {
    if (running) {
      Database database(Directory::database_in(folder.path()), Database::Mode::write);
      begin_life(database);
    }
    const std::string archive = exported(folder.path());
    EXPECT_NE(archive.find(R"("next":1099511627775)"), std::string::npos) << archive;
    EXPECT_NE(archive.find(R"("ts":253402300799999)"), std::string::npos) << archive;
    const Folder other;
    EXPECT_EQ(complaint(other.path(), archive), "");
    EXPECT_EQ(import(Folder().path(), archive).messages, 1);
  }
}

TEST(Archive, AServersDirectoryIsNotWrittenBehindItsBack) {
  const Folder folder;
  import(folder.path(), kBegin + kRoom + kEnd);
  const Directory own(folder.path());
  EXPECT_THROW(import(folder.path(), kBegin + kEnd), InUse);
  EXPECT_EQ(exported(folder.path()), kBegin + kRoom + kEnd) << "reading is no harm";
}

}  // namespace
}  // namespace disk::test
