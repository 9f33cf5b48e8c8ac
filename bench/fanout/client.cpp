// The steps of opening: TCP, TLS if the URL says so, the upgrade. Each step goes on with the next
// at once, because an edge that was used up does not come again.
#include "bench/fanout/client.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "apps/protocol/subprotocols.h"
#include "bench/fanout/hearing.h"
#include "reactor/dial.h"
#include "rfc6455/encoder.h"
#include "rfc6455/handshake.h"

namespace fanout {
namespace {

using reactor::Status;

constexpr rfc6455::DeflateOffer kOffer = {.server_no_context_takeover = true,
                                          .client_no_context_takeover = true};

[[noreturn]] void refused(const std::string& why) {
  throw std::runtime_error("no connection: " + why);
}

// reactor::dial leaves the source to the kernel, which has 28,000 ports per address of its own.
reactor::Dialled dial_from(std::uint32_t source, const reactor::Endpoint& endpoint) {
  if (source == 0 || endpoint.family() != AF_INET) return reactor::dial(endpoint);
  reactor::Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!socket) return {reactor::Socket(), errno};
  const int on = 1;
  setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(socket.fd(), IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  sockaddr_in own{};
  own.sin_family = AF_INET;
  own.sin_addr.s_addr = htonl(INADDR_LOOPBACK + source);
  if (bind(socket.fd(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) {
    return {reactor::Socket(), errno};
  }
  const int result = connect(socket.fd(), endpoint.raw(), endpoint.size);
  if (result != 0 && errno != EINPROGRESS) return {reactor::Socket(), errno};
  return {std::move(socket), 0};
}

}  // namespace

int Client::dial(const Target& target, std::size_t number) {
  reactor::Dialled dialled = dial_from(target.source(number), target.url.endpoint);
  if (!dialled.socket) return dialled.error;
  stream_ = reactor::Stream(std::move(dialled.socket));
  number_ = static_cast<std::uint32_t>(number);
  reader_ = reader_for(target);
  answer_.clear();
  joined_at_ = 0;
  stage_ = Stage::connecting;
  return 0;
}

Client::Stage Client::advance(const Target& target, std::span<std::byte> scratch) {
  if (stage_ == Stage::connecting) {
    const int error = reactor::dial_error(fd());
    if (error == EINPROGRESS) return stage_;
    if (error != 0) refused(std::strerror(error));
    if (target.url.secure) stream_.begin(target.tls->connect(fd(), target.url.host));
    stage_ = Stage::securing;
  }
  if (stage_ == Stage::securing) {
    const auto transfer = stream_.handshake();
    if (transfer.status == Status::blocked) return stage_;
    if (transfer.status != Status::ok) refused("TLS: " + stream_.tls()->complaint());
    stage_ = Stage::upgrading;
    if (target.framing == Framing::none) return stage_ = Stage::open;
    request_upgrade(target);
  }
  flush();
  if (stage_ == Stage::upgrading) {
    read_answer(target, scratch);
  } else {
    const auto transfer = receive(scratch);
    if (transfer.status != Status::ok && transfer.status != Status::blocked) {
      refused("the server hung up before it let us in");
    }
    await_joins();
  }
  return stage_;
}

void Client::request_upgrade(const Target& target) {
  static std::uint64_t count = 0;  // §4.1 wants a nonce; here it is enough that keys differ
  std::uint64_t nonce[2] = {++count, 0};
  key_ = rfc6455::make_key(std::as_bytes(std::span(nonce)));
  const std::string extensions = target.deflate ? rfc6455::offer_header(kOffer) : std::string();
  const std::string path = target.path(number_);
  const std::string request = rfc6455::make_request(
      {.host = target.url.authority,
       .target = path,
       .subprotocols = std::span(&protocol::kJsonSubprotocol, target.wire == Wire::json ? 1 : 0),
       .extensions = extensions},
      key_);
  send(std::as_bytes(std::span(request)));
}

void Client::read_answer(const Target& target, std::span<std::byte> scratch) {
  const auto transfer = stream_.read(scratch);
  if (transfer.status != Status::ok && transfer.status != Status::blocked) {
    refused("the server hung up before it answered");
  }
  answer_.append(reinterpret_cast<const char*>(scratch.data()), transfer.bytes);
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::response);
  const auto progress = head.read(answer_);
  if (progress == rfc6455::HttpHead::Progress::partial) return;
  if (progress == rfc6455::HttpHead::Progress::bad) refused(std::string(head.error().why));
  const auto judged = check_response(head, key_, std::span(&protocol::kJsonSubprotocol, 1),
                                     target.deflate ? &kOffer : nullptr);
  if (!judged.answer) {
    refused(std::to_string(head.status()) + ", " + std::string(judged.error.why));
  }
  if (target.deflate && !judged.answer->deflate) refused("the server does not compress");
  greet(target);
  reader_.feed(std::as_bytes(std::span(answer_)).subspan(head.size()));
  await_joins();
}

void Client::greet(const Target& target) {
  stage_ = Stage::greeting;
  const std::string hello = target.hello(number_);
  joins_ = static_cast<std::uint32_t>(target.joins());
  if (hello.empty()) return;
  const rfc6455::FrameHeader header{
      .opcode = rfc6455::Opcode::text, .length = hello.size(), .key = rfc6455::MaskingKey{}};
  std::array<std::byte, rfc6455::kHeaderMax> bytes;
  send(std::span(bytes).first(rfc6455::put_header(bytes, header)));
  send(std::as_bytes(std::span(hello)));  // the key is 0: masked, it is the same
}

// What else a server says before the rooms' answers is read past; what follows them is not.
void Client::await_joins() {
  while (joins_ > 0) {
    const auto arrival = reader_.next();
    if (!arrival) return;
    const std::string_view said(reinterpret_cast<const char*>(arrival->payload.data()),
                                arrival->payload.size());
    if (said.starts_with(R"({"op":"error")")) refused(std::string(said));
    if (!said.starts_with(R"({"op":"joined")")) continue;
    joined_at_ = number_of(Wire::json, arrival->payload).value_or(0);
    --joins_;
  }
  stage_ = Stage::open;
}

void Client::send(std::span<const std::byte> bytes) {
  if (unsent_.empty()) bytes = bytes.subspan(stream_.write(bytes).bytes);
  append(bytes);
}

// A write that fails for good is told by the next read.
void Client::flush() {
  if (unsent_.empty()) return;
  sent_ += stream_.write(std::span(unsent_).subspan(sent_)).bytes;
  if (sent_ < unsent_.size()) return;
  unsent_.clear();
  sent_ = 0;
}

void Client::send_close() {
  std::array<std::byte, rfc6455::kControlPayloadMax> payload;
  std::array<std::byte, rfc6455::kControlFrameMax> frame;
  const std::size_t length = rfc6455::put_close(payload, rfc6455::kCloseNormal, {});
  const std::size_t size = rfc6455::put_control(
      frame, rfc6455::Opcode::close, std::span(payload).first(length), rfc6455::MaskingKey{});
  send(std::span(frame).first(size));
}

void Client::hang_up() {
  stream_.close();
  stage_ = Stage::idle;
  unsent_.clear();
  sent_ = 0;
}

}  // namespace fanout
