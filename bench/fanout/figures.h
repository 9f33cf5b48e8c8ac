// The result of a run: named numbers, for people or for a program.
#pragma once

#include <string>
#include <vector>

#include "bench/fanout/gauge.h"
#include "bench/fanout/histogram.h"
#include "bench/fanout/ledger.h"

namespace fanout {

class Figures {
 public:
  void add(std::string name, double value, int decimals = 0);

  // What the gauge says, per `unit` ("delivery", "echo", "cycle"), of which there were `count`.
  void add_cost(const Gauge& gauge, const std::string& unit, const std::string& units,
                double count);
  void add_latency(const std::string& prefix, const Histogram& latency);
  void add_faults(const Faults& faults);

  std::string table() const;
  std::string json(const std::string& mode) const;

 private:
  struct Figure {
    std::string name;
    std::string value;
  };
  std::vector<Figure> figures_;
};

}  // namespace fanout
