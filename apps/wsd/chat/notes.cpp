// Notes never leave the process, so nothing here is checked twice.
#include "apps/wsd/chat/notes.h"

#include "apps/wsd/chat/packing.h"

namespace chat {

std::vector<std::byte> pack(const Note& note) {
  Packer packer;
  packer.number(note.kind).number(note.to);
  if (note.kind == Note::Kind::letters) packer.text(note.letter.to.nick);
  if (note.kind != Note::Kind::private_message) return packer.take();
  const Private& letter = note.letter;
  packer.text(letter.conversation).number(letter.seq);
  packer.number(letter.from.number).text(letter.from.nick);
  packer.number(letter.to.number).text(letter.to.nick);
  packer.text(letter.text).number(letter.ts);
  return packer.take();
}

Note unpack_note(std::span<const std::byte> bytes) {
  Unpacker unpacker(bytes);
  Note note;
  note.kind = unpacker.number<Note::Kind>();
  note.to = unpacker.number<broadcast::ConnectionId>();
  if (note.kind == Note::Kind::letters) note.letter.to.nick = unpacker.text();
  if (note.kind != Note::Kind::private_message) return note;
  Private& letter = note.letter;
  letter.conversation = unpacker.text();
  letter.seq = unpacker.number<Sequence>();
  letter.from.number = unpacker.number<UserNumber>();
  letter.from.nick = unpacker.text();
  letter.to.number = unpacker.number<UserNumber>();
  letter.to.nick = unpacker.text();
  letter.text = unpacker.text();
  letter.ts = unpacker.number<Milliseconds>();
  return note;
}

}  // namespace chat
