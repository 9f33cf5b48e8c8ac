// The whole server above the seam, on a kernel in memory: shards, the app of the tests, and the
// clients. Everything that happens is decided by Choices, so a run can be had again bit by bit.
#pragma once

#include <memory>
#include <queue>
#include <set>
#include <utility>
#include <vector>

#include "broadcast/shard.h"
#include "tests/broadcast/clerk.h"
#include "tests/simulation/client.h"

namespace simulation {

struct Plan {
  broadcast::ShardNumber shards = 2;
  std::uint32_t clients = 20;  // at once
  std::uint32_t newcomers_per_second = 5;
  std::uint32_t stalls = 0;     // the process stands still, one in so many steps
  reactor::Duration latency{};  // until a client sees what was sent, at most
  bool tight = false;           // small bounds of what waits, and of unfinished messages
  bool tls = false;             // every other one comes by TLS
  reactor::Duration time = std::chrono::minutes(1);
  Misfortune misfortune{};

  // Nothing goes wrong, and nothing takes its time.
  bool is_kind() const {
    return misfortune.shortened + misfortune.refused + misfortune.late == 0 &&
           latency == reactor::Duration::zero();
  }
};

class World {
 public:
  World(Choices& choices, const Plan& plan);
  ~World();

  // Lets time pass, until the plan's or the choices are over; then everybody reads what is left,
  // the server drains, and everything must be accounted for. Throws Violation.
  void run();

  const Tally& tally() const { return heard_.tally; }
  reactor::Duration time() const { return kernel_.now() - began_; }
  std::uint64_t faults() const { return kernel_.faults(); }
  std::uint64_t fingerprint() const { return fingerprint_; }  // of all that happened

 private:
  struct Due {
    reactor::Time time;
    std::uint32_t client;
    bool operator>(const Due& other) const {
      return time != other.time ? time > other.time : client > other.client;
    }
  };

  void live();
  void calm_down();
  void drain();
  void account();

  void let_in(Manner manner);
  void act(reactor::Time until);
  void stand_still();
  void settle();
  void turn(broadcast::Shard& shard);
  void bring_news();
  void tell(End end);
  bool busy() const;
  void check_memory() const;
  void check_outboxes() const;
  void mix(std::uint64_t what) { fingerprint_ = (fingerprint_ ^ what) * 0x100000001B3; }

  Choices& choices_;
  Plan plan_;
  broadcast::Settings settings_;
  Kernel kernel_;
  reactor::Duration latency_{};
  reactor::Installed installed_{kernel_};
  reactor::Time began_ = kernel_.now();
  reactor::Time next_newcomer_ = began_;
  Heard heard_;
  broadcast::Clerk clerk_;
  broadcast::Mesh mesh_;
  struct Door {
    int listener;
    Channel::Kind kind;
    broadcast::ShardNumber shard;
  };
  std::vector<Door> doors_;
  std::vector<std::unique_ptr<broadcast::Shard>> shards_;
  std::vector<std::set<std::pair<broadcast::Slot, broadcast::Serial>>> open_;  // by shard
  std::vector<std::unique_ptr<Client>> clients_;  // by number; empty: gone
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> at_end_;  // by End: the client
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::priority_queue<Due, std::vector<Due>, std::greater<>> under_way_;  // news; by End
  std::uint32_t alive_ = 0;
  std::uint64_t fingerprint_ = 14695981039346656037u;
  std::size_t segments_before_ = 0;
};

}  // namespace simulation
