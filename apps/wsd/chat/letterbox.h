// Private messages: the numbers of each conversation of two, and what waits for somebody who is
// away. Shared by all shards; in memory, and in a store that lasts if there is one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apps/wsd/chat/conversations.h"
#include "apps/wsd/chat/happening.h"
#include "apps/wsd/chat/store.h"
#include "apps/wsd/chat/tally.h"

namespace chat {

struct LetterboxLimits {
  std::uint32_t letters = 100;   // waiting for one name
  std::size_t bytes = 64 << 10;  // likewise
  // Of these from one sender, so that nobody fills the place of others.
  std::uint32_t letters_from_one = 50;
  std::size_t bytes_from_one = 32 << 10;
  Milliseconds age = 7LL * 24 * 3600 * 1000;
  std::size_t total_bytes = 32 << 20;  // waiting for all names
  // Under way to somebody who is here: from the moment it is sent until its receiver has proved
  // that it arrived. One letter to a name is always taken.
  std::uint32_t letters_under_way = 256;  // to one name; half of them from one sender
  std::size_t bytes_under_way = 1 << 20;  // likewise
  std::size_t total_under_way = 32 << 20;
  // One address has at most one of so many parts of total_bytes, and of total_under_way.
  std::size_t address_shares = 8;
  Conversations::Limits numbers{};
  std::size_t names = 100'000;  // that were here and may come back, besides those with letters
};

// What may lie in boxes after any end of the server: some of it was under way.
constexpr LetterboxLimits left_behind(LetterboxLimits limits) {
  limits.letters = limits.letters_under_way;
  limits.letters_from_one = limits.letters_under_way / 2;
  limits.total_bytes += limits.total_under_way;
  limits.bytes = limits.bytes_from_one = limits.total_bytes;
  return limits;
}

struct Letter {  // copied
  std::string conversation;
  Sequence seq = 0;
  UserNumber from = kNoUser;
  std::string from_nick;
  std::string text;
  Milliseconds ts = 0;
  // The address it came from, as addresses count; empty: it counts for none. Not kept in a store.
  std::string source{};

  // Bytes in memory, about. Equal letters weigh the same, wherever they came from.
  std::size_t weight() const;
};

// What waits already: for one name, or of it from one sender.
struct Load {
  std::size_t letters = 0;
  std::size_t bytes = 0;
};

class Letterbox {
 public:
  // seed: of the epochs. kept: what waits there waits here again; nullptr: memory is all there is.
  // REQUIRES: it outlives this. Throws what reading it throws.
  Letterbox(const LetterboxLimits& limits, std::uint64_t seed, Store* kept = nullptr);

  // A name was taken by somebody: letters to it may wait from now on.
  void knows(std::string_view nick);
  bool known(std::string_view nick) const;

  // Whether there is a store that lasts.
  bool lasts() const { return kept_ != nullptr; }
  // The conversation's room of the store, if the next message between these two will open it.
  std::optional<std::string> not_begun(const Person& from, const Person& to) const;

  // Numbers a message from one to another. The same session and cid again: duplicate, with the
  // number and the time it got first. A conversation is of two names, or numbers of those without.
  enum class Refusal : std::uint8_t {
    none,
    full,     // no more waits for that name, or for all
    sender,   // no more from that sender waits for that name
    address,  // no more from that address waits, for all names
  };
  // Of one more letter. total: bytes of all that waits.
  static Refusal refusal_of(const LetterboxLimits& limits, const Load& box, const Load& from_one,
                            std::size_t total, const Letter& letter);
  // What lies in all boxes from one address, and may: bytes.
  struct Share {
    std::size_t taken = 0;
    std::size_t limit = 0;
  };
  struct Sent {
    std::string conversation;
    std::string epoch;
    Sequence seq = 0;
    Milliseconds ts = 0;
    bool duplicate = false;
    Refusal refusal = Refusal::none;  // post(): nothing is done
    Share share{};                    // Refusal::address: of that one
    bool told = false;                // the store tells when it is safe, under the receipt's ticket
    bool waits = false;               // post(): its receiver has not proved yet that it arrived
  };
  // Only what two people with names say to each other is put into a store.
  struct Receipt {
    ShardNumber shard = 0;
    Ticket ticket = 0;
  };
  Sent number(const Person& from, const Person& to, std::string_view session, std::string_view cid,
              Milliseconds now, std::string_view text = {}, const Receipt& receipt = {0, 0});
  // The same, and keeps it for a name, which is known from now on, until its receiver has read it.
  // source: of the sender's connection, as Letter has it.
  enum class Receiver : std::uint8_t { away, here };
  Sent post(const Person& from, const Person& to, std::string_view session, std::string_view cid,
            std::string_view text, Milliseconds now, const Receipt& receipt = {0, 0},
            Receiver receiver = Receiver::away, std::string_view source = {});

  // What there is for whoever has a name now, but what this person was handed before. It stays in
  // the box: read() removes it, and whoever has the name next is handed the rest.
  struct Handed {
    Letter letter;
    bool waited = false;  // its receiver was away, or somebody was handed it in vain
  };
  struct Waited {
    std::vector<Handed> letters{};  // as they were kept
    std::uint32_t dropped = 0;      // too old, or no place was left for them to wait
    // For read() and give_back().
    std::string box{};
    std::uint64_t last = 0;
  };
  Waited take(std::string_view nick, UserNumber to, Milliseconds now);
  // That person has read what it was handed of a box up to `last`.
  void read(const std::string& box, UserNumber reader, std::uint64_t last);
  // That person is gone; what it was handed in vain waits again, as far as there is place.
  void give_back(const std::string& box, UserNumber gone);

  std::size_t bytes() const;    // of all letters
  std::size_t waiting() const;  // how many

 private:
  struct Box;
  using Boxes = std::unordered_map<std::string, Box>;  // by skeleton
  struct Waiting {
    Letter letter;
    Box* box;
    std::uint64_t serial = 0;
    UserNumber handed = kNoUser;  // to whom, the last time
    bool under_way = false;       // as what it is counted
  };
  using Queue = std::list<Waiting>;  // of all letters, as they were kept
  struct Box {
    std::string skeleton;
    std::deque<Queue::iterator> letters;
    std::size_t bytes = 0;
    std::uint32_t dropped = 0;
    std::list<Box*>::iterator idle{};  // its place while it has no letters
  };
  Box& box_of(std::string skeleton);  // made if need be
  void rest(Box& box);                // it has no letters
  void touch(Box& box);
  Tally& tally_of(const Waiting& waiting);
  void remove(Box& box, std::size_t at);
  void expire(Milliseconds now);
  Refusal put(Box& box, Letter letter, const Receipt& receipt, Receiver receiver);
  Refusal refusal_of(const Box& box, const Letter& letter, Receiver receiver) const;
  Share share_of(std::string_view source, Receiver receiver) const;
  const Waiting* find(const std::string& skeleton, const Sent& sent) const;
  void recall();  // what the store has
  void forget(std::string key);
  void tell_store();  // what is to go there
  void append(Sent& sent, const Message& message, const Receipt& receipt);

  const LetterboxLimits limits_;
  mutable std::mutex mutex_;
  Boxes boxes_;
  std::list<Box*> idle_;  // those without letters, the longest so first
  Queue letters_;
  Tally waiting_;    // of those that wait
  Tally under_way_;  // of those that are under way
  Conversations conversations_;
  Store* const kept_;
  std::uint64_t serial_ = 0;
  std::vector<Slip> slips_;  // on their way there
};

}  // namespace chat
