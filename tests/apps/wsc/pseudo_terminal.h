// A terminal for the product, with the test at its other end.
#pragma once

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "reactor/socket.h"

namespace wsc {

struct PseudoTerminal {
  PseudoTerminal() : person(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    ::grantpt(person.fd());
    ::unlockpt(person.fd());
    program = reactor::Socket(::open(::ptsname(person.fd()), O_RDWR | O_NOCTTY | O_CLOEXEC));
    ::fcntl(person.fd(), F_SETFL, O_NONBLOCK);
    resize(40, 10);
  }
  void resize(unsigned short columns, unsigned short rows) {
    winsize size{};
    size.ws_col = columns;
    size.ws_row = rows;
    ::ioctl(person.fd(), TIOCSWINSZ, &size);
  }
  void type(std::string_view keys) { (void)!::write(person.fd(), keys.data(), keys.size()); }
  // What the program has written since.
  std::string shown() {
    std::string text;
    char bytes[4096];
    for (ssize_t size; (size = ::read(person.fd(), bytes, sizeof bytes)) > 0;) {
      text.append(bytes, static_cast<std::size_t>(size));
    }
    return text;
  }

  reactor::Socket person;
  reactor::Socket program;
};

}  // namespace wsc
