// Each step is tried until it would have to wait; an edge that was used up does not come again, so
// every step goes on with the next at once.
#include "apps/wsc/opening.h"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "reactor/dial.h"
#include "rfc6455/deflate.h"
#include "rfc6455/handshake.h"

namespace wsc {
namespace {

using reactor::Status;
using Stage = Opening::Stage;

constexpr rfc6455::HeadLimits kHead = {.head = 32 * 1024, .first_line = 8 * 1024};
// Our messages are small: a context that lasts would be memory for nothing.
constexpr rfc6455::DeflateOffer kOffer = {.client_no_context_takeover = true};

std::size_t number(std::optional<std::string_view> text) {
  std::size_t value = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), value);
  return value;
}

// A server that answers TLS with something else is worded by the library as one of another version.
std::string why_not_secure(const std::string& complaint) {
  if (complaint.empty()) return "the server hung up";
  if (complaint.find("wrong version number") == std::string::npos) return complaint;
  return "the server speaks none there; try ws://";
}

}  // namespace

Opening::Opening(const Call& call, std::vector<reactor::Endpoint> endpoints,
                 reactor::Poller& poller, reactor::Token token, reactor::Time now)
    : call_(call),
      poller_(poller),
      token_(token),
      endpoints_(std::move(endpoints)),
      deadline_(now) {
  complaint_ = "there is no such address";
  dial_next(now);
}

Stage Opening::advance(reactor::Time now) {
  for (bool on = true; on;) {
    switch (stage_) {
      case Stage::connecting:
        on = connected(now);
        break;
      case Stage::tunnelling:
        on = flush() && read_head() && tunnelled();
        break;
      case Stage::securing:
        on = secured();
        break;
      case Stage::upgrading:
        on = flush() && read_head() && upgraded();
        break;
      default:
        return stage_;
    }
  }
  const bool waits = stage_ != Stage::connecting && stage_ < Stage::done;
  if (waits && now >= deadline_) fail("it did not answer in time");
  return stage_;
}

std::string Opening::take_rest() {
  return answer_.substr(head_size_);
}

bool Opening::fail(std::string complaint) {
  stage_ = Stage::failed;
  complaint_ = std::move(complaint);
  stream_.close();
  return false;
}

// ---- TCP ----

bool Opening::dial_next(reactor::Time now) {
  while (next_endpoint_ < endpoints_.size()) {
    reactor::Dialled dialled = reactor::dial(endpoints_[next_endpoint_++]);
    int error = dialled.error;
    if (dialled.socket) error = poller_.watch(dialled.socket.fd(), token_);
    if (error == 0) {
      stream_ = reactor::Stream(std::move(dialled.socket));
      deadline_ = now + kConnectTime;
      return true;
    }
    complaint_ = std::strerror(error);
  }
  return fail(std::exchange(complaint_, {}));
}

bool Opening::connected(reactor::Time now) {
  const int error = reactor::dial_error(stream_.fd());
  if (error == EINPROGRESS && now < deadline_) return false;
  if (error != 0) {
    complaint_ = error == EINPROGRESS ? "it did not answer in time" : std::strerror(error);
    return dial_next(now);
  }
  deadline_ = now + kOpeningTime;
  if (call_.proxy) {
    unsent_ = connect_request(*call_.proxy, call_.url);
    stage_ = Stage::tunnelling;
  } else {
    stage_ = Stage::securing;
    if (call_.url.secure) stream_.begin(call_.tls->connect(stream_.fd(), call_.url.host));
  }
  return true;
}

// ---- proxy and TLS ----

bool Opening::tunnelled() {
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::response, kHead);
  if (head.read(answer_) != rfc6455::HttpHead::Progress::complete) {
    return fail("the proxy does not speak HTTP");
  }
  if (head.status() / 100 != 2) {
    return fail("the proxy answered " + std::to_string(head.status()));
  }
  if (answer_.size() > head.size()) return fail("the proxy spoke for the server");
  answer_.clear();
  head_size_ = 0;
  stage_ = Stage::securing;
  if (call_.url.secure) stream_.begin(call_.tls->connect(stream_.fd(), call_.url.host));
  return true;
}

bool Opening::secured() {
  const reactor::Transfer shaken = stream_.handshake();
  if (shaken.status == Status::blocked) return false;
  if (shaken.status != Status::ok) {
    return fail("TLS: " + why_not_secure(stream_.tls()->complaint()));
  }
  stage_ = Stage::upgrading;
  ask_for_upgrade();
  return true;
}

