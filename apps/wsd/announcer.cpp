// Few announcements: a look at all of them is a look at a handful.
#include "apps/wsd/announcer.h"

#include <algorithm>
#include <ctime>
#include <utility>

#include "apps/protocol/names.h"
#include "apps/wsd/values.h"

namespace wsd {
namespace {

constexpr reactor::Duration kEveryMin = std::chrono::seconds(1);
constexpr std::string_view kShape =
    "must be ROOM,EVERY,TEXT, such as 'lobby,3s,The time is {time}'";

void replace(std::string& text, std::string_view word, std::string_view by) {
  for (std::size_t at = 0; (at = text.find(word, at)) != text.npos; at += by.size()) {
    text.replace(at, word.size(), by);
  }
}

// Of the place where the server runs, as its clock on the wall would say.
chat::Text worded(std::string text, reactor::WallTime wall) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(wall.time_since_epoch()).count();
  std::tm parts{};
  localtime_r(&seconds, &parts);
  char time[16];
  char date[16];
  std::strftime(time, sizeof time, "%H:%M:%S", &parts);
  std::strftime(date, sizeof date, "%Y-%m-%d", &parts);
  replace(text, "{time}", time);
  replace(text, "{date}", date);
  return chat::Text::of(text).value();
}

}  // namespace

ParsedAnnouncement parse_announcement(std::string_view words) {
  const auto first = words.find(',');
  const auto second = first == words.npos ? first : words.find(',', first + 1);
  if (second == words.npos) return {std::nullopt, std::string(kShape)};
  const auto room = protocol::room_name(words.substr(0, first));
  if (!room) return {std::nullopt, "names no room: " + std::string(kRoomAllowed)};
  const auto every = parse_duration(words.substr(first + 1, second - first - 1));
  if (!every || *every < kEveryMin) {
    return {std::nullopt, "wants a time of at least a second after the room, such as 3s"};
  }
  const std::string_view text = words.substr(second + 1);
  if (text.empty()) return {std::nullopt, std::string(kShape)};
  const auto checked = chat::Text::of(text);
  if (!checked) return {std::nullopt, std::string(kTextAllowed)};
  return {Announcement{*room, *every, *checked}, {}};
}

std::string to_string(const Announcement& announcement) {
  return announcement.room + "," + print_duration(announcement.every) + "," +
         std::string(announcement.text);
}

void Announcer::set(const std::vector<Announcement>& announcements, reactor::Time now) {
  const std::vector<Running> before = std::exchange(running_, {});
  for (const Announcement& one : announcements) {
    const auto same = std::find_if(before.begin(), before.end(), [&](const Running& running) {
      return running.announcement == one;
    });
    running_.push_back({one, same != before.end() ? same->next : now + one.every});
  }
}

std::optional<reactor::Time> Announcer::next_due() const {
  std::optional<reactor::Time> soonest;
  for (const Running& one : running_) soonest = std::min(soonest.value_or(one.next), one.next);
  return soonest;
}

std::optional<Announcer::Due> Announcer::due(reactor::Time now, reactor::WallTime wall) {
  for (Running& one : running_) {
    if (one.next > now) continue;
    const auto passed = (now - one.next) / one.announcement.every;
    one.next += one.announcement.every * (passed + 1);
    return Due{one.announcement.room, worded(std::string(one.announcement.text), wall)};
  }
  return std::nullopt;
}

}  // namespace wsd
