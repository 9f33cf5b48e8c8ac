// A server for tests, turned by hand: the product's own session in the other role. Says in words
// what it hears; one guest at a time, the latest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reactor/listener.h"
#include "reactor/stream.h"
#include "reactor/tls_server.h"
#include "tests/rfc6455/frames.h"

namespace wsc {

struct HostManner {
  std::string refusal{};      // what it answers instead of 101, as it is
  std::string tunnel{};       // what it answers to CONNECT
  std::string subprotocol{};  // granted
  std::string extensions{};
  std::string behind{};  // frames that come in one piece with the answer
  const reactor::TlsServer* tls = nullptr;
  bool silent = false;  // answers nothing
  bool echo = false;    // says every text again
  bool rude = false;    // leaves pings and closes unanswered
};

class Host {
 public:
  explicit Host(HostManner manner = {}, std::string_view address = "127.0.0.1:0");

  std::uint16_t port() const;
  std::string url() const { return "ws://127.0.0.1:" + std::to_string(port()); }
  void turn();
  void write(std::string_view raw);
  void send(const std::vector<rfc6455::Frame>& frames);
  void say(std::string_view text) { send({{rfc6455::Opcode::text, std::string(text)}}); }
  void close(rfc6455::CloseCode code, std::string_view reason = {});
  void hang_up() { stream_.close(); }

  const std::string& requests() const { return requests_; }  // all heads that came
  const rfc6455::Heard& heard() const { return heard_; }
  bool has_heard(std::string_view words) const;
  bool upgraded() const { return upgraded_; }
  int guests() const { return guests_; }
  HostManner manner;

 private:
  void hear(std::span<std::byte> bytes);
  void hear_head();
  void hear_event(const rfc6455::Event& event);

  static const rfc6455::MessageLimits kLimits;
  reactor::Listener listener_;
  reactor::Stream stream_;
  rfc6455::Session session_{rfc6455::Role::server, kLimits};
  std::string head_;
  std::string requests_;
  std::string unsent_;
  std::string message_;
  rfc6455::Heard heard_;
  bool upgraded_ = false;
  int guests_ = 0;
};

}  // namespace wsc
