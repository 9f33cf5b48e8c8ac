// The server as a process: started, spoken to, ended.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "reactor/socket.h"
#include "tests/broadcast/guest.h"

namespace wsd {

class Program {
 public:
  // Without an admin listener unless --admin is among the arguments: two tests would want one port.
  explicit Program(std::vector<std::string> arguments);
  ~Program();  // ends it by force if it still runs
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // The next line of its standard output, without the line end; empty at the end.
  std::string line();
  // The port in a line such as "Server started on ws://localhost:8765".
  std::uint16_t port();
  std::string rest_of_output() const;  // once it has ended: standard error
  void signal(int number);
  int wait();  // its exit code; -1 if a signal ended it

  broadcast::Guest connect(std::uint16_t port, std::string_view path);

 private:
  pid_t pid_ = -1;
  reactor::Socket output_;
  reactor::Socket errors_;
  std::string unread_;
};

// Turns the guests until done() holds; false after ten seconds.
bool turn_until(const std::vector<broadcast::Guest*>& guests, const std::function<bool()>& done);

}  // namespace wsd
