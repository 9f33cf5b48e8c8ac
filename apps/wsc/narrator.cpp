// The words are those of the text form, so that whoever knows one knows the other.
#include "apps/wsc/narrator.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

#include "base/ascii.h"

namespace wsc {
namespace {

using Kind = Told::Kind;
using Paint = Span::Paint;

constexpr std::size_t kBytesShown = 16;

// A binary message as people can look at it.
std::string dump(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string out = "<" + std::to_string(bytes.size()) + " bytes:";
  for (const char byte : bytes.substr(0, kBytesShown)) {
    const auto value = static_cast<unsigned char>(byte);
    out += {' ', kDigits[value >> 4], kDigits[value & 15]};
  }
  return out + (bytes.size() > kBytesShown ? " …>" : ">");
}

struct Signs {
  std::string_view emoji;
  std::string_view plain;
};

Signs signs_of(Kind kind) {
  switch (kind) {
    case Kind::message:
    case Kind::action:
    case Kind::binary:
      return {"💬 ", ""};
    case Kind::line:
      return {"💬 ", "< "};
    case Kind::sent:
      return {"📤 ", "> "};
    case Kind::secret:
      return {"🔒 ", ""};
    case Kind::arrived:
    case Kind::joined:
    case Kind::departed:
    case Kind::left:
      return {"👋 ", ""};
    case Kind::renamed:
    case Kind::away:
    case Kind::info:
      return {"💡 ", "* "};
    case Kind::topic:
      return {"📌 ", "* "};
    case Kind::gap:
      return {"❗ ", "* "};
    case Kind::error:
      return {"❌ ", "! "};
    case Kind::calling:
      return {"🔌 ", ""};
    case Kind::opened:
      return {"✅ ", ""};
    case Kind::lost:
      return {"❌ ", "! "};
    case Kind::waiting:
      return {"⏳ ", "* "};
    case Kind::detail:
      return {"🔍 ", "~ "};
  }
  return {};
}

// A line of the text form is looked at as far as its first words tell what it is.
Kind kind_of_line(std::string_view text) {
  // A reason may follow; what is said begins with a name and a colon, and no name has one.
  const auto ends = [&](std::string_view end) {
    const std::string_view words = text.substr(0, text.find(':'));
    return words.ends_with(end) ||
           words.find(std::string(end.substr(0, end.size() - 1)) + " (") != words.npos;
  };
  if (text.substr(0, 2) == "* ") return Kind::info;
  if (text.substr(0, 2) == "! ") return Kind::error;
  if (ends(" has connected.") || ends(" has joined.")) return Kind::arrived;
  if (ends(" has disconnected.") || ends(" has left.")) return Kind::departed;
  return Kind::line;
}

// The text with each place where the name stands set off.
void add_with_mentions(Line& line, std::string_view text, std::string_view name) {
  const auto same = [&](char a, char b) { return base::lower(a) == base::lower(b); };
  while (!name.empty()) {
    const auto at = std::search(text.begin(), text.end(), name.begin(), name.end(), same);
    if (at == text.end()) break;
    const auto before = static_cast<std::size_t>(at - text.begin());
    line.add(std::string(text.substr(0, before)));
    line.add(Paint::mention, std::string(text.substr(before, name.size())));
    text.remove_prefix(before + name.size());
  }
  line.add(std::string(text));
}

std::string name_of(const Told& told) {
  return told.from.empty() ? std::string("Server") : told.from;
}

}  // namespace

std::string timestamp(const std::string& format, std::int64_t milliseconds) {
  const std::time_t seconds = milliseconds / 1000;
  std::tm local{};
  localtime_r(&seconds, &local);
  std::array<char, 128> text;
  return {text.data(), std::strftime(text.data(), text.size(), format.c_str(), &local)};
}

std::string duration_text(std::int64_t microseconds) {
  char text[32];
  if (microseconds >= 1'000'000) {
    std::snprintf(text, sizeof text, "%.1f s", static_cast<double>(microseconds) / 1e6);
  } else if (microseconds >= 10'000) {
    std::snprintf(text, sizeof text, "%.0f ms", static_cast<double>(microseconds) / 1e3);
  } else {
    std::snprintf(text, sizeof text, microseconds >= 1000 ? "%.1f ms" : "%.2f ms",
                  static_cast<double>(microseconds) / 1e3);
  }
  return text;
}

std::string Narrator::sign(const Told& told) const {
  const Kind kind = told.kind == Kind::line ? kind_of_line(told.text) : told.kind;
  const Signs signs = signs_of(kind);
  if (manner_.signs == Manner::Signs::none) return {};
  if (emoji()) return std::string(signs.emoji);
  // A plain line has its own sign already.
  return told.kind == Kind::line && kind != Kind::line ? std::string() : std::string(signs.plain);
}

Line Narrator::tell(const Told& told, const Standing& standing, const Showing& showing,
                    std::int64_t now) const {
  Line line;
  const bool usual = manner_.timestamps.empty();
  // Not for a program that reads: it gets the same lines whoever asked.
  const bool quoted = told.quoted && manner_.signs != Manner::Signs::none;
  if (quoted || showing.times.value_or(!usual)) {
    const std::string usually = quoted ? "%Y-%m-%d %H:%M" : "%H:%M:%S";
    const std::string format = usual ? usually : manner_.timestamps;
    line.add(Paint::dim, timestamp(format, told.ts > 0 ? told.ts : now) + " ");
  }
  if ((quoted || showing.numbers.value_or(false)) && told.seq > 0) {
    line.add(Paint::dim, "#" + std::to_string(told.seq) + " ");
  }
  line.add(sign(told));
  if (told.is_message()) {
    tell_message(line, told, standing);
  } else {
    tell_event(line, told);
  }
  if (manner_.bell && told.mentions && !told.old) line.ring();
  return line;
}

void Narrator::tell_message(Line& line, const Told& told, const Standing& standing) const {
  if (told.kind == Kind::line) {
    std::string_view text = told.text;
    const Kind kind = kind_of_line(text);
    if (kind == Kind::info || kind == Kind::error) {
      if (emoji()) text.remove_prefix(2);
      line.add(kind == Kind::error ? Paint::bad : Paint::dim, std::string(text));
      return;
    }
    line.add(kind == Kind::line ? Paint::plain : Paint::dim, std::string(text));
    return;
  }
  const bool other_room = !told.room.empty() && told.room != standing.room;
  if (other_room && told.kind != Kind::secret) line.add(Paint::dim, "[" + told.room + "] ");
  const Paint paint = told.own ? Paint::own : Paint::name;
  const std::string text = told.kind == Kind::binary ? dump(told.text) : told.text;
  if (told.kind == Kind::action) {
    line.add("* ").add(paint, name_of(told)).add(" " + text);
  } else if (told.kind == Kind::secret && told.own) {
    line.add(paint, name_of(told)).add(Paint::secret, " (private to " + told.to + ")");
    line.add(": " + text);
  } else if (told.kind == Kind::secret) {
    line.add(paint, name_of(told)).add(Paint::secret, " (private)").add(": " + text);
  } else if (told.from.empty() && told.kind == Kind::binary) {
    line.add(text);
  } else {
    line.add(paint, name_of(told)).add(": ");
    add_with_mentions(line, text, told.mentions ? standing.nick : std::string());
  }
}

void Narrator::tell_event(Line& line, const Told& told) const {
  switch (told.kind) {
    case Kind::arrived:
      line.add(Paint::dim, told.from + " has connected.");
      break;
    case Kind::joined:
      line.add(Paint::dim, told.from + " has joined.");
      break;
    case Kind::departed:
      line.add(Paint::dim, told.from + " has disconnected.");
      break;
    case Kind::left:
      line.add(Paint::dim, told.from + " has left.");
      break;
    case Kind::renamed:
      line.add(Paint::dim, told.from + " is now known as " + told.to + ".");
      break;
    case Kind::away:
      line.add(Paint::dim, told.from + " " + told.text);
      break;
    case Kind::topic:
      line.add(Paint::dim, told.text.empty() ? told.room + " has no topic."
                                             : "Topic of " + told.room + ": " + told.text);
      break;
    case Kind::gap:
      line.add(Paint::warning, told.text);
      if (!told.room.empty()) line.add(Paint::dim, " [" + told.room + "]");
      break;
    case Kind::error:
    case Kind::lost:
      line.add(Paint::bad, told.text);
      break;
    case Kind::opened:
      line.add(Paint::good, told.text);
      break;
    case Kind::waiting:
      line.add(Paint::dim, "Waits for the connection: " + told.text);
      break;
    case Kind::sent:
      line.add(Paint::own, told.text);
      break;
    case Kind::calling:
      line.add(told.text);
      break;
    default:
      line.add(Paint::dim, told.text);
  }
}

Line Narrator::status(const Standing& standing, const Condition& condition) const {
  Line line;
  const auto part = [&](Paint paint, const std::string& text) {
    if (!line.spans().empty()) line.add(Paint::dim, " · ");
    line.add(paint, text);
  };
  using Link = Condition::Link;
  if (condition.link == Link::calling) part(Paint::warning, "connecting");
  if (condition.link == Link::waiting) {
    part(Paint::bad, condition.seconds > 0
                         ? "offline, calling in " + std::to_string(condition.seconds) + " s"
                         : "offline, calling");
  }
  if (!standing.nick.empty()) part(Paint::dim, standing.nick);
  if (!standing.room.empty()) part(Paint::dim, (emoji() ? "🏠 " : "#") + standing.room);
  if (standing.members) {
    part(Paint::dim, std::to_string(*standing.members) + (emoji() ? " 👥" : " here"));
  }
  std::string unread;
  for (const auto& [room, count] : standing.unread) {
    unread += (unread.empty() ? "" : " ") + room + "+" + std::to_string(count);
  }
  if (!unread.empty()) part(Paint::warning, (emoji() ? "📬 " : "unread ") + unread);
  if (standing.pending > 0) {
    part(Paint::warning, (emoji() ? "⏳ " : "unsent ") + std::to_string(standing.pending));
  }
  if (condition.link == Link::open && condition.round_trip >= 0) {
    part(Paint::dim, duration_text(condition.round_trip));
  }
  return line;
}

}  // namespace wsc
