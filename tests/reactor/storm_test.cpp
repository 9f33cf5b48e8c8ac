// The storm: 200 connections, random bytes both ways, 10,000 turns, through a seam that refuses,
// shortens, delays and resets. Every byte is checked, every descriptor counted, and so is every
// level that keeps the loop awake for nothing.
#include <algorithm>
#include <memory>
#include <unordered_map>

#include "reactor/dial.h"
#include "tests/reactor/faults.h"
#include "tests/reactor/talker.h"
#include "tests/reactor/tls_pair.h"
#include "tests/seed.h"

namespace reactor {
namespace {

constexpr std::size_t kConnections = 200;
constexpr int kTurns = 10'000;
constexpr int kSpeakersPerTurn = 4;
constexpr std::uint32_t kSayMax = 3'000;
constexpr std::uint32_t kShoutMax = 60'000;  // now and then: several records, more than a buffer
constexpr Duration kNapMax = std::chrono::milliseconds(2);
constexpr Token kListener = ~Token{0};

enum class Kind { plain, secure, local };

struct Tally {
  std::uint64_t heard = 0;
  unsigned opened = 0;
  unsigned in_order = 0;
  unsigned failed = 0;
  unsigned turned_away = 0;
  unsigned spun = 0;  // levels kept, so that the next wait does not sleep, though nothing moved:
                      // without a fault to blame
};

class Storm {
 public:
  Storm(Kind kind, SeededFaults& faults, unsigned seed, const std::string& address)
      : kind_(kind), faults_(faults), dice_(seed), listener_(listen_on(address)) {
    EXPECT_EQ(poller_.watch(listener_.fd(), kListener), 0);
  }

  void blow() {
    faults_.rage();
    for (int turn = 0; turn < kTurns; ++turn) {
      open_some();
      stir();
      this->turn();
    }
  }

  // No more faults; everybody says what is left and ends in order.
  void calm_down() {
    faults_.relent();
    EXPECT_TRUE(turn_until(
        [&] {
          for (auto& [slot, talker] : talkers_) talker->finish();
          turn();
        },
        [&] { return talkers_.empty(); }))
        << talkers_.size() << " connections never end: " << states();
  }

  const Tally& tally() const { return tally_; }

  std::string states() const {
    std::string all;
    for (const auto& [token, talker] : talkers_)
      all += "\n" + std::to_string(token) + ": " + talker->state();
    return all;
  }

 private:
  void open_some() {
    for (int i = 0; i < 8 && clients_ < kConnections; ++i) {
      Dialled dialled = dial(local_endpoint(listener_.fd()));
      if (!dialled.socket) return;
      Stream stream(std::move(dialled.socket));
      if (kind_ == Kind::secure) stream.begin(tls_client_.connect(stream.fd(), kHost));
      ++clients_;
      add(std::make_unique<Talker>(std::move(stream), new_seed()), true);
    }
  }

  void add(std::unique_ptr<Talker> talker, bool client) {
    const Token token = (++last_token_ << 1) | (client ? 1 : 0);
    said_[talker->seed()] = 0;
    if (poller_.watch(talker->stream().fd(), token) != 0) {
      clients_ -= client ? 1 : 0;
      ++tally_.failed;
      return;
    }
    ++tally_.opened;
    talkers_.emplace(token, std::move(talker));
    order_.push_back(token);
  }

  // Some say more, and now and then one ends, in order or not.
  void stir() {
    for (int i = 0; i < kSpeakersPerTurn; ++i) {
      if (Talker* talker = somebody()) talker->say(draw() % (draw() % 16 ? kSayMax : kShoutMax));
    }
    Talker* leaving = draw() % 50 == 0 ? somebody() : nullptr;
    if (leaving == nullptr) return;
    draw() % 2 == 0 ? leaving->finish() : leaving->stream().abort();
  }

  Talker* somebody() {
    if (order_.empty()) return nullptr;
    const auto found = talkers_.find(order_[draw() % order_.size()]);
    return found != talkers_.end() && found->second->stream() ? found->second.get() : nullptr;
  }

  void turn() {
    const bool level =
        accepting_ || std::any_of(talkers_.begin(), talkers_.end(),
                                  [](const auto& one) { return one.second->has_level(); });
    const auto edges = poller_.wait(level ? Duration::zero() : kNapMax);
    for (const Ready& ready : edges) {
      if (ready.token == kListener) accepting_ = true;
      const auto found = talkers_.find(ready.token);
      if (found != talkers_.end()) found->second->ready(ready);
    }
    if (accepting_) accept();
    for (auto& [token, talker] : talkers_) {
      if (!talker->stream() || !talker->has_level()) continue;
      const unsigned faults_before = faults_.faults();
      const bool moved = talker->turn();
      if (!moved && talker->has_level() && faults_.faults() == faults_before) ++tally_.spun;
    }
    bury();
  }

  void accept() {
    for (int i = 0; i < kAcceptsPerTurnMax; ++i) {
      Newcomer newcomer = listener_.accept();
      if (newcomer.outcome == Accept::accepted) {
        auto talker = std::make_unique<Talker>(Stream(std::move(newcomer.socket)), new_seed());
        if (kind_ == Kind::secure) talker->expect_tls(tls_server_);
        add(std::move(talker), false);
        continue;
      }
      EXPECT_NE(newcomer.outcome, Accept::broken) << newcomer.error;
      if (newcomer.outcome == Accept::exhausted) {
        tally_.turned_away += listener_.turn_away({}) == Accept::accepted ? 1 : 0;
        return;  // tried again next turn; a server would wait kAcceptRetryAfter
      }
      accepting_ = false;
      return;
    }
  }

