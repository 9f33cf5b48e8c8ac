// The way to the server over time: look up, open, talk, lose it, wait, and again. Pull: next()
// tells what became of it; whoever owns this decides whether to call again.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "apps/wsc/call.h"
#include "apps/wsc/heartbeat.h"
#include "apps/wsc/link.h"
#include "apps/wsc/lookup.h"
#include "apps/wsc/opening.h"
#include "apps/wsc/reconnecting.h"

namespace wsc {

struct CallerEvent {
  enum class Kind : std::uint8_t {
    opened,  // text: the subprotocol granted
    text,
    binary,
    ping,
    pong,
    pinged,  // we did
    lost,    // after: what to do; text: why; code: of the close, or 0 if it was never open
    due,     // the wait is over: call()
    detail,  // text: for --verbose
  };

  Kind kind{};
  std::string text{};
  rfc6455::CloseCode code = 0;
  After after = After::leave;
};

class Caller {
 public:
  enum class Stage : std::uint8_t { idle, looking_up, opening, open, waiting };

  // waker: woken when a name was looked up. All must outlive this.
  Caller(Call call, reactor::Poller& poller, reactor::Token token, reactor::Waker& waker)
      : call_(std::move(call)), poller_(poller), token_(token), lookup_(waker) {}

  // REQUIRES: idle or waiting. target: of this request.
  void call(std::string target, reactor::Time now);
  // The connection is lost; says after how long `due` will come. REQUIRES: idle.
  reactor::Duration wait(After after, reactor::Time now);

  std::optional<CallerEvent> next(reactor::Time now);

  // REQUIRES: open.
  void send(bool binary, std::string_view bytes);
  std::size_t unsent() const { return link_ ? link_->unsent() : 0; }
  // Ends politely; `lost` follows, at once if it is not open.
  void hang_up(reactor::Time now);

  Stage stage() const { return stage_; }
  bool ready() const { return lookup_.ready(); }  // next() would have something from the lookup
  bool looking_up() const { return lookup_.busy(); }
  std::optional<reactor::Time> deadline() const;
  reactor::Duration until_due(reactor::Time now) const;
  std::optional<reactor::Duration> round_trip() const;

 private:
  std::optional<CallerEvent> from_lookup(reactor::Time now);
  std::optional<CallerEvent> from_opening(reactor::Time now);
  std::optional<CallerEvent> from_link(reactor::Time now);
  CallerEvent lost(After after, std::string why, rfc6455::CloseCode code);

  Call call_;
  reactor::Poller& poller_;
  const reactor::Token token_;
  Lookup lookup_;
  Stage stage_ = Stage::idle;
  bool stale_lookup_ = false;  // hung up meanwhile
  bool hung_up_ = false;
  std::optional<Opening> opening_;
  std::optional<Link> link_;
  Heartbeat heartbeat_{reactor::Time{}};
  std::uint64_t heard_ = 0;
  Backoff backoff_;
  reactor::Time due_{};
  unsigned retry_after_ = 0;  // seconds the server asked for
  std::string detail_;        // to be told
  std::string granted_;
  bool tell_opened_ = false;
};

}  // namespace wsc
