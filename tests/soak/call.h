// One connection of the crowd, from dialling to its end: bytes are the product's own session's, in
// the client's role.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "reactor/endpoint.h"
#include "reactor/poller.h"
#include "reactor/stream.h"
#include "reactor/tls_client.h"
#include "rfc6455/accept_key.h"
#include "rfc6455/deflate.h"
#include "rfc6455/session.h"

namespace soak {

// What all calls share.
struct Desk {
  reactor::Poller poller;
  rfc6455::InflaterShelf shelf;
  rfc6455::Deflater deflater{15, rfc6455::ContextTakeover::no};
  std::vector<std::byte> scratch = std::vector<std::byte>(64 << 10);
  std::mt19937 dice{1};

  std::uint32_t draw(std::uint32_t below) { return static_cast<std::uint32_t>(dice() % below); }
};

enum class Compression : std::uint8_t { no, yes };

struct Whom {
  reactor::Endpoint endpoint;
  reactor::TlsClient* tls = nullptr;  // null: plain
  std::string target;
  std::string_view subprotocol;  // empty: none
  Compression compression = Compression::no;
  int receive_buffer = 0;  // 0: the kernel's choice
};

class Call {
 public:
  enum class Stage : std::uint8_t { connecting, securing, upgrading, open, over };

  // Throws std::runtime_error if the kernel has none left.
  Call(Desk& desk, const Whom& whom, reactor::Token token);

  // Goes on after an edge: reads once. True: there may be more. next() then tells what came.
  bool turn();
  // The next whole message, valid until the next call of next().
  std::optional<std::string_view> next();

  void say(std::string_view text);
  void close();  // 1000
  void reset();  // a reset instead of goodbye

  Stage stage() const { return stage_; }
  bool open() const { return stage_ == Stage::open && !closing_; }
  std::uint16_t code() const { return code_; }  // of the server's close; 0: none came

 private:
  void greet();
  void hear_answer(std::span<std::byte> bytes);
  bool went(const reactor::Transfer& transfer);
  void take(const rfc6455::Event& event);
  void send(rfc6455::Opcode opcode, std::span<const std::byte> payload);
  void flush();
  void end();

  Desk& desk_;
  const Whom whom_;
  reactor::Stream stream_;
  Stage stage_ = Stage::connecting;
  rfc6455::HandshakeKey key_{};
  std::string answer_;
  std::vector<std::byte> rest_;  // what came behind the answer
  rfc6455::Session session_;
  bool compresses_ = false;
  bool closing_ = false;
  std::uint16_t code_ = 0;
  std::string message_;
  bool whole_ = false;  // message_ has been told
  std::vector<std::byte> unsent_;
};

}  // namespace soak
