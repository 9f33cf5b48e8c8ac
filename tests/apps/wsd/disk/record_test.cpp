// Lines of an archive: each thing is written and read as the same, and what is none is told.
#include "apps/wsd/disk/record.h"

#include <gtest/gtest.h>

#include "apps/wsd/disk/schema.h"

namespace disk {
namespace {

std::string line_of(const Record& record) {
  std::string line;
  append_record(line, record);
  EXPECT_TRUE(line.ends_with("}\n"));
  line.pop_back();
  return line;
}

TEST(Record, IsReadAsItWasWritten) {
  const chat::Message message{.seq = 7,
                              .ts = 1'700'000'000'000,
                              .kind = chat::Happening::Kind::action,
                              .user = 3,
                              .nick = "ana",
                              .text = "a \"b\"\n\tc \\ \xF0\x9F\x98\x80",
                              .session = "0123456789abcdef0123456789abcdef",
                              .cid = "c\x01"};
  chat::Message data = message;
  data.kind = chat::Happening::Kind::message;
  data.content = chat::Content::data;
  data.text = R"({"a":[1,"\u0000"]})";
  chat::Message binary = data;
  binary.content = chat::Content::bin;
  binary.text = "AQID";
  const RoomRecord room{.name = "lobby",
                        .epoch = "k3x",
                        .topic = "cats",
                        .next = kBlock + 9,
                        .trimmed = 4,
                        .jumped = true};
  chat::KeptLetter letter{.skeleton = "bob", .letter = {}};
  letter.letter = {
      .conversation = "ana:bob", .seq = 2, .from = 3, .from_nick = "Ana", .text = "x", .ts = 5};
  RecordReader reader;
  for (const Record& record :
       {Record(ArchiveBegin{}), Record(room), Record(RoomRecord{.name = "ana:bob", .epoch = "e"}),
        Record(message), Record(data), Record(binary), Record(NameRecord{"ana"}), Record(letter),
        Record(ArchiveEnd{})}) {
    const std::string line = line_of(record);
    const auto read = reader.read(line);
    EXPECT_EQ(read.complaint, "") << line;
    EXPECT_EQ(read.record.index(), record.index()) << line;
    EXPECT_EQ(line_of(read.record), line);
    if (record.index() == Record(message).index()) {
      EXPECT_EQ(std::get<chat::Message>(read.record), std::get<chat::Message>(record));
    }
  }
}

TEST(Record, WrongLines) {
  const struct {
    const char* line;
    const char* said;
  } cases[] = {
      {"", "This is not a JSON object."},
      {"[]", "This is not a JSON object."},
      {R"({"is":"end")", "This is not a JSON object."},
      {"{\"is\":\"end\xFF\"}", "This is not a JSON object."},
      {R"({"is":"name","name":"\ud800"})", "This is not a JSON object."},
      {"{}", "\"is\" is missing or empty."},
      {R"({"is":7})", "\"is\" must be a string."},
      {R"({"is":"what"})", "\"is\" is none of those that are known."},
      {R"({"is":"end","more":1})", "There is a member that means nothing here, or one twice."},
      {R"({"is":"end","is":"end"})", "There is a member that means nothing here, or one twice."},
      {R"({"is":"archive","version":3})", "\"version\" is of a newer wsd."},
      {R"({"is":"room","name":"A b","epoch":"e","next":1})", "\"name\" is no room's."},
      {R"({"is":"room","epoch":"e","next":1})", "\"name\" is no room's."},
      {R"({"is":"room","name":"a:\u001bb","epoch":"e","next":1})",
       "\"name\" has characters that no line may have."},
      {R"({"is":"room","name":"a","epoch":"E","next":1})", "\"epoch\" is none."},
      {R"({"is":"room","name":"a","epoch":"e"})", "\"next\" must be from 1 to 1099511627775."},
      {R"({"is":"room","name":"a","epoch":"e","next":5,"trimmed":5})",
       "\"trimmed\" must be from 0 to 4."},
      {R"({"is":"room","name":"a","epoch":"e","next":5,"jumped":true})",
       "\"next\" is too low for a jump."},
      {R"({"is":"room","name":"a","epoch":"e","next":5,"jumped":1})",
       "\"jumped\" must be true or false."},
      {R"({"is":"message","seq":0,"ts":1})", "\"seq\" must be from 1 to 1099511627774."},
      {R"({"is":"message","seq":1.5,"ts":1})", "\"seq\" must be a whole number."},
      {R"({"is":"message","seq":1,"ts":-1})", "\"ts\" must be a whole number."},
      {R"({"is":"message","seq":1,"ts":1,"nick":"a\nb"})",
       "\"nick\" has characters that no line may have."},
      {R"({"is":"message","seq":1,"ts":1,"text":"\u001b[2J"})",
       "\"text\" is not fit for its content."},
      {R"({"is":"message","seq":1,"ts":1,"content":"data","text":"{"})",
       "\"text\" is not fit for its content."},
      {R"({"is":"message","seq":1,"ts":1,"content":"data","text":"[1, 2]"})",
       "\"text\" is not fit for its content."},
      {R"({"is":"message","seq":1,"ts":1,"content":"bin","text":"A"})",
       "\"text\" is not fit for its content."},
      {R"({"is":"message","seq":1,"ts":1,"content":"song"})",
       "\"content\" is none of those that are known."},
      {R"({"is":"name"})", "\"name\" is missing or empty."},
      {R"({"is":"letter","seq":1,"ts":1})", "\"to\" is missing or empty."},
  };
  RecordReader reader;
  for (const auto& [line, said] : cases) EXPECT_EQ(reader.read(line).complaint, said) << line;
}

TEST(Record, WhatIsNoTextIsNotWritten) {
  std::string out;
  EXPECT_THROW(append_record(out, NameRecord{"\xFF"}), std::runtime_error);
  chat::Message message;
  message.kind = chat::Happening::Kind::typing;
  EXPECT_THROW(append_record(out, message), std::runtime_error);
}

// What is later than the year 9999 would reach clients as a number that they cannot count by.
TEST(Record, TimesEndWithTheYear9999) {
  RecordReader reader;
  const auto message = [](const std::string& ts) {
    return R"({"is":"message","seq":1,"ts":)" + ts + R"(,"text":"x"})";
  };
  const auto letter = [](const std::string& ts) {
    return R"({"is":"letter","to":"bob","room":"ana:bob","seq":1,"ts":)" + ts + R"(,"text":"x"})";
  };
  const std::string sentence = R"("ts" must be from 0 to 253402300799999.)";
  for (const char* wrong : {"253402300800000", "9007199254740993", "4611686018427387904"}) {
    EXPECT_EQ(reader.read(message(wrong)).complaint, sentence) << wrong;
    EXPECT_EQ(reader.read(letter(wrong)).complaint, sentence) << wrong;
  }
  EXPECT_EQ(reader.read(message("253402300799999")).complaint, "");
  EXPECT_EQ(reader.read(letter("253402300799999")).complaint, "");
}

}  // namespace
}  // namespace disk
