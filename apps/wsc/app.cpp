// A turn: what the server says goes to the talk, what is typed goes to the talk, what the talk has
// to tell goes to the face, what it has to send goes to the server; until nothing moves any more.
#include "apps/wsc/app.h"

#include <signal.h>

#include <algorithm>
#include <utility>

#include "apps/protocol/subprotocols.h"
#include "apps/wsc/plain_talk.h"
#include "base/utf8.h"

namespace wsc {
namespace {

enum Tokens : reactor::Token { kSignals, kWaker, kInput, kServer };

constexpr std::size_t kPendingMax = 256;     // messages; then nothing more is read
constexpr std::size_t kUnsentMax = 1 << 20;  // bytes
constexpr reactor::Duration kCountdown = std::chrono::milliseconds(500);

std::unique_ptr<reactor::TlsClient> make_tls(const Options& options) {
  if (!options.url.secure) return nullptr;
  const auto verification =
      options.insecure ? reactor::Verification::none : reactor::Verification::full;
  return std::make_unique<reactor::TlsClient>(
      reactor::TlsClientOptions{.authorities_file = options.authorities_file,
                                .verification = verification,
                                .certificate_file = {},
                                .key_file = {},
                                .protocols = {"http/1.1"}});
}

// With its full stop, which what others say may have already.
std::string sentence(std::string text) {
  return text.empty() || text.back() == '.' ? text : text + ".";
}

}  // namespace

App::App(Options options, const Descriptors& descriptors, const Environment& environment,
         Random random)
    : options_(std::move(options)),
      interactive_(is_interactive(options_, descriptors)),
      signals_({SIGINT, SIGTERM, SIGHUP, SIGWINCH}),
      random_(std::move(random)),
      tls_(make_tls(options_)),
      caller_(make_call(options_, environment, tls_.get(), random_), poller_, kServer, waker_),
      talk_(make_talk(options_, interactive_, random_)),
      face_(make_face(options_, descriptors, environment)) {
  reactor::ignore_broken_pipes();
  (void)poller_.watch(signals_.fd(), kSignals);
  (void)poller_.watch(waker_.fd(), kWaker);
  // What epoll does not take is a file, which always has something.
  if (face_->fd() >= 0) input_always_ready_ = poller_.watch(face_->fd(), kInput) != 0;
}

int App::run() {
  tell(Told::Kind::calling, "Connecting to " + options_.url.text() + "...");
  begin_call(reactor::now());
  while (!exit_code_) {
    wait(reactor::now());
    const reactor::Time now = reactor::now();
    on_signals(now);
    while (!exit_code_ && turn(now)) continue;
    if (!exit_code_) finish(now);
    face_->refresh(*talk_, condition(now));
  }
  face_.reset();
  return *exit_code_;
}

void App::wait(reactor::Time now) {
  reactor::Duration timeout = reactor::kForever;
  if (const auto at = deadline()) timeout = std::max(reactor::Duration::zero(), *at - now);
  waker_.drowsy();
  poller_.wait(caller_.ready() ? reactor::Duration::zero() : timeout);
  waker_.awake();
}

std::optional<reactor::Time> App::deadline() const {
  std::optional<reactor::Time> first = caller_.deadline();
  const auto also = [&](std::optional<reactor::Time> at) {
    if (at && (!first || *at < *first)) first = at;
  };
  also(face_->deadline());
  also(leave_at_);
  const bool sends = caller_.stage() == Caller::Stage::open && !leaving_;
  if (sends && caller_.unsent() < kUnsentMax) also(talk_->next_out_at());
  const reactor::Time now = reactor::now();
  if (interactive_ && caller_.stage() == Caller::Stage::waiting) also(now + kCountdown);
  // A file has more whenever we take more.
  const bool takes = opened_before_ && !ended_ && !leaving_ &&
                     talk_->standing().pending < kPendingMax && caller_.unsent() < kUnsentMax;
  if (input_always_ready_ && takes) also(now);
  return first;
}

void App::begin_call(reactor::Time now) {
  caller_.call(with_query(options_.url.target, talk_->query()), now);
}

bool App::turn(reactor::Time now) {
  bool moved = take_events(now);
  if (!exit_code_) moved |= take_typed(now);
  if (!exit_code_) moved |= give_out(now);
  return give_told(now) || moved;
}

void App::on_signals(reactor::Time now) {
  while (const auto number = signals_.next()) {
    if (*number == SIGWINCH) {
      face_->resized();
    } else {
      leave(kExitClean, now);
    }
  }
}

// ---- the server ----

bool App::take_events(reactor::Time now) {
  bool moved = false;
  while (!exit_code_) {
    auto event = caller_.next(now);
    if (!event) break;
    moved = true;
    on_event(*event, now);
    give_told(now);
  }
  return moved;
}

void App::on_event(CallerEvent& event, reactor::Time now) {
  using Kind = CallerEvent::Kind;
  switch (event.kind) {
    case Kind::opened:
      return on_opened(event.text, now);
    case Kind::text:
      return talk_->hear(event.text, reactor::now());  // a turn may be longer than a round trip
    case Kind::binary:
      return talk_->hear_binary(event.text);
    case Kind::ping:
    case Kind::pong:
    case Kind::pinged:
      if (!options_.show_ping_pong) return;
      return tell(Told::Kind::detail, (event.kind == Kind::ping     ? "Received ping: "
                                       : event.kind == Kind::pinged ? "Sent ping: "
                                                                    : "Received pong: ") +
                                          event.text);
    case Kind::lost:
      return on_lost(event, now);
    case Kind::due:
      return begin_call(now);
    case Kind::detail:
      if (options_.verbose) tell_detail(event.text);
  }
}

void App::on_opened(const std::string& granted, reactor::Time now) {
  const bool again = std::exchange(opened_before_, true);
  if (options_.form == Options::Form::json && granted != protocol::kJsonSubprotocol) {
    if (!again) talk_ = make_fallback(options_, interactive_, granted);
  } else if (options_.form == Options::Form::text) {
    static_cast<PlainTalk&>(*talk_).granted(granted == protocol::kTextSubprotocol);
  }
  tell(Told::Kind::opened, again ? "Connected again." : "Connected successfully!");
  if (!again) tell(Told::Kind::info, "Enter message (or 'quit' to exit):");
  told_lost_ = false;
  talk_->opened(now);
  for (const Typed& typed : std::exchange(early_, {})) on_typed(typed, now);
}

void App::on_lost(const CallerEvent& event, reactor::Time now) {
  talk_->lost();
  if (leaving_) {
    exit_code_ = judged(*leaving_);
    return;
  }
  if (event.after == After::leave) {
    tell(Told::Kind::info, sentence("The server has " + event.text));
    const bool unsaid = !interactive_ && talk_->standing().pending > 0;
    exit_code_ = unsaid ? kExitRefused : judged(kExitClean);
    return;
  }
  if (!opened_before_) {
    tell(Told::Kind::lost,
         sentence("Cannot connect to " + options_.url.text() + ": " + event.text));
    exit_code_ = kExitCannotConnect;
    return;
  }
  const bool again = options_.reconnect && event.after != After::give_up;
  if (!std::exchange(told_lost_, true) || !again) {
    tell(Told::Kind::lost,
         sentence("Connection lost: " + event.text) + (again ? " Calling again..." : ""));
  } else if (options_.verbose) {
    tell(Told::Kind::detail, event.text);
  }
  if (again) {
    caller_.wait(event.after, now);
  } else {
    exit_code_ = kExitClosed;
  }
}

// ---- the person ----

bool App::take_typed(reactor::Time now) {
  bool moved = false;
  while (!exit_code_ && !ended_) {
    const bool waits = !interactive_ && (!opened_before_ || leaving_);
    const bool full = talk_->standing().pending >= kPendingMax || caller_.unsent() >= kUnsentMax;
    // What a script says next may depend on what became of the last: a room that was entered.
    const bool follows = !options_.execute.empty() && opened_before_ && !talk_->settled();
    if (waits || follows || (full && !interactive_)) break;
    const auto typed = face_->next_typed(*talk_, now);
    if (!typed) break;
    moved = true;
    if (typed->kind == Typed::Kind::leave) {
      leave(kExitClean, now);
    } else if (!opened_before_) {
      early_.push_back(*typed);
    } else {
      on_typed(*typed, now);
      give_out(now);
    }
    give_told(now);
  }
  return moved;
}

void App::on_typed(const Typed& typed, reactor::Time now) {
  switch (typed.kind) {
    case Typed::Kind::line:
      if (!talk_->type(base::made_valid(typed.text))) leave(kExitClean, now);
      break;
    case Typed::Kind::message:
      talk_->say(base::made_valid(typed.text));
      break;
    case Typed::Kind::binary:
      talk_->say_binary(typed.text);
      break;
    case Typed::Kind::leave:
      leave(kExitClean, now);
      break;
    case Typed::Kind::end:
      ended_ = true;
      break;
  }
}

// ---- in between ----

bool App::give_out(reactor::Time now) {
  bool moved = false;
  while (caller_.stage() == Caller::Stage::open && !leaving_ && caller_.unsent() < kUnsentMax) {
    const auto out = talk_->next_out(now);
    if (!out) break;
    moved = true;
    caller_.send(out->binary, out->bytes);
  }
  return moved;
}

bool App::give_told(reactor::Time now) {
  bool moved = false;
  while (const auto told = talk_->next_told()) {
    moved = true;
    if (done_) continue;
    if (!face_->tell(*told, *talk_)) leave(kExitClean, now);
    if (options_.strict && told->kind == Told::Kind::gap) {
      done_ = true;
      leave(kExitGap, now);
    } else if (options_.one_message && told->is_message() && !told->own && !told->old) {
      done_ = true;
      leave(kExitClean, now);
    }
  }
  // A person goes on under another name; a script's words are nobody else's.
  const bool nameless = !interactive_ && talk_->outcome() == Talk::Outcome::nameless;
  if (nameless && !leaving_) {
    done_ = true;
    leave(kExitRefused, now);
  }
  return moved;
}

// When nothing more will be typed and everything said has arrived, the wait begins.
void App::finish(reactor::Time now) {
  if (leaving_ || !ended_) return;
  if (!leave_at_ && talk_->settled() && caller_.unsent() == 0) {
    const auto usual = options_.one_message ? kWaitForever : reactor::Duration::zero();
    const reactor::Duration wait = options_.wait.value_or(usual);
    if (wait != kWaitForever) leave_at_ = now + wait;
  }
  if (leave_at_ && now >= *leave_at_) {
    leave(options_.one_message ? kExitNoMessage : kExitClean, now);
    turn(now);
  }
}

// Asked twice, it does not wait for the server.
void App::leave(int exit_code, reactor::Time now) {
  if (leaving_) {
    exit_code_ = judged(*leaving_);
    return;
  }
  leaving_ = exit_code;
  leave_at_.reset();
  caller_.hang_up(now);
}

// A person has read what was refused; a script has an exit code.
int App::judged(int exit_code) const {
  const bool refused = !interactive_ && talk_->outcome() != Talk::Outcome::fine;
  return exit_code == kExitClean && refused ? kExitRefused : exit_code;
}

void App::tell(Told::Kind kind, std::string text) {
  face_->tell(Told{.kind = kind, .text = std::move(text)}, *talk_);
}

void App::tell_detail(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!line.empty()) tell(Told::Kind::detail, std::string(line));
  }
}

Narrator::Condition App::condition(reactor::Time now) const {
  using State = Narrator::Condition::Link;
  Narrator::Condition condition;
  if (caller_.stage() == Caller::Stage::open) {
    condition.link = State::open;
  } else if (opened_before_) {
    condition.link = State::waiting;
    condition.seconds = std::chrono::ceil<std::chrono::seconds>(caller_.until_due(now)).count();
  }
  if (const auto round_trip = caller_.round_trip()) {
    condition.round_trip =
        std::chrono::duration_cast<std::chrono::microseconds>(*round_trip).count();
  }
  return condition;
}

}  // namespace wsc
