// The session of the product in the other role: whatever it does not like is heard as "fail".
#include "tests/broadcast/guest.h"

#include <algorithm>
#include <array>

#include "rfc6455/handshake.h"
#include "tests/reactor/tls_pair.h"

namespace broadcast {
namespace {

constexpr rfc6455::HandshakeKey kKey = {'d', 'G', 'h', 'l', 'I', 'H', 'N', 'h', 'b', 'X', 'B', 's',
                                        'Z', 'S', 'B', 'u', 'b', '2', '5', 'j', 'Z', 'Q', '=', '='};
constexpr std::size_t kReadSize = 64 * 1024;

}  // namespace

const rfc6455::MessageLimits Guest::kLimits{.bytes = 64 << 20};

std::string upgrade_request(std::string_view path, std::string_view fields) {
  return rfc6455::make_request({.host = "localhost", .target = path, .fields = fields}, kKey);
}

Guest::Guest(reactor::Socket socket, reactor::TlsClient& tls) : stream_(std::move(socket)) {
  stream_.begin(tls.connect(stream_.fd(), reactor::kHost));
}

void Guest::write(std::string_view raw) {
  unsent_ += raw;
  write_some();
}

void Guest::send(const std::vector<Frame>& list) {
  write(rfc6455::string_of(rfc6455::frames(rfc6455::Role::server, list)));
}

void Guest::close(rfc6455::CloseCode code, std::string_view reason) {
  std::array<std::byte, rfc6455::kControlPayloadMax> payload;
  const std::size_t size = rfc6455::put_close(payload, code, reason);
  session_.close_sent();
  send({{Opcode::close, rfc6455::string_of(std::span(payload).first(size))}});
}

void Guest::turn() {
  write_some();
  while (!deaf_ && !over()) {
    const std::size_t before = bytes_heard_;
    read_some(kReadSize);
    if (bytes_heard_ == before) break;
  }
}

void Guest::write_some() {
  if (over() || shut_ || stream_.handshake().status != reactor::Status::ok) return;
  const auto sent = stream_.write(std::as_bytes(std::span(unsent_)));
  unsent_.erase(0, sent.bytes);
}

void Guest::read_some(std::size_t most) {
  const auto shaken = stream_.handshake().status;
  if (shaken == reactor::Status::blocked) return;
  std::vector<std::byte> bytes(most);
  const auto read = stream_.read(bytes);
  bytes_heard_ += read.bytes;
  hear(std::span(bytes).first(read.bytes));
  if (read.status == reactor::Status::ok || read.status == reactor::Status::blocked) return;
  over_ = true;
  heard_.emplace_back(read.status == reactor::Status::eof ? "eof" : "reset");
}

bool Guest::has_heard(std::string_view words) const {
  return std::find(heard_.begin(), heard_.end(), words) != heard_.end();
}

void Guest::hear(std::span<std::byte> bytes) {
  if (bytes.empty()) return;
  if (!upgraded_) return hear_head(rfc6455::string_of(bytes));
  session_.feed(bytes);
  while (const auto event = session_.next()) hear_event(*event);
}

void Guest::hear_head(std::string_view text) {
  http_ += text;
  const std::size_t end = http_.find("\r\n\r\n");
  if (end == std::string::npos || http_.rfind("HTTP/1.1 101", 0) != 0) return;
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::response);
  (void)head.read(http_);
  if (const auto extension = head.find("Sec-WebSocket-Extensions")) {
    shelf_ = std::make_unique<rfc6455::InflaterShelf>();
    const auto agreed = rfc6455::accept_answer(
        *extension,
        {.server_no_context_takeover = true, .server_max_window_bits = rfc6455::kWindowBitsMin});
    session_ = rfc6455::Session(rfc6455::Role::client, kLimits, shelf_.get(),
                                agreed.value_or(rfc6455::DeflateParameters{}));
  }
  upgraded_ = true;
  std::string rest = http_.substr(end + 4);
  http_.resize(end + 4);
  hear(std::as_writable_bytes(std::span(rest)));
}

void Guest::hear_event(const rfc6455::Event& event) {
  const std::string bytes = rfc6455::string_of(event.bytes);
  switch (event.kind) {
    case rfc6455::Event::Kind::data:
      message_ += bytes;
      if (!event.last) return;
      heard_.push_back((event.type == Opcode::text ? "text " : "binary ") + message_);
      message_.clear();
      return;
    case rfc6455::Event::Kind::ping:
      heard_.push_back("ping " + bytes);
      if (!rude_) send({{Opcode::pong, bytes}});
      return;
    case rfc6455::Event::Kind::pong:
      heard_.push_back("pong " + bytes);
      return;
    case rfc6455::Event::Kind::close:
      heard_.push_back("close " + std::to_string(event.code) + (bytes.empty() ? "" : " " + bytes));
      if (event.answer && !rude_) close(event.code);
      return;
    case rfc6455::Event::Kind::fail:
      heard_.push_back("fail " + std::string(event.why));
      return;
  }
}

}  // namespace broadcast
