// What one person alone is told. Information begins with "* "; what follows in further lines is
// indented, but for messages, which begin with their numbers.
#include <algorithm>

#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/commands.h"
#include "apps/wsd/chat/text_face.h"
#include "apps/wsd/chat/text_line.h"
#include "base/digits.h"
#include "base/utc.h"

namespace chat::text {
namespace {

constexpr std::size_t kUsageWidth = 38;  // of /help's first column

void tell(std::string& out, const Welcome& welcome, const View&) {
  out += welcome.text;
}

void tell(std::string& out, const Joined& joined, const View&) {
  out += "* You are in ";
  out += joined.room;
  if (joined.members < 2) {
    out += ", alone";
  } else {
    out += " with ";
    base::append_count(out, joined.members - 1, "other");
  }
  out += '.';
  if (joined.topic.empty()) return;
  out += " Topic: ";
  append_indented(out, joined.topic);
}

void tell(std::string& out, const Left& left, const View&) {
  out += "* You have left ";
  out += left.room;
  if (left.current.empty()) {
    out += ". You are in no room; /join ROOM goes into one.";
    return;
  }
  out += ". You are in ";
  out += left.current;
  out += '.';
}

std::string_view why(Gap::Reason reason, bool one) {
  switch (reason) {
    case Gap::Reason::retention:
      return one ? "it is no longer kept." : "they are no longer kept.";
    case Gap::Reason::slow:
      return "this connection was too slow.";
    case Gap::Reason::epoch:
      return "the room's numbers began anew.";
    case Gap::Reason::restart:
      return "the server ended without warning.";
  }
  return "";
}

// Which of the numbers were ever given nobody knows: to name them would frighten for nothing.
bool is_perhaps_none(Gap::Reason reason) {
  return reason == Gap::Reason::epoch || reason == Gap::Reason::restart;
}

void tell(std::string& out, const Gap& gap, const View& view) {
  if (view.prefixed) {
    out += '[';
    out += gap.room;
    out += "] ";
  }
  out += is_perhaps_none(gap.reason) ? "* You may have missed " : "* You missed ";
  if (is_perhaps_none(gap.reason)) {
    out += "messages";
  } else if (gap.from == 0 || gap.to < gap.from) {
    out += "some messages";
  } else if (gap.from == gap.to) {
    out += "message ";
    base::append_number(out, gap.from);
  } else {
    out += "messages ";
    base::append_number(out, gap.from);
    out += '-';
    base::append_number(out, gap.to);
  }
  out += "; ";
  out += why(gap.reason, gap.from != 0 && gap.from == gap.to);
}

void tell(std::string& out, const Ack& ack, const View&) {
  if (!ack.queued) return;
  out += "* ";
  out += ack.to;
  out += " is not here; the message waits.";
}

void tell(std::string& out, const Private& letter, const View& view) {
  if (letter.waited) {
    base::append_date_and_time(out, letter.ts);
    out += ' ';
  } else if (view.timed) {
    base::append_time(out, letter.ts);
    out += ' ';
  }
  if (letter.own) out += "to ";
  append_name(out, letter.own ? letter.to : letter.from);
  out += " (private): ";
  append_indented(out, letter.text);
}

constexpr std::string_view kNotAll = "; what is older was not looked through.";

void tell(std::string& out, const History& history, const View&) {
  out += "* ";
  if (history.items.empty()) {
    out += history.search ? "Nothing found in " : "No messages to show of ";
    out += history.room;
    out += history.search && history.more ? kNotAll : ".";
    return;
  }
  base::append_count(out, history.items.size(), "message");
  out += history.search ? " found in " : " of ";
  out += history.room;
  out += !history.more ? ":" : history.search ? kNotAll : "; there are more.";
  for (const Message& message : history.items) {
    out += "\n#";
    base::append_number(out, message.seq);
    out += ' ';
    base::append_date_and_time(out, message.ts);
    out += ' ';
    append_message(out, happening_of(message));
  }
}

void tell(std::string& out, const People& people, const View&) {
  const std::size_t count = std::max<std::size_t>(people.count, people.members.size());
  out += "* ";
  if (count == 0) {
    out += "Nobody";
  } else {
    base::append_number(out, count);
  }
  out += " in ";
  out += people.room;
  const char* before = ": ";
  for (const Present& member : people.members) {
    out += before;
    append_name(out, member.person);
    if (member.is_away) out += " (away)";
    before = ", ";
  }
  if (!people.members.empty() && count > people.members.size()) {
    out += " and ";
    base::append_number(out, count - people.members.size());
    out += " more";
  }
  out += '.';
}

void tell(std::string& out, const Profile& profile, const View&) {
  const Present& member = profile.member;
  out += profile.self ? "* You are " : "* ";
  append_name(out, member.person);
  if (!member.person.nick.empty()) {
    out += profile.self ? ", User " : " is User ";
    base::append_number(out, member.person.number);
    out += ',';
  } else {
    out += profile.self ? "," : " is";
  }
  out += " here since ";
  base::append_date_and_time(out, profile.since);
  out += " UTC";
  const char* before = "; in ";
  for (const std::string_view room : profile.rooms) {
    out += before;
    out += room;
    before = ", ";
  }
  if (!member.is_away) {
    out += '.';
  } else if (member.away.empty()) {
    out += "; away.";
  } else {
    out += "; away: ";
    append_indented(out, member.away);
  }
}

void tell(std::string& out, const RoomList& list, const View&) {
  out += list.rooms.empty() ? "* There are no such rooms." : "* ";
  if (list.rooms.empty()) return;
  base::append_count(out, list.rooms.size(), "room");
  out += list.more ? ", and there are more:" : ":";
  for (const RoomLine& room : list.rooms) {
    out += "\n  ";
    out += room.name;
    out += " (";
    base::append_number(out, room.members);
    out += ')';
    if (room.topic.empty()) continue;
    out += ' ';
    out += cleaned_line(room.topic);
  }
}

void tell(std::string& out, const Renamed& renamed, const View&) {
  if (renamed.nick.empty()) {
    out += "* You have no name any more: another connection of yours has it.";
    return;
  }
  if (renamed.seen) return;
  out += "* You are now known as ";
  out += renamed.nick;
  out += '.';
}

void tell(std::string& out, const Topic& topic, const View&) {
  if (topic.text.empty()) {
    out += "* ";
    out += topic.room;
    out += " has no topic.";
    return;
  }
  out += "* Topic of ";
  out += topic.room;
  out += ": ";
  append_indented(out, topic.text);
}

void tell(std::string& out, const Done& done, const View&) {
  if (done.text.empty()) return;
  out += "* ";
  append_indented(out, done.text);
}

void tell(std::string& out, const Pong& pong, const View&) {
  if (pong.microseconds < 0) {
    out += "* Pong.";
    return;
  }
  const auto microseconds = static_cast<std::uint64_t>(pong.microseconds);
  const std::string fraction = std::to_string(1000 + microseconds % 1000).substr(1);
  out += "* Pong. There and back: ";
  base::append_number(out, microseconds / 1000);
  out += '.';
  out += fraction;
  out += " ms.";
}

void append_span(std::string& out, std::uint64_t seconds) {
  struct Unit {
    std::uint64_t seconds;
    const char* name;
  };
  for (const Unit& unit : {Unit{86400, " d "}, Unit{3600, " h "}, Unit{60, " min "}}) {
    if (seconds < unit.seconds) continue;
    base::append_number(out, seconds / unit.seconds);
    out += unit.name;
    seconds %= unit.seconds;
  }
  base::append_number(out, seconds);
  out += " s";
}

void tell(std::string& out, const Stats& stats, const View&) {
  out += "* Here for ";
  append_span(out, stats.seconds < 0 ? 0 : static_cast<std::uint64_t>(stats.seconds));
  out += ". You sent ";
  base::append_count(out, stats.messages_in, "message");
  out += " (";
  base::append_count(out, stats.bytes_in, "byte");
  out += ") and got ";
  base::append_count(out, stats.bytes_out, "byte");
  out += ". You are in ";
  base::append_count(out, stats.rooms, "room");
  out += "; on this server: ";
  base::append_number(out, stats.people);
  out += stats.people == 1 ? " person." : " people.";
}

void tell_all(std::string& out) {
  out += "* What begins with / is a command, //x says /x, everything else is said in the room.";
  for (const Command& command : commands()) {
    out += "\n  ";
    const std::size_t begin = out.size();
    append_usage(out, command);
    out.append(kUsageWidth - std::min(kUsageWidth, out.size() - begin), ' ');
    out += command.does;
  }
}

void tell(std::string& out, const Help& help, const View&) {
  if (help.command.empty()) return tell_all(out);
  const Command* command = find_command(help.command);
  if (!command) {
    out += "! ";
    out += no_such_command(help.command);
    return;
  }
  out += "* ";
  append_usage(out, *command);
  out += " - ";
  out += command->does;
  out += '.';
  if (command->more.empty()) return;
  out += ' ';
  out += command->more;
}

void tell(std::string& out, const Waiting& waiting, const View&) {
  out += "* ";
  base::append_count(out, waiting.dropped, "private message");
  out += " to you could not wait any longer and ";
  out += waiting.dropped == 1 ? "is gone." : "are gone.";
}

void tell(std::string& out, const Complaint& complaint, const View&) {
  out += "! ";
  append_indented(out, complaint.text);
}

}  // namespace

void word(std::string& out, const Answer& answer, const View& view) {
  std::visit([&](const auto& what) { tell(out, what, view); }, answer);
}

}  // namespace chat::text
