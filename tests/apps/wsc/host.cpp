// Everything is tried in each turn; what would have to wait waits for the next one.
#include "tests/apps/wsc/host.h"

#include <algorithm>
#include <array>

#include "rfc6455/encoder.h"
#include "rfc6455/handshake.h"
#include "tests/reactor/loopback.h"

namespace wsc {

using reactor::Status;
using rfc6455::Opcode;

const rfc6455::MessageLimits Host::kLimits{.bytes = 64 << 20};

Host::Host(HostManner how, std::string_view address)
    : manner(std::move(how)), listener_(reactor::listen_on(address)) {}

std::uint16_t Host::port() const {
  return reactor::port_of(listener_);
}

void Host::turn() {
  auto newcomer = listener_.accept();
  if (newcomer.socket) {
    stream_ = reactor::Stream(std::move(newcomer.socket));
    if (manner.tls != nullptr) stream_.begin(manner.tls->accept(stream_.fd()));
    session_ = rfc6455::Session(rfc6455::Role::server, kLimits);
    head_.clear();
    unsent_.clear();
    message_.clear();
    upgraded_ = false;
    ++guests_;
  }
  if (!stream_ || stream_.handshake().status != Status::ok) return;
  unsent_.erase(0, stream_.write(std::as_bytes(std::span(unsent_))).bytes);
  std::array<std::byte, 65536> room;
  for (;;) {
    const auto read = stream_.read(room);
    if (read.bytes > 0) hear(std::span(room).first(read.bytes));
    if (read.status == Status::ok) continue;
    if (read.status != Status::blocked) {
      heard_.emplace_back("eof");
      stream_.close();
    }
    return;
  }
}

void Host::write(std::string_view raw) {
  if (!stream_) return;
  unsent_ += raw;
  unsent_.erase(0, stream_.write(std::as_bytes(std::span(unsent_))).bytes);
}

void Host::send(const std::vector<rfc6455::Frame>& frames) {
  write(rfc6455::string_of(rfc6455::frames(rfc6455::Role::client, frames)));
}

void Host::close(rfc6455::CloseCode code, std::string_view reason) {
  std::array<std::byte, rfc6455::kControlPayloadMax> payload;
  const std::size_t size = rfc6455::put_close(payload, code, reason);
  session_.close_sent();
  send({{Opcode::close, rfc6455::string_of(std::span(payload).first(size))}});
}

bool Host::has_heard(std::string_view words) const {
  return std::find(heard_.begin(), heard_.end(), words) != heard_.end();
}

void Host::hear(std::span<std::byte> bytes) {
  if (!upgraded_) {
    head_ += rfc6455::string_of(bytes);
    return hear_head();
  }
  session_.feed(bytes);
  while (const auto event = session_.next()) hear_event(*event);
}

void Host::hear_head() {
  const std::size_t end = head_.find("\r\n\r\n");
  if (end == std::string::npos) return;
  const std::string request = head_.substr(0, end + 4);
  std::string rest = head_.substr(end + 4);
  requests_ += request;
  head_.clear();
  if (manner.silent) return;
  if (request.rfind("CONNECT ", 0) == 0) return write(manner.tunnel);
  if (!manner.refusal.empty()) {
    write(manner.refusal);
    return stream_.close();
  }
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::request);
  ASSERT_EQ(head.read(request), rfc6455::HttpHead::Progress::complete);
  ASSERT_FALSE(rfc6455::check_upgrade(head));
  upgraded_ = true;
  write(rfc6455::accept_response(head, manner.subprotocol, manner.extensions) + manner.behind);
  if (!rest.empty()) hear(std::as_writable_bytes(std::span(rest)));
}

void Host::hear_event(const rfc6455::Event& event) {
  const std::string bytes = rfc6455::string_of(event.bytes);
  using Kind = rfc6455::Event::Kind;
  switch (event.kind) {
    case Kind::data:
      message_ += bytes;
      if (!event.last) return;
      heard_.push_back((event.type == Opcode::text ? "text " : "binary ") + message_);
      if (manner.echo) say(message_);
      message_.clear();
      return;
    case Kind::ping:
      heard_.push_back("ping " + bytes);
      if (event.answer && !manner.rude) send({{Opcode::pong, bytes}});
      return;
    case Kind::pong:
      heard_.push_back("pong " + bytes);
      return;
    case Kind::close:
      heard_.push_back("close " + std::to_string(event.code) + " " + bytes);
      if (event.answer && !manner.rude) close(event.code);
      return;
    case Kind::fail:
      heard_.push_back("fail " + std::to_string(event.code));
  }
}

}  // namespace wsc
