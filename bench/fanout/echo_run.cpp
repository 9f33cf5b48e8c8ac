// One message outstanding per connection; what comes back is answered with the next one.
#include <limits>
#include <vector>

#include "bench/fanout/crowd.h"
#include "bench/fanout/message.h"
#include "bench/fanout/runs.h"
#include "bench/fanout/unpacker.h"

namespace fanout {
namespace {

constexpr double kWarmUp = 0.1;  // seconds, not counted

class Echoes {
 public:
  Echoes(Crowd& crowd, const Options& options)
      : crowd_(crowd),
        message_(options.framing, options.opcode, options.size),
        sequences_(crowd.size()),
        ledger_(crowd.size(), 1),
        unpacker_(Wire::raw, options.size, options.deflate) {}

  void run(double seconds, std::uint64_t messages);
  void begin() {
    latency_ = Histogram();
    before_ = ledger_.delivered();
  }
  std::uint64_t echoes() const { return ledger_.delivered() - before_; }
  const Histogram& latency() const { return latency_; }
  const Faults& faults() const { return ledger_.faults(); }
  std::size_t outstanding() const { return outstanding_; }

 private:
  void send(std::size_t index, reactor::Time now);
  void enter(std::size_t index, const Arrival& arrival, reactor::Time now);

  Crowd& crowd_;
  Message message_;
  std::vector<std::uint64_t> sequences_;  // sent on each connection
  Ledger ledger_;
  Histogram latency_;
  Unpacker unpacker_;
  std::uint64_t before_ = 0;  // echoes before begin()
  std::uint64_t left_ = 0;    // messages that may still be sent
  std::size_t outstanding_ = 0;
};

// The publisher of a stamp is here the connection: an echo that comes back elsewhere is damaged.
std::uint16_t mark_of(std::size_t index) {
  return static_cast<std::uint16_t>(index % kPublishersMax);
}

void Echoes::send(std::size_t index, reactor::Time now) {
  if (left_ == 0) return;
  --left_;
  ++outstanding_;
  crowd_[index].send(message_.stamped({mark_of(index), sequences_[index]++, now}));
}

void Echoes::enter(std::size_t index, const Arrival& arrival, reactor::Time now) {
  const auto [kind, stamp] = unpacker_.hear(arrival);
  --outstanding_;
  if (kind != Heard::Kind::message || stamp.publisher != mark_of(index)) {
    ledger_.note_damaged();
  } else {
    ledger_.note(index, {0, stamp.sequence, stamp.intended});
    latency_.note(now - stamp.intended);
  }
}

void Echoes::run(double seconds, std::uint64_t messages) {
  const reactor::Time start = reactor::now();
  const auto end = start + reactor::Duration(static_cast<reactor::Duration::rep>(seconds * 1e9));
  left_ = messages > 0 ? messages : std::numeric_limits<std::uint64_t>::max();
  for (std::size_t i = 0; i < crowd_.size(); ++i) send(i, start);
  while (outstanding_ > 0) {
    const auto edges = crowd_.wait(kPatience);
    if (edges.empty()) return;  // settled as lost
    for (const reactor::Ready& ready : edges) {
      const auto index = static_cast<std::size_t>(ready.token);
      crowd_[index].flush();
      reactor::Time now{};
      crowd_.read(ready,
                  [&](const Arrival& arrival) { enter(index, arrival, now = reactor::now()); });
      if (now == reactor::Time{}) continue;
      if (now > end) left_ = 0;
      send(index, now);
    }
  }
}

}  // namespace

Result run_echo(const Options& options) {
  Crowd crowd(options);
  crowd.open();
  Echoes echoes(crowd, options);
  echoes.run(kWarmUp, 0);
  Gauge gauge(options.pids);
  echoes.begin();
  gauge.begin();
  echoes.run(options.seconds, options.messages);
  gauge.end();

  Result result;
  Faults faults = echoes.faults();
  faults.lost += echoes.outstanding();
  result.figures.add_cost(gauge, "echo", "echoes", static_cast<double>(echoes.echoes()));
  result.figures.add_latency("round_trip_", echoes.latency());
  result.figures.add_faults(faults);
  result.faultless = faults.sum() == 0;
  return result;
}

}  // namespace fanout
