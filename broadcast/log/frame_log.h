// The log of one wire form of one room, on its home shard: the only writer of its segments.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "broadcast/log/chain.h"

namespace broadcast {

// The first segment of a log weighs so much, each next one twice as much as the last,
inline constexpr std::size_t kSegmentMin = 512;
inline constexpr std::size_t kSegmentMax = 64 << 10;  // up to this, but for a frame that needs more

class FrameLog {
 public:
  // Its first record will be that of the room which comes next: a form costs nothing before
  // somebody speaks it.
  explicit FrameLog(Record first) {
    written_.record = first;
    chain_.announce(written_);
  }

  // Room for one frame of up to so many bytes, in one piece: frames never straddle segments. What
  // is not committed was never there. Throws std::bad_alloc.
  std::span<std::byte> reserve(std::size_t frame);
  // One record of so many bytes, from the reserved ones. None is a record too: the form has nothing
  // to say there.
  void commit(std::size_t frame, SenderId who);

  const Head& written() const { return written_; }         // what is here
  const Head& announced() const { return chain_.head(); }  // what may be read
  bool announce();                                         // true if there was something new
  const Chain& chain() const { return chain_; }
  // Segments begun since announce() was last called: the chain's last ones.
  std::size_t fresh() const { return fresh_; }
  void seen_fresh() { fresh_ = 0; }

  // Forgets the oldest segments while what remains weighs `retention` at least, or all together
  // weigh more than `most`. The one that the announced head stands in stays, for those who come,
  // and so do those begun since.
  void trim(std::size_t retention, std::size_t most = ~std::size_t{0});
  // Forgets all of them: what comes next begins a segment of its own. Readers must hear of it
  // (Letter::Kind::sealed). REQUIRES: all that is written was announced.
  void forget_all();

  // Older records, written into a log of their own, go in front of this one's. REQUIRES: they end
  // at the record that this log's chain begins with; nobody has seen them.
  void put_in_front(FrameLog older);
  // Gives its segments up, moved so that the last record ends at `end`. REQUIRES: nobody has seen
  // them.
  std::vector<SegmentRef> take_segments(Position end) &&;

 private:
  void add_segment(std::size_t frame);

  Chain chain_;
  std::size_t fresh_ = 0;
  Head written_{kFirstPosition, 0};

  // Positions begin high, to leave room for what is put in front.
  static constexpr Position kFirstPosition = Position{1} << 40;
};

}  // namespace broadcast
