// Raw mode and back, sizes, reading without waiting.
#include "apps/wsc/terminal.h"

#include <gtest/gtest.h>

#include <system_error>

#include "tests/apps/wsc/pipes.h"
#include "tests/apps/wsc/pseudo_terminal.h"

namespace wsc {
namespace {

tcflag_t local_modes(int fd) {
  termios modes{};
  EXPECT_EQ(::tcgetattr(fd, &modes), 0);
  return modes.c_lflag;
}

TEST(Terminal, IsRawWhileItLives) {
  PseudoTerminal pseudo;
  const int fd = pseudo.program.fd();
  const tcflag_t before = local_modes(fd);
  EXPECT_NE(before & ICANON, 0u);
  {
    const Terminal terminal(fd, fd);
    EXPECT_EQ(local_modes(fd) & (ICANON | ECHO | ISIG), 0u);
    EXPECT_EQ(pseudo.shown(), "\x1b[?2004h");
  }
  EXPECT_EQ(local_modes(fd), before);
  EXPECT_EQ(pseudo.shown(), "\x1b[?2004l");
}

TEST(Terminal, KnowsItsSize) {
  PseudoTerminal pseudo;
  const Terminal terminal(pseudo.program.fd(), pseudo.program.fd());
  EXPECT_EQ(terminal.size(), (Size{40, 10}));
  pseudo.resize(99, 33);
  EXPECT_EQ(terminal.size(), (Size{99, 33}));
  pseudo.resize(0, 0);
  EXPECT_EQ(terminal.size(), (Size{80, 24}));
}

TEST(Terminal, IsNoPipe) {
  Pipe pipe;
  EXPECT_THROW(Terminal(pipe.from.fd(), pipe.to.fd()), std::system_error);
}

TEST(Input, ReadsWhatThereIsAndNeverWaits) {
  Pipe pipe;
  Input input(pipe.from.fd());
  std::string text;
  EXPECT_FALSE(input.read(text));
  EXPECT_FALSE(input.ended());
  pipe.write("ab");
  EXPECT_TRUE(input.read(text));
  EXPECT_EQ(text, "ab");
  EXPECT_FALSE(input.read(text));
  pipe.to.close();
  EXPECT_FALSE(input.read(text));
  EXPECT_TRUE(input.ended());
}

TEST(Input, AFileAlwaysHasSomething) {
  reactor::Socket file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  Input input(file.fd());
  std::string text;
  EXPECT_FALSE(input.read(text));
  EXPECT_TRUE(input.ended());
}

}  // namespace
}  // namespace wsc
