// The rooms as a run sees them: publishes, waits, enters every delivery.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bench/fanout/crowd.h"
#include "bench/fanout/histogram.h"
#include "bench/fanout/ledger.h"
#include "bench/fanout/message.h"
#include "bench/fanout/unpacker.h"

namespace fanout {

class Room {
 public:
  // The crowd is open.
  Room(Crowd& crowd, const Options& options);

  // The room is one, or many alike; publishers are numbered across them: first the first of every
  // room.
  std::size_t publishers() const { return publishers_.size(); }
  std::size_t members() const { return seating_.members; }

  // The next message of this publisher, which should have gone out at `intended`.
  void publish(std::size_t publisher, reactor::Time intended);

  // The same, but it only goes out with post(), in one write with those before it.
  void prepare(std::size_t publisher, reactor::Time intended);
  void post(std::size_t publisher);

  // Waits once and enters what came. Returns whether anything came.
  bool turn(reactor::Duration timeout);

  // Until everything published has come. False if that did not happen: nothing came any more.
  bool drain();

  // The run is over: what has not come is lost.
  void settle();

  // From now on the members behind the first `readers` do not read; resume() lets them read again
  // what waits in their sockets, unchecked, and tells how many were closed meanwhile.
  void mute(std::size_t readers);
  std::size_t resume();

  // Forgets latencies and begins to count deliveries anew; numbers go on.
  void begin();
  std::uint64_t deliveries() const { return ledger_.delivered() - before_; }
  std::uint64_t reads() const { return reads_; }  // in which they came
  const Histogram& latency() const { return latency_; }
  const Faults& faults() const { return ledger_.faults(); }
  std::uint64_t acknowledged() const { return acks_; }
  // Of the bytes that a delivery brought, without the frame's header, the mean.
  double bytes_per_delivery() const {
    return static_cast<double>(bytes_) / static_cast<double>(deliveries());
  }

  // Messages of this publisher that have not reached every reader yet.
  std::uint64_t outstanding(std::size_t publisher);

 private:
  struct Publisher {
    std::size_t connection = 0;
    std::uint64_t published = 0;
    std::uint64_t completed = 0;
  };

  std::size_t room_of(std::size_t publisher) const { return publisher % seating_.rooms; }
  std::span<const std::byte> next_message(std::size_t publisher, reactor::Time intended);
  void enter(std::size_t member, const Arrival& arrival, reactor::Time now);

  bool all_has_come() const { return ledger_.delivered() >= expected_ && acks_ >= expected_acks_; }

  Crowd& crowd_;
  Seating seating_;
  std::size_t readers_;            // of each room
  std::vector<Message> messages_;  // one for all, or one of each publisher
  std::vector<Publisher> publishers_;
  Ledger ledger_;
  Histogram latency_;
  Unpacker unpacker_;
  std::uint64_t before_ = 0;    // deliveries before begin()
  std::uint64_t reads_ = 0;     // after it
  std::uint64_t bytes_ = 0;     // of these deliveries
  std::uint64_t expected_ = 0;  // deliveries to readers, of all that was published
  std::uint64_t acks_ = 0;
  std::uint64_t expected_acks_ = 0;
};

}  // namespace fanout
