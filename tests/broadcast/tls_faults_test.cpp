// TLS on sockets that take a few bytes at a time. A TLS write may take all bytes and say that it is
// blocked: then the frame is whole for the log, and the socket has not got it yet.
#include "broadcast/shard.h"
#include "reactor/dial.h"
#include "tests/broadcast/guest.h"
#include "tests/reactor/faults.h"
#include "tests/reactor/tls_pair.h"

namespace broadcast {
namespace {

constexpr std::size_t kFrame = 100'000;  // several TLS records
constexpr std::size_t kSip = 1'000;      // less than one

// The server's sends take as many bytes as the test grants, then they are blocked.
class Stingy : public reactor::FaultySys {
 public:
  void grant(std::size_t bytes) { credit_ = bytes; }

  ssize_t send(int fd, const void* from, std::size_t size, int flags) override {
    const ssize_t sent = FaultySys::send(fd, from, size, flags);
    if (sent > 0) credit_ -= std::min(credit_, static_cast<std::size_t>(sent));
    return sent;
  }

 protected:
  reactor::Verdict judge(reactor::Call call, unsigned /*nth*/) override {
    if (call != reactor::Call::send) return {};
    return credit_ == 0 ? reactor::Verdict{EAGAIN} : reactor::Verdict{0, credit_};
  }

 private:
  std::size_t credit_ = ~std::size_t{0};
};

// One guest over TLS in a room whose members have to keep up or are closed; the room is spoken to
// by the test itself.
class TlsFaultsTest : public ::testing::Test {
 protected:
  TlsFaultsTest() {
    settings_.log = {.retention = 64 << 10, .lag = 256 << 10, .budget = 1 << 30};
    settings_.ping_interval = reactor::Duration::zero();
    reactor::Listener listener = reactor::listen_on("127.0.0.1:0");
    const reactor::Endpoint endpoint = reactor::local_endpoint(listener.fd());
    {
      const reactor::Installed installed(sys_);
      shard_.emplace(mesh_, 0, settings_);
      shard_->listen(std::move(listener), &server_);
    }
    guest_.emplace(reactor::dial(endpoint).socket, client_);
    guest_->write(upgrade_request("/"));
    EXPECT_TRUE(until([&] { return guest_->upgraded() && place(); }));
  }

  void turn(reactor::Duration patience = reactor::Duration::zero()) {
    {
      const reactor::Installed installed(sys_);
      shard_->wait(patience);
      while (const auto event = shard_->next()) handle(*event);
      shard_->flush();
    }
    guest_->turn();
  }
  bool until(const std::function<bool()>& done) {
    return reactor::turn_until([&] { turn(std::chrono::milliseconds(1)); }, done);
  }
  void handle(const Event& event) {
    if (event.kind == Event::Kind::request) shard_->accept(event.connection, {});
    if (event.kind == Event::Kind::closed) why_ = event.why;
    if (event.kind != Event::Kind::opened) return;
    id_ = event.connection;
    hall_ = shard_->enter(
        "raw", {.content = RoomOptions::Content::raw, .slow = RoomOptions::Slow::closed});
    shard_->join(id_, hall_, 0);
  }
  void publish(char letter) {
    shard_->publish(hall_, Opcode::text, reactor::bytes(std::string(kFrame, letter)));
  }
  // The record that the guest gets next, behind one that is half sent.
  std::optional<Record> place() { return shard_->position(id_, hall_); }

  // The whole frame 'a' is in TLS's hands, its last bytes are not in the socket's, and the frame
  // was cut by a blocked write before. Sips: the socket takes less than a TLS record at once.
  void hand_over_a_frame() {
    const std::uint64_t before = shard_->counters().bytes_out;
    sys_.grant(0);
    publish('a');
    turn();
    for (int sips = 0; shard_->counters().bytes_out - before < kFrame; ++sips) {
      ASSERT_LT(sips, 1000);
      sys_.grant(kSip);
      turn();
    }
    sys_.grant(0);
    turn();
  }
  // So much more that what the guest stands in is given up.
  void publish_more_than_is_kept() {
    for (int i = 0; i < 6; ++i) {
      publish('b');
      turn();
    }
  }
  void expect_a_whole_frame_and_4108() {
    ASSERT_TRUE(until([&] { return guest_->over(); }));
    EXPECT_EQ(guest_->heard(),
              (Heard{"text " + std::string(kFrame, 'a'), "close 4108 too slow", "eof"}));
  }

  Stingy sys_;
  Settings settings_;
  Mesh mesh_{1};
  reactor::TlsServer server_{reactor::server_options()};
  reactor::TlsClient client_{reactor::client_options()};
  std::optional<Shard> shard_;
  std::optional<Guest> guest_;
  ConnectionId id_{};
  LocalRoomId hall_ = 0;
  std::string why_;
};

TEST_F(TlsFaultsTest, AFrameThatTlsHasTakenIsNotInHandAnyMore) {
  hand_over_a_frame();
  publish_more_than_is_kept();
  sys_.grant(~std::size_t{0});
  expect_a_whole_frame_and_4108();
}

TEST_F(TlsFaultsTest, AnEndInThatMomentIsAnEndLikeOthers) {
  hand_over_a_frame();
  publish_more_than_is_kept();
  shard_->close(id_, 4000, "enough");
  turn();
  sys_.grant(~std::size_t{0});
  ASSERT_TRUE(until([&] { return guest_->over(); }));
  EXPECT_EQ(guest_->heard(),
            (Heard{"text " + std::string(kFrame, 'a'), "close 4000 enough", "eof"}));
}

TEST_F(TlsFaultsTest, ALeaveInThatMomentIsALeaveLikeOthers) {
  hand_over_a_frame();
  publish_more_than_is_kept();
  shard_->leave(id_, hall_);
  shard_->send(id_, Opcode::text, reactor::bytes("left"));
  sys_.grant(~std::size_t{0});
  ASSERT_TRUE(until([&] { return guest_->heard().size() == 2; }));
  EXPECT_EQ(guest_->heard(), (Heard{"text " + std::string(kFrame, 'a'), "text left"}));
}

TEST_F(TlsFaultsTest, APrivateFrameInThatMomentComesBehindTheFrame) {
  hand_over_a_frame();
  shard_->send(id_, Opcode::text, reactor::bytes(std::string(kFrame, 'p')));
  turn();
  publish_more_than_is_kept();
  sys_.grant(~std::size_t{0});
  ASSERT_TRUE(until([&] { return guest_->over(); }));
  EXPECT_EQ(guest_->heard(),
            (Heard{"text " + std::string(kFrame, 'a'), "text " + std::string(kFrame, 'p'),
                   "close 4108 too slow", "eof"}));
}

TEST_F(TlsFaultsTest, HalfAFrameWhoseSegmentGoesIsEnded) {
  const std::uint64_t before = shard_->counters().bytes_out;
  sys_.grant(0);
  publish('a');
  turn();
  sys_.grant(20 * kSip);  // a record and a little
  turn();
  EXPECT_LT(shard_->counters().bytes_out - before, kFrame);
  publish_more_than_is_kept();
  sys_.grant(~std::size_t{0});
  expect_a_whole_frame_and_4108();
}

}  // namespace
}  // namespace broadcast
