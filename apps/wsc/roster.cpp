// Differences follow one another by pv; what is not above the known one is history.
#include "apps/wsc/roster.h"

#include <algorithm>

namespace wsc {

void Roster::joined(std::optional<std::uint64_t> members, std::optional<std::uint64_t> pv) {
  count_ = members;
  if (pv) pv_ = pv;
}

Roster::Change Roster::apply(const ServerWord& presence) {
  Change change;
  if (presence.full) {
    people_.clear();
    for (const Somebody& one : presence.people) people_[one.id] = one;
    if (presence.pv) pv_ = presence.pv;
    count_ = presence.members ? presence.members : people_.size();
    return change;
  }
  if (presence.pv && pv_ && *presence.pv <= *pv_) return change;
  change.ask_again = presence.pv && pv_ && *presence.pv > *pv_ + 1;
  if (presence.pv) pv_ = presence.pv;
  for (const Somebody& one : presence.people) {
    const auto known = people_.find(one.id);
    if (!presence.was.empty()) {
      change.renamed.emplace_back(presence.was, one.nick);
    } else if (known == people_.end()) {
      change.arrived.push_back(one);
    } else if (known->second.is_away != one.is_away || known->second.away != one.away) {
      change.away.push_back(one);
    }
    people_[one.id] = one;
  }
  for (const std::string& id : presence.gone) {
    const auto known = people_.find(id);
    if (known == people_.end()) continue;
    change.departed.push_back(known->second);
    people_.erase(known);
  }
  if (presence.members) {
    count_ = presence.members;
  } else if (count_) {
    *count_ += change.arrived.size();
    *count_ -= std::min<std::uint64_t>(*count_, change.departed.size());
  }
  return change;
}

}  // namespace wsc
