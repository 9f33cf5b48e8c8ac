// Keys out of bytes, however the bytes are cut.
#include "apps/wsc/key_reader.h"

#include <gtest/gtest.h>

#include <random>
#include <vector>

namespace wsc {
namespace {

using Name = Key::Name;

std::string words(const Key& key) {
  static const char* const kNames[] = {
      "",   "paste:", "enter", "tab", "backspace", "delete",    "left",   "right",
      "up", "down",   "home",  "end", "page-up",   "page-down", "escape", "unknown"};
  return std::string(key.control ? "C-" : "") + (key.alt ? "A-" : "") + (key.shift ? "S-" : "") +
         kNames[static_cast<int>(key.name)] + (key.name == Name::unknown ? "" : key.text) +
         (key.cut_off ? "!" : "");
}

std::string read(std::string_view bytes, const std::vector<std::size_t>& sizes) {
  KeyReader reader;
  std::string heard;
  for (std::size_t i = 0; !bytes.empty(); ++i) {
    const std::size_t size = std::min(sizes[i % sizes.size()], bytes.size());
    reader.feed(bytes.substr(0, size));
    bytes.remove_prefix(size);
    while (const auto key = reader.next()) heard += words(*key) + " ";
  }
  reader.settle();
  while (const auto key = reader.next()) heard += words(*key) + " ";
  return heard;
}

TEST(KeyReader, KnowsWhatTerminalsSend) {
  const struct {
    std::string bytes;
    const char* keys;
  } cases[] = {
      {"aé日👍", "a é 日 👍 "},
      {"\r\n\t\x7f\b", "enter enter tab backspace backspace "},
      {std::string("\x01\x05\x12\x1a\0", 5), "C-a C-e C-r C-z C-  "},
      {"\x1b[A\x1b[B\x1b[C\x1b[D", "up down right left "},
      {"\x1bOA\x1bOH\x1bOF\x1bOM", "up home end enter "},
      {"\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", "home end home end home end "},
      {"\x1b[3~\x1b[5~\x1b[6~", "delete page-up page-down "},
      {"\x1b[1;5C\x1b[1;3D\x1b[1;2A\x1b[3;5~", "C-right A-left S-up C-delete "},
      {"\x1b[Z", "S-tab "},
      {"\x1b"
       "b\x1b\x7f\x1b\r\x1bก",
       "A-b A-backspace A-enter A-ก "},
      {"\x1b\x1b[C", "A-right "},
      {"\x1b", "escape "},
      {"\x1b\x1b", "A-escape "},
      {"\x1b[", "A-[ "},
      {"\x1b[200~a\tb\r\nc\rd\x1b[31m\x07\x1b[201~x", "paste:a\tb\nc\nd[31m x "},
      {"\x1b[200~\x1b[201~", "paste: "},
      {"\x1b[[A\x1b[11~\x1b[?1;2c\x1b[15;3R", "up unknown unknown A-unknown "},
      {"\xff\xc0z", "z "},
      {"\xc2\x9b"
       "a",
       "unknown a "},
      {"\x1b[12\x1b[A", "unknown up "},
  };
  for (const auto& [bytes, keys] : cases) EXPECT_EQ(read(bytes, {bytes.size()}), keys) << bytes;
}

TEST(KeyReader, AnySplitGivesTheSameKeys) {
  const std::string bytes =
      "hé\x1b[1;5C日\x1b[200~paste \x1b[20 เธอ\x1b[201~\x1b[3~👨‍👩‍👧\x1b"
      "b\x1bOA\xe0\xb8z\x1b[99999999;1~q";
  const std::string whole = read(bytes, {bytes.size()});
  for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
    EXPECT_EQ(read(bytes, {cut, bytes.size()}), whole) << cut;
  }
  EXPECT_EQ(read(bytes, {1}), whole);
  std::minstd_rand random(3);
  for (int round = 0; round < 100; ++round) {
    std::vector<std::size_t> sizes;
    for (int i = 0; i < 20; ++i) sizes.push_back(1 + random() % 7);
    EXPECT_EQ(read(bytes, sizes), whole);
  }
}

TEST(KeyReader, WaitsForWhatIsBegun) {
  KeyReader reader;
  reader.feed("\x1b");
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.waits());
  reader.feed("[A");
  EXPECT_EQ(reader.next()->name, Name::up);
  EXPECT_FALSE(reader.waits());
  reader.feed("\xe0\xb8");
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.waits());
  reader.feed("\x81");
  EXPECT_EQ(reader.next()->text, "ก");
}

TEST(KeyReader, AnEndlessPasteIsCutAndToldSo) {
  KeyReader reader;
  reader.feed("\x1b[200~");
  for (int i = 0; i < 40; ++i) {
    reader.feed(std::string(100'000, 'x'));
    EXPECT_FALSE(reader.next());
  }
  EXPECT_FALSE(reader.waits());  // nothing but its end ends it
  reader.feed("\x1b[201~y");
  const auto key = reader.next();
  ASSERT_TRUE(key);
  EXPECT_EQ(key->text.size(), kPasteMax);
  EXPECT_TRUE(key->cut_off);
  EXPECT_EQ(reader.next()->text, "y");
}

TEST(KeyReader, AnEndlessSequenceMeansNothing) {
  const std::string bytes = "\x1b[" + std::string(1000, '1') + "Aok";
  const std::string heard = read(bytes, {1500});
  EXPECT_EQ(read(bytes, {1}), heard);
  EXPECT_EQ(read(bytes, {7, 64}), heard);
  EXPECT_EQ(heard.substr(heard.size() - 4), "o k ");
  EXPECT_NE(heard.find("unknown"), std::string::npos);
}

}  // namespace
}  // namespace wsc
