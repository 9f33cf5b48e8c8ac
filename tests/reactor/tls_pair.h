// Two ends of a TLS connection in one test, turned by hand.
#pragma once

#include <memory>
#include <string>

#include "reactor/tls_client.h"
#include "reactor/tls_server.h"
#include "tests/reactor/certificates.h"
#include "tests/reactor/loopback.h"

namespace reactor {

inline constexpr char kHost[] = "chat.example";

// Made once per test program; keys take their time.
inline Certificates& certificates() {
  static Certificates all;
  return all;
}

inline const TlsIdentity& identity() {
  static const TlsIdentity chat = certificates().issue(kHost);
  return chat;
}

inline TlsServerOptions server_options() {
  TlsServerOptions options;
  options.identities = {identity()};
  options.protocols = {"http/1.1"};
  return options;
}

inline TlsClientOptions client_options() {
  TlsClientOptions options;
  options.authorities_file = certificates().authority_file();
  return options;
}

struct TlsPair {
  Pair sockets;
  std::unique_ptr<Tls> server;
  std::unique_ptr<Tls> client;
  Transfer server_end = {0, Status::blocked, 0};
  Transfer client_end = {0, Status::blocked, 0};

  TlsPair(const TlsServer& tls_server, TlsClient& tls_client, const std::string& host = kHost,
          Pair pair = unix_pair())
      : sockets(std::move(pair)),
        server(tls_server.accept(sockets.there.fd())),
        client(tls_client.connect(sockets.here.fd(), host)) {}

  // Until both have decided. True: both are established.
  bool shake_hands() {
    turn_until(
        [&] {
          client_end = client->handshake();
          server_end = server->handshake();
        },
        [&] {
          return client_end.status != Status::blocked && server_end.status != Status::blocked;
        });
    return client_end.status == Status::ok && server_end.status == Status::ok;
  }
};

// What there is to read. The end, if it has come, is told by the next read.
inline std::string read_text(Tls& tls, Transfer* last = nullptr) {
  std::string text;
  std::string buffer(64 * 1024, '\0');
  Transfer read;
  do {
    read = tls.read(std::as_writable_bytes(std::span(buffer)));
    text.append(buffer, 0, read.bytes);
  } while (read.status == Status::ok);
  if (last != nullptr) *last = read;
  return text;
}

// Reads on past what is blocked, as one does after a hang-up.
inline std::string read_to_the_end(Tls& tls, Transfer* end) {
  std::string text;
  turn_until([&] { text += read_text(tls, end); }, [&] { return end->status > Status::blocked; });
  return text;
}

inline std::string wait_for_text(Tls& tls, std::size_t size) {
  std::string text;
  turn_until([&] { text += read_text(tls); }, [&] { return text.size() >= size; });
  return text;
}

}  // namespace reactor
