// Reads and writes as results: blocked, half closed, reset and ended told apart.
#include "reactor/socket.h"

#include <array>
#include <cerrno>

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

static_assert(sizeof(Socket) == 4);
static_assert(sizeof(Transfer) == 16);

class SocketTest : public ::testing::TestWithParam<const char*> {
 protected:
  Pair pair_ = std::string_view(GetParam()) == "tcp" ? tcp_pair() : unix_pair();
  std::array<std::byte, 64> buffer_;

  Transfer read_there() {
    wait_until_readable(pair_.there.fd());
    return read_some(pair_.there.fd(), buffer_);
  }
};

INSTANTIATE_TEST_SUITE_P(Kinds, SocketTest, ::testing::Values("tcp", "unix"),
                         [](const auto& kind) { return std::string(kind.param); });

TEST_P(SocketTest, NothingThereIsBlocked) {
  const Transfer read = read_some(pair_.here.fd(), buffer_);
  EXPECT_EQ(read.status, Status::blocked);
  EXPECT_EQ(read.bytes, 0u);
}

TEST_P(SocketTest, AShortReadSaysItWasAll) {
  EXPECT_EQ(write_some(pair_.here.fd(), bytes("hello")).bytes, 5u);
  const Transfer read = read_there();
  EXPECT_EQ(read.bytes, 5u);
  EXPECT_EQ(read.status, Status::blocked);
}

TEST_P(SocketTest, AFullReadSaysThereMayBeMore) {
  write_some(pair_.here.fd(), bytes("hello"));
  wait_until_readable(pair_.there.fd());
  const Transfer read = read_some(pair_.there.fd(), std::span(buffer_).first(5));
  EXPECT_EQ(read.bytes, 5u);
  EXPECT_EQ(read.status, Status::ok);
}

TEST_P(SocketTest, PiecesArriveInOrder) {
  std::string parts[] = {"one ", "", "two ", "three"};
  std::vector<iovec> pieces;
  for (auto& part : parts) pieces.push_back({part.data(), part.size()});
  const Transfer wrote = write_some(pair_.here.fd(), pieces);
  EXPECT_EQ(wrote.bytes, 13u);
  EXPECT_EQ(wrote.status, Status::ok);
  EXPECT_EQ(wait_for_text(pair_.there.fd(), 13), "one two three");
}

TEST_P(SocketTest, WhatIsPeekedAtStaysAndMoreOfItMakesAnEdge) {
  Poller poller;
  ASSERT_EQ(poller.watch(pair_.there.fd(), 1), 0);
  std::array<std::byte, 8> buffer;
  EXPECT_EQ(peek_some(pair_.there.fd(), buffer).status, Status::blocked);
  const auto comes = [&] {
    for (const Ready& ready : poller.wait(kPatience)) {
      if (ready.readable()) return true;
    }
    return false;
  };
  for (const std::size_t size : {3u, 6u, 8u}) {
    write_some(pair_.here.fd(), bytes("abc"));
    while (peek_some(pair_.there.fd(), buffer).bytes < size) ASSERT_TRUE(comes());
  }
  EXPECT_EQ(peek_some(pair_.there.fd(), buffer).status, Status::ok);
  EXPECT_EQ(wait_for_text(pair_.there.fd(), 9), "abcabcabc");
  pair_.here.shut_write();
  while (peek_some(pair_.there.fd(), buffer).status == Status::blocked) ASSERT_TRUE(comes());
  EXPECT_EQ(peek_some(pair_.there.fd(), buffer).status, Status::eof);
}

TEST_P(SocketTest, AFullSocketIsBlockedAndOpensByAnEdge) {
  Poller poller;
  ASSERT_EQ(poller.watch(pair_.here.fd(), 1), 0);
  poller.wait(Duration::zero());
  const std::string block(64 * 1024, 'x');
  std::size_t written = 0;
  Transfer wrote;
  do {
    wrote = write_some(pair_.here.fd(), bytes(block));
    written += wrote.bytes;
  } while (wrote.status == Status::ok);
  EXPECT_EQ(wrote.status, Status::blocked);
  std::size_t read = 0;
  bool writable = false;
  EXPECT_TRUE(turn_until(
      [&] {
        read += read_text(pair_.there.fd()).size();
        for (const Ready& ready : poller.wait(std::chrono::milliseconds(1))) {
          writable |= ready.writable();
        }
      },
      [&] { return writable && read == written; }));
}

TEST_P(SocketTest, HalfCloseIsEofAndTheOtherWayStaysOpen) {
  write_some(pair_.here.fd(), bytes("last"));
  pair_.here.shut_write();
  EXPECT_EQ(wait_for_text(pair_.there.fd(), 4), "last");
  EXPECT_EQ(read_there().status, Status::eof);
  EXPECT_EQ(write_some(pair_.there.fd(), bytes("answer")).status, Status::ok);
  EXPECT_EQ(wait_for_text(pair_.here.fd(), 6), "answer");
}

TEST_P(SocketTest, WritingToAClosedPeerIsAReset) {
  pair_.there.close();
  Transfer wrote;
  EXPECT_TRUE(turn_until([&] { wrote = write_some(pair_.here.fd(), bytes("x")); },
                         [&] { return wrote.status == Status::reset; }));
}

TEST(Socket, AbortResetsThePeer) {
  Pair pair = tcp_pair();
  pair.here.abort();
  EXPECT_FALSE(pair.here);
  std::array<std::byte, 8> buffer;
  wait_until_readable(pair.there.fd());
  const Transfer read = read_some(pair.there.fd(), buffer);
  EXPECT_EQ(read.status, Status::reset);
  EXPECT_EQ(read.error, ECONNRESET);
}

TEST(Socket, AnythingElseIsAnError) {
  const Transfer wrote = write_some(-1, bytes("x"));
  EXPECT_EQ(wrote.status, Status::error);
  EXPECT_EQ(wrote.error, EBADF);
  EXPECT_EQ(failed(ENOBUFS).status, Status::error);
  EXPECT_EQ(failed(EPIPE).status, Status::reset);
}

TEST(Socket, OwnsItsDescriptor) {
  const std::size_t before = open_descriptors();
  {
    Pair pair = unix_pair();
    Socket moved = std::move(pair.here);
    EXPECT_TRUE(moved);
    moved = std::move(pair.there);
    EXPECT_EQ(open_descriptors(), before + 1);
    const int fd = moved.release();
    EXPECT_FALSE(moved);
    moved = Socket(fd);
  }
  EXPECT_EQ(open_descriptors(), before);
}

}  // namespace
}  // namespace reactor
