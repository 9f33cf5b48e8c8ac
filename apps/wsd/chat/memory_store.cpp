// A lock for all; what takes long is done outside of it. A search has a thread of its own, takes
// some messages at a time, shared with the room, and looks at them without the lock.
//
// The line: rooms that have messages, and closed ones, in the order in which something was last
// said in them. Whoever stands at its front gives when all are too heavy.
#include "apps/wsd/chat/memory_store.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "apps/wsd/chat/words.h"

namespace chat {
namespace {

constexpr std::size_t kRoomWeight = 512;      // of one without messages, about
constexpr std::size_t kMessageOverhead = 48;  // of the room's deque and the sharing
constexpr std::size_t kSearchStep = 256;      // messages taken at a time
constexpr std::size_t kTrimStep = 64;         // rooms looked at in one call

using Held = std::shared_ptr<const Message>;
using Messages = std::deque<Held>;

std::size_t weight_of(const Message& message) {
  return message.weight() + kMessageOverhead;
}

std::size_t index_of(const Messages& messages, Sequence seq) {
  const auto at =
      std::lower_bound(messages.begin(), messages.end(), seq,
                       [](const Held& message, Sequence wanted) { return message->seq < wanted; });
  return static_cast<std::size_t>(at - messages.begin());
}

// Where a page begins that ends there, and the other way round.
std::size_t back_from(const Messages& messages, std::size_t end, std::size_t count,
                      std::size_t bytes) {
  std::size_t begin = end;
  for (std::size_t taken = 0; begin > 0 && end - begin < count; --begin) {
    taken += messages[begin - 1]->text.size();
    if (taken > bytes && begin < end) break;
  }
  return begin;
}

std::size_t on_from(const Messages& messages, std::size_t begin, std::size_t count,
                    std::size_t bytes) {
  std::size_t end = begin;
  for (std::size_t taken = 0; end < messages.size() && end - begin < count; ++end) {
    taken += messages[end]->text.size();
    if (taken > bytes && begin < end) break;
  }
  return end;
}

bool has_holes(const Messages& messages, std::size_t begin) {
  if (begin == messages.size()) return false;
  return messages.back()->seq - messages[begin]->seq + 1 != messages.size() - begin;
}

std::vector<KnownCid> cids_of(const Messages& messages) {
  std::vector<KnownCid> cids;
  const auto most = static_cast<std::size_t>(kCidsKnown);
  for (std::size_t i = messages.size() - std::min(messages.size(), most); i < messages.size();
       ++i) {
    const Message& one = *messages[i];
    if (!one.cid.empty()) cids.push_back({one.session, one.cid, one.seq, one.ts, one.user});
  }
  return cids;
}

Page page_of(const Messages& messages, const PageWish& wish) {
  const std::size_t count = wish.limit == 0 ? kPageUsual : std::min(wish.limit, kPageMax);
  const std::size_t bytes = wish.bytes == 0 ? kPageBytesMax : std::min(wish.bytes, kPageBytesMax);
  std::size_t begin = 0;
  std::size_t end = messages.size();
  Page page;
  switch (wish.from) {
    case PageWish::From::before:
      end = index_of(messages, wish.seq);
      [[fallthrough]];
    case PageWish::From::latest:
      begin = back_from(messages, end, count, bytes);
      page.more = begin > 0;
      break;
    case PageWish::From::after:
      begin = wish.seq == ~Sequence{0} ? end : index_of(messages, wish.seq + 1);
      end = on_from(messages, begin, count, bytes);
      page.holes = wish.holes && has_holes(messages, begin);
      page.more = end < messages.size();
      break;
    case PageWish::From::around: {
      const std::size_t middle = index_of(messages, wish.seq);
      const std::size_t before = middle == end ? std::max<std::size_t>(count / 2, 1) : count / 2;
      begin = back_from(messages, middle, before, bytes / 2);
      end = on_from(messages, middle, count - count / 2, bytes / 2);
      page.more = begin > 0 || end < messages.size();
      break;
    }
  }
  for (; begin < end; ++begin) page.messages.push_back(*messages[begin]);
  return page;
}

}  // namespace

MemoryStore::MemoryStore(const Retention& retention, std::size_t total_bytes, broadcast::Mesh& mesh,
                         std::uint64_t seed)
    : retention_(retention),
      total_bytes_(total_bytes),
      told_(mesh),
      epochs_(seed),
      desk_(told_,
            [this](const Search& search, reactor::Time end) { return look_for(search, end); }) {}

// ---- rooms ----

MemoryStore::Entry& MemoryStore::entry_of(std::string_view name) {
  const auto known = rooms_.find(name);
  if (known != rooms_.end()) return *known;
  Entry& entry = *rooms_.try_emplace(std::string(name)).first;
  entry.second.epoch = epochs_.next();
  bytes_ += kRoomWeight;
  return entry;
}

MemoryStore::Room* MemoryStore::find(std::string_view name) {
  const auto known = rooms_.find(name);
  return known == rooms_.end() ? nullptr : &known->second;
}

Head MemoryStore::open(std::string_view name) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entry_of(name);
  Room& room = entry.second;
  room.open = true;
  if (room.messages.empty()) line_up(entry);
  return {.epoch = room.epoch,
          .next = room.next,
          .first = room.messages.empty() ? 0 : room.messages.front()->seq,
          .topic = room.topic,
          .last = room.last,
          .cids = cids_of(room.messages)};
}

