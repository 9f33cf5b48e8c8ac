// The numbers of private messages: each conversation of two counts its own. In memory, and in a
// store that lasts if there is one. Not for several threads: the letterbox's lock guards it.
#pragma once

#include <cstddef>
#include <list>
#include <string>
#include <unordered_map>

#include "apps/wsd/chat/cids.h"
#include "apps/wsd/chat/epochs.h"
#include "apps/wsd/chat/person.h"
#include "apps/wsd/chat/store.h"

namespace chat {

class Conversations {
 public:
  struct Limits {
    // Conversations in memory. At the limit the one that was quiet longest is forgotten; when it
    // goes on it has another epoch.
    std::size_t conversations = 100'000;
    std::size_t cids = 65'536;  // remembered, to know a message that is sent again
  };
  struct Number {
    std::string epoch;
    Sequence seq = 0;
    Milliseconds ts = 0;
    bool duplicate = false;  // the same cid came before: the number and the time it got then
  };

  // seed: of the epochs. kept: nullptr, or it outlives this.
  Conversations(const Limits& limits, std::uint64_t seed, Store* kept)
      : limits_(limits), epochs_(seed), kept_(kept) {}

  // Only two people with names have a conversation that is in the store: a number for a name will
  // be somebody else's after a restart.
  bool lasts(const Person& from, const Person& to) const {
    return kept_ != nullptr && !from.nick.empty() && !to.nick.empty();
  }
  bool begun(const std::string& name) const { return conversations_.contains(name); }

  // The number that a message gets, or has. Begins the conversation: one that lasts opens its room
  // of the store. key: of its cid; empty: none.
  Number look(const std::string& name, bool lasts, const std::string& key, Milliseconds now);
  // The message takes that number. REQUIRES: look() gave it, and no other was taken since.
  void take(const std::string& name, bool lasts, std::string key, const Number& number);

 private:
  struct Conversation {
    std::string epoch;
    Sequence next = 1;
    bool lasts = false;                               // it is in the store
    std::list<const std::string*>::iterator place{};  // in quiet_
  };

  Conversation& find(const std::string& name, bool lasts);
  void begin(const std::string& name, Conversation& conversation);
  void forget_quietest();

  const Limits limits_;
  Epochs epochs_;
  std::unordered_map<std::string, Conversation> conversations_;
  std::list<const std::string*> quiet_;  // all of them, the longest quiet first
  Cids cids_;
  Store* const kept_;
};

}  // namespace chat
