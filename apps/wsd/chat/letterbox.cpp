// All letters stand in one queue, as they were kept, and each box knows its own in it: the oldest
// of all is the oldest of its box, so what has become too old is found at the front.
#include "apps/wsd/chat/letterbox.h"

#include <algorithm>
#include <utility>

#include "apps/wsd/chat/letter_slips.h"
#include "apps/wsd/chat/names.h"

namespace chat {
namespace {

constexpr std::size_t kCidBytes = 256;  // one with another

// A name, or the number of who has none. No name begins with #.
std::string side_of(const Person& person) {
  return person.nick.empty() ? "#" + std::to_string(person.number) : skeleton_of(person.nick);
}

std::string conversation_between(const Person& from, const Person& to) {
  const std::string one = side_of(from);
  const std::string other = side_of(to);
  return other < one ? other + ":" + one : one + ":" + other;
}

std::string key_of(const Person& from, std::string_view session, std::string_view cid) {
  return cid.empty() ? std::string() : cid_key(session, from.number, cid);
}

Message message_of(const Letterbox::Sent& sent, const Person& from, std::string_view session,
                   std::string_view cid, std::string_view text) {
  return {.seq = sent.seq,
          .ts = sent.ts,
          .user = from.number,
          .nick = std::string(from.nick),
          .text = std::string(text),
          .session = std::string(session),
          .cid = std::string(cid)};
}

}  // namespace

std::size_t Letter::weight() const {
  return sizeof *this + conversation.size() + from_nick.size() + text.size();
}

Letterbox::Letterbox(const LetterboxLimits& limits, std::uint64_t seed, Store* kept)
    : limits_(limits), epochs_(seed), kept_(kept) {
  if (kept_ != nullptr) recall();
}

// ---- the store ----

// Names first: those that nothing waits for are forgotten first, too.
void Letterbox::recall() {
  for (const Slip& slip : kept_->slips(kNameKeys)) box_of(slip.key.substr(kNameKeys.size()));
  for (const Slip& slip : kept_->slips(kLetterKeys)) {
    auto one = read_letter(slip);
    if (!one) continue;  // not ours
    serial_ = std::max(serial_, one->serial);
    Box& box = box_of(std::move(one->skeleton));
    if (box.letters.empty()) idle_.erase(box.idle);
    const std::size_t weight = one->letter.weight();
    letters_.push_back({std::move(one->letter), &box, one->serial});
    box.letters.push_back(std::prev(letters_.end()));
    box.bytes += weight;
    bytes_ += weight;
  }
  slips_.clear();
}

void Letterbox::forget(std::string key) {
  if (kept_ != nullptr) slips_.push_back({std::move(key), std::nullopt});
}

void Letterbox::tell_store() {
  if (!slips_.empty()) kept_->put(std::exchange(slips_, {}), 0, 0);
}

void Letterbox::append(Sent& sent, const Message& message, const Receipt& receipt) {
  sent.told = receipt.ticket != 0;
  sent.duplicate ? kept_->confirm(sent.conversation, message, receipt.shard, receipt.ticket)
                 : kept_->append(sent.conversation, message, receipt.shard, receipt.ticket);
}

// ---- names ----

Letterbox::Box& Letterbox::box_of(std::string skeleton) {
  const auto [entry, fresh] = boxes_.try_emplace(std::move(skeleton));
  Box& box = entry->second;
  if (fresh) {
    box.skeleton = entry->first;
    box.idle = idle_.insert(idle_.end(), &box);
    if (kept_ != nullptr) slips_.push_back({name_key(box.skeleton), ""});
  }
  return box;
}

void Letterbox::rest(Box& box) {
  box.idle = idle_.insert(idle_.end(), &box);
  if (idle_.size() <= std::max<std::size_t>(limits_.names, 1)) return;
  const auto longest = boxes_.find(idle_.front()->skeleton);
  forget(name_key(longest->first));
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
  tell_store();
}

bool Letterbox::known(std::string_view nick) const {
  const std::string skeleton = skeleton_of(nick);
  const std::lock_guard lock(mutex_);
  return boxes_.contains(skeleton);
}

// ---- letters ----

bool Letterbox::keep(std::string_view nick, Letter letter) {
  std::string skeleton = skeleton_of(nick);
  const std::lock_guard lock(mutex_);
  const Refusal refusal = put(std::move(skeleton), std::move(letter));
  tell_store();
  return refusal == Refusal::none;
}

Letterbox::Refusal Letterbox::refusal_of(const LetterboxLimits& limits, const Load& box,
                                         const Load& from_one, std::size_t total,
                                         const Letter& letter) {
  const std::size_t weight = letter.weight();
  if (box.letters >= limits.letters || box.bytes + weight > limits.bytes ||
      total + weight > limits.total_bytes)
    return Refusal::full;
  const bool fits = from_one.letters < limits.letters_from_one &&
                    from_one.bytes + weight <= limits.bytes_from_one;
  return fits ? Refusal::none : Refusal::sender;
}

// In one box a conversation is a sender.
Letterbox::Refusal Letterbox::refusal_of(const Box& box, const Letter& letter) const {
  Load from_one;
  for (const auto& one : box.letters) {
    if (one->letter.conversation != letter.conversation) continue;
    ++from_one.letters;
    from_one.bytes += one->letter.weight();
  }
  return refusal_of(limits_, {box.letters.size(), box.bytes}, from_one, bytes_, letter);
}

Letterbox::Refusal Letterbox::put(std::string skeleton, Letter letter, const Receipt& receipt) {
  const std::size_t weight = letter.weight();
  expire(letter.ts);
  Box& box = box_of(std::move(skeleton));
  touch(box);
  if (const Refusal refusal = refusal_of(box, letter); refusal != Refusal::none) return refusal;
  if (box.letters.empty()) idle_.erase(box.idle);
  ++serial_;
  if (kept_ != nullptr) slips_.push_back(letter_slip({serial_, box.skeleton, letter}));
  if (receipt.ticket != 0) kept_->put(std::exchange(slips_, {}), receipt.shard, receipt.ticket);
  letters_.push_back({std::move(letter), &box, serial_});
  box.letters.push_back(std::prev(letters_.end()));
  box.bytes += weight;
  bytes_ += weight;
  return Refusal::none;
}

// The message came again: its letter may not have been safe when it came first.
bool Letterbox::put_again(const std::string& skeleton, const Sent& sent, const Receipt& receipt) {
  const auto box = boxes_.find(skeleton);
  if (kept_ == nullptr || box == boxes_.end()) return false;
  for (const auto& one : box->second.letters) {
    const Letter& letter = one->letter;
    if (letter.seq != sent.seq || letter.conversation != sent.conversation) continue;
    kept_->put({letter_slip({one->serial, skeleton, letter})}, receipt.shard, receipt.ticket);
    return true;
  }
  return false;
}

Letter Letterbox::take_oldest(Box& box) {
  const auto oldest = box.letters.front();
  Letter letter = std::move(oldest->letter);
  const std::size_t weight = letter.weight();
  forget(letter_key(oldest->serial));
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
  tell_store();
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

// One with a number for a name is over when the server ends: the number will be somebody else's.
bool Letterbox::lasts(const std::string& conversation) const {
  const bool nameless =
      conversation.starts_with("#") || conversation.find(":#") != conversation.npos;
  return kept_ != nullptr && !nameless;
}

Letterbox::Conversation& Letterbox::conversation_of(const std::string& name) {
  const auto [entry, fresh] = conversations_.try_emplace(name);
  Conversation& conversation = entry->second;
  if (fresh) {
    begin(name, conversation);
  } else {
    quiet_.erase(conversation.place);
  }
  conversation.place = quiet_.insert(quiet_.end(), &entry->first);
  if (quiet_.size() > std::max<std::size_t>(limits_.conversations, 1)) {
    const auto longest = conversations_.find(*quiet_.front());
    if (lasts(longest->first)) kept_->close(longest->first, longest->second.next);
    conversations_.erase(longest);
    quiet_.pop_front();
  }
  return conversation;
}

void Letterbox::begin(const std::string& name, Conversation& conversation) {
  if (!lasts(name)) {
    conversation.epoch = epochs_.next();
    return;
  }
  const Head head = kept_->open(name);
  conversation.epoch = head.epoch;
  conversation.next = head.next;
  for (const KnownCid& one : head.cids) {
    std::string key = cid_key(one.session, kNoUser, one.cid) + " " + head.epoch;
    if (!cids_.find(key)) cids_.add(std::move(key), {one.seq, one.ts});
  }
  cids_.keep(limits_.cids, limits_.cids * kCidBytes);
}

Letterbox::Sent Letterbox::look(const std::string& name, const std::string& key, Milliseconds now) {
  const Conversation& conversation = conversation_of(name);
  Sent sent{.conversation = name, .epoch = conversation.epoch, .seq = conversation.next, .ts = now};
  const auto seen = key.empty() ? std::nullopt : cids_.find(key + " " + conversation.epoch);
  if (!seen) return sent;
  sent.seq = seen->seq;
  sent.ts = seen->ts;
  sent.duplicate = true;
  return sent;
}

void Letterbox::remember(const Sent& sent, std::string key) {
  ++conversation_of(sent.conversation).next;
  if (key.empty()) return;
  key.append(" ").append(sent.epoch);
  cids_.add(std::move(key), {sent.seq, sent.ts});
  cids_.keep(limits_.cids, limits_.cids * kCidBytes);
}

Letterbox::Sent Letterbox::number(const Person& from, const Person& to, std::string_view session,
                                  std::string_view cid, Milliseconds now, std::string_view text,
                                  const Receipt& receipt) {
  const std::string name = conversation_between(from, to);
  std::string key = key_of(from, session, cid);
  const std::lock_guard lock(mutex_);
  Sent sent = look(name, key, now);
  if (!sent.duplicate) remember(sent, std::move(key));
  if (lasts(name)) append(sent, message_of(sent, from, session, cid, text), receipt);
  return sent;
}

// The letter is what has to be safe; its receipt is the sender's.
Letterbox::Sent Letterbox::post(const Person& from, const Person& to, std::string_view session,
                                std::string_view cid, std::string_view text, Milliseconds now,
                                const Receipt& receipt) {
  const std::string name = conversation_between(from, to);
  std::string key = key_of(from, session, cid);
  std::string skeleton = skeleton_of(to.nick);
  const std::lock_guard lock(mutex_);
  Sent sent = look(name, key, now);
  const Message message = message_of(sent, from, session, cid, text);
  if (sent.duplicate) {
    const bool waits = put_again(skeleton, sent, receipt);
    if (lasts(name)) append(sent, message, waits ? Receipt{0, 0} : receipt);
    if (waits) sent.told = receipt.ticket != 0;
    return sent;
  }
  const Receipt own = kept_ != nullptr ? receipt : Receipt{0, 0};
  sent.refusal = put(std::move(skeleton),
                     {.conversation = name,
                      .seq = sent.seq,
                      .from = from.number,
                      .from_nick = std::string(from.nick),
                      .text = std::string(text),
                      .ts = now},
                     own);
  const bool kept = sent.refusal == Refusal::none;
  sent.told = kept && own.ticket != 0;
  if (kept) {
    if (lasts(name)) kept_->append(name, message, 0, 0);
    remember(sent, std::move(key));
  }
  tell_store();
  return sent;
}

}  // namespace chat