void MemoryStore::close(std::string_view name, Sequence next) {
  const std::lock_guard lock(mutex_);
  const auto known = rooms_.find(name);
  if (known == rooms_.end()) return;
  Room& room = known->second;
  room.open = false;
  room.next = std::max(room.next, next);
  if (room.next == 1 && room.topic.empty()) return forget(*known);
  if (!room.lined_up) line_up(*known);
  keep_within_total();
}

// To the end of the line; out of it, if the room has nothing to give.
void MemoryStore::line_up(Entry& entry) {
  Room& room = entry.second;
  const bool wanted = !room.open || !room.messages.empty();
  if (wanted && room.lined_up) {
    line_.splice(line_.end(), line_, room.place);
  } else if (wanted) {
    room.place = line_.insert(line_.end(), &entry);
  } else if (room.lined_up) {
    line_.erase(room.place);
  }
  room.lined_up = wanted;
}

void MemoryStore::forget(Entry& entry) {
  Room& room = entry.second;
  while (!room.messages.empty()) drop_oldest(room);
  if (room.lined_up) line_.erase(room.place);
  bytes_ -= kRoomWeight;
  rooms_.erase(rooms_.find(entry.first));
}

void MemoryStore::set_topic(std::string_view name, std::string_view topic) {
  const std::lock_guard lock(mutex_);
  Entry& entry = entry_of(name);
  entry.second.topic = topic;
  if (!entry.second.lined_up) line_up(entry);
}

Sequence MemoryStore::first(std::string_view name) {
  const std::lock_guard lock(mutex_);
  Room* room = find(name);
  if (room != nullptr) expire(*room);
  return room == nullptr || room->messages.empty() ? 0 : room->messages.front()->seq;
}

Sequence MemoryStore::gone(std::string_view name) {
  const std::lock_guard lock(mutex_);
  Room* room = find(name);
  if (room == nullptr) return 0;
  expire(*room);
  return room->gone;
}

// ---- messages ----

void MemoryStore::append(std::string_view name, Message message, ShardNumber shard, Ticket ticket) {
  chat::Kept kept{.seq = message.seq, .ts = message.ts};
  auto held = std::make_shared<const Message>(std::move(message));
  {
    const std::lock_guard lock(mutex_);
    Entry& entry = entry_of(name);
    Room& room = entry.second;
    if (kept.seq <= room.last) {
      kept.failure = "a later message is kept already";
    } else {
      room.last = kept.seq;
      room.next = std::max(room.next, kept.seq + 1);
      const std::size_t weight = weight_of(*held);
      room.messages.push_back(std::move(held));
      room.bytes += weight;
      bytes_ += weight;
      keep_within(room);
      line_up(entry);
      keep_within_total();
    }
  }
  if (awaits(ticket, kept)) told_.put(shard, {ticket, std::move(kept)});
}

void MemoryStore::confirm(std::string_view, Message message, ShardNumber shard, Ticket ticket) {
  const Kept kept{.seq = message.seq, .ts = message.ts, .duplicate = true};
  if (awaits(ticket, kept)) told_.put(shard, {ticket, kept});
}

void MemoryStore::put(std::vector<Slip>, ShardNumber shard, Ticket ticket) {
  if (awaits(ticket, {})) told_.put(shard, {ticket, Kept{}});
}

void MemoryStore::read(std::string_view name, const PageWish& wish, ShardNumber shard,
                       Ticket ticket) {
  Page page;
  {
    const std::lock_guard lock(mutex_);
    if (Room* room = find(name)) {
      expire(*room);
      page = page_of(room->messages, wish);
      page.first = room->messages.empty() ? 0 : room->messages.front()->seq;
      page.last = room->messages.empty() ? 0 : room->messages.back()->seq;
    }
  }
  told_.put(shard, {ticket, std::move(page)});
}

