// A table and the order in which its keys came; a key stays where it is while it is in the table.
#include "apps/wsd/chat/cids.h"

#include <cassert>
#include <utility>

namespace chat {
namespace {

constexpr std::size_t kEntryWeight = 120;  // of the table and the order, the key's letters left out

}  // namespace

std::string cid_key(std::string_view session, UserNumber user, std::string_view cid) {
  std::string key;
  key.reserve(session.size() + cid.size() + 24);
  if (session.empty()) {
    key.append("u").append(std::to_string(user));
  } else {
    key.append("s").append(std::to_string(session.size())).append(":").append(session);
  }
  return key.append(" ").append(cid);
}

std::optional<Cids::Seen> Cids::find(std::string_view key) const {
  const auto seen = seen_.find(key);
  if (seen == seen_.end()) return std::nullopt;
  return seen->second;
}

void Cids::add(std::string key, const Seen& seen) {
  const auto [entry, fresh] = seen_.emplace(std::move(key), seen);
  assert(fresh);
  order_.push_back(&entry->first);
  bytes_ += kEntryWeight + entry->first.size();
}

void Cids::keep(std::size_t count_max, std::size_t bytes_max) {
  while (count() > count_max || bytes_ > bytes_max) {
    bytes_ -= kEntryWeight + order_.front()->size();
    seen_.erase(seen_.find(*order_.front()));
    order_.pop_front();
  }
}

}  // namespace chat
