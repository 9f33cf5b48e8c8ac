// What was said in which place, as one shard saw it. Two shards that saw the same must agree.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "broadcast/log/chain.h"
#include "broadcast/mesh/mesh.h"

namespace broadcast {

// A publication: who made it, and which of that shard's publications to that room it was.
struct Said {
  unsigned room = 0;
  unsigned shard = 0;
  unsigned number = 0;
  SenderId who = kNoSender;
};

struct Tally {
  unsigned joins = 0;
  unsigned joins_in_the_past = 0;
  unsigned published = 0;
  unsigned ordered = 0;
  unsigned heard = 0;
  unsigned gaps = 0;
  unsigned cut = 0;  // frames half sent when their segment went
  unsigned wishes = 0;

  Tally& operator+=(const Tally& other);
};

class Ledger {
 public:
  // A member got this as that record.
  void got(const Said& said, Record record);
  // The home gave it that place, in the room's life of that number.
  void ordered(const Said& said, unsigned life, Record record);
  // A member who leaves out its own frames did not get that record: it must be its own.
  void left_out(unsigned room, unsigned life, Record record, SenderId who);

  void complain(std::string what);

  // All of the other's: agrees or complains.
  void merge(const Ledger& other);
  const std::vector<std::string>& complaints_so_far() const { return complaints_; }
  // To be asked when everything is merged.
  const std::vector<std::string>& complaints();

 private:
  static std::uint64_t key(const Said& said);
  static std::uint64_t key(unsigned room, unsigned life, Record record);
  void agree(std::uint64_t said, Record record);

  std::unordered_map<std::uint64_t, Record> places_;
  std::unordered_map<std::uint64_t, SenderId> authors_;
  std::vector<std::pair<std::uint64_t, SenderId>> left_out_;
  std::vector<std::string> complaints_;
};

}  // namespace broadcast
