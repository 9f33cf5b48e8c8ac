// Two tables under one lock: people by number, and who holds a name by the name's skeleton. What a
// name looks like is worked out before the lock is taken.
#include "apps/wsd/chat/directory.h"

#include <charconv>
#include <utility>

#include "base/ascii.h"

namespace chat {
namespace {

// The number that "User 7" or "u7" means.
std::optional<UserNumber> number_of(std::string_view name) {
  constexpr std::string_view kLong = "user ";
  std::size_t matching = 0;
  while (matching < kLong.size() && matching < name.size() &&
         base::lower(name[matching]) == kLong[matching])
    ++matching;
  if (matching != 1 && matching != kLong.size()) return std::nullopt;
  const char* end = name.data() + name.size();
  UserNumber number = kNoUser;
  const auto [rest, error] = std::from_chars(name.data() + matching, end, number);
  if (error != std::errc{} || rest != end || number == kNoUser || name[matching] == '0')
    return std::nullopt;
  return number;
}

Complaint taken(std::string_view nick) {
  return {.code = 409, .word = "conflict", .text = "The name " + std::string(nick) + " is taken."};
}

}  // namespace

UserNumber Directory::arrive(const Whereabouts& at, Milliseconds now) {
  const std::lock_guard lock(mutex_);
  Here& here = here_[++last_];
  here.entry.number = last_;
  here.entry.since = now;
  here.entry.at = at;
  return last_;
}

void Directory::depart(UserNumber number) {
  const std::lock_guard lock(mutex_);
  const auto here = here_.find(number);
  if (here == here_.end()) return;
  if (!here->second.entry.nick.empty()) holders_.erase(here->second.skeleton);
  here_.erase(here);
}

Directory::Claimed Directory::claim(UserNumber number, std::string_view nick,
                                    std::string_view session) {
  if (auto complaint = check_nick(nick)) return {std::move(complaint), std::nullopt};
  std::string skeleton = skeleton_of(nick);
  const std::lock_guard lock(mutex_);
  const auto claimant = here_.find(number);
  if (claimant == here_.end())
    return {Complaint{.code = 410, .word = "gone", .text = "You are gone."}, std::nullopt};
  Claimed claimed;
  const auto [holder, fresh] = holders_.try_emplace(skeleton, number);
  if (!fresh && holder->second != number) {
    Here& other = here_.find(holder->second)->second;
    if (session.empty() || other.session != session) return {taken(nick), std::nullopt};
    claimed.displaced = other.entry;
    other.entry.nick.clear();
    holder->second = number;
  }
  Here& self = claimant->second;
  if (!self.entry.nick.empty() && self.skeleton != skeleton) holders_.erase(self.skeleton);
  self.entry.nick = nick;
  self.skeleton = std::move(skeleton);
  return claimed;
}

void Directory::set_session(UserNumber number, std::string_view session) {
  const std::lock_guard lock(mutex_);
  const auto here = here_.find(number);
  if (here != here_.end()) here->second.session = session;
}

void Directory::set_away(UserNumber number, bool away, std::string_view text) {
  const std::lock_guard lock(mutex_);
  const auto here = here_.find(number);
  if (here == here_.end()) return;
  here->second.entry.is_away = away;
  here->second.entry.away = text;
}

std::optional<Entry> Directory::find(UserNumber number) const {
  const std::lock_guard lock(mutex_);
  const auto here = here_.find(number);
  if (here == here_.end()) return std::nullopt;
  return here->second.entry;
}

std::optional<Entry> Directory::find(std::string_view name) const {
  if (const auto number = number_of(name)) {
    if (auto entry = find(*number)) return entry;
  }
  const std::string skeleton = skeleton_of(name);
  const std::lock_guard lock(mutex_);
  const auto holder = holders_.find(skeleton);
  if (holder == holders_.end()) return std::nullopt;
  return here_.find(holder->second)->second.entry;
}

std::size_t Directory::count() const {
  const std::lock_guard lock(mutex_);
  return here_.size();
}

}  // namespace chat
