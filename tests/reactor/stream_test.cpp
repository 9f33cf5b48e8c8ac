// Plain or TLS: the same calls, the same results.
#include "reactor/stream.h"

#include "tests/reactor/tls_pair.h"

namespace reactor {
namespace {

enum class Kind { plain, secure };

class StreamTest : public ::testing::TestWithParam<Kind> {
 protected:
  TlsServer server_{server_options()};
  TlsClient client_{client_options()};
  Stream here_;
  Stream there_;

  void SetUp() override {
    Pair pair = tcp_pair();
    here_ = Stream(std::move(pair.here));
    there_ = Stream(std::move(pair.there));
    if (GetParam() == Kind::secure) {
      here_.begin(client_.connect(here_.fd(), kHost));
      there_.begin(server_.accept(there_.fd()));
    }
    ASSERT_TRUE(turn_until([] {},
                           [&] {
                             const bool mine = here_.handshake().status == Status::ok;
                             return there_.handshake().status == Status::ok && mine;
                           }));
  }

  std::string read_there(Transfer* last) {
    std::string text;
    std::array<char, 100> buffer;
    turn_until(
        [&] {
          wait_until_readable(there_.fd());
          *last = there_.read(std::as_writable_bytes(std::span(buffer)));
          text.append(buffer.data(), last->bytes);
        },
        [&] { return last->status != Status::ok && last->status != Status::blocked; });
    return text;
  }
};

INSTANTIATE_TEST_SUITE_P(Kinds, StreamTest, ::testing::Values(Kind::plain, Kind::secure),
                         [](const auto& kind) {
                           return kind.param == Kind::plain ? "plain" : "secure";
                         });

TEST_P(StreamTest, CarriesBytesAndEndsInOrder) {
  EXPECT_EQ(here_.secure(), GetParam() == Kind::secure);
  EXPECT_EQ(here_.tls() != nullptr, here_.secure());
  std::string parts[] = {"two ", "pieces"};
  const iovec pieces[] = {{parts[0].data(), 4}, {parts[1].data(), 6}};
  EXPECT_EQ(here_.write(bytes("one, then ")).bytes, 10u);
  EXPECT_EQ(here_.write(pieces).bytes, 10u);
  EXPECT_EQ(here_.write(std::span<const std::byte>()).status, Status::ok);
  EXPECT_EQ(here_.shut_write().status, Status::ok);
  Transfer last;
  EXPECT_EQ(read_there(&last), "one, then two pieces");
  EXPECT_EQ(last.status, Status::eof);
}

TEST_P(StreamTest, AbortIsAReset) {
  here_.abort();
  EXPECT_FALSE(here_);
  Transfer last;
  read_there(&last);
  EXPECT_EQ(last.status, Status::reset);
}

TEST_P(StreamTest, MovesAndCloses) {
  Stream moved = std::move(here_);
  EXPECT_TRUE(moved);
  moved = std::move(there_);
  moved.close();
  EXPECT_FALSE(moved);
}

}  // namespace
}  // namespace reactor
