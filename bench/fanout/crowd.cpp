// Opening is bounded both ways: so many handshakes under way, and so long without progress.
#include "bench/fanout/crowd.h"

#include <array>
#include <cstring>
#include <stdexcept>
#include <string>

#include "reactor/descriptors.h"
#include "rfc6455/encoder.h"

namespace fanout {
namespace {

constexpr std::size_t kScratch = 256 * 1024;
constexpr std::size_t kUnderWayMax = 128;

}  // namespace

Crowd::Crowd(const Options& options) : scratch_(kScratch) {
  constexpr std::size_t kOwnDescriptors = 32;
  const std::size_t connections = options.subscribers + options.flooders;
  if (connections + kOwnDescriptors > reactor::raise_descriptor_limit()) {
    throw std::runtime_error("too many subscribers for the limit of open files (ulimit -Hn)");
  }
  target_ = make_target(options);
  if (target_.url.secure) {
    reactor::TlsClientOptions anybody;
    anybody.verification = reactor::Verification::none;
    tls_ = std::make_unique<reactor::TlsClient>(anybody);
    target_.tls = tls_.get();
  }
  clients_.reserve(connections);
  for (std::size_t i = 0; i < connections; ++i) clients_.emplace_back(target_);
  members_ = options.subscribers;
}

void Crowd::dial(std::size_t index) {
  Client& client = clients_[index];
  int error = client.dial(target_, index);
  if (error == 0) error = poller_.watch(client.fd(), index);
  if (error != 0) throw std::runtime_error(std::string("no connection: ") + std::strerror(error));
}

void Crowd::open() {
  std::size_t dialled = 0;
  while (opened_ < members_) {
    while (dialled < members_ && dialled - opened_ < kUnderWayMax) dial(dialled++);
    const auto edges = wait(kPatience);
    if (edges.empty()) throw std::runtime_error("no connection: the server does not answer");
    for (const reactor::Ready& ready : edges) {
      Client& client = clients_[ready.token];
      if (client.stage() == Client::Stage::open) {
        read(ready, [](const Arrival&) {});
      } else if (client.advance(target_, scratch_) == Client::Stage::open) {
        client.settle();
        ++opened_;
      }
    }
  }
}

void Crowd::answer(Client& client, const Arrival& control) {
  if (control.opcode == rfc6455::Opcode::ping) {
    std::array<std::byte, rfc6455::kControlFrameMax> pong;
    const std::size_t size =
        rfc6455::put_control(pong, rfc6455::Opcode::pong, control.payload, rfc6455::MaskingKey{});
    client.send(std::span(pong).first(size));
  }
  if (control.opcode != rfc6455::Opcode::close) return;
  unsigned code = rfc6455::kCloseNoStatus;
  if (control.payload.size() >= 2) {
    code = std::to_integer<unsigned>(control.payload[0]) << 8 |
           std::to_integer<unsigned>(control.payload[1]);
  }
  throw std::runtime_error("the server closed a connection with " + std::to_string(code));
}

void Crowd::check(const Client& client, const reactor::Transfer& transfer) {
  if (client.complaint() != nullptr) throw std::runtime_error(client.complaint());
  if (transfer.status == reactor::Status::blocked) return;
  throw std::runtime_error("the server ended a connection without a close frame");
}

}  // namespace fanout
