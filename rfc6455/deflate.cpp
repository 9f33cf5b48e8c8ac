// zlib with the RFC's two habits: a message ends at a sync flush whose last four bytes 00 00 FF FF
// are left out (§7.2.1), and they are put back before inflating (§7.2.2).
#include "rfc6455/deflate.h"

#include <zlib.h>

#include <array>
#include <cassert>
#include <limits>
#include <new>

namespace rfc6455 {
namespace {

constexpr std::size_t kTailSize = 4;
constexpr std::array<Bytef, kTailSize> kTail = {0x00, 0x00, 0xFF, 0xFF};
constexpr int kMemoryLevel = 8;                                         // zlib's default
constexpr std::size_t kTurnMax = std::numeric_limits<uInt>::max() / 2;  // zlib counts in uInt

// zlib reads through a pointer that is not const, though it does not write.
Bytef* input(const void* bytes) {
  return static_cast<Bytef*>(const_cast<void*>(bytes));
}

uInt in_one_turn(std::size_t size) {
  return static_cast<uInt>(size < kTurnMax ? size : kTurnMax);
}

}  // namespace

bool deflate_available() {
  return true;
}

// ---- Deflater ----

struct Deflater::Stream {
  ContextTakeover takeover;
  z_stream z{};
  ~Stream() { deflateEnd(&z); }
};

Deflater::Deflater(int window_bits, ContextTakeover takeover, int level)
    : stream_(new Stream{.takeover = takeover}) {
  assert(window_bits >= kDeflateWindowBitsMin && window_bits <= MAX_WBITS);
  const int result =
      deflateInit2(&stream_->z, level, Z_DEFLATED, -window_bits, kMemoryLevel, Z_DEFAULT_STRATEGY);
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  assert(result == Z_OK);
}

Deflater::~Deflater() = default;
Deflater::Deflater(Deflater&&) noexcept = default;
Deflater& Deflater::operator=(Deflater&&) noexcept = default;

std::optional<std::size_t> Deflater::compress(std::span<const std::byte> message,
                                              std::span<std::byte> out) {
  if (message.empty()) {  // §7.2.3.6; zlib has nothing to flush when the last message just was
    if (out.empty()) return std::nullopt;
    out[0] = std::byte{0x00};
    return 1;
  }
  z_stream& z = stream_->z;
  if (stream_->takeover == ContextTakeover::no) deflateReset(&z);
  std::size_t taken = 0;
  std::size_t written = 0;
  z.avail_in = 0;
  do {
    if (z.avail_in == 0 && taken < message.size()) {
      z.next_in = input(message.data() + taken);
      z.avail_in = in_one_turn(message.size() - taken);
      taken += z.avail_in;
    }
    // Never called again with a full room: zlib would write the flush's marker a second time.
    if (written == out.size()) return std::nullopt;
    z.next_out = reinterpret_cast<Bytef*>(out.data() + written);
    const uInt room = in_one_turn(out.size() - written);
    z.avail_out = room;
    const int result = ::deflate(&z, taken == message.size() ? Z_SYNC_FLUSH : Z_NO_FLUSH);
    assert(result == Z_OK || result == Z_BUF_ERROR);
    written += room - z.avail_out;
  } while (z.avail_out == 0 || taken < message.size());
  assert(written >= kTailSize);
  return written - kTailSize;
}

std::size_t Deflater::bound(std::size_t size) {
  // zlib's own estimate for any window and memory level: a small window cannot fall back on stored
  // blocks, so bytes may cost nine bits each; and the flush adds an empty block.
  return size + (size >> 3) + (size >> 6) + 32;
}

// ---- Inflater ----

struct Inflater::Stream {
  z_stream z{};
  std::span<const std::byte> piece;
  Piece which = Piece::middle;
  bool tail_given = false;   // the four bytes are what z reads now
  bool final_block = false;  // a block with BFINAL has ended, and nothing came after it yet
  ~Stream() { inflateEnd(&z); }

  bool give_input();
  bool begin_after_final_block();
};

Inflater::Inflater(int window_bits) : stream_(std::make_unique<Stream>()) {
  const int result = inflateInit2(&stream_->z, -window_bits);
  if (result == Z_MEM_ERROR) throw std::bad_alloc();
  assert(result == Z_OK);
}

Inflater::~Inflater() = default;
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;

void Inflater::feed(std::span<const std::byte> piece, Piece which) {
  assert(stream_->piece.empty() && stream_->z.avail_in == 0);
  stream_->piece = piece;
  stream_->which = which;
  stream_->tail_given = false;
}

void Inflater::reset() {
  inflateReset(&stream_->z);
  stream_->z.avail_in = 0;
  stream_->piece = {};
  stream_->tail_given = stream_->final_block = false;
}

// The next bytes for zlib: the piece, and behind the last piece the tail. False when there are
// none.
bool Inflater::Stream::give_input() {
  if (!piece.empty()) {
    z.next_in = input(piece.data());
    z.avail_in = in_one_turn(piece.size());
    piece = piece.subspan(z.avail_in);
    return true;
  }
  // A message that ended with a final block needs no tail; §7.2.3.4 has a sender pad such a block
  // with a byte 00, which begins the empty block that the tail completes, but not every sender
  // does.
  if (which == Piece::middle || tail_given || final_block) return false;
  tail_given = true;
  z.next_in = input(kTail.data());
  z.avail_in = kTailSize;
  return true;
}

// A block with BFINAL ends a deflate stream, not a message (§7.2.3.4): a new stream begins at the
// next byte, with the window as it was.
bool Inflater::Stream::begin_after_final_block() {
  std::array<Bytef, 1 << MAX_WBITS> window;
  uInt size = 0;
  final_block = false;
  return inflateGetDictionary(&z, window.data(), &size) == Z_OK && inflateReset(&z) == Z_OK &&
         inflateSetDictionary(&z, window.data(), size) == Z_OK;
}

Inflater::Output Inflater::next(std::span<std::byte> room) {
  assert(!room.empty());
  Stream& s = *stream_;
  const uInt size = in_one_turn(room.size());
  s.z.next_out = reinterpret_cast<Bytef*>(room.data());
  s.z.avail_out = size;
  bool sound = true;
  do {
    if (s.final_block && s.z.avail_in > 0) sound = s.begin_after_final_block();
    if (sound && !s.final_block) {
      const int result = ::inflate(&s.z, Z_SYNC_FLUSH);
      s.final_block = result == Z_STREAM_END;
      sound = s.final_block || result == Z_OK || result == Z_BUF_ERROR;
    }
    // Only when zlib leaves room has it nothing more to give; no further input before that.
  } while (sound && s.z.avail_out > 0 && (s.z.avail_in > 0 || s.give_input()));

  const std::size_t made = size - s.z.avail_out;
  if (sound && s.z.avail_out == 0) return {made, Status::more};
  if (sound && s.which == Piece::middle) return {made, Status::hungry};
  // Bit 7 of data_type: between two blocks. Elsewhere the message ended inside one.
  if (sound && (s.final_block || (s.z.data_type & 128) != 0)) return {made, Status::done};
  // What came before the damage is still told, so that the cuts of the input make no difference.
  return {made, made > 0 ? Status::more : Status::corrupt};
}

}  // namespace rfc6455
