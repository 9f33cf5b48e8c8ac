// One small life of a server, run once to count its calls, then once for each call and each errno
// that call can give. Nothing may crash, hang or leak a descriptor; and what only interrupts or
// shortens changes nothing.
#include <algorithm>
#include <memory>
#include <vector>

#include "reactor/dial.h"
#include "reactor/mailbox.h"
#include "reactor/signals.h"
#include "tests/reactor/faults.h"
#include "tests/reactor/talker.h"
#include "tests/reactor/tls_pair.h"

namespace reactor {
namespace {

constexpr int kTurnsMax = 300;

// Whether this verdict must not change the outcome.
bool harmless(const Verdict& verdict) {
  return verdict.error == 0 || verdict.error == EINTR || verdict.error == EAGAIN ||
         verdict.error == ENOSYS;
}

class Life {
 public:
  Life(const TlsServer& tls_server, TlsClient& tls_client, const std::string& path)
      : tls_server_(tls_server), tls_client_(tls_client), path_(path) {}

  // True: everything was said and heard.
  bool run() {
    Signals signals({SIGUSR1});
    if (poller_.watch(signals.fd(), kNobody) != 0) return false;
    if (poller_.watch(waker_.fd(), kNobody) != 0) return false;
    raise(SIGUSR1);
    mailbox_.post(1);
    const bool complete = converse("127.0.0.1:0", true) && converse("unix:" + path_, false);
    waker_.drowsy();
    mailbox_.post(2);
    poller_.wait(Duration::zero());
    waker_.awake();
    return complete && signals.next() == SIGUSR1;
  }

 private:
  static constexpr Token kNobody = 9;
  static constexpr Token kListener = 8;

  // Two connections to one listener, one of them turned away.
  bool converse(const std::string& address, bool secure) {
    Listener listener = listen_on(address);
    if (poller_.watch(listener.fd(), kListener) != 0) return false;
    Dialled refused = dial(local_endpoint(listener.fd()));
    if (!refused.socket) return false;
    wait_until_readable(listener.fd());
    for (int i = 0; i < 3 && listener.turn_away(bytes("full")) != Accept::accepted; ++i) {
    }
    talkers_.clear();
    Dialled dialled = dial(local_endpoint(listener.fd()));
    if (!dialled.socket) return false;
    Stream stream(std::move(dialled.socket));
    if (secure) stream.begin(tls_client_.connect(stream.fd(), kHost));
    if (!add(std::move(stream))) return false;
    accepting_ = true;
    for (int turn = 0; turn < kTurnsMax && !over(); ++turn) {
      if (!this->turn(listener, secure)) return false;
    }
    return over() && std::none_of(talkers_.begin(), talkers_.end(), [](const auto& talker) {
             return talker->failed() || talker->wrong() || talker->heard() != 50'004;
           });
  }

  bool add(Stream stream) {
    const Token token = talkers_.size();
    talkers_.push_back(std::make_unique<Talker>(std::move(stream), 77 + token));
    talkers_.back()->say(50'000);
    talkers_.back()->finish();
    return poller_.watch(talkers_.back()->stream().fd(), token) == 0;
  }

  bool turn(Listener& listener, bool secure) {
    const bool level = std::any_of(talkers_.begin(), talkers_.end(),
                                   [](const auto& talker) { return talker->has_level(); });
    for (const Ready& ready : poller_.wait(level ? Duration::zero() : kNap)) {
      if (ready.token == kListener) accepting_ = true;
      if (ready.token < talkers_.size()) talkers_[ready.token]->ready(ready);
    }
    if (accepting_) {
      Newcomer newcomer = listener.accept();
      accepting_ = newcomer.outcome != Accept::dry;
      if (newcomer.outcome == Accept::broken) return false;
      if (newcomer.outcome == Accept::accepted) {
        if (!add(Stream(std::move(newcomer.socket)))) return false;
        if (secure) talkers_.back()->expect_tls(tls_server_);
      }
    }
    bool failed = false;
    for (auto& talker : talkers_) {
      talker->turn();
      failed |= talker->failed();
    }
    return !failed;
  }

  bool over() const { return talkers_.size() == 2 && talkers_[0]->ended() && talkers_[1]->ended(); }

  static constexpr Duration kNap = std::chrono::milliseconds(1);

  const TlsServer& tls_server_;
  TlsClient& tls_client_;
  std::string path_;
  Poller poller_;
  Waker waker_;
  Mailbox<int> mailbox_{waker_};
  bool accepting_ = true;
  std::vector<std::unique_ptr<Talker>> talkers_;
};

class FailNthTest : public ::testing::Test {
 protected:
  Folder folder_;
  TlsServer server_{server_options()};
  TlsClient client_{client_options()};
  std::size_t descriptors_ = open_descriptors();

  bool live() {
    try {
      Life life(server_, client_, folder_.file("s"));
      return life.run();
    } catch (const std::exception&) {
      return false;  // refused at start, by a sentence
    }
  }
};

TEST_F(FailNthTest, EveryCallAndEveryErrno) {
  CountingSys counting;
  {
    const Installed installed(counting);
    ASSERT_TRUE(live());
  }
  std::size_t lives = 0;
  for (unsigned kind = 0; kind < static_cast<unsigned>(Call::count); ++kind) {
    const Call call = static_cast<Call>(kind);
    for (const Verdict& verdict : verdicts_of(call)) {
      for (unsigned nth = 0; nth < counting.calls(call); ++nth) {
        SCOPED_TRACE(std::string(name_of(call)) + " number " + std::to_string(nth) + ": " +
                     (verdict.error != 0 ? strerror(verdict.error) : "shortened"));
        FailNth faults(call, nth, verdict);
        const Installed installed(faults);
        const bool complete = live();
        ++lives;
        const bool answers = call != Call::connect;  // EAGAIN there is a refusal
        ASSERT_TRUE(complete || !harmless(verdict) || !answers);
        ASSERT_EQ(open_descriptors(), descriptors_);
      }
    }
  }
  std::printf("%zu lives\n", lives);
  EXPECT_GT(lives, 200u);
}

}  // namespace
}  // namespace reactor
