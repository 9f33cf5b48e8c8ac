// A whole server in one thread, turned by hand: some shards with their fronts, and guests who speak
// to them over socket pairs. The clock of day stands still until a test moves it.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/front.h"
#include "tests/broadcast/guest.h"

namespace wsd {

class Salon {
 public:
  explicit Salon(Options options = {}, broadcast::ShardNumber shards = 1);

  // A guest who asks for a WebSocket at that path, on that shard.
  broadcast::Guest& guest(std::string_view path, std::string_view fields = {},
                          broadcast::ShardNumber shard = 0);
  broadcast::Guest& json(std::string_view path, broadcast::ShardNumber shard = 0);
  // Who writes just these bytes. They come by the entrance that was set last: a guest's.
  broadcast::Guest& newcomer(std::string_view bytes, broadcast::ShardNumber shard = 0);

  // Newcomers come from there; from an address that is not known, until somebody says.
  void come_from(const reactor::Peer& peer) { peer_ = peer; }
  void come_by(const Entrance& entrance) { entrances_ = {entrance}; }
  // All that was answered to a request for a page.
  std::string answer(std::string_view request);

  void settle();                          // until nothing moves any more
  bool round();                           // everybody's turn once; whether something moved
  void pass_day(chat::Milliseconds by) {  // time passes, on both clocks
    wall_ += by;
    even_ += by;
  }
  void set_clock(chat::Milliseconds by) { wall_ += by; }  // that of the day alone
  void stop(broadcast::ShardNumber shard) { lanes_[shard]->serves = false; }
  void pass_time(reactor::Duration by) { later_ += by; }  // for what a front itself waits for
  void set_options(const Options& options);
  Front& front(broadcast::ShardNumber shard = 0) { return *lanes_[shard]->front; }
  broadcast::Shard& shard(broadcast::ShardNumber shard = 0) { return lanes_[shard]->shard; }
  Shared& shared() { return shared_; }

  // What that guest heard since it was asked last, as lines; pings left out.
  static std::vector<std::string> heard(broadcast::Guest& guest);

 private:
  struct Lane {
    Lane(broadcast::Mesh& mesh, broadcast::ShardNumber number, const Options& options)
        : shard(mesh, number, options.settings) {}
    broadcast::Shard shard;
    std::unique_ptr<Front> front;
    bool serves = true;
  };
  bool turn(Lane& lane);

  Options options_;
  std::vector<Entrance> entrances_;  // who is adopted came by the first
  broadcast::Mesh mesh_;
  Shared shared_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::vector<std::unique_ptr<broadcast::Guest>> guests_;
  reactor::Peer peer_{};
  reactor::Duration later_{};
  chat::Milliseconds wall_ = 1'700'000'000'000;
  chat::Milliseconds even_ = 1'000'000;
};

}  // namespace wsd
