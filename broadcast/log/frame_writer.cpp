// Straight into the log's own bytes. A compressed payload is written behind the longest header it
// could have and moved up if its header came out shorter.
#include "broadcast/log/frame_writer.h"

#include <cstring>
#include <new>

#include "rfc6455/deflate_offer.h"
#include "rfc6455/encoder.h"

namespace broadcast {

std::size_t FrameWriter::frame_max(std::size_t payload) {
  return payload + rfc6455::header_size({.length = payload});
}

rfc6455::Deflater& FrameWriter::deflater(Compression compression) {
  const bool full = compression == Compression::deflate15;
  auto& deflater = full ? full_ : small_;
  const int window = full ? rfc6455::kWindowBitsMax : rfc6455::kDeflateWindowBitsMin;
  if (!deflater)
    deflater = std::make_unique<rfc6455::Deflater>(window, rfc6455::ContextTakeover::no, level_);
  return *deflater;
}

// nullopt: it does not get smaller, or there is no memory for a deflater.
std::optional<std::size_t> FrameWriter::compress(Compression compression,
                                                 std::span<const std::byte> payload,
                                                 std::span<std::byte> buffer) {
  try {
    return deflater(compression).compress(payload, buffer);
  } catch (const std::bad_alloc&) {
    return std::nullopt;
  }
}

std::size_t FrameWriter::write(std::span<std::byte> out, Compression compression,
                               rfc6455::Opcode opcode, std::span<const std::byte> payload) {
  const std::size_t longest = rfc6455::header_size({.length = payload.size()});
  if (compression != Compression::plain && payload.size() >= kDeflateSizeMin) {
    const auto buffer = out.subspan(longest, payload.size());
    if (const auto size = compress(compression, payload, buffer)) {
      const std::size_t header =
          rfc6455::put_header(out, {.opcode = opcode, .rsv1 = true, .length = *size});
      if (header < longest) std::memmove(out.data() + header, buffer.data(), *size);
      return header + *size;
    }
  }
  rfc6455::put_header(out, {.opcode = opcode, .length = payload.size()});
  if (!payload.empty()) std::memcpy(out.data() + longest, payload.data(), payload.size());
  return longest + payload.size();
}

void FrameWriter::append(FrameLog& log, Compression compression, SenderId who,
                         rfc6455::Opcode opcode, std::span<const std::byte> payload) {
  const auto buffer = log.reserve(frame_max(payload.size()));
  log.commit(write(buffer, compression, opcode, payload), who);
}

}  // namespace broadcast
