// The client's side of a connection: opened without waiting.
#pragma once

#include "reactor/endpoint.h"
#include "reactor/socket.h"

namespace reactor {

// A connection under way. The first writable edge (or a hang-up) says that it is decided;
// dial_error then says how. Without a socket, it has failed already.
struct Dialled {
  Socket socket;
  int error = 0;
};

Dialled dial(const Endpoint& endpoint);

// 0 once connected, EINPROGRESS before, else why not.
int dial_error(int fd);

}  // namespace reactor
