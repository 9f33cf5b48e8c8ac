// The server as a process.
#include "tests/apps/wsd/program.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "reactor/dial.h"
#include "tests/reactor/loopback.h"

namespace wsd {

namespace {

std::string read_line(int fd) {
  char byte = 0;
  std::string line;
  while (::read(fd, &byte, 1) == 1 && byte != '\n') line += byte;
  return line;
}

}  // namespace

Program::Program(std::vector<std::string> arguments, std::vector<std::string> environment,
                 int input) {
  int output[2];
  int errors[2];
  EXPECT_EQ(::pipe2(output, O_CLOEXEC), 0);
  EXPECT_EQ(::pipe2(errors, O_CLOEXEC), 0);
  const bool admin = std::find(arguments.begin(), arguments.end(), "--admin") != arguments.end();
  if (!admin) arguments.insert(arguments.end(), {"--admin", "off"});
  std::vector<char*> words = {const_cast<char*>(WSD_PROGRAM)};
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ == 0) {
    for (std::string& variable : environment) ::putenv(variable.data());
    if (input >= 0) ::dup2(input, STDIN_FILENO);
    ::dup2(output[1], STDOUT_FILENO);
    ::dup2(errors[1], STDERR_FILENO);
    ::execv(WSD_PROGRAM, words.data());
    ::_exit(127);
  }
  ::close(output[1]);
  ::close(errors[1]);
  output_ = reactor::Socket(output[0]);
  errors_ = reactor::Socket(errors[0]);
}

Program::~Program() {
  if (pid_ < 0) return;
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

std::string Program::line() {
  return read_line(output_.fd());
}

std::string Program::log_line(std::string_view text) {
  std::string line;
  do line = read_line(errors_.fd());
  while (!line.empty() && line.find(text) == line.npos);
  return line;
}

std::uint16_t Program::port() {
  const std::string started = line();
  const std::size_t colon = started.rfind(':');
  EXPECT_NE(colon, std::string::npos) << started;
  return static_cast<std::uint16_t>(std::stoi(started.substr(colon + 1)));
}

std::string Program::rest_of_output() const {
  std::string text;
  char bytes[512];
  for (ssize_t size; (size = ::read(errors_.fd(), bytes, sizeof bytes)) > 0;) {
    text.append(bytes, static_cast<std::size_t>(size));
  }
  return text;
}

void Program::signal(int number) {
  ::kill(pid_, number);
}

int Program::wait() {
  int status = 0;
  ::waitpid(std::exchange(pid_, -1), &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

broadcast::Guest Program::reach(std::uint16_t port) {
  const auto address = reactor::parse_address("127.0.0.1:" + std::to_string(port)).address.value();
  const auto endpoint = reactor::resolve_blocking(address, reactor::Purpose::dial).front();
  broadcast::Guest guest(reactor::dial(endpoint).socket);
  EXPECT_TRUE(reactor::turn_until([] { ::usleep(1000); },
                                  [&] { return reactor::dial_error(guest.fd()) == 0; }));
  return guest;
}

broadcast::Guest Program::connect(std::uint16_t port, std::string_view path) {
  broadcast::Guest guest = reach(port);
  guest.write(broadcast::upgrade_request(path));
  return guest;
}

std::string Program::ask_admin(std::string_view request) {
  if (admin_port_ == 0) {
    const std::string begin = "\"admin\":\"http://localhost:";
    const std::string line = log_line(begin);
    admin_port_ =
        static_cast<std::uint16_t>(std::stoi(line.substr(line.find(begin) + begin.size())));
  }
  broadcast::Guest asker = reach(admin_port_);
  asker.write(request);
  EXPECT_TRUE(turn_until({&asker}, [&] { return asker.over(); }));
  return asker.http();
}

bool turn_until(const std::vector<broadcast::Guest*>& guests, const std::function<bool()>& done) {
  return reactor::turn_until(
      [&] {
        for (broadcast::Guest* guest : guests) guest->turn();
        ::usleep(1000);
      },
      done);
}

}  // namespace wsd
