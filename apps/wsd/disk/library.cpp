// The index knows nothing of who is where: a room's numbers are one range of it, walked from its
// end. What came since the index was made last is looked through word by word, as memory is; and so
// is all of it for a single letter, with which so many words of all rooms begin that gathering them
// would take the longer the more is kept.
#include "apps/wsd/disk/library.h"

#include <algorithm>
#include <iterator>

#include "apps/wsd/chat/words.h"
#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/legible.h"
#include "apps/wsd/disk/schema.h"

namespace disk {

using chat::Page;
using chat::PageWish;

namespace {

// Words of fewer letters are not asked of the index.
constexpr std::size_t kIndexedLettersMin = 2;
constexpr std::size_t kLookCost = 64;  // of a message, in bytes of text: it has to be fetched

bool is_continued(char c) {  // RFC 3629 §3: 10xxxxxx is no beginning of a character
  return (static_cast<unsigned char>(c) & 0xC0) == 0x80;
}

std::size_t letters_in(std::string_view word) {
  return word.size() - static_cast<std::size_t>(std::ranges::count_if(word, is_continued));
}

}  // namespace

// What is looked for, and how much of it.
class Search {
 public:
  Search(std::string_view text, std::uint32_t limit)
      : words_(text), most_(limit == 0 ? chat::kPageUsual : std::min(limit, chat::kPageMax)) {}

  const chat::Words& words() const { return words_; }
  bool has_enough(const Page& page) const {
    return page.messages.size() == most_ || bytes_ > chat::kPageBytesMax ||
           work_ > chat::kSearchBytesMax;
  }
  // Takes it into the page if it has all of the words.
  void look_at(Page& page, Message message) {
    work_ += kLookCost + message.text.size() * words_.list().size();
    if (message.content == chat::Content::bin || !words_.in(message.text)) return;
    bytes_ += message.text.size();
    page.messages.push_back(std::move(message));
  }
  // "deploy"* "done"*: words have no quotes in them. Empty: the index is no help.
  std::string expression() const {
    std::string all;
    for (const std::string& word : words_.list()) {
      if (letters_in(word) < kIndexedLettersMin) continue;
      all.append(all.empty() ? "" : " ").append("\"").append(word).append("\"*");
    }
    return all;
  }

