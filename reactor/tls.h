// TLS over one socket, in the shape of a plain one: the same reads, writes and results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "reactor/socket.h"

struct ssl_st;
struct ssl_ctx_st;
struct bio_st;
struct bio_method_st;

namespace reactor {

// One connection's TLS, made by TlsServer::accept or TlsClient::connect. Belongs to the
// connection's thread.
//
// What differs from a plain socket: a read or a write may have to send something of TLS's own. So
// after EVERY edge, readable or writable, call handshake() until it is ok, then read(); and after a
// write was blocked, write() again at the next writable edge, with nothing if there is nothing
// more.
class Tls {
 public:
  enum class Side : std::uint8_t { server, client };

  Tls(ssl_ctx_st* settings, int fd, Side side);
  ~Tls();
  Tls(const Tls&) = delete;
  Tls& operator=(const Tls&) = delete;

  // ok: established, and said so to the peer. blocked: go on at the next edge. The rest is final.
  Transfer handshake();

  // Fills as much of into as there is. REQUIRES: handshake() was ok; into is not empty.
  // eof is the peer's close_notify. A connection that ends without one was cut: reset. As with a
  // plain socket, read on after a hang-up, past what is blocked, until one of them is told.
  Transfer read(std::span<std::byte> into);

  // Bytes that count as written are encrypted and owned here, like those in a socket's own buffer:
  // what follows them may be anything. blocked with all bytes written is therefore possible. Pieces
  // are put together into full records. REQUIRES: handshake() was ok.
  Transfer write(std::span<const std::byte> bytes);
  Transfer write(std::span<const iovec> pieces);

  // Half close: close_notify, then the socket's end. blocked: call again at the next writable edge.
  Transfer shut_write();

  bool resumed() const;           // by a ticket, without certificates
  std::string version() const;    // "TLSv1.3"
  std::string protocol() const;   // chosen by ALPN; empty: none
  std::string peer_name() const;  // subject of the peer's certificate; empty: none
  const std::string& complaint() const { return complaint_; }  // why it failed, as a sentence

  ssl_st* handle() { return ssl_.get(); }  // for tls_client.cpp

 private:
  struct Free {
    void operator()(ssl_st* ssl) const;
  };

  // The BIO's two directions and its questions; OpenSSL calls them.
  static const bio_method_st* transport();
  static bio_st* make_transport(Tls* tls);
  static int bio_write(bio_st* bio, const char* bytes, std::size_t size, std::size_t* written);
  static int bio_read(bio_st* bio, char* into, std::size_t size, std::size_t* got);
  static long bio_control(bio_st* bio, int command, long number, void* pointer);

  bool flush();
  bool take(std::span<const std::byte> record);
  Transfer stopped(int result);
  Transfer end(Transfer how);
  void settle();

  std::unique_ptr<ssl_st, Free> ssl_;
  int fd_;
  bool established_ = false;
  bool kernel_sends_ = false;
  bool drained_ = false;  // the socket was emptied during this read
  bool met_eof_ = false;  // the socket's, not TLS's
  bool shut_ = false;
  Transfer end_;                   // reset or error, final; ok: neither
  std::vector<std::byte> unsent_;  // encrypted, refused by the socket
  std::string complaint_;
};

// Whether this kernel encrypts for us.
bool kernel_tls_available();

// What tls_server.cpp and tls_client.cpp share: a refusal at start, with OpenSSL's reason behind
// the sentence; and ALPN's list of names (RFC 7301 §3.1: each behind its length).
[[noreturn]] void refuse_tls(const std::string& sentence);
std::string protocol_list(const std::vector<std::string>& names);

}  // namespace reactor
