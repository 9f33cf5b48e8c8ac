// A caller and what it says, turned together with the host it calls.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "apps/wsc/caller.h"
#include "tests/apps/wsc/host.h"
#include "tests/reactor/loopback.h"

namespace wsc {

inline Call call_to(const std::string& url) {
  Call call{.url = parse_url(url).url.value()};
  call.target = call.url.target;
  call.host = call.url.authority;
  call.random = [bits = std::uint64_t{1}]() mutable {
    return bits = bits * 6364136223846793005u + 1442695040888963407u;
  };
  return call;
}

class Calling {
 public:
  explicit Calling(Call call) : target_(call.target), caller_(std::move(call), poller_, 1, waker_) {
    EXPECT_EQ(poller_.watch(waker_.fd(), 0), 0);
  }

  void call() { caller_.call(target_, now()); }
  Caller& caller() { return caller_; }

  // Time as the caller sees it: the clock's, and what was added.
  reactor::Time now() const { return reactor::now() + ahead_; }
  void pass(reactor::Duration time) { ahead_ += time; }

  // Turns both until something was said; false when it does not come.
  bool until(Host& host, const std::string& words) {
    return until(host, [&] { return has_said(words); });
  }
  bool until(Host& host, const std::function<bool()>& done) {
    return reactor::turn_until(
        [&] {
          host.turn();
          turn();
        },
        done);
  }
  void turn() {
    waker_.drowsy();
    poller_.wait(caller_.ready() ? reactor::Duration::zero() : std::chrono::milliseconds(2));
    waker_.awake();
    while (const auto event = caller_.next(now())) hear(*event);
  }
  bool has_said(const std::string& words) const {
    for (const std::string& one : said_) {
      if (one == words) return true;
    }
    return false;
  }
  const std::vector<std::string>& said() const { return said_; }
  std::string last() const { return said_.empty() ? "" : said_.back(); }

 private:
  void hear(const CallerEvent& event) {
    static const char* const kKinds[] = {"opened", "text", "binary", "ping",  "pong",
                                         "pinged", "lost", "due",    "detail"};
    std::string words = kKinds[static_cast<int>(event.kind)];
    if (event.kind == CallerEvent::Kind::lost) {
      static const char* const kAfter[] = {"leave", "give up", "later", "at once"};
      words += std::string(" ") + kAfter[static_cast<int>(event.after)] + " " +
               std::to_string(event.code);
    }
    if (event.kind == CallerEvent::Kind::detail) return;
    if (!event.text.empty()) words += " " + event.text;
    said_.push_back(words);
  }

  std::string target_;
  reactor::Poller poller_;
  reactor::Waker waker_;
  Caller caller_;
  reactor::Duration ahead_{};
  std::vector<std::string> said_;
};

}  // namespace wsc
