// The front of one shard: who may come in and where to, and what plain HTTP is told. Behind it are
// the chat, the raw rooms and, on its own listener, the operator's side.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "apps/wsd/admin.h"
#include "apps/wsd/arrival.h"
#include "apps/wsd/chat/chat.h"
#include "apps/wsd/forwarded.h"
#include "apps/wsd/house.h"
#include "apps/wsd/options.h"
#include "apps/wsd/relay.h"
#include "apps/wsd/reply.h"
#include "apps/wsd/visitor.h"
#include "broadcast/shard.h"

namespace wsd {

class Front {
 public:
  // shards: of the process. options outlive the front, or the next set_options().
  Front(broadcast::Shard& shard, House& house, const Options& options, broadcast::ShardNumber shards);

  void set_options(const Options& options);

  // What a listener of the shard is for.
  enum class Side : std::uint8_t { people, operators };
  void know_listener(std::uint32_t number, Side side, Scheme scheme);

  // ---- the turn ----

  void begin_turn(chat::Milliseconds wall) { chat_.begin_turn(wall); }
  void handle(const broadcast::Event& event);
  void finish_turn();
  std::optional<reactor::Time> next_due() const { return chat_.next_due(); }

  chat::Chat& chat() { return chat_; }

 private:
  struct Door {
    Side side = Side::people;
    Scheme scheme = Scheme::http;
  };

  void on_request(const broadcast::Event& event);
  void on_upgrade(const broadcast::Event& event, const Client& client,
                  const rfc6455::RequestTarget& target);
  void on_page(const broadcast::Event& event, std::string_view path);
  void on_opened(const broadcast::Event& event);
  void on_closed(const broadcast::Event& event);
  void on_note(const broadcast::Event& event);
  void let_in(const broadcast::Event& event, const Client& client, const Destination& destination,
              chat::Arrival arrival);
  void refuse(const broadcast::Event& event, const reactor::Peer& peer,
              const rfc6455::HttpError& error, std::string_view fields = {});

  broadcast::Shard& shard_;
  House& house_;
  const Options* options_;
  chat::Rules rules_;
  chat::Chat chat_;
  Relay relay_;
  Visitors visitors_;
  Admin admin_;
  std::vector<Door> doors_;  // by the listener's number
};

}  // namespace wsd
