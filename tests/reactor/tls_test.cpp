// TLS in the shape of a socket: every record, every refusal of the socket, every way to end.
#include "reactor/tls.h"

#include <sys/socket.h>

#include "tests/reactor/tls_pair.h"

namespace reactor {
namespace {

class TlsTest : public ::testing::Test {
 protected:
  TlsServer server_{server_options()};
  TlsClient client_{client_options()};
  TlsPair pair_{server_, client_};

  void SetUp() override {
    ASSERT_TRUE(pair_.shake_hands()) << pair_.client->complaint() << pair_.server->complaint();
  }
};

std::string pattern(std::size_t size) {
  std::string text(size, '\0');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>(i * 7 + i / 251);
  return text;
}

TEST_F(TlsTest, CarriesBytesBothWays) {
  EXPECT_EQ(pair_.client->write(bytes("question")).bytes, 8u);
  EXPECT_EQ(wait_for_text(*pair_.server, 8), "question");
  EXPECT_EQ(pair_.server->write(bytes("answer")).status, Status::ok);
  EXPECT_EQ(wait_for_text(*pair_.client, 6), "answer");
  EXPECT_EQ(pair_.client->version(), "TLSv1.3");
  EXPECT_FALSE(pair_.client->resumed());
  EXPECT_EQ(pair_.client->peer_name(), "CN=chat.example");
  EXPECT_EQ(pair_.server->peer_name(), "");
}

TEST_F(TlsTest, NothingThereIsBlocked) {
  std::array<std::byte, 16> buffer;
  const Transfer read = pair_.server->read(buffer);
  EXPECT_EQ(read.status, Status::blocked);
  EXPECT_EQ(read.bytes, 0u);
}

TEST_F(TlsTest, AReadFillsItsSpanAcrossRecords) {
  for (int i = 0; i < 10; ++i) pair_.client->write(bytes("0123456789"));
  std::array<std::byte, 55> buffer;
  const Transfer read = pair_.server->read(buffer);
  EXPECT_EQ(read.bytes, 55u);
  EXPECT_EQ(read.status, Status::ok);
  EXPECT_EQ(read_text(*pair_.server).size(), 45u);
}

TEST_F(TlsTest, PiecesOfAnySizeArriveAsOne) {
  std::string parts[] = {pattern(10), "", pattern(20'000), pattern(16'384), pattern(3)};
  std::vector<iovec> pieces;
  std::string all;
  for (auto& part : parts) {
    pieces.push_back({part.data(), part.size()});
    all += part;
  }
  EXPECT_EQ(pair_.client->write(pieces).bytes, all.size());
  EXPECT_EQ(wait_for_text(*pair_.server, all.size()), all);
}

// What was taken is gone from the caller's hands: something else may follow it.
TEST_F(TlsTest, ARefusedRecordIsKeptHere) {
  const std::string block = pattern(100'000);
  std::string sent;
  Transfer wrote;
  do {
    wrote = pair_.client->write(bytes(block));
    sent += block.substr(0, wrote.bytes);
  } while (wrote.status == Status::ok);
  EXPECT_EQ(wrote.status, Status::blocked);
  EXPECT_EQ(pair_.client->write(bytes("refused")).bytes, 0u);
  std::string received;
  ASSERT_TRUE(turn_until(
      [&] {
        received += read_text(*pair_.server);
        pair_.client->write({std::span<const std::byte>()});  // with nothing more to say
      },
      [&] { return received.size() >= sent.size(); }));
  EXPECT_EQ(received, sent);
  EXPECT_EQ(pair_.client->write(bytes("something else")).status, Status::ok);
  EXPECT_EQ(wait_for_text(*pair_.server, 14), "something else");
}

TEST_F(TlsTest, LargeWritesMakeFullRecords) {
  const std::string block = pattern(3 * 16'384);
  ASSERT_EQ(pair_.client->write(bytes(block)).bytes, block.size());
  std::array<unsigned char, 5> header;
  ASSERT_EQ(::recv(pair_.sockets.there.fd(), header.data(), header.size(), MSG_PEEK), 5);
  EXPECT_EQ(header[0], 23);  // RFC 8446 §5.1: application data
  EXPECT_GT(header[3] * 256 + header[4], 16'384);
}

TEST_F(TlsTest, HalfCloseIsEofAndTheOtherWayStaysOpen) {
  pair_.client->write(bytes("last"));
  EXPECT_EQ(pair_.client->shut_write().status, Status::ok);
  Transfer end;
  EXPECT_EQ(read_to_the_end(*pair_.server, &end), "last");
  EXPECT_EQ(end.status, Status::eof);
  EXPECT_EQ(pair_.server->write(bytes("answer")).status, Status::ok);
  EXPECT_EQ(wait_for_text(*pair_.client, 6), "answer");
  EXPECT_EQ(pair_.server->shut_write().status, Status::ok);
  std::array<std::byte, 4> buffer;
  EXPECT_EQ(pair_.client->read(buffer).status, Status::eof);
}

TEST_F(TlsTest, AnEndWithoutNoticeIsAReset) {
  pair_.client->write(bytes("cut"));
  pair_.sockets.here.close();
  Transfer end;
  EXPECT_EQ(read_to_the_end(*pair_.server, &end), "cut");
  EXPECT_EQ(end.status, Status::reset);
  EXPECT_EQ(pair_.server->write(bytes("x")).status, Status::reset);
  EXPECT_EQ(pair_.server->shut_write().status, Status::reset);
}

TEST_F(TlsTest, WritingToAGonePeerIsAReset) {
  pair_.sockets.there.close();
  Transfer wrote;
  EXPECT_TRUE(turn_until([&] { wrote = pair_.client->write(bytes("x")); },
                         [&] { return wrote.status != Status::ok; }));
  EXPECT_EQ(wrote.status, Status::reset);
}

TEST_F(TlsTest, ForgedBytesAreAnError) {
  ::send(pair_.sockets.here.fd(), "\x17\x03\x03\0\x20this is no ciphertext of thirty2", 37, 0);
  Transfer end;
  read_text(*pair_.server, &end);
  EXPECT_EQ(end.status, Status::error);
  EXPECT_FALSE(pair_.server->complaint().empty());
}

TEST(TlsProtocols, AreListedBehindTheirLengths) {
  EXPECT_EQ(protocol_list({"http/1.1", "h2"}), "\x08http/1.1\x02h2");
  EXPECT_EQ(protocol_list({}), "");
}

}  // namespace
}  // namespace reactor
