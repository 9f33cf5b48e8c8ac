// The client's side of RFC 6455 is the product's own session in the other role: the conformance
// tests judge the protocol, this judges the promises above it.
#include "tests/simulation/client.h"

#include <algorithm>
#include <array>

#include "rfc6455/deflate_offer.h"
#include "rfc6455/encoder.h"
#include "rfc6455/handshake.h"
#include "rfc6455/masking.h"
#include "tests/simulation/rudeness.h"

namespace simulation {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;
using rfc6455::Opcode;

constexpr rfc6455::HandshakeKey kKey = {'d', 'G', 'h', 'l', 'I', 'H', 'N', 'h', 'b', 'X', 'B', 's',
                                        'Z', 'S', 'B', 'u', 'b', '2', '5', 'j', 'Z', 'Q', '=', '='};
constexpr std::string_view kOffer =
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
constexpr reactor::Duration kSlack = 3s;         // for turns, naps and false edges
constexpr reactor::Duration kUserTimeout = 60s;  // unacknowledged so long, a kernel gives up

const std::string& request(bool deflate) {
  static const std::string plain = rfc6455::make_request({.host = "a"}, kKey);
  static const std::string offering = rfc6455::make_request({.host = "a", .fields = kOffer}, kKey);
  return deflate ? offering : plain;
}

}  // namespace

const rfc6455::MessageLimits Client::kLimits{.bytes = 64 << 20};

Client::Client(Kernel& kernel, Choices& choices, Heard& heard, std::uint32_t number, Manner manner,
               End end, Channel::Kind kind, broadcast::ShardNumber shard,
               const broadcast::Settings& settings)
    : kernel_(kernel),
      choices_(choices),
      heard_(heard),
      settings_(settings),
      number_(number),
      manner_(manner),
      end_(end),
      came_(kernel.lived()),
      stood_(kernel.stood()),
      channel_(kernel, end, kind),
      shard_(shard) {
  if (manner_ == Manner::silent) return;
  const bool deflate = rfc6455::deflate_available() && choices_.one_in(8);
  if (manner_ == Manner::rude && choices_.one_in(4)) {
    rude_now_ = true;
    const std::string nonsense = rude_request(choices_);
    choices_.one_in(2) ? channel_.say_bare(nonsense) : channel_.say(nonsense);
  } else {
    channel_.say(request(deflate));
  }
  if (manner_ != Manner::dawdling) channel_.send();
}

// ---- what it does ----

reactor::Time Client::act() {
  if (over_) return kernel_.now() + 1s;
  switch (manner_) {
    case Manner::silent:
      check_that_it_is_ended();
      break;
    case Manner::dawdling:
      if (upgraded_) {  // the process stood still, and time with it
        chat();
        break;
      }
      check_that_it_is_ended();
      channel_.send_one();
      break;
    case Manner::listening:
      if (upgraded_ && !calm_ && place_.rooms() == 0) join(choices_.draw(kRooms), -1);
      if (upgraded_ && !calm_ && choices_.one_in(100)) close(1000);
      break;
    case Manner::rude:
      if (upgraded_ && choices_.one_in(3)) {
        rude_now_ = true;
        channel_.say(rude_frames(choices_));
      } else if (upgraded_) {
        chat();
      }
      channel_.send();
      read(~std::size_t{0});
      break;
    case Manner::halting:
      if (upgraded_ && !closing_ && !calm_) halt();
      channel_.send();
      read(~std::size_t{0});
      break;
    case Manner::stalled:
    case Manner::vanishing:
      if (upgraded_ && !gone_quiet_ && (calm_ || choices_.one_in(6))) gone_quiet_ = kernel_.lived();
      if (gone_quiet_) {
        check_that_it_is_ended();
        break;
      }
      [[fallthrough]];
    default:
      if (upgraded_ && !calm_ && !closing_) chat();
      channel_.send();
      read(reads_slowly() ? 1 + choices_.draw(4000) : ~std::size_t{0});
  }
  return kernel_.now() + pause();
}

reactor::Duration Client::pause() {
  if (manner_ == Manner::dawdling && !upgraded_) return 300ms;
  if (manner_ == Manner::halting && !rest_.empty()) return 50ms * (1 + choices_.draw(10));
  if (manner_ == Manner::brief) return 10ms * (1 + choices_.draw(100));
  if (manner_ == Manner::listening) return 1s * (1 + choices_.draw(300));
  const std::uint32_t scale = choices_.draw(100);
  if (scale < 50) return 1ms * (1 + choices_.draw(500));
  return scale < 97 ? 100ms * (1 + choices_.draw(100)) : 1s * (1 + choices_.draw(120));
}

