// Each stage has one source of events; next() asks that of the present stage.
#include "apps/wsc/caller.h"

#include <algorithm>
#include <utility>

namespace wsc {
namespace {

using Kind = CallerEvent::Kind;

std::string close_text(rfc6455::CloseCode code, const std::string& reason) {
  if (code == rfc6455::kCloseAbnormal) return reason;
  std::string text = code == rfc6455::kCloseNoStatus ? "closed without a code"
                                                     : "closed with " + std::to_string(code);
  return reason.empty() ? text : text + " (" + reason + ")";
}

}  // namespace

void Caller::call(std::string target, reactor::Time) {
  call_.target = std::move(target);
  stage_ = Stage::looking_up;
  hung_up_ = false;
  lookup_.ask(call_.address());
}

reactor::Duration Caller::wait(After after, reactor::Time now) {
  const reactor::Duration asked = std::chrono::seconds(std::exchange(retry_after_, 0));
  const reactor::Duration delay = std::max(backoff_.lost(after, now, call_.random), asked);
  due_ = now + delay;
  stage_ = Stage::waiting;
  return delay;
}

std::optional<CallerEvent> Caller::next(reactor::Time now) {
  if (stale_lookup_ && lookup_.next()) stale_lookup_ = lookup_.busy();
  if (!detail_.empty()) return CallerEvent{Kind::detail, std::exchange(detail_, {})};
  if (std::exchange(tell_opened_, false)) return CallerEvent{Kind::opened, granted_};
  switch (stage_) {
    case Stage::looking_up:
      return from_lookup(now);
    case Stage::opening:
      return from_opening(now);
    case Stage::open:
      return from_link(now);
    case Stage::waiting:
      if (now < due_) return std::nullopt;
      stage_ = Stage::idle;
      return CallerEvent{Kind::due};
    case Stage::idle:
      break;
  }
  if (!std::exchange(hung_up_, false)) return std::nullopt;
  return CallerEvent{Kind::lost, {}, rfc6455::kCloseNormal, After::leave};
}

CallerEvent Caller::lost(After after, std::string why, rfc6455::CloseCode code) {
  stage_ = Stage::idle;
  opening_.reset();
  link_.reset();
  return {Kind::lost, std::move(why), code, std::exchange(hung_up_, false) ? After::leave : after};
}

std::optional<CallerEvent> Caller::from_lookup(reactor::Time now) {
  auto found = lookup_.next();
  if (!found) return std::nullopt;
  if (found->endpoints.empty()) return lost(After::call_later, found->complaint, 0);
  opening_.emplace(call_, std::move(found->endpoints), poller_, token_, now);
  stage_ = Stage::opening;
  return from_opening(now);
}

std::optional<CallerEvent> Caller::from_opening(reactor::Time now) {
  switch (opening_->advance(now)) {
    case Opening::Stage::failed:
      retry_after_ = opening_->retry_after();
      detail_ = opening_->answer_head();
      return lost(after_refusal(opening_->status()), opening_->complaint(), 0);
    case Opening::Stage::done:
      break;
    default:
      return std::nullopt;
  }
  const std::string tls = opening_->tls_version();
  detail_ = (tls.empty() ? "" : tls + "\n") + opening_->request() + opening_->answer_head();
  granted_ = opening_->subprotocol();
  tell_opened_ = true;
  link_.emplace(opening_->take_stream(), opening_->take_rest(), opening_->deflate(), call_.random);
  opening_.reset();
  stage_ = Stage::open;
  heartbeat_ = Heartbeat(now);
  heard_ = 0;
  backoff_.connected(now);
  return next(now);
}

std::optional<CallerEvent> Caller::from_link(reactor::Time now) {
  auto event = link_->next(now);
  if (std::exchange(heard_, link_->bytes_heard()) != link_->bytes_heard()) heartbeat_.heard();
  if (!event && !link_->closing()) {
    if (heartbeat_.dead(now)) {
      return lost(After::call_later, "the server does not answer", rfc6455::kCloseAbnormal);
    }
    if (const auto payload = heartbeat_.ping(now)) {
      link_->ping(*payload);
      return CallerEvent{Kind::pinged, *payload};
    }
  }
  if (!event) return std::nullopt;
  switch (event->kind) {
    case LinkEvent::Kind::text:
      return CallerEvent{Kind::text, std::move(event->bytes)};
    case LinkEvent::Kind::binary:
      return CallerEvent{Kind::binary, std::move(event->bytes)};
    case LinkEvent::Kind::ping:
      return CallerEvent{Kind::ping, std::move(event->bytes)};
    case LinkEvent::Kind::pong:
      heartbeat_.pong(event->bytes, now);
      return CallerEvent{Kind::pong, std::move(event->bytes)};
    case LinkEvent::Kind::closed:
      break;
  }
  return lost(after_close(event->code), close_text(event->code, event->bytes), event->code);
}

void Caller::send(bool binary, std::string_view bytes) {
  binary ? link_->send_binary(bytes) : link_->send_text(bytes);
}

void Caller::hang_up(reactor::Time now) {
  hung_up_ = true;
  if (stage_ == Stage::open) return link_->close(rfc6455::kCloseNormal, {}, now);
  stale_lookup_ = lookup_.busy();
  opening_.reset();
  stage_ = Stage::idle;
}

std::optional<reactor::Time> Caller::deadline() const {
  switch (stage_) {
    case Stage::opening:
      return opening_->deadline();
    case Stage::open:
      return link_->deadline() ? link_->deadline() : heartbeat_.deadline();
    case Stage::waiting:
      return due_;
    default:
      return std::nullopt;
  }
}

reactor::Duration Caller::until_due(reactor::Time now) const {
  return stage_ == Stage::waiting && due_ > now ? due_ - now : reactor::Duration::zero();
}

std::optional<reactor::Duration> Caller::round_trip() const {
  return stage_ == Stage::open ? heartbeat_.round_trip() : std::nullopt;
}

}  // namespace wsc
