// Nothing is kept of what came so far: it stays in the socket and is looked at there, until it is
// whole. A stranger who says nothing costs no TLS, and one who trickles costs a look an edge.
#include "broadcast/connections/preamble.h"

#include <array>
#include <exception>

#include "reactor/proxy_header.h"

namespace broadcast {
namespace {

using reactor::Status;

Status blocked(Connection& connection) {
  connection.readable = false;
  return Status::blocked;
}

// Reads exactly so many bytes, which were seen in the socket.
Status take_off(int fd, std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const reactor::Transfer transfer = reactor::read_some(fd, bytes);
    if (transfer.bytes == 0) return Status::error;
    bytes = bytes.subspan(transfer.bytes);
  }
  return Status::ok;
}

Status read_proxy_header(Connection& connection, PendingRequest& greeting, const Settings& settings,
                         Counters& counters) {
  std::array<std::byte, reactor::kProxyHeaderMax> bytes;
  const int fd = connection.stream.fd();
  const reactor::Transfer seen = reactor::peek_some(fd, bytes);
  if (seen.bytes == 0) return seen.status == Status::blocked ? blocked(connection) : seen.status;
  const auto header = reactor::read_proxy_header(std::span(bytes).first(seen.bytes));
  switch (header.progress) {
    case reactor::ProxyHeader::Progress::partial:
      return connection.peer_ended ? Status::eof : blocked(connection);
    case reactor::ProxyHeader::Progress::bad:
      ++counters.bad_proxy_headers;
      return Status::error;
    case reactor::ProxyHeader::Progress::complete:
      break;
  }
  if (header.client) {
    greeting.peer = *header.client;
    if (greeting.strangers != nullptr) {
      greeting.counted = greeting.strangers->admit(greeting.peer, settings.strangers_max);
      if (!greeting.counted) {
        ++counters.crowded_out;
        return Status::error;
      }
    }
  }
  greeting.proxied = false;
  return take_off(fd, std::span(bytes).first(header.size));
}

// Begun when the client's first message lies complete in the socket.
Status begin_tls(Connection& connection, const PendingRequest& greeting, Hot& hot) {
  const int fd = connection.stream.fd();
  if (!reactor::client_hello_waits(fd) && !connection.peer_ended) return blocked(connection);
  try {
    connection.stream.begin(greeting.tls->accept(fd));
  } catch (const std::exception&) {  // no memory: one connection's end, not the shard's
    return Status::error;
  }
  hot.busy |= kSecure;
  return Status::ok;
}

}  // namespace

Status pass_preamble(Connection& connection, Hot& hot, const Settings& settings,
                     Counters& counters) {
  PendingRequest& greeting = *connection.spill->greeting;
  Status status = Status::ok;
  if (greeting.proxied) status = read_proxy_header(connection, greeting, settings, counters);
  if (status == Status::ok && greeting.tls != nullptr && !connection.stream.secure())
    status = begin_tls(connection, greeting, hot);
  if (status == Status::ok) status = connection.stream.handshake().status;
  if (status != Status::ok) connection.readable = false;
  greeting.inside = status == Status::ok;
  return status;
}

}  // namespace broadcast
