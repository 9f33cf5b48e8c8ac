// A cid is known within its conversation's epoch: one that began anew knows none from before.
#include "apps/wsd/chat/conversations.h"

#include <algorithm>
#include <utility>

namespace chat {
namespace {

constexpr std::size_t kCidBytes = 256;  // on average

}  // namespace

Conversations::Conversation& Conversations::find(const std::string& name, bool lasts) {
  const auto [entry, fresh] = conversations_.try_emplace(name);
  Conversation& conversation = entry->second;
  if (fresh) {
    conversation.lasts = lasts;
    begin(name, conversation);
  } else {
    quiet_.erase(conversation.place);
  }
  conversation.place = quiet_.insert(quiet_.end(), &entry->first);
  if (quiet_.size() > std::max<std::size_t>(limits_.conversations, 1)) forget_quietest();
  return conversation;
}

void Conversations::forget_quietest() {
  const auto quietest = conversations_.find(*quiet_.front());
  if (quietest->second.lasts) kept_->close(quietest->first, quietest->second.next);
  conversations_.erase(quietest);
  quiet_.pop_front();
}

void Conversations::begin(const std::string& name, Conversation& conversation) {
  if (!conversation.lasts) {
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

Conversations::Number Conversations::look(const std::string& name, bool lasts,
                                          const std::string& key, Milliseconds now) {
  const Conversation& conversation = find(name, lasts);
  const auto seen = key.empty() ? std::nullopt : cids_.find(key + " " + conversation.epoch);
  if (seen) return {conversation.epoch, seen->seq, seen->ts, true};
  return {conversation.epoch, conversation.next, now, false};
}

void Conversations::take(const std::string& name, bool lasts, std::string key,
                         const Number& number) {
  ++find(name, lasts).next;
  if (key.empty()) return;
  key.append(" ").append(number.epoch);
  cids_.add(std::move(key), {number.seq, number.ts});
  cids_.keep(limits_.cids, limits_.cids * kCidBytes);
}

}  // namespace chat
