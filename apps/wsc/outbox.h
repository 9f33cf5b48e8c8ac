// Messages of ours until the server has said that it keeps them: sent in order, at the pace that
// the server allows, and again, under the same cid, when the connection was lost meanwhile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "apps/wsc/random.h"
#include "base/token_bucket.h"
#include "reactor/clock.h"

namespace wsc {

struct Letter {
  enum class Kind : std::uint8_t { message, action, secret, binary };

  Kind kind = Kind::message;
  std::string to{};    // a room, or whom a secret is for
  std::string text{};  // binary: its bytes
  std::string cid{};   // given by the outbox
};

class Outbox {
 public:
  // How many may be under way at once: enough to be fast, few enough that the server's refusal of
  // one is heard before much follows it.
  static constexpr std::size_t kWindow = 16;
  static constexpr reactor::Duration kRetry = std::chrono::seconds(1);

  explicit Outbox(const Random& random);

  void add(Letter letter);
  std::size_t size() const { return letters_.size(); }

  // Whether a letter of this outbox had it.
  bool is_ours(std::string_view cid) const { return cid.substr(0, prefix_.size()) == prefix_; }

  // What the server takes: a burst, then so many a second; 0: any.
  void set_pace(std::uint64_t burst, std::uint64_t rate);

  // Something else was sent that counts.
  void spend(reactor::Time now);

  void open() { open_ = true; }
  void lost();

  // The first that is not under way; null: there is none.
  const Letter* first_unsent() const {
    return sent_ < letters_.size() ? &letters_[sent_] : nullptr;
  }
  // The next to send now, counted as sent; valid until the next call of anything.
  const Letter* next(reactor::Time now);
  // When next() may have one again; nullopt: not before something else happens.
  std::optional<reactor::Time> next_at() const;

  // The server keeps it. What it was; nullopt: unknown.
  std::optional<Letter> acknowledged(std::string_view cid);
  // The server refused it for now: it and what was sent after it go again, one by one.
  void postponed(std::string_view cid, reactor::Time now);
  // The server refused it for good.
  std::optional<Letter> refused(std::string_view cid) { return acknowledged(cid); }

 private:
  std::string prefix_;  // of cids
  std::uint64_t count_ = 0;
  std::deque<Letter> letters_;  // the first sent_ of them are under way
  std::size_t sent_ = 0;
  std::size_t window_ = kWindow;
  bool open_ = false;
  base::Rate pace_{};
  base::TokenBucket<reactor::Time> bucket_;
  reactor::Time not_before_{};
};

}  // namespace wsc
