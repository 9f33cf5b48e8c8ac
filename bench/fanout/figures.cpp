// Names carry their units and are the same in both outputs.
#include "bench/fanout/figures.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace fanout {
namespace {

double microseconds(reactor::Duration duration) {
  return static_cast<double>(duration.count()) / 1e3;
}

}  // namespace

void Figures::add(std::string name, double value, int decimals) {
  char text[64];
  if (std::isfinite(value)) {
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
  } else {
    std::snprintf(text, sizeof text, "null");  // divided by nothing
  }
  figures_.push_back({std::move(name), text});
}

void Figures::add_cost(const Gauge& gauge, const std::string& unit, const std::string& units,
                       double count) {
  add(units, count);
  add("seconds", gauge.elapsed() / 1e9, 3);
  add(units + "_per_second", count / gauge.elapsed() * 1e9);
  if (gauge.knows_server()) {
    add("server_ns_per_" + unit, gauge.server() / count, 1);
    add("server_busy_percent", 100 * gauge.server() / gauge.elapsed(), 1);
  }
  add("generator_ns_per_" + unit, gauge.generator() / count, 1);
  add("generator_busy_percent", 100 * gauge.generator() / gauge.elapsed(), 1);
}

void Figures::add_latency(const std::string& prefix, const Histogram& latency) {
  add(prefix + "p50_us", microseconds(latency.percentile(0.5)), 1);
  add(prefix + "p99_us", microseconds(latency.percentile(0.99)), 1);
  add(prefix + "max_us", microseconds(latency.max()), 1);
}

void Figures::add_faults(const Faults& faults) {
  add("lost", static_cast<double>(faults.lost));
  add("doubled", static_cast<double>(faults.doubled));
  add("out_of_order", static_cast<double>(faults.out_of_order));
  add("damaged", static_cast<double>(faults.damaged));
  if (faults.unanswered > 0) add("unanswered", static_cast<double>(faults.unanswered));
}

std::string Figures::table() const {
  std::size_t widest = 0;
  for (const Figure& figure : figures_) widest = std::max(widest, figure.name.size());
  std::string out;
  for (const Figure& figure : figures_) {
    out += figure.name + std::string(widest - figure.name.size() + 2, ' ');
    out += std::string(figure.value.size() < 14 ? 14 - figure.value.size() : 0, ' ');
    out += figure.value + "\n";
  }
  return out;
}

std::string Figures::json(const std::string& mode) const {
  std::string out = "{\"mode\": \"" + mode + "\"";
  for (const Figure& figure : figures_) out += ", \"" + figure.name + "\": " + figure.value;
  return out + "}\n";
}

}  // namespace fanout