void Client::chat() {
  if (closing_) return;
  const std::uint32_t what = choices_.draw(100);
  const unsigned room = choices_.draw(kRooms);
  if (place_.rooms() == 0 || what < 6) {
    join(room, choices_.one_in(3) ? static_cast<int>(choices_.draw(50)) : -1);
    if (choices_.one_in(3)) say_something(room);
  } else if (what < 60) {
    say_something(room);
  } else if (what < 63) {
    say("l " + std::to_string(room));
  } else if (what < 68) {
    send(Opcode::ping, "?");
  } else if (what >= 93) {
    change_view();
  } else if (what < (manner_ == Manner::brief ? 90u : 70u)) {
    close(1000);
  } else if (what == 90) {
    asked_ = true;
    say(choices_.one_in(2) ? "c" : "a");
  } else if (what == 91) {
    closing_ = true;
    channel_.shut();
  } else if (what == 92) {
    closing_ = true;
    kernel_.abort(end_);
  }
}

void Client::join(unsigned room, int from) {
  place_.wishes(room, from);
  say("j " + std::to_string(room) + " " + std::to_string(choices_.draw(2)) + " " +
      std::to_string(from));
}

// In all its rooms at once, as somebody does who wants to see times, or no joins.
void Client::change_view() {
  const std::string form = std::to_string(choices_.draw(2));
  for (unsigned room = 1; room < kRooms; room += 2) say("v " + std::to_string(room) + " " + form);
}

void Client::say_something(unsigned room) {
  const std::uint32_t message = heard_.chronicle.say(number_);
  place_.says(room, message);
  const std::uint32_t most = !choices_.one_in(30) ? 100 : choices_.one_in(3) ? 30'000 : 8'000;
  const std::uint32_t size = choices_.draw(most);
  say("s " + std::to_string(room) + " " + std::to_string(message) + " " + std::string(size, 'x'));
}

// One message in two parts. Whoever dwells on the first keeps the server's memory.
void Client::halt() {
  if (dwells_) return;
  if (!rest_.empty()) {
    heard_.unfinished.erase(number_);
    send(Opcode::continuation, std::exchange(rest_, {}), Part::last);
  } else if (place_.rooms() == 0 || choices_.one_in(10)) {
    join(choices_.draw(kRooms), -1);
  } else {
    const std::uint32_t message = heard_.chronicle.say(number_);
    const std::string words = "s " + std::to_string(choices_.draw(kRooms)) + " " +
                              std::to_string(message) + " " + std::string(choices_.draw(8000), 'x');
    const std::size_t half = 1 + choices_.draw(static_cast<std::uint32_t>(words.size() - 1));
    dwells_ = choices_.one_in(3);
    begun_ = {shard_, half, kernel_.now(), end_};
    heard_.unfinished[number_] = begun_;
    send(Opcode::text, words.substr(0, half), Part::first);
    rest_ = words.substr(half);
  }
}

void Client::calm() {
  calm_ = true;
  if (manner_ == Manner::slow) on_news();
}

// ---- bytes ----

void Client::say(std::string_view text) {
  send(Opcode::text, text);
}

void Client::send(Opcode opcode, std::string_view payload, Part part) {
  std::array<std::byte, rfc6455::kHeaderMax> room;
  const rfc6455::FrameHeader header{.opcode = opcode,
                                    .fin = part != Part::first,
                                    .length = payload.size(),
                                    .key = rfc6455::MaskingKey{}};
  const std::size_t size = rfc6455::put_header(room, header);
  std::string frame(reinterpret_cast<const char*>(room.data()), size);
  channel_.say(frame.append(payload));
  channel_.send();
}

void Client::close(rfc6455::CloseCode code) {
  if (closing_) return;
  std::array<std::byte, rfc6455::kControlPayloadMax> room;
  const std::size_t size = rfc6455::put_close(room, code, {});
  session_.close_sent();
  send(Opcode::close, {reinterpret_cast<const char*>(room.data()), size});
  closing_ = true;
}

void Client::on_news() {
  if (over_ || gone_quiet_) return;
  if (kernel_.at_end(end_)) return finish();
  if (manner_ == Manner::dawdling && !upgraded_ && channel_.waits()) return;
  if (manner_ != Manner::silent) channel_.send();
  if (reads_slowly()) return;
  read(~std::size_t{0});
}

void Client::read(std::size_t most) {
  if (over_) return;
  std::string bytes = channel_.take(most);
  if (!bytes.empty()) hear(std::move(bytes));
  if (!over_ && kernel_.at_end(end_)) finish();
}

void Client::hear(std::string bytes) {
  if (!upgraded_) {
    head_ += bytes;
    return hear_head();
  }
  session_.feed(std::as_writable_bytes(std::span(bytes)));
  while (const auto event = session_.next()) hear_event(*event);
}

void Client::hear_head() {
  if (head_.find("\r\n\r\n") == std::string::npos) return;
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::response);
  demand(head.read(head_) == rfc6455::HttpHead::Progress::complete, "an answer that is no head");
  if (head.status() != 101) {
    demand(head.status() == 503 || rude_now_, "a good request is refused");
    ++heard_.tally.refused;
    closing_ = true;
    return;
  }
  if (const auto extension = head.find("Sec-WebSocket-Extensions")) {
    const auto agreed = rfc6455::accept_answer(*extension, {});
    demand(agreed.has_value(), "an extension that was not offered so");
    shelf_ = std::make_unique<rfc6455::InflaterShelf>();
    session_ = rfc6455::Session(rfc6455::Role::client, kLimits, shelf_.get(), *agreed);
  }
  upgraded_ = true;
  ++heard_.tally.upgraded;
  std::string rest = head_.substr(head.size());
  head_.clear();
  if (!rest.empty()) hear(std::move(rest));
}

