// Whom a chat believes to be there, asked by somebody who looks in.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "bench/fanout/crowd.h"
#include "bench/fanout/options.h"

namespace fanout {

class RollCall {
 public:
  // Connects to one of the rooms. Throws std::runtime_error if it cannot, as everything here.
  RollCall(const Options& options, std::size_t room);

  // The names in the room, as far as they are of those that the run gives.
  std::set<std::string> names();

 private:
  // Sends a request, whose id must be "roll", and waits for what answers it.
  std::string ask(const std::string& request);

  Crowd crowd_;
};

// Of a page of a list: the names, the last id, and whether there is more.
struct Page {
  std::vector<std::string> names;
  std::string last;
  bool more = false;
};
Page read_page(std::string_view answer);

}  // namespace fanout
