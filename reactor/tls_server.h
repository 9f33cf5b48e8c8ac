// The server's side of TLS: who we are, by which name, and what we ask of clients.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "reactor/tls.h"

namespace reactor {

// PEM files: the certificate with its chain, and its key, which must not ask for a password.
struct TlsIdentity {
  std::string certificate_file;
  std::string key_file;
};

enum class ClientCertificate : std::uint8_t {
  ignored,
  requested,  // may be absent, but not wrong
  required,
};

// Encrypts session tickets. Servers that share it resume each other's sessions; so do the same
// server's before and after a reload. A new one turns older tickets into full handshakes, nothing
// worse.
using TicketKey = std::array<std::uint8_t, 80>;
TicketKey random_ticket_key();

struct TlsServerOptions {
  std::vector<TlsIdentity> identities;  // by the name the client asks for (SNI), else the first
  std::vector<std::string> protocols;   // for ALPN, the favourite first; empty: not spoken
  ClientCertificate client_certificate = ClientCertificate::ignored;
  std::string client_authorities_file;  // PEM; who may have signed a client's
  TicketKey ticket_key = random_ticket_key();
};

// Belongs to one thread; each of several may have its own, with the same ticket key.
class TlsServer {
 public:
  // Reads the files. Throws std::runtime_error with a sentence about the file that is wrong.
  explicit TlsServer(TlsServerOptions options);

  // Reads them again. Connections that exist keep what they have; if it throws, everything stays as
  // it was.
  void reload();

  // TLS for a newcomer. What it costs (about 20 KiB until established) is not spent before there is
  // something to work on, if client_hello_waits is asked first.
  std::unique_ptr<Tls> accept(int fd) const;

 private:
  TlsServerOptions options_;
  std::shared_ptr<ssl_ctx_st> settings_;
};

// Whether the client's first message lies complete in the socket (or something that is no such
// message). Until then a stalled handshake is a stalled plain socket: no memory, no TLS. Ask after
// each edge.
bool client_hello_waits(int fd);

}  // namespace reactor
