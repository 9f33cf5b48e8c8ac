// Notes arrive as they were packed.
#include "apps/wsd/chat/notes.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

TEST(NotesTest, APrivateMessage) {
  const Note note{.kind = Note::Kind::private_message,
                  .to = {.slot = 7, .serial = 9},
                  .letter = {.conversation = "ana:bob",
                             .seq = 12,
                             .from = {1, "ana"},
                             .to = {2, ""},
                             .text = std::string_view("one\0two", 7),
                             .ts = -5}};
  const auto bytes = pack(note);
  const Note read = unpack_note(bytes);
  EXPECT_EQ(read.kind, note.kind);
  EXPECT_EQ(read.to, note.to);
  EXPECT_EQ(read.letter.conversation, note.letter.conversation);
  EXPECT_EQ(read.letter.seq, note.letter.seq);
  EXPECT_EQ(read.letter.from, note.letter.from);
  EXPECT_EQ(read.letter.to, note.letter.to);
  EXPECT_EQ(read.letter.text, note.letter.text);
  EXPECT_EQ(read.letter.ts, note.letter.ts);
}

TEST(NotesTest, ThereAreLetters) {
  const auto bytes = pack(Note{.kind = Note::Kind::letters,
                               .to = {.slot = 3, .serial = 4},
                               .letter = {.to = {kNoUser, "ana"}}});
  const Note read = unpack_note(bytes);
  EXPECT_EQ(read.kind, Note::Kind::letters);
  EXPECT_EQ(read.to, (broadcast::ConnectionId{.slot = 3, .serial = 4}));
  EXPECT_EQ(read.letter.to.nick, "ana");
}

TEST(NotesTest, SomebodyIsDisplaced) {
  const auto bytes = pack(Note{.kind = Note::Kind::displaced, .to = {.slot = 3, .serial = 4}});
  const Note read = unpack_note(bytes);
  EXPECT_EQ(read.kind, Note::Kind::displaced);
  EXPECT_EQ(read.to, (broadcast::ConnectionId{.slot = 3, .serial = 4}));
}

}  // namespace
}  // namespace chat
