// What requests and messages mean while there is no chat yet: raw rooms and the echo. One for each
// shard.
#pragma once

#include <string_view>
#include <vector>

#include "apps/wsd/options.h"
#include "broadcast/shard.h"

namespace wsd {

class Relay {
 public:
  Relay(broadcast::Shard& shard, const Options& options) : shard_(shard), options_(options) {}

  void handle(const broadcast::Event& event);

 private:
  // What a connection is here for.
  struct Guest {
    enum class Kind : std::uint8_t { none, echo, raw } kind = Kind::none;
    broadcast::HallId hall = 0;
  };

  void on_request(const broadcast::Event& event);
  void on_upgrade(const broadcast::Event& event, std::string_view path);
  void on_page(const broadcast::Event& event, std::string_view path);
  void on_opened(const broadcast::Event& event);
  void on_message(const broadcast::Event& event);
  Guest& guest(const broadcast::ConnectionId& id);

  broadcast::Shard& shard_;
  const Options& options_;
  std::vector<Guest> guests_;  // by slot
};

// "/raw/lobby" to "lobby"; empty if that is no room's name: [a-z0-9][a-z0-9._-]{0,63}, upper case
// folded.
std::string raw_room_of(std::string_view path);

}  // namespace wsd
