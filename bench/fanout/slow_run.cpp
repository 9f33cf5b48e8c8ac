// Some stop reading: what the others notice, and what it costs the server to wait for them.

#include "bench/fanout/pace.h"
#include "bench/fanout/room.h"
#include "bench/fanout/runs.h"

namespace fanout {
namespace {

constexpr double kMebibyte = 1 << 20;

}  // namespace

// Publishers come first among the members, so the last ones can fall silent.
Result run_slow(const Options& options) {
  Crowd crowd(options);
  crowd.open();
  Room room(crowd, options);
  Result result;
  Gauge gauge(options.pids);
  const double rate = find_rate(room, options.rate, gauge);
  result.figures.add("messages_per_second", rate, 1);

  room.begin();
  pace(room, rate, options.seconds / 2, options.messages / 2);
  const Histogram before = room.latency();
  const double resident = gauge.knows_server() ? static_cast<double>(gauge.server_resident()) : 0;

  room.mute(options.subscribers - options.slow);
  room.begin();
  gauge.begin();
  pace(room, rate, options.seconds / 2, options.messages / 2);
  gauge.end();
  const double grown = gauge.knows_server() ? static_cast<double>(gauge.server_resident()) : 0;
  room.settle();

  Figures& figures = result.figures;
  figures.add_cost(gauge, "delivery", "deliveries", static_cast<double>(room.deliveries()));
  figures.add_latency("all_reading_", before);
  figures.add_latency("others_", room.latency());
  if (gauge.knows_server()) {
    figures.add("server_resident_mib", resident / kMebibyte, 2);
    figures.add("server_resident_grown_mib", (grown - resident) / kMebibyte, 2);
  }
  figures.add("slow_closed", static_cast<double>(room.resume()));
  figures.add_faults(room.faults());
  result.faultless = room.faults().sum() == 0;
  return result;
}

}  // namespace fanout
