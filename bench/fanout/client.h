// One connection to the server, from the first packet to the last.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bench/fanout/frame_reader.h"
#include "bench/fanout/target.h"
#include "reactor/stream.h"
#include "rfc6455/accept_key.h"

namespace fanout {

class Client {
 public:
  enum class Stage : std::uint8_t { idle, connecting, securing, upgrading, greeting, open };

  explicit Client(const Target& target) : reader_(reader_for(target)) {}

  // Begins to connect, as the target's connection of this number. Returns 0 or errno. REQUIRES:
  // idle.
  int dial(const Target& target, std::size_t number);

  // Goes on after an edge, while it is neither idle nor open. scratch: room to read into. Throws
  // std::runtime_error when the server refuses.
  Stage advance(const Target& target, std::span<std::byte> scratch);

  // Reads once; next() then tells what came. REQUIRES: open; next() returned nullopt.
  reactor::Transfer receive(std::span<std::byte> scratch) {
    const reactor::Transfer transfer = stream_.read(scratch);
    reader_.feed(scratch.first(transfer.bytes));
    return transfer;
  }
  std::optional<Arrival> next() { return reader_.next(); }
  const char* complaint() const { return reader_.complaint(); }
  // What came along with the last step of opening and was not asked for by next() is forgotten. To
  // be called once it is open, before receive().
  void settle() {
    while (next()) continue;
    answer_ = std::string();
  }
  // Which message was the last in the room when it came in, as the chat said; of several rooms, in
  // the last one.
  std::uint64_t joined_at() const { return joined_at_; }

  // Sends at once what the socket takes; the rest waits for flush().
  void send(std::span<const std::byte> bytes);
  void append(std::span<const std::byte> bytes) {  // waits for flush() in any case
    unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
  }
  void flush();
  bool is_stuck() const { return !unsent_.empty(); }
  void send_close();

  void hang_up();  // idle again

  Stage stage() const { return stage_; }
  int fd() const { return stream_.fd(); }

 private:
  static FrameReader reader_for(const Target& target) {
    const bool part = target.wire == Wire::raw;
    return FrameReader(target.framing, target.size, part ? kStampSize : FrameReader::kAll);
  }
  void request_upgrade(const Target& target);
  void read_answer(const Target& target, std::span<std::byte> scratch);
  void greet(const Target& target);
  void await_joins();

  reactor::Stream stream_;
  Stage stage_ = Stage::idle;
  FrameReader reader_;
  rfc6455::HandshakeKey key_{};
  std::string answer_;        // of the upgrade, so far
  std::uint32_t number_ = 0;  // the target's
  std::uint32_t joins_ = 0;   // rooms that it is not in yet
  std::uint64_t joined_at_ = 0;
  std::vector<std::byte> unsent_;  // refused by the socket
  std::size_t sent_ = 0;           // of unsent_
};

}  // namespace fanout
