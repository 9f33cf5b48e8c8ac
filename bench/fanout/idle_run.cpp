// Connections that do nothing: what each of them keeps of the server's memory.
#include <thread>

#include "bench/fanout/crowd.h"
#include "bench/fanout/runs.h"

namespace fanout {
namespace {

constexpr auto kSettle = std::chrono::seconds(1);

}  // namespace

Result run_idle(const Options& options) {
  Crowd crowd(options);
  Gauge gauge(options.pids);
  const double before = static_cast<double>(gauge.server_private());
  gauge.begin();
  crowd.open();
  gauge.end();
  std::this_thread::sleep_for(kSettle);
  const double after = static_cast<double>(gauge.server_private());

  const double count = static_cast<double>(crowd.size());
  Result result;
  result.figures.add_cost(gauge, "connection", "connections", count);
  result.figures.add("server_private_before_kib", before / 1024);
  result.figures.add("server_private_after_kib", after / 1024);
  result.figures.add("server_bytes_per_connection", (after - before) / count, 1);
  return result;
}

}  // namespace fanout
