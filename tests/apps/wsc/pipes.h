// The two ends of a pipe, for whoever is given a descriptor.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <string>
#include <string_view>

#include "reactor/socket.h"

namespace wsc {

struct Pipe {
  Pipe() {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) == 0) {
      from = reactor::Socket(ends[0]);
      to = reactor::Socket(ends[1]);
    }
  }
  void write(std::string_view text) { (void)!::write(to.fd(), text.data(), text.size()); }
  // All that was written, once its writer has closed.
  std::string rest() {
    std::string text;
    char bytes[4096];
    for (ssize_t size; (size = ::read(from.fd(), bytes, sizeof bytes)) > 0;) {
      text.append(bytes, static_cast<std::size_t>(size));
    }
    return text;
  }

  reactor::Socket from;
  reactor::Socket to;
};

}  // namespace wsc
