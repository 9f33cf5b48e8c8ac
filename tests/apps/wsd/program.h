// The server as a process: started, spoken to, ended.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "reactor/socket.h"
#include "tests/broadcast/guest.h"

namespace wsd {

class Program {
 public:
  // Without an admin listener unless --admin is among the arguments: two tests would want one port.
  // environment: "NAME=value", besides our own. input: its standard input, or -1 for ours.
  explicit Program(std::vector<std::string> arguments, std::vector<std::string> environment = {},
                   int input = -1);
  ~Program();  // ends it by force if it still runs
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  // The next line of its standard output, without the line end; empty at the end.
  std::string line();
  // The port in a line such as "Server started on ws://localhost:8765".
  std::uint16_t port();
  // The next line of its standard error that has this in it; empty at the end.
  std::string log_line(std::string_view text);
  std::string rest_of_output() const;  // once it has ended: standard error
  void signal(int number);
  pid_t pid() const { return pid_; }
  int wait();  // its exit code; -1 if a signal ended it

  broadcast::Guest reach(std::uint16_t port);
  broadcast::Guest connect(std::uint16_t port, std::string_view path);  // and asks to upgrade
  // Asks the admin listener, by a connection of its own; all that it answers.
  std::string ask_admin(std::string_view request);

 private:
  pid_t pid_ = -1;
  std::uint16_t admin_port_ = 0;  // once it was asked
  reactor::Socket output_;
  reactor::Socket errors_;
};

// Turns the guests until done() holds; false after ten seconds.
bool turn_until(const std::vector<broadcast::Guest*>& guests, const std::function<bool()>& done);

}  // namespace wsd
