// A message begins with "m", its speaker's number, a dot and a number of its own: so everybody
// knows its own words again, and what a raw room's only speaker says has an order to be checked.
#include "tests/soak/member.h"

#include <algorithm>
#include <charconv>

namespace soak {
namespace {

using std::chrono_literals::operator""ms;

constexpr std::uint16_t kTooSlow = 4108;
constexpr int kSmallWindow = 32 << 10;
constexpr int kDeedsOfAVisit = 4;

// The number that stands behind the first `key`; 0 if there is none.
std::uint64_t number_behind(std::string_view text, std::string_view key) {
  std::uint64_t number = 0;
  const auto at = text.find(key);
  if (at == std::string_view::npos) return 0;
  std::from_chars(text.data() + at + key.size(), text.data() + text.size(), number);
  return number;
}

std::string_view word_behind(std::string_view text, std::string_view key) {
  const auto at = text.find(key);
  if (at == std::string_view::npos) return {};
  const auto begin = at + key.size();
  return text.substr(begin, text.find('"', begin) - begin);
}

}  // namespace

Member::Member(Desk& desk, const Places& places, Tally& tally, std::uint32_t number, Part part)
    : desk_(desk), places_(places), tally_(tally), number_(number), part_(std::move(part)) {}

// ---- what it does ----

reactor::Duration Member::act() {
  if (calm_) return next_pause();
  if (call_ == nullptr) {
    come();
    return next_pause();
  }
  if (!call_->open() || !in_) return next_pause();
  ++deeds_;
  switch (part_.habit) {
    case Habit::listening:
      break;
    case Habit::curious:
      ask_history();
      [[fallthrough]];
    case Habit::speaking:
      say_something();
      break;
    case Habit::slow:
      deaf_ = !deaf_;
      if (!deaf_) turn();
      break;
    case Habit::churning:
      if (deeds_ < kDeedsOfAVisit) {
        say_something();
      } else if (!pending()) {
        leave();
      }
      break;
    case Habit::resetting:
      if (deeds_ < kDeedsOfAVisit) break;
      ++tally_.resets;
      resetting_now_ = true;
      call_->reset();
      on_end();
  }
  return next_pause();
}

reactor::Duration Member::next_pause() {
  return part_.pause / 2 + part_.pause / 1024 * desk_.draw(1024);
}

void Member::calm() {
  calm_ = true;
  if (!deaf_) return;
  deaf_ = false;
  turn();
}

void Member::leave() {
  leaving_ = true;
  if (call_ != nullptr && call_->open()) call_->close();
}

bool Member::pending() const {
  if (call_ == nullptr) return false;
  if (!call_->open() || !in_) return true;
  const bool acknowledges = part_.form == Form::json;
  return own_heard_ < said_ || (acknowledges && acknowledged_ < said_) || answered_ < asked_;
}

void Member::come() {
  Whom whom{.endpoint = part_.secure ? places_.secure : places_.plain,
            .tls = part_.secure ? places_.tls : nullptr,
            .target = "/echo",
            .subprotocol = part_.form == Form::json ? "wsd.1.json" : "",
            .compression = part_.compression,
            .receive_buffer = part_.habit == Habit::slow ? kSmallWindow : 0};
  if (part_.form == Form::raw) whom.target = "/raw/" + part_.room;
  if (part_.form == Form::text) whom.target = "/r/" + part_.room + "?seq=1";
  if (part_.form == Form::json) whom.target = "/r/" + part_.room;
  greeted_ = in_ = deaf_ = leaving_ = resetting_now_ = false;
  deeds_ = 0;
  said_ = own_heard_ = acknowledged_ = asked_ = answered_ = 0;
  if (part_.form != Form::json) numbers_.begin_anywhere();
  call_ = std::make_unique<Call>(desk_, whom, number_);
}

void Member::on_open() {
  greeted_ = true;
  ++tally_.opened;
  if (part_.form != Form::json) {
    in_ = true;
    return;
  }
  std::string since = "\"latest\"";
  if (!epoch_.empty() && numbers_.next()) {
    since = "{\"epoch\":\"" + epoch_ + "\",\"seq\":" + std::to_string(*numbers_.next() - 1) + "}";
    ++tally_.resumed;
  }
  send("{\"op\":\"hello\",\"id\":1,\"client\":\"soak\",\"session\":\"soak-member-" +
       std::to_string(10'000'000 + number_) + "\",\"nick\":\"n" + std::to_string(number_) +
       "\",\"rooms\":[{\"room\":\"" + part_.room + "\",\"since\":" + since + "}]}");
}

void Member::send(const std::string& message) {
  ++tally_.sent;
  call_->say(message);
}

void Member::say_something() {
  std::string words = "m" + std::to_string(number_) + "." + std::to_string(++said_) + " ";
  while (words.size() < part_.words) words += static_cast<char>('a' + desk_.draw(26));
  tally_.said += part_.form == Form::text || part_.form == Form::json;
  if (part_.form != Form::json) return send(words);
  send("{\"op\":\"msg\",\"id\":2,\"room\":\"" + part_.room + "\",\"text\":\"" + words +
       "\",\"cid\":\"" + std::to_string(desk_.dice()) + "\"}");
}

void Member::ask_history() {
  ++asked_;
  const std::string room = "\"id\":3,\"room\":\"" + part_.room + "\"";
  send(asked_ % 4 == 0 ? "{\"op\":\"search\"," + room + ",\"q\":\"m" + std::to_string(number_) +
                             "\",\"limit\":5}"
                       : "{\"op\":\"history\"," + room + ",\"limit\":20}");
}

// ---- what it hears ----

void Member::turn() {
  if (deaf_ || call_ == nullptr) return;
  bool more = true;
  while (more) {
    more = call_->turn();
    if (!greeted_ && call_->stage() == Call::Stage::open) on_open();
    while (const auto message = call_->next()) hear(*message);
  }
  if (call_->stage() == Call::Stage::over) on_end();
}

void Member::on_end() {
  const bool slow = part_.habit == Habit::slow;
  const bool ours = leaving_ || resetting_now_;
  demand(call_->code() == 0 || call_->code() == 1000 || (slow && call_->code() == kTooSlow),
         "a connection is closed with a code that nobody earned");
  tally_.too_slow += call_->code() == kTooSlow;
  tally_.cut += slow && call_->code() == 0;
  demand(ours || slow, "a healthy connection ended");
  demand(slow || resetting_now_ || own_heard_ == said_, "what somebody said was not heard");
  if (slow) numbers_.begin_anywhere();
  if (slow) epoch_.clear();
  call_.reset();
}

void Member::hear(std::string_view message) {
  switch (part_.form) {
    case Form::text:
      return hear_text(message);
    case Form::json:
      return hear_json(message);
    case Form::raw: {
      ++tally_.heard;
      const std::uint64_t number = number_behind(message, ".");
      demand(message.starts_with('m') && number > 0, "a raw room changes what is said");
      numbers_.heard(number);
      own_heard_ += part_.habit == Habit::speaking;
      return;
    }
    case Form::echo:
      demand(message.starts_with("m" + std::to_string(number_) + ".") &&
                 number_behind(message, ".") == ++own_heard_,
             "an echo of something else");
  }
}

void Member::hear_said(std::uint64_t number, std::string_view words) {
  ++tally_.heard;
  numbers_.heard(number);
  if (words.starts_with("m" + std::to_string(number_) + "."))
    own_heard_ = std::max(own_heard_, number_behind(words, "."));
}

void Member::hear_gap(std::uint64_t from, std::uint64_t to, Why why) {
  ++(why == Why::slow ? tally_.slow_gaps : tally_.gaps);
  if (numbers_.next() && to >= *numbers_.next()) tally_.missed += to + 1 - *numbers_.next();
  numbers_.missed(from, to);
}

// "#12 User 1: m…", "* You missed messages 3-9; …", "* You may have missed messages; …", and what
// has no number.
void Member::hear_text(std::string_view message) {
  demand(!message.starts_with("! "), "a good line is refused");
  if (message.starts_with("* You may have missed ")) return numbers_.begin_anywhere();
  if (message.starts_with("* You missed ")) {
    const std::uint64_t from = number_behind(message, "messages ");
    const std::uint64_t one = number_behind(message, "message ");
    if (from + one == 0) return numbers_.begin_anywhere();
    const bool slow = message.ends_with("too slow.");
    return hear_gap(from + one, one != 0 ? one : number_behind(message, "-"),
                    slow ? Why::slow : Why::gone);
  }
  if (!message.starts_with('#')) return;
  const auto colon = message.find(": ");
  demand(colon != std::string_view::npos, "a line that nobody said");
  hear_said(number_behind(message, "#"), message.substr(colon + 2));
}

void Member::hear_json(std::string_view message) {
  const std::string_view op = word_behind(message, "{\"op\":\"");
  if (op == "msg") {
    hear_said(number_behind(message, "\"seq\":"), word_behind(message, "\"text\":\""));
  } else if (op == "ack") {
    const std::uint64_t number = number_behind(message, "\"seq\":");
    demand(number > last_acknowledged_, "a number is used twice");
    last_acknowledged_ = number;
    ++acknowledged_;
  } else if (op == "joined") {
    const auto epoch = word_behind(message, "\"epoch\":\"");
    demand(epoch_.empty() || epoch_ == epoch, "the numbers began anew");
    if (epoch_.empty()) numbers_.begin_at(number_behind(message, "\"seq\":") + 1);
    epoch_ = epoch;
    in_ = true;
  } else if (op == "gap") {
    const bool slow = word_behind(message, "\"reason\":\"") == "slow";
    hear_gap(number_behind(message, "\"from\":"), number_behind(message, "\"to\":"),
             slow ? Why::slow : Why::gone);
  } else if (op == "history" || op == "search") {
    ++answered_;
    ++tally_.histories;
  } else {
    demand(op != "error", "a good request is refused");
  }
}

}  // namespace soak