 private:
  chat::Words words_;
  std::size_t most_;
  std::size_t bytes_ = 0;  // found
  std::size_t work_ = 0;   // bytes looked at, for each word
};

Library::Library(const std::string& path, const std::string& vfs)
    : database_(path, Database::Mode::read, vfs),
      finder_(database_),
      older_(database_.prepare("SELECT id, ts, kind, content, user, nick, text, session, cid FROM "
                               "messages WHERE id < ?1 AND id > ?2 ORDER BY id DESC LIMIT ?3")),
      newer_(database_.prepare("SELECT id, ts, kind, content, user, nick, text, session, cid FROM "
                               "messages WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3")),
      found_(database_.prepare("SELECT rowid FROM words WHERE words MATCH ?1 AND rowid > ?2 AND "
                               "rowid <= ?3 ORDER BY rowid DESC")),
      message_(database_.prepare("SELECT id, ts, kind, content, user, nick, text, session, cid "
                                 "FROM messages WHERE id = ?1")),
      count_(database_.prepare("SELECT count(*) FROM messages WHERE id >= ?1 AND id < ?2")) {}

// ---- pages ----

Library::Shelf Library::look(const RoomRow& room, Side side, Sequence seq, std::size_t count,
                             std::size_t bytes) {
  Shelf shelf;
  const std::int64_t from = message_id(room.id, within(seq));
  Statement& rows = side == Side::older ? older_ : newer_;
  rows.bind(1, from);
  rows.bind(2,
            side == Side::older ? message_id(room.id, room.trimmed) : message_id(room.id + 1, 0));
  rows.bind(3, static_cast<std::int64_t>(count + 1));
  std::size_t taken = 0;
  while (rows.step()) {
    taken += rows.text(6).size();
    shelf.more = shelf.messages.size() == count || (taken > bytes && !shelf.messages.empty());
    if (shelf.more) break;
    shelf.messages.push_back(legible(message_in(rows)));
  }
  rows.reset();
  return shelf;
}

// A room that is whole is seen by its row. Only of one that is not its messages are counted, those
// from the first on.
bool Library::has_holes(const RoomRow& room, const Page& page, const Shelf& shelf) {
  if (shelf.messages.empty()) return false;
  const auto holds = [&](Sequence first, auto count) {
    return room.last - first + 1 == static_cast<Sequence>(count);
  };
  const Sequence first = shelf.messages.front().seq;
  if (holds(page.first, room.count)) return false;
  if (!shelf.more) return !holds(first, shelf.messages.size());
  count_.bind(1, message_id(room.id, first)).bind(2, message_id(room.id + 1, 0));
  const std::int64_t count = count_.step() ? count_.number(0) : 0;
  count_.reset();
  return !holds(first, count);
}

Page Library::page(std::string_view name, const PageWish& wish) {
  const Snapshot snapshot(database_);
  Page page;
  const auto room = finder_.find(name);
  if (!room) return page;
  page.first = finder_.first(*room);
  page.last = room->count == 0 ? 0 : room->last;
  const std::size_t count =
      wish.limit == 0 ? chat::kPageUsual : std::min(wish.limit, chat::kPageMax);
  const std::size_t bytes =
      wish.bytes == 0 ? chat::kPageBytesMax : std::min(wish.bytes, chat::kPageBytesMax);
  Shelf older;
  Shelf newer;
  switch (wish.from) {
    case PageWish::From::latest:
      older = look(*room, Side::older, ~Sequence{0}, count, bytes);
      break;
    case PageWish::From::before:
      older = look(*room, Side::older, wish.seq, count, bytes);
      break;
    case PageWish::From::after:
      newer = look(*room, Side::newer, within(wish.seq) + 1, count, bytes);
      page.holes = wish.holes && has_holes(*room, page, newer);
      break;
    case PageWish::From::around:
      newer = look(*room, Side::newer, wish.seq, count - count / 2, bytes / 2);
      older =
          look(*room, Side::older, wish.seq,
               newer.messages.empty() ? std::max<std::size_t>(count / 2, 1) : count / 2, bytes / 2);
      break;
  }
  page.more = older.more || newer.more;
  page.messages = std::move(older.messages);
  std::reverse(page.messages.begin(), page.messages.end());
  std::move(newer.messages.begin(), newer.messages.end(), std::back_inserter(page.messages));
  return page;
}

// ---- searches ----

Page Library::search(std::string_view name, std::string_view text, std::uint32_t limit,
                     reactor::Time end) {
  const Snapshot snapshot(database_);
  Page page;
  Search search(text, limit);
  const auto room = finder_.find(name);
  if (!room || search.words().empty()) return page;
  page.first = finder_.first(*room);
  const std::string expression = search.expression();
  database_.interrupt_at(end);
  try {
    look_through(*room, expression.empty() ? room->trimmed : room->indexed, search, page);
    if (!page.more && !expression.empty()) search_index(*room, expression, search, page);
  } catch (const Failure& failure) {
    for (Statement* const one : {&older_, &found_, &message_}) one->reset();
    if (!failure.was_interrupted()) throw;
    page.more = true;
  }
  database_.interrupt_at(std::nullopt);
  std::reverse(page.messages.begin(), page.messages.end());
  return page;
}

// The newest first, those above a number.
void Library::look_through(const RoomRow& room, Sequence above, Search& search, Page& page) {
  older_.bind(1, message_id(room.id, room.last) + 1);
  older_.bind(2, message_id(room.id, std::max(above, room.trimmed))).bind(3, kSequenceEnd);
  while (!page.more && older_.step()) {
    page.more = search.has_enough(page);
    if (!page.more) search.look_at(page, legible(message_in(older_)));
  }
  older_.reset();
}

void Library::search_index(const RoomRow& room, const std::string& expression, Search& search,
                           Page& page) {
  found_.bind(1, expression).bind(2, message_id(room.id, room.trimmed));
  found_.bind(3, message_id(room.id, room.indexed));
  while (!page.more && found_.step()) {
    page.more = search.has_enough(page);
    if (page.more) break;
    message_.bind(1, found_.number(0));
    if (message_.step()) search.look_at(page, legible(message_in(message_)));
    message_.reset();
  }
  found_.reset();
}

}  // namespace disk
