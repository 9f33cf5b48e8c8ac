// Everybody who is here, by number and by name; shared by all shards.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "apps/wsd/chat/happening.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/chat/request.h"
#include "broadcast/event.h"

namespace chat {

// Where somebody's connection is.
struct Whereabouts {
  broadcast::ShardNumber shard = 0;
  broadcast::ConnectionId connection{};
};

// Somebody who is here, copied.
struct Entry {
  UserNumber number = kNoUser;
  std::string nick;
  std::string away;
  bool is_away = false;
  Milliseconds since = 0;
  Whereabouts at{};

  Person person() const { return {number, nick}; }
};

class Directory {
 public:
  // Every number is somebody else's, from 1.
  UserNumber arrive(const Whereabouts& at, Milliseconds now);
  void depart(UserNumber number);  // the name is free

  // session: of whoever asks for the name. If its holder has the same session it is a connection
  // that its program has given up: the name goes over, and the old one is told so.
  struct Claimed {
    std::optional<Complaint> complaint;
    std::optional<Entry> displaced;  // as it was; it has no name any more
  };
  Claimed claim(UserNumber number, std::string_view nick, std::string_view session);
  void set_session(UserNumber number, std::string_view session);
  void set_away(UserNumber number, bool away, std::string_view text);

  std::optional<Entry> find(UserNumber number) const;
  // "ana", "User 7" or "u7", in any case. A number means its person first: no name can stand in
  // front of it.
  std::optional<Entry> find(std::string_view name) const;
  std::size_t count() const;

 private:
  struct Here {
    Entry entry;
    std::string session;
    std::string skeleton;  // of the nick
  };

  mutable std::mutex mutex_;
  UserNumber last_ = kNoUser;
  std::unordered_map<UserNumber, Here> here_;
  std::unordered_map<std::string, UserNumber> holders_;  // of names, by skeleton
};

}  // namespace chat
