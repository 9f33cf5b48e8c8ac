// All letters stand in one queue, as they were kept, and each box knows its own in it: the oldest
// of all is the oldest of its box, so what has become too old is found at the front.
#include "apps/wsd/chat/letterbox.h"

#include <algorithm>
#include <utility>

#include "apps/wsd/chat/conversation_key.h"
#include "apps/wsd/chat/letter_slips.h"
#include "apps/wsd/chat/names.h"

namespace chat {
namespace {

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

Letterbox::Sent sent_as(const std::string& conversation, const Conversations::Number& number) {
  return {.conversation = conversation,
          .epoch = number.epoch,
          .seq = number.seq,
          .ts = number.ts,
          .duplicate = number.duplicate};
}

}  // namespace

std::size_t Letter::weight() const {
  return sizeof *this + conversation.size() + from_nick.size() + text.size();
}

Letterbox::Letterbox(const LetterboxLimits& limits, std::uint64_t seed, Store* kept)
    : limits_(limits), conversations_(limits.numbers, seed, kept), kept_(kept) {
  if (kept_ != nullptr) recall();
}

// ---- the store ----

// Names first: those that nothing waits for are forgotten first, too.
void Letterbox::recall() {
  for (const Slip& slip : kept_->slips(kNameKeys)) box_of(slip.key.substr(kNameKeys.size()));
  for (const Slip& slip : kept_->slips(kLetterKeys)) {
    auto one = read_letter(slip);
    if (!one) continue;                                              // not ours
    if (!one->letter.from_nick.empty()) one->letter.from = kNoUser;  // a number of a life before
    serial_ = std::max(serial_, one->serial);
    Box& box = box_of(std::move(one->skeleton));
    if (box.letters.empty()) idle_.erase(box.idle);
    const std::size_t weight = one->letter.weight();
    letters_.push_back({.letter = std::move(one->letter), .box = &box, .serial = one->serial});
    box.letters.push_back(std::prev(letters_.end()));
    box.bytes += weight;
    waiting_.add({}, weight);
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
Letterbox::Refusal Letterbox::refusal_of(const Box& box, const Letter& letter,
                                         Receiver receiver) const {
  const bool here = receiver == Receiver::here;
  if (here && box.letters.empty()) return Refusal::none;
  Load from_one;
  for (const auto& one : box.letters) {
    if (one->letter.conversation != letter.conversation) continue;
    ++from_one.letters;
    from_one.bytes += one->letter.weight();
  }
  const LetterboxLimits under_way{.letters = limits_.letters_under_way,
                                  .bytes = limits_.bytes_under_way,
                                  .letters_from_one = limits_.letters_under_way / 2,
                                  .bytes_from_one = limits_.bytes_under_way / 2,
                                  .total_bytes = limits_.total_under_way};
  const Refusal refusal = refusal_of(here ? under_way : limits_, {box.letters.size(), box.bytes},
                                     from_one, (here ? under_way_ : waiting_).bytes(), letter);
  if (refusal != Refusal::none) return refusal;
  const Share share = share_of(letter.source, receiver);
  return share.taken + letter.weight() <= share.limit ? Refusal::none : Refusal::address;
}

Letterbox::Share Letterbox::share_of(std::string_view source, Receiver receiver) const {
  const bool here = receiver == Receiver::here;
  const std::size_t total = here ? limits_.total_under_way : limits_.total_bytes;
  const std::size_t shares = source.empty() ? 1 : std::max<std::size_t>(limits_.address_shares, 1);
  return {(here ? under_way_ : waiting_).from(source), total / shares};
}

Tally& Letterbox::tally_of(const Waiting& waiting) {
  return waiting.under_way ? under_way_ : waiting_;
}

Letterbox::Refusal Letterbox::put(Box& box, Letter letter, const Receipt& receipt,
                                  Receiver receiver) {
  const std::size_t weight = letter.weight();
  if (const Refusal refusal = refusal_of(box, letter, receiver); refusal != Refusal::none)
    return refusal;
  if (box.letters.empty()) idle_.erase(box.idle);
  ++serial_;
  if (kept_ != nullptr) slips_.push_back(letter_slip({serial_, box.skeleton, letter}));
  if (receipt.ticket != 0) kept_->put(std::exchange(slips_, {}), receipt.shard, receipt.ticket);
  letters_.push_back({.letter = std::move(letter),
                      .box = &box,
                      .serial = serial_,
                      .under_way = receiver == Receiver::here});
  box.letters.push_back(std::prev(letters_.end()));
  box.bytes += weight;
  tally_of(letters_.back()).add(letters_.back().letter.source, weight);
  return Refusal::none;
}

const Letterbox::Waiting* Letterbox::find(const std::string& skeleton, const Sent& sent) const {
  const auto box = boxes_.find(skeleton);
  if (box == boxes_.end()) return nullptr;
  for (const auto& one : box->second.letters) {
    const Letter& letter = one->letter;
    if (letter.seq == sent.seq && letter.conversation == sent.conversation) return &*one;
  }
  return nullptr;
}

void Letterbox::remove(Box& box, std::size_t at) {
  const auto place = box.letters.begin() + static_cast<std::ptrdiff_t>(at);
  const Waiting& waiting = **place;
  const std::size_t weight = waiting.letter.weight();
  forget(letter_key(waiting.serial));
  box.bytes -= weight;
  tally_of(waiting).remove(waiting.letter.source, weight);
  letters_.erase(*place);
  box.letters.erase(place);
  if (box.letters.empty()) rest(box);
}

void Letterbox::expire(Milliseconds now) {
  while (!letters_.empty() && letters_.front().letter.ts < now - limits_.age) {
    Box& box = *letters_.front().box;
    ++box.dropped;
    remove(box, 0);
  }
}

Letterbox::Waited Letterbox::take(std::string_view nick, UserNumber to, Milliseconds now) {
  Waited waited{.box = skeleton_of(nick)};
  const std::lock_guard lock(mutex_);
  expire(now);
  if (const auto known = boxes_.find(waited.box); known != boxes_.end()) {
    Box& box = known->second;
    waited.dropped = std::exchange(box.dropped, 0);
    for (const auto& one : box.letters) {
      if (one->handed == to) continue;
      const bool waits = !one->under_way || one->handed != kNoUser;
      waited.letters.push_back({one->letter, waits});
      waited.last = one->serial;
      one->handed = to;
    }
  }
  tell_store();
  return waited;
}

void Letterbox::read(const std::string& skeleton, UserNumber reader, std::uint64_t last) {
  const std::lock_guard lock(mutex_);
  const auto known = boxes_.find(skeleton);
  if (known == boxes_.end()) return;
  std::deque<Queue::iterator>& letters = known->second.letters;
  for (std::size_t at = letters.size(); at-- > 0;) {
    if (letters[at]->handed == reader && letters[at]->serial <= last) remove(known->second, at);
  }
  tell_store();
}

void Letterbox::give_back(const std::string& skeleton, UserNumber gone) {
  const std::lock_guard lock(mutex_);
  const auto known = boxes_.find(skeleton);
  if (known == boxes_.end()) return;
  Box& box = known->second;
  for (std::size_t at = box.letters.size(); at-- > 0;) {
    Waiting& one = *box.letters[at];
    if (!one.under_way || one.handed != gone) continue;
    const std::size_t weight = one.letter.weight();
    const Share share = share_of(one.letter.source, Receiver::away);
    if (waiting_.bytes() + weight > limits_.total_bytes || share.taken + weight > share.limit) {
      ++box.dropped;
      remove(box, at);
      continue;
    }
    under_way_.remove(one.letter.source, weight);
    waiting_.add(one.letter.source, weight);
    one.under_way = false;
  }
  tell_store();
}

std::size_t Letterbox::bytes() const {
  const std::lock_guard lock(mutex_);
  return waiting_.bytes() + under_way_.bytes();
}

std::size_t Letterbox::waiting() const {
  const std::lock_guard lock(mutex_);
  return letters_.size();
}

// ---- conversations ----

std::optional<std::string> Letterbox::not_begun(const Person& from, const Person& to) const {
  if (!conversations_.lasts(from, to)) return std::nullopt;
  std::string name = conversation_between(from, to);
  const std::lock_guard lock(mutex_);
  if (conversations_.begun(name)) return std::nullopt;
  return name;
}

Letterbox::Sent Letterbox::number(const Person& from, const Person& to, std::string_view session,
                                  std::string_view cid, Milliseconds now, std::string_view text,
                                  const Receipt& receipt) {
  const std::string name = conversation_between(from, to);
  const bool kept = conversations_.lasts(from, to);
  std::string key = key_of(from, session, cid);
  const std::lock_guard lock(mutex_);
  const Conversations::Number given = conversations_.look(name, kept, key, now);
  Sent sent = sent_as(name, given);
  if (!sent.duplicate) conversations_.take(name, kept, std::move(key), given);
  if (kept) append(sent, message_of(sent, from, session, cid, text), receipt);
  return sent;
}

// The letter is what has to be safe; its receipt is the sender's.
Letterbox::Sent Letterbox::post(const Person& from, const Person& to, std::string_view session,
                                std::string_view cid, std::string_view text, Milliseconds now,
                                const Receipt& receipt, Receiver receiver,
                                std::string_view source) {
  const std::string name = conversation_between(from, to);
  const bool in_store = conversations_.lasts(from, to);
  std::string key = key_of(from, session, cid);
  std::string skeleton = skeleton_of(to.nick);
  const std::lock_guard lock(mutex_);
  const Conversations::Number number = conversations_.look(name, in_store, key, now);
  Sent sent = sent_as(name, number);
  const Message message = message_of(sent, from, session, cid, text);
  if (sent.duplicate) {  // its letter may not have been safe when it came first
    const Waiting* const letter = find(skeleton, sent);
    sent.waits = letter != nullptr;
    const bool again = letter != nullptr && kept_ != nullptr;
    if (again) {
      kept_->put({letter_slip({letter->serial, skeleton, letter->letter})}, receipt.shard,
                 receipt.ticket);
    }
    if (in_store) append(sent, message, again ? Receipt{0, 0} : receipt);
    if (again) sent.told = receipt.ticket != 0;
    return sent;
  }
  const Receipt own = kept_ != nullptr ? receipt : Receipt{0, 0};
  expire(now);
  Box& box = box_of(std::move(skeleton));
  touch(box);
  sent.refusal = put(box,
                     {.conversation = name,
                      .seq = sent.seq,
                      .from = from.number,
                      .from_nick = std::string(from.nick),
                      .text = std::string(text),
                      .ts = now,
                      .source = std::string(source)},
                     own, receiver);
  if (sent.refusal == Refusal::address) sent.share = share_of(source, receiver);
  sent.waits = sent.refusal == Refusal::none;
  sent.told = sent.waits && own.ticket != 0;
  if (sent.waits) {
    if (in_store) kept_->append(name, message, 0, 0);
    conversations_.take(name, in_store, std::move(key), number);
  }
  tell_store();
  return sent;
}

}  // namespace chat
