// The client as a process: one loop around the caller, the talk and the face.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "apps/wsc/assembly.h"
#include "apps/wsc/caller.h"
#include "apps/wsc/face.h"
#include "apps/wsc/options.h"
#include "apps/wsc/talk.h"
#include "reactor/poller.h"
#include "reactor/signals.h"
#include "reactor/waker.h"

namespace wsc {

class App {
 public:
  // Throws std::runtime_error or std::system_error with a sentence.
  App(Options options, const Descriptors& descriptors, const Environment& environment,
      Random random);

  int run();  // the exit code

  // A name is still being looked up, which cannot be broken off: leave without destructors.
  bool stuck() const { return caller_.looking_up(); }

 private:
  void wait(reactor::Time now);
  bool turn(reactor::Time now);
  void begin_call(reactor::Time now);
  void on_signals(reactor::Time now);
  bool take_events(reactor::Time now);
  bool take_typed(reactor::Time now);
  bool give_out(reactor::Time now);
  bool give_told(reactor::Time now);
  void on_event(CallerEvent& event, reactor::Time now);
  void on_opened(const std::string& granted, reactor::Time now);
  void on_lost(const CallerEvent& event, reactor::Time now);
  void on_typed(const Typed& typed, reactor::Time now);
  void finish(reactor::Time now);
  void leave(int exit_code, reactor::Time now);
  int judged(int exit_code) const;
  void tell(Told::Kind kind, std::string text);
  void tell_detail(std::string_view text);
  Narrator::Condition condition(reactor::Time now) const;
  std::optional<reactor::Time> deadline() const;

  const Options options_;
  const bool interactive_;
  reactor::Signals signals_;
  reactor::Poller poller_;
  reactor::Waker waker_;
  Random random_;
  std::unique_ptr<reactor::TlsClient> tls_;
  Caller caller_;
  std::unique_ptr<Talk> talk_;
  std::unique_ptr<Face> face_;
  bool input_always_ready_ = false;
  bool opened_before_ = false;
  bool told_lost_ = false;
  bool ended_ = false;       // nothing more will be typed
  bool done_ = false;        // --one-message has it
  std::deque<Typed> early_;  // typed before the first connection was open
  std::optional<reactor::Time> leave_at_;
  std::optional<int> leaving_;  // the exit code, once the connection has ended
  std::optional<int> exit_code_;
};

}  // namespace wsc
