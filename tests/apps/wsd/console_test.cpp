// Lines from a terminal, a pipe, a file, and from nothing.
#include "apps/wsd/console.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <unistd.h>

#include <fstream>

#include "reactor/socket.h"
#include "tests/reactor/folder.h"

namespace wsd {
namespace {

struct Pipe {
  reactor::Socket out;
  reactor::Socket in;
  Pipe() {
    int ends[2];
    EXPECT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    out = reactor::Socket(ends[0]);
    in = reactor::Socket(ends[1]);
  }
  void write(std::string_view text) {
    EXPECT_EQ(::write(in.fd(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
};

using Line = std::optional<std::string>;

TEST(ConsoleTest, LinesAsTheyCome) {
  Pipe pipe;
  Console console(pipe.out.fd());
  EXPECT_EQ(console.next_line(), Line());
  pipe.write("hel");
  EXPECT_EQ(console.next_line(), Line());
  pipe.write("lo\r\n\n\nworld\nrest");
  EXPECT_EQ(console.next_line(), "hello");
  EXPECT_EQ(console.next_line(), "world");
  EXPECT_EQ(console.next_line(), Line());
  EXPECT_FALSE(console.over());
  pipe.in.close();
  EXPECT_EQ(console.next_line(), "rest");
  EXPECT_EQ(console.next_line(), Line());
  EXPECT_TRUE(console.over());
  EXPECT_FALSE(console.hung_up()) << "it was no terminal";
}

TEST(ConsoleTest, TheDescriptorStaysAsItWas) {
  Pipe pipe;
  const int before = ::fcntl(pipe.out.fd(), F_GETFL);
  Console console(pipe.out.fd());
  EXPECT_EQ(console.next_line(), Line());
  EXPECT_EQ(::fcntl(pipe.out.fd(), F_GETFL), before);
}

TEST(ConsoleTest, ALongLineIsCut) {
  Pipe pipe;
  Console console(pipe.out.fd());
  pipe.write(std::string(kConsoleLineMax + 10, 'x') + "\nnext\n");
  EXPECT_EQ(console.next_line(), std::string(kConsoleLineMax, 'x'));
  EXPECT_EQ(console.next_line(), std::string(10, 'x'));
  EXPECT_EQ(console.next_line(), "next");
}

TEST(ConsoleTest, AFile) {
  const reactor::Folder folder;
  std::ofstream(folder.file("lines")) << "one\ntwo";
  const reactor::Socket file(::open(folder.file("lines").c_str(), O_RDONLY | O_CLOEXEC));
  Console console(file.fd());
  EXPECT_EQ(console.next_line(), "one");
  EXPECT_EQ(console.next_line(), "two");
  EXPECT_EQ(console.next_line(), Line());
  EXPECT_TRUE(console.over());
}

TEST(ConsoleTest, ACloseDescriptorIsSimplyOver) {
  Console console(-1);
  EXPECT_EQ(console.next_line(), Line());
  Pipe pipe;
  const int number = pipe.out.fd();
  pipe.out.close();
  Console closed(number);
  EXPECT_EQ(closed.next_line(), Line());
  EXPECT_TRUE(closed.over());
}

TEST(ConsoleTest, ATerminalThatIsClosedHasHungUp) {
  int ends[2];
  ASSERT_EQ(::openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr), 0);
  reactor::Socket keyboard(ends[0]);
  const reactor::Socket terminal(ends[1]);
  Console console(terminal.fd());
  ASSERT_EQ(::write(keyboard.fd(), "typed\n", 6), 6);
  EXPECT_EQ(console.next_line(), "typed");
  EXPECT_FALSE(console.hung_up());
  keyboard.close();
  EXPECT_TRUE(console.hung_up());
  EXPECT_EQ(console.next_line(), Line());
  EXPECT_TRUE(console.over());
}

TEST(ConsoleTest, ALongLineIsCutBetweenTwoCharacters) {
  const std::string penguin = "\xF0\x9F\x90\xA7";
  for (std::size_t before = 0; before < penguin.size(); ++before) {
    Pipe pipe;
    Console console(pipe.out.fd());
    const std::string plain(kConsoleLineMax - before, 'x');
    pipe.write(plain + penguin + "\n");
    EXPECT_EQ(console.next_line(), plain) << before;
    EXPECT_EQ(console.next_line(), penguin);
  }
  Pipe pipe;
  Console console(pipe.out.fd());
  pipe.write(std::string(kConsoleLineMax + 1, '\x80') + "\n");  // no characters at all
  EXPECT_EQ(console.next_line(), std::string(kConsoleLineMax, '\x80'));
  EXPECT_EQ(console.next_line(), "\x80");
}

}  // namespace
}  // namespace wsd
