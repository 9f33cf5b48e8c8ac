// What the service manager reads.
#include "apps/wsd/notify.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "reactor/endpoint.h"
#include "reactor/socket.h"
#include "tests/reactor/folder.h"

namespace wsd {
namespace {

using std::chrono_literals::operator""s;

// The manager's end.
class Manager {
 public:
  explicit Manager(const std::string& path)
      : socket_(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)) {
    const reactor::Endpoint endpoint = reactor::unix_endpoint(path);
    EXPECT_EQ(::bind(socket_.fd(), endpoint.raw(), endpoint.size), 0);
  }
  std::string heard() {
    char bytes[256];
    const ssize_t size = ::recv(socket_.fd(), bytes, sizeof bytes, 0);
    return size < 0 ? std::string("(nothing)") : std::string(bytes, static_cast<std::size_t>(size));
  }

 private:
  reactor::Socket socket_;
};

TEST(NotifyTest, TellsTheSocketThatWasNamed) {
  const reactor::Folder folder;
  for (const std::string& path : {folder.file("notify"), "@wsd-notify-test" + folder.file("x")}) {
    Manager manager(path);
    const Notifier notifier(path);
    EXPECT_TRUE(notifier.ready());
    EXPECT_EQ(manager.heard(), "READY=1");
    EXPECT_TRUE(notifier.reloading(reactor::Time(5s)));
    EXPECT_EQ(manager.heard(), "RELOADING=1\nMONOTONIC_USEC=5000000");
    EXPECT_TRUE(notifier.stopping());
    EXPECT_EQ(manager.heard(), "STOPPING=1");
    EXPECT_EQ(manager.heard(), "(nothing)");
  }
}

TEST(NotifyTest, NobodyListens) {
  EXPECT_TRUE(Notifier("").ready());
  EXPECT_FALSE(Notifier("/nowhere/notify").ready());
  EXPECT_FALSE(Notifier(std::string(200, 'x')).ready());
}

}  // namespace
}  // namespace wsd
