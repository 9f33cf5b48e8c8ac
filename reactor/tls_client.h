// The client's side of TLS: whom we believe.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "reactor/tls.h"

struct ssl_session_st;

namespace reactor {

enum class Verification : std::uint8_t {
  full,  // the chain and the name
  none,  // anybody: for tests and for the curious
};

struct TlsClientOptions {
  std::string authorities_file;  // PEM; empty: the system's
  Verification verification = Verification::full;
  std::string certificate_file;  // our own, if the server asks for one; empty: none
  std::string key_file;
  std::vector<std::string> protocols;  // for ALPN; empty: not spoken
};

// Belongs to one thread. Outlives its connections.
class TlsClient {
 public:
  explicit TlsClient(const TlsClientOptions& options);  // throws std::runtime_error
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  // TLS over fd with a server that must be `host`, a name or an IP address. Offers the last session
  // with the same host again.
  std::unique_ptr<Tls> connect(int fd, const std::string& host);

  // The next connection makes a full handshake.
  void forget_session() { session_.reset(); }

 private:
  struct FreeSession {
    void operator()(ssl_session_st* session) const;
  };

  static int keep_session(ssl_st* ssl, ssl_session_st* session);

  std::shared_ptr<ssl_ctx_st> settings_;
  std::string protocols_;
  std::string host_;  // of the session
  std::unique_ptr<ssl_session_st, FreeSession> session_;
};

}  // namespace reactor
