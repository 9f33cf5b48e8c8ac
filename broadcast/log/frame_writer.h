// A message into a log, as a frame of the log's wire form: encoded once, whoever and however many
// read it.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>

#include "broadcast/log/frame_log.h"
#include "broadcast/log/wire.h"
#include "rfc6455/deflate.h"
#include "rfc6455/protocol.h"

namespace broadcast {

// Payloads below this size go plain: scripts/bench deflate_line. Of lines of 64 bytes half got
// smaller, by 6 % in all; of 80 bytes 99 of 100 did, by 14 %. Either costs microseconds
// (zlib 1.2.13).
inline constexpr std::size_t kDeflateSizeMin = 80;

// Belongs to one shard. The deflaters are made when the first compressed form is written.
class FrameWriter {
 public:
  explicit FrameWriter(int deflate_level) : level_(deflate_level) {}

  // Appends one record. A payload that is small or does not get smaller goes plain: every receiver
  // can read that too.
  void append(FrameLog& log, Compression compression, SenderId who, rfc6455::Opcode opcode,
              std::span<const std::byte> payload);

  // The largest frame that a payload can become.
  static std::size_t frame_max(std::size_t payload);
  // Writes the frame at the beginning of out, returns its size. REQUIRES: out.size() >=
  // frame_max(payload.size()).
  std::size_t write(std::span<std::byte> out, Compression compression, rfc6455::Opcode opcode,
                    std::span<const std::byte> payload);

 private:
  std::optional<std::size_t> compress(Compression compression, std::span<const std::byte> payload,
                                      std::span<std::byte> buffer);
  rfc6455::Deflater& deflater(Compression compression);

  int level_;
  std::unique_ptr<rfc6455::Deflater> full_;
  std::unique_ptr<rfc6455::Deflater> small_;
};

}  // namespace broadcast
