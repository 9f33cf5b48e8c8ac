// In the text form lines of the current room begin with "#123 " because the query asked for it;
// that number is where a later connection goes on. It is taken off before the line is told.
#include "apps/wsc/plain_talk.h"

#include <utility>

#include "apps/wsc/command.h"

namespace wsc {
namespace {

using Kind = Told::Kind;
using Speech = PlainWishes::Speech;

// "#123 rest": the digits.
std::string_view number_of(std::string_view line) {
  if (line.substr(0, 1) != "#") return {};
  const std::size_t end = line.find_first_not_of("0123456789", 1);
  if (end == std::string_view::npos || end == 1 || line[end] != ' ') return {};
  return line.substr(1, end - 1);
}

// "* You missed …", perhaps of another room. What people say has a name in front.
bool is_gap(std::string_view line) {
  const std::size_t end = line.starts_with('[') ? line.find("] ") : std::string_view::npos;
  if (end != std::string_view::npos) line.remove_prefix(end + 2);
  return line.starts_with("* You missed ") || line.starts_with("* You may have missed ");
}

}  // namespace

std::vector<std::pair<std::string, std::string>> PlainTalk::query() const {
  if (wishes_.speech != Speech::text) return {};
  std::vector<std::pair<std::string, std::string>> query;
  if (!wishes_.rooms.empty()) query.emplace_back("room", wishes_.rooms.front());
  if (!wishes_.nick.empty()) query.emplace_back("nick", wishes_.nick);
  const std::string& since = seen_.empty() ? wishes_.since : seen_;
  if (!since.empty()) query.emplace_back("since", since);
  query.emplace_back("seq", "1");
  return query;
}

void PlainTalk::opened(reactor::Time) {
  connected_ = true;
  introduction_.clear();
  const bool again = std::exchange(opened_before_, true);
  if (wishes_.speech == Speech::raw) return;
  if (!text_form_) {
    const bool asked = !wishes_.nick.empty() || !wishes_.rooms.empty() || !wishes_.since.empty();
    if (asked && !again) {
      told_.push_back({.kind = Kind::error,
                       .text = "This server does not say that it is a wsd: its messages are shown "
                               "as they are; names, rooms and history are not asked for."});
    }
    return;
  }
  const bool in_query = wishes_.speech == Speech::text;
  if (!in_query && !wishes_.nick.empty()) introduction_.push_back({false, "/nick " + wishes_.nick});
  for (std::size_t i = in_query ? 1 : 0; i < wishes_.rooms.size(); ++i) {
    introduction_.push_back({false, "/join " + wishes_.rooms[i]});
  }
  if (wishes_.rooms.size() > 1) introduction_.push_back({false, "/switch " + wishes_.rooms[0]});
  if (!again && wishes_.history > 0 && wishes_.since.empty()) {
    introduction_.push_back({false, "/history " + std::to_string(wishes_.history)});
  }
}

void PlainTalk::lost() {
  connected_ = false;
}

void PlainTalk::hear(std::string_view text, reactor::Time) {
  Told told{.kind = Kind::line};
  const bool counts = text_form_ && wishes_.speech == Speech::text;
  if (const std::string_view number = counts ? number_of(text) : ""; !number.empty()) {
    text.remove_prefix(number.size() + 2);
    told.seq = std::stoull(std::string(number.substr(0, 18)));
    const bool of_first_room = text.substr(0, 1) != "[";
    if (of_first_room) seen_ = number;
  }
  told.text = text;
  told.own = false;
  if (counts && told.seq == 0 && is_gap(text)) {
    told.kind = Kind::gap;
    if (text.starts_with("* ")) told.text.erase(0, 2);  // the sign that others give it
  }
  told_.push_back(std::move(told));
}

void PlainTalk::hear_binary(std::string_view bytes) {
  told_.push_back({.kind = Kind::binary, .text = std::string(bytes)});
}

bool PlainTalk::type(std::string_view line) {
  if (line == "/quit") return false;
  say(line);
  return true;
}

void PlainTalk::say(std::string_view text) {
  send({false, std::string(text)});
}

void PlainTalk::say_binary(std::string_view bytes) {
  send({true, std::string(bytes)});
}

void PlainTalk::send(Out out) {
  if (!connected_) told_.push_back({.kind = Kind::waiting, .text = out.binary ? "" : out.bytes});
  out_.push_back(std::move(out));
}

std::optional<Told> PlainTalk::next_told() {
  if (told_.empty()) return std::nullopt;
  Told told = std::move(told_.front());
  told_.pop_front();
  return told;
}

std::optional<Out> PlainTalk::next_out(reactor::Time) {
  if (!connected_) return std::nullopt;
  std::deque<Out>& from = introduction_.empty() ? out_ : introduction_;
  if (from.empty()) return std::nullopt;
  Out out = std::move(from.front());
  from.pop_front();
  const bool introduces = &from == &introduction_;
  if (wishes_.shows_sent && !introduces && !out.binary) {
    told_.push_back({.kind = Kind::sent, .text = out.bytes, .own = true});
  }
  return out;
}

Standing PlainTalk::standing() const {
  return {.room = {}, .members = {}, .unread = {}, .pending = out_.size(), .nick = {}};
}

Vocabulary PlainTalk::vocabulary() const {
  if (!text_form_) return {};
  return {.commands = command_names(), .rooms = wishes_.rooms, .names = {}};
}

}  // namespace wsc