void Client::hear_event(const rfc6455::Event& event) {
  const std::string_view bytes(reinterpret_cast<const char*>(event.bytes.data()),
                               event.bytes.size());
  switch (event.kind) {
    case rfc6455::Event::Kind::data:
      message_ += bytes;
      if (!event.last) return;
      hear_text();
      return;
    case rfc6455::Event::Kind::ping:
      if (event.answer && manner_ != Manner::rude) send(Opcode::pong, bytes);
      return;
    case rfc6455::Event::Kind::pong:
      return;
    case rfc6455::Event::Kind::close:
      code_ = event.code;
      heard_.unfinished.erase(number_);
      heard_.tally.too_slow += code_ == broadcast::kCloseTooSlow;
      heard_.tally.no_pong += code_ == broadcast::kCloseNoPong;
      heard_.tally.going_away += code_ == rfc6455::kCloseGoingAway;
      if (event.answer) close(code_ == rfc6455::kCloseNoStatus ? 1000 : code_);
      return;
    case rfc6455::Event::Kind::fail:
      throw Violation("the server broke the protocol: " + std::string(event.why));
  }
}

void Client::hear_text() {
  const Place::Told told = place_.hear(heard_.chronicle, message_.c_str());
  heard_.tally.messages += told == Place::Told::message;
  heard_.tally.gaps += told == Place::Told::gap;
  message_.clear();
}

// ---- how it ends ----

// Whoever says nothing, or takes nothing, is ended by a timer of the server's.
void Client::check_that_it_is_ended() {
  if (kernel_.let_go(end_)) return finish();
  const reactor::Time now = kernel_.lived();
  if (!upgraded_) {
    demand(now < came_ + settings_.handshake + settings_.linger + kSlack,
           "a request may take for ever");
    return;
  }
  // As long as bytes go out to it, even into its kernel's buffer, it is taken for alive.
  if (kernel_.waiting(end_) != waited_) {
    waited_ = kernel_.waiting(end_);
    gone_quiet_ = now;
  }
  const auto patience = settings_.ping_interval + 3 * settings_.ping_timeout +
                        settings_.close_timeout + settings_.linger + kSlack;
  if (manner_ == Manner::vanishing && waited_ > 0 && now > *gone_quiet_ + kUserTimeout) {
    kernel_.abort(end_);
  } else {
    demand(now < *gone_quiet_ + patience, "who does not answer stays for ever");
  }
}

// After a standstill one turn may bring more than a log keeps for those who are behind, and a
// newcomer begins with the oldest that is left.
void Client::check_own() const {
  if (kernel_.stood() == reactor::Duration::zero()) place_.check_own(heard_.chronicle);
}

// By messages that cost the server more (bytes times age), and that it holds still: a second is for
// what takes a turn.
bool Client::was_crowded_out() const {
  if (manner_ != Manner::halting || code_ != rfc6455::kCloseTryAgainLater) return false;
  if (!heard_.at_once || kernel_.stood() > stood_) return false;
  const auto cost = [](const Unfinished& one, reactor::Duration age) {
    return static_cast<double>(one.bytes) * static_cast<double>(age.count());
  };
  const double own = cost(begun_, kernel_.now() - begun_.begun);
  return std::ranges::any_of(heard_.unfinished, [&](const auto& other) {
    const Unfinished& one = other.second;
    return one.shard == shard_ && cost(one, begun_.begun - one.begun - 1s) > own &&
           kernel_.waiting(one.end) == 0 && !kernel_.let_go(one.end);
  });
}

// Nothing more comes: was that in order?
void Client::finish() {
  over_ = true;
  heard_.unfinished.erase(number_);
  check_own();
  if (kernel_.was_hit(end_)) {
    ++heard_.tally.hit;
    return;
  }
  if (closing_ || asked_ || rude_now_ || gone_quiet_ || dwells_) return;
  demand(!was_crowded_out(), "a message that goes on made room for those that stand still");
  const bool may_stay_silent = manner_ == Manner::silent || manner_ == Manner::dawdling;
  // While the process stood still, the time for a request or for last words may have run out.
  if (code_ == 0 && kernel_.stood() > stood_) return;
  demand(upgraded_ || may_stay_silent, "a connection ended before its answer");
  // Who reads too late may find the end without the word.
  demand(code_ != 0 || !keeps_up(), "a healthy connection ended without a word");
  demand(!keeps_up() || code_ != broadcast::kCloseNoPong,
         "who answers its pings is ended for not answering");
}

}  // namespace simulation
