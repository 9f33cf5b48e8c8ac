// The modes. Each connects, runs, and returns what it found; std::runtime_error if it could not.
#pragma once

#include "bench/fanout/figures.h"
#include "bench/fanout/options.h"

namespace fanout {

struct Result {
  Figures figures;
  bool faultless = true;  // every message came once, whole and in order
};

Result run_broadcast(const Options& options);  // paced, flat, burst
Result run_steady(const Options& options);
Result run_slow(const Options& options);
Result run_echo(const Options& options);
Result run_idle(const Options& options);
Result run_chat(const Options& options);
Result run_hold(const Options& options);
Result run_churn(const Options& options);

}  // namespace fanout
