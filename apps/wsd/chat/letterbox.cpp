// All letters stand in one queue, as they were kept, and each box knows its own in it: the oldest
// of all is the oldest of its box, so what has become too old is found at the front.
#include "apps/wsd/chat/letterbox.h"

#include <algorithm>
#include <utility>

#include "apps/wsd/chat/names.h"

namespace chat {
namespace {

constexpr std::size_t kCidBytes = 256;  // one with another

// A name, or the number of who has none. No name begins with #.
std::string side_of(const Person& person) {
  return person.nick.empty() ? "#" + std::to_string(person.number) : skeleton_of(person.nick);
}

}  // namespace

std::size_t Letter::weight() const {
  return sizeof *this + conversation.capacity() + from_nick.capacity() + text.capacity();
}

Letterbox::Letterbox(const LetterboxLimits& limits, std::uint64_t seed)
    : limits_(limits), epochs_(seed) {}

// ---- names ----

Letterbox::Box& Letterbox::box_of(std::string skeleton) {
  const auto [entry, fresh] = boxes_.try_emplace(std::move(skeleton));
  Box& box = entry->second;
  if (fresh) {
    box.skeleton = entry->first;
    box.idle = idle_.insert(idle_.end(), &box);
  }
  return box;
}

void Letterbox::rest(Box& box) {
  box.idle = idle_.insert(idle_.end(), &box);
  if (idle_.size() <= std::max<std::size_t>(limits_.names, 1)) return;
  const auto longest = boxes_.find(idle_.front()->skeleton);
  idle_.pop_front();
  boxes_.erase(longest);
}

void Letterbox::touch(Box& box) {
  if (!box.letters.empty()) return;
  idle_.erase(box.idle);
  rest(box);
}

void Letterbox::knows(std::string_view nick) {
  std::string skeleton = skeleton_of(nick);
  const std::lock_guard lock(mutex_);
  touch(box_of(std::move(skeleton)));
}

bool Letterbox::known(std::string_view nick) const {
  const std::string skeleton = skeleton_of(nick);
  const std::lock_guard lock(mutex_);
  return boxes_.contains(skeleton);
}

// ---- letters ----

bool Letterbox::keep(std::string_view nick, Letter letter) {
  std::string skeleton = skeleton_of(nick);
  const std::size_t weight = letter.weight();
  const std::lock_guard lock(mutex_);
  expire(letter.ts);
  Box& box = box_of(std::move(skeleton));
  touch(box);
  if (box.letters.size() >= limits_.letters || box.bytes + weight > limits_.bytes ||
      bytes_ + weight > limits_.total_bytes)
    return false;
  if (box.letters.empty()) idle_.erase(box.idle);
  letters_.push_back({std::move(letter), &box});
  box.letters.push_back(std::prev(letters_.end()));
  box.bytes += weight;
  bytes_ += weight;
  return true;
}

Letter Letterbox::take_oldest(Box& box) {
  const auto oldest = box.letters.front();
  Letter letter = std::move(oldest->letter);
  const std::size_t weight = letter.weight();
  letters_.erase(oldest);
  box.letters.pop_front();
  box.bytes -= weight;
  bytes_ -= weight;
  if (box.letters.empty()) rest(box);
  return letter;
}

void Letterbox::expire(Milliseconds now) {
  while (!letters_.empty() && letters_.front().letter.ts < now - limits_.age) {
    Box& box = *letters_.front().box;
    ++box.dropped;
    take_oldest(box);
  }
}

Letterbox::Waited Letterbox::take(std::string_view nick, Milliseconds now) {
  const std::string skeleton = skeleton_of(nick);
  const std::lock_guard lock(mutex_);
  expire(now);
  const auto known = boxes_.find(skeleton);
  if (known == boxes_.end()) return {};
  Box& box = known->second;
  Waited waited;
  waited.dropped = std::exchange(box.dropped, 0);
  for (std::size_t left = box.letters.size(); left > 0; --left) {
    Letter letter = take_oldest(box);
    if (letter.ts < now - limits_.age) {
      ++waited.dropped;
    } else {
      waited.letters.push_back(std::move(letter));
    }
  }
  return waited;
}

std::size_t Letterbox::bytes() const {
  const std::lock_guard lock(mutex_);
  return bytes_;
}

std::size_t Letterbox::waiting() const {
  const std::lock_guard lock(mutex_);
  return letters_.size();
}

// ---- conversations ----

Letterbox::Conversation& Letterbox::conversation_of(const std::string& name) {
  const auto [entry, fresh] = conversations_.try_emplace(name);
  Conversation& conversation = entry->second;
  if (fresh) {
    conversation.epoch = epochs_.next();
  } else {
    quiet_.erase(conversation.place);
  }
  conversation.place = quiet_.insert(quiet_.end(), &entry->first);
  if (quiet_.size() > std::max<std::size_t>(limits_.conversations, 1)) {
    conversations_.erase(conversations_.find(*quiet_.front()));
    quiet_.pop_front();
  }
  return conversation;
}

Letterbox::Sent Letterbox::number(const Person& from, const Person& to, std::string_view session,
                                  std::string_view cid, Milliseconds now) {
  std::string one = side_of(from);
  std::string other = side_of(to);
  if (other < one) std::swap(one, other);
  const std::string name = one + ":" + other;
  const std::lock_guard lock(mutex_);
  Conversation& conversation = conversation_of(name);
  Sent sent{.conversation = name, .epoch = conversation.epoch};
  std::string key;
  if (!cid.empty()) {
    key = cid_key(session, from.number, cid) + " " + conversation.epoch;
    if (const auto seen = cids_.find(key)) {
      sent.seq = seen->seq;
      sent.ts = seen->ts;
      sent.duplicate = true;
      return sent;
    }
  }
  sent.seq = conversation.next++;
  sent.ts = now;
  if (!cid.empty()) {
    cids_.add(std::move(key), {sent.seq, now});
    cids_.keep(limits_.cids, limits_.cids * kCidBytes);
  }
  return sent;
}

}  // namespace chat