void MemoryStore::search(std::string_view name, std::string_view text, std::uint32_t limit,
                         ShardNumber shard, Ticket ticket) {
  desk_.ask({std::string(name), std::string(text), limit, shard, ticket});
}

Page MemoryStore::look_for(const Search& search, reactor::Time end) {
  const Words words(search.words);
  const std::size_t most = search.limit == 0 ? kPageUsual : std::min(search.limit, kPageMax);
  std::size_t work = 0;   // bytes looked at, for each word
  std::size_t found = 0;  // bytes
  Page page;
  Messages some;
  Sequence before = ~Sequence{0};
  while (!page.more) {
    {
      const std::lock_guard lock(mutex_);
      Room* room = find(search.room);
      if (room == nullptr || words.empty()) break;
      expire(*room);
      const std::size_t older = index_of(room->messages, before);
      const auto last = room->messages.begin() + static_cast<std::ptrdiff_t>(older);
      some.assign(last - static_cast<std::ptrdiff_t>(std::min(older, kSearchStep)), last);
      page.first = room->messages.empty() ? 0 : room->messages.front()->seq;
    }
    if (some.empty()) break;
    page.more = reactor::now() >= end;
    for (; !some.empty(); some.pop_back()) {
      const Message& message = *some.back();
      page.more = page.more || page.messages.size() == most || work > kSearchBytesMax ||
                  found > kPageBytesMax;
      if (page.more) break;
      before = message.seq;
      if (message.content == Content::bin) continue;
      work += message.text.size() * words.list().size();
      if (!words.in(message.text)) continue;
      found += message.text.size();
      page.messages.push_back(message);
    }
  }
  std::reverse(page.messages.begin(), page.messages.end());
  return page;
}

// ---- what goes ----

void MemoryStore::drop_oldest(Room& room) {
  const std::size_t weight = weight_of(*room.messages.front());
  room.bytes -= weight;
  bytes_ -= weight;
  room.gone = room.messages.front()->seq;
  room.messages.pop_front();
}

void MemoryStore::keep_within(Room& room) {
  const auto over = [](std::uint64_t has, std::uint64_t most) { return most != 0 && has > most; };
  while (over(room.messages.size(), retention_.messages)) drop_oldest(room);
  while (over(room.bytes, retention_.bytes)) drop_oldest(room);
  expire(room);
}

// What seems to come from the future goes with what was kept after it.
void MemoryStore::expire(Room& room) {
  if (retention_.milliseconds == 0) return;
  const auto age = [&](const Held& one) {
    return calendar_.compare(one->ts, retention_.milliseconds);
  };
  while (true) {
    const auto known = std::ranges::find_if(
        room.messages, [&](const Held& one) { return age(one) != Calendar::Age::later; });
    if (known == room.messages.end() || age(*known) == Calendar::Age::younger) return;
    for (auto left = known - room.messages.begin(); left >= 0; --left) drop_oldest(room);
  }
}

void MemoryStore::keep_within_total() {
  while (bytes_ > total_bytes_ && !line_.empty()) {
    Entry& entry = *line_.front();
    if (!entry.second.messages.empty()) {
      drop_oldest(entry.second);
    } else if (entry.second.open) {
      line_up(entry);  // out of it
    } else {
      forget(entry);
    }
  }
}

void MemoryStore::trim(Entry& entry) {
  expire(entry.second);
  if (!entry.second.open && entry.second.messages.empty()) forget(entry);
}

void MemoryStore::trim(Milliseconds wall, Milliseconds even) {
  const std::lock_guard lock(mutex_);
  if (const auto jump = calendar_.tick(wall, even)) notices_.put(jump_notice(*jump));
  if (retention_.milliseconds == 0) return;
  if (to_trim_.empty()) {
    for (const Entry& entry : rooms_) to_trim_.push_back(entry.first);
  }
  for (std::size_t i = 0; i < kTrimStep && !to_trim_.empty(); ++i) {
    const auto room = rooms_.find(to_trim_.back());
    to_trim_.pop_back();
    if (room != rooms_.end()) trim(*room);
  }
}

std::size_t MemoryStore::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t MemoryStore::rooms() const {
  const std::lock_guard lock(mutex_);
  return rooms_.size();
}

}  // namespace chat