// ---- the upgrade ----

void Opening::ask_for_upgrade() {
  std::array<std::uint64_t, 2> nonce = {call_.random(), call_.random()};
  key_ = rfc6455::make_key(std::as_bytes(std::span<std::uint64_t, 2>(nonce)));
  const std::vector<std::string_view> wanted(call_.subprotocols.begin(), call_.subprotocols.end());
  const std::string extensions =
      rfc6455::deflate_available() ? rfc6455::offer_header(kOffer) : std::string();
  request_ = rfc6455::make_request({.host = call_.host,
                                    .target = call_.target,
                                    .subprotocols = wanted,
                                    .extensions = extensions,
                                    .fields = call_.fields},
                                   key_);
  unsent_ = request_;
}

// Whether all of it has gone.
bool Opening::flush() {
  if (unsent_.empty()) return true;
  const reactor::Transfer sent = stream_.write(std::as_bytes(std::span(unsent_)));
  unsent_.erase(0, sent.bytes);
  if (sent.status > Status::blocked) {
    return fail("the server hung up: " + std::string(std::strerror(sent.error)));
  }
  return unsent_.empty();
}

// Whether the head is whole, or will never be.
bool Opening::read_head() {
  std::array<std::byte, 4096> room;
  for (;;) {
    rfc6455::HttpHead head(rfc6455::HttpHead::Kind::response, kHead);
    const auto progress =
        answer_.empty() ? rfc6455::HttpHead::Progress::partial : head.read(answer_);
    if (progress != rfc6455::HttpHead::Progress::partial) {
      head_size_ = progress == rfc6455::HttpHead::Progress::complete ? head.size() : 0;
      return true;
    }
    if (over_) {
      return fail(answer_.empty() ? "the server hung up before it answered"
                                  : "the server hung up in the middle of its answer");
    }
    const reactor::Transfer got = stream_.read(room);
    answer_.append(reinterpret_cast<const char*>(room.data()), got.bytes);
    over_ = got.status > Status::blocked;
    if (got.bytes == 0 && got.status == Status::blocked) return false;
  }
}

bool Opening::upgraded() {
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::response, kHead);
  if (head.read(answer_) != rfc6455::HttpHead::Progress::complete) {
    return fail("this is no WebSocket server: " + std::string(head.error().why));
  }
  if (head.status() != 101) return refused();
  const std::vector<std::string_view> wanted(call_.subprotocols.begin(), call_.subprotocols.end());
  const bool deflates = rfc6455::deflate_available();
  const auto judged = rfc6455::check_response(head, key_, wanted, deflates ? &kOffer : nullptr);
  if (!judged.answer) {
    status_ = judged.error.status;
    return fail(std::string(judged.error.why));
  }
  subprotocol_ = judged.answer->subprotocol;
  deflate_ = judged.answer->deflate;
  stage_ = Stage::done;
  return false;
}

// The body of a refusal often says why; it is waited for, up to its bounds.
bool Opening::refused() {
  std::array<std::byte, 4096> room;
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::response, kHead);
  (void)head.read(answer_);
  const std::size_t length = std::min(number(head.find("Content-Length")), kRefusalMax);
  while (answer_.size() < head_size_ + length && !over_) {
    const reactor::Transfer got = stream_.read(room);
    answer_.append(reinterpret_cast<const char*>(room.data()), got.bytes);
    over_ = got.status > Status::blocked;
    if (got.bytes == 0 && !over_) return false;
  }
  rfc6455::HttpHead whole(rfc6455::HttpHead::Kind::response, kHead);
  (void)whole.read(answer_);
  status_ = whole.status();
  retry_after_ =
      static_cast<unsigned>(std::min<std::size_t>(number(whole.find("Retry-After")), 3600));
  std::string why = "the server answered " + std::to_string(status_);
  const auto type = whole.find("Content-Type").value_or("");
  const std::string body = answer_.substr(head_size_, length);
  const std::size_t end = body.find_first_of("\r\n");
  if (type.substr(0, 10) == "text/plain" && !body.empty()) why += ": " + body.substr(0, end);
  if (const auto place = whole.find("Location"); place && status_ / 100 == 3) {
    why += "; it points to " + std::string(*place);
  }
  return fail(std::move(why));
}

}  // namespace wsc