  void bury() {
    bool buried = false;
    for (auto it = talkers_.begin(); it != talkers_.end();) {
      Talker& talker = *it->second;
      if (talker.heard_eof() && !talker.failed()) talker.finish();
      if (talker.stream() && !talker.failed() && !talker.ended()) {
        said_[talker.seed()] = talker.said();
        ++it;
        continue;
      }
      buried = true;
      settle(talker, (it->first & 1) != 0);
      it = talkers_.erase(it);
    }
    if (buried) {
      std::erase_if(order_, [&](Token token) { return !talkers_.contains(token); });
    }
  }

  void settle(const Talker& talker, bool client) {
    EXPECT_FALSE(talker.wrong());
    clients_ -= client ? 1 : 0;
    said_[talker.seed()] = talker.said();
    tally_.heard += talker.heard();
    ++(talker.ended() ? tally_.in_order : tally_.failed);
    // Whoever hears an orderly end has heard everything (or was turned away before the first byte).
    if (talker.ended() && talker.heard() > 0) {
      EXPECT_GE(talker.heard(), 4u);
      EXPECT_EQ(talker.heard(), said_[talker.others_seed()]);
    }
  }

  std::uint32_t draw() { return static_cast<std::uint32_t>(dice_()); }
  // By its seed a talker is known: drawn ones could be alike.
  std::uint32_t new_seed() { return ++seeds_ * 2654435761u; }

  Kind kind_;
  SeededFaults& faults_;
  std::mt19937 dice_;
  Listener listener_;
  Poller poller_;
  TlsServer tls_server_{server_options()};
  TlsClient tls_client_{client_options()};
  bool accepting_ = true;
  std::size_t clients_ = 0;
  std::uint32_t seeds_ = 0;
  Token last_token_ = 0;
  std::unordered_map<Token, std::unique_ptr<Talker>> talkers_;
  std::vector<Token> order_;
  std::unordered_map<std::uint32_t, std::uint64_t> said_;
  Tally tally_;
};

// Refuses so many writes.
class Refuses : public FaultySys {
 public:
  int writes = 0;

 protected:
  Verdict judge(Call call, unsigned /*nth*/) override {
    return call == Call::send && writes > 0 && writes-- > 0 ? Verdict{EAGAIN} : Verdict{};
  }
};

// The storm's own people: one whose last word was refused is asked to say more before it could be
// repeated. It must neither forget to end nor turn for nothing.
TEST(TalkerTest, WhoIsEndingSaysNoMore) {
  Refuses sys;
  const Installed installed(sys);
  const TlsServer tls_server(server_options());
  TlsClient tls_client(client_options());
  Pair pair = tcp_pair();
  Stream stream(std::move(pair.here));
  stream.begin(tls_client.connect(stream.fd(), kHost));
  Talker client(std::move(stream), 1);
  Talker server(Stream(std::move(pair.there)), 2);
  server.expect_tls(tls_server);
  Poller poller;
  ASSERT_EQ(poller.watch(client.stream().fd(), 0), 0);
  ASSERT_EQ(poller.watch(server.stream().fd(), 1), 0);
  unsigned in_vain = 0;
  const auto turn = [&] {
    for (const Ready& ready : poller.wait(std::chrono::milliseconds(1)))
      (ready.token == 0 ? client : server).ready(ready);
    for (Talker* talker : {&client, &server}) {
      while (talker->has_level() && in_vain < 100) in_vain += talker->turn() ? 0 : 1;
    }
  };
  ASSERT_TRUE(turn_until(turn, [&] { return client.heard() == 4 && server.heard() == 4; }));
  client.finish();
  sys.writes = 2;  // it is tried twice
  client.ready({0, Ready::kWritable});
  client.turn();
  ASSERT_EQ(sys.writes, 0);
  client.say(100);
  server.finish();
  EXPECT_TRUE(turn_until(turn, [&] { return client.ended() && server.ended(); }))
      << client.state() << "\n"
      << server.state();
  EXPECT_LT(in_vain, 20u);
}

class StormTest : public ::testing::TestWithParam<Kind> {};

const char* name_of(Kind kind) {
  return kind == Kind::plain ? "plain" : kind == Kind::secure ? "secure" : "local";
}

INSTANTIATE_TEST_SUITE_P(Kinds, StormTest,
                         ::testing::Values(Kind::plain, Kind::secure, Kind::local),
                         [](const auto& kind) { return std::string(name_of(kind.param)); });

TEST_P(StormTest, EveryByteArrivesOrTheEndIsTold) {
  const unsigned seed = tests::seed_of_this_run();
  certificates();
  const Folder folder;
  const std::size_t descriptors = open_descriptors();
  Tally tally;
  {
    SeededFaults faults(seed);
    const Installed installed(faults);
    Storm storm(GetParam(), faults, seed + 1,
                GetParam() == Kind::local ? "unix:" + folder.file("s") : "127.0.0.1:0");
    storm.blow();
    storm.calm_down();
    tally = storm.tally();
    std::printf(
        "%s: %u opened, %u ended in order, %u failed, %u turned away, %llu MB, %u faults, %u "
        "spun\n",
        name_of(GetParam()), tally.opened, tally.in_order, tally.failed, tally.turned_away,
        static_cast<unsigned long long>(tally.heard >> 20), faults.faults(), tally.spun);
    EXPECT_GT(faults.faults(), 10'000u);
  }
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_GT(tally.heard, 50u << 20);
  EXPECT_LT(tally.spun, kTurns / 100);
}

}  // namespace
}  // namespace reactor
