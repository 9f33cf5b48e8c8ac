// One line on the terminal that tells how far a run is; elsewhere nothing.
#pragma once

#include <cstddef>
#include <cstdint>

#include "reactor/clock.h"

namespace fanout {

class Progress {
 public:
  Progress();   // looks whether standard error is a terminal
  ~Progress();  // wipes the line
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  bool is_shown() const { return shown_; }
  // To be called often; now and then it is written.
  void tell(reactor::Time now, std::size_t opened, std::uint64_t arrivals);

 private:
  bool shown_;
  reactor::Time begun_;
  reactor::Time next_;
};

}  // namespace fanout
