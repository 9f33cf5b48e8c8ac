// The front of one shard: who may come in and where to, and what plain HTTP is told. Behind it are
// the chat, the raw rooms and, on its own listener, the operator's side.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "apps/wsd/admin.h"
#include "apps/wsd/arrival.h"
#include "apps/wsd/chat/chat.h"
#include "apps/wsd/entrances.h"
#include "apps/wsd/forwarded.h"
#include "apps/wsd/options.h"
#include "apps/wsd/relay.h"
#include "apps/wsd/shared.h"
#include "apps/wsd/visitor.h"
#include "broadcast/shard.h"

namespace wsd {

class Front {
 public:
  // entrances: of the shard's listeners, by their numbers. shards: of the process. All that is
  // referred to outlives the front.
  Front(broadcast::Shard& shard, Shared& shared, const Options& options,
        const std::vector<Entrance>& entrances, broadcast::ShardNumber shards);

  void options_changed() { rules_ = rules_of(options_); }

  // ---- the turn ----

  void begin_turn(chat::Milliseconds wall, chat::Milliseconds even) {
    chat_.begin_turn(wall, even);
  }
  void handle(const broadcast::Event& event);
  void finish_turn(reactor::Time now);
  std::optional<reactor::Time> next_due() const;  // what comes first

  chat::Chat& chat() { return chat_; }

 private:
  void on_request(const broadcast::Event& event);
  void on_upgrade(const broadcast::Event& event, const Client& client,
                  const rfc6455::RequestTarget& target);
  void on_page(const broadcast::Event& event, const Client& client, std::string_view path);
  void on_opened(const broadcast::Event& event);
  void on_closed(const broadcast::Event& event);
  void on_note(const broadcast::Event& event);
  void let_in(const broadcast::Event& event, const Client& client, const Destination& destination,
              chat::Arrival arrival);
  void refuse(const broadcast::Event& event, const reactor::Peer& peer,
              const rfc6455::HttpError& error, std::string_view fields = {});

  broadcast::Shard& shard_;
  Shared& shared_;
  const Options& options_;
  const std::vector<Entrance>& entrances_;
  chat::Rules rules_;
  chat::Chat chat_;
  Relay relay_;
  Visitors visitors_;
  Admin admin_;
};

}  // namespace wsd
