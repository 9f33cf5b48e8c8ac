// A client for tests, turned by hand: it never blocks, and says in words what it hears, "text
// hello", "ping x", "close 1000 bye". What it is told to say leaves as far as the socket takes it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reactor/stream.h"
#include "reactor/tls_client.h"
#include "tests/rfc6455/frames.h"

namespace broadcast {

using rfc6455::Frame;
using rfc6455::Heard;
using rfc6455::Opcode;

// A complete upgrade request.
std::string upgrade_request(std::string_view path, std::string_view fields = {});
inline constexpr std::string_view kDeflateOffer =
    "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
inline constexpr std::string_view kSmallDeflateOffer =
    "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n";

class Guest {
 public:
  explicit Guest(reactor::Socket socket) : stream_(std::move(socket)) {}
  // Speaks TLS with whom it takes for kHost of tls_pair.h.
  Guest(reactor::Socket socket, reactor::TlsClient& tls);

  void write(std::string_view raw);  // as it is
  void send(const std::vector<Frame>& list);
  void say(std::string_view text) { send({{Opcode::text, std::string(text)}}); }
  void close(rfc6455::CloseCode code, std::string_view reason = {});

  // Writes and reads what the socket takes and has.
  void turn();
  void write_some();
  void read_some(std::size_t most);
  void deaf(bool deaf) { deaf_ = deaf; }               // turn() does not read
  void rude(bool rude) { rude_ = rude; }               // leaves pings and closes unanswered
  void shut() { shut_ = true, stream_.shut_write(); }  // half close
  void hang_up() { stream_.close(); }                  // in the middle of whatever it is
  void abort() { stream_.abort(); }                    // by a reset

  bool upgraded() const { return upgraded_; }
  bool deflated() const { return shelf_ != nullptr; }
  bool over() const { return over_ || !stream_; }
  const std::string& http() const { return http_; }  // all that came before an upgrade
  const Heard& heard() const { return heard_; }
  Heard take() { return std::exchange(heard_, {}); }
  std::string last() const { return heard_.empty() ? "" : heard_.back(); }
  bool has_heard(std::string_view words) const;
  std::size_t bytes_heard() const { return bytes_heard_; }
  int fd() const { return stream_.fd(); }

 private:
  void hear(std::span<std::byte> bytes);
  void hear_head(std::string_view text);
  void hear_event(const rfc6455::Event& event);

  static const rfc6455::MessageLimits kLimits;
  reactor::Stream stream_;
  std::unique_ptr<rfc6455::InflaterShelf> shelf_;
  rfc6455::Session session_{rfc6455::Role::client, kLimits};
  std::string unsent_;
  std::string http_;
  std::string message_;
  Heard heard_;
  std::size_t bytes_heard_ = 0;
  bool deaf_ = false;
  bool rude_ = false;
  bool upgraded_ = false;
  bool over_ = false;
  bool shut_ = false;
};

}  // namespace broadcast
