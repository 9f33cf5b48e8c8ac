// permessage-deflate's payloads (RFC 7692 §7.2), on zlib: messages to compressed bytes and back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace rfc6455 {

// Whether this build can compress (CMake option WSD_DEFLATE). When false no offer is ever made or
// accepted, and the two classes below must not be constructed.
bool deflate_available();

enum class ContextTakeover : std::uint8_t { no, yes };

inline constexpr int kDeflateLevelDefault = 6;
inline constexpr int kDeflateWindowBitsMin = 9;  // zlib has no raw deflate with 8

inline constexpr std::size_t kDeflateSlack = 10;

class Deflater {
 public:
  // REQUIRES: kDeflateWindowBitsMin <= window_bits <= 15, 1 <= level <= 9. Throws std::bad_alloc.
  Deflater(int window_bits, ContextTakeover takeover, int level = kDeflateLevelDefault);
  ~Deflater();
  Deflater(Deflater&&) noexcept;
  Deflater& operator=(Deflater&&) noexcept;

  // Compresses one whole message into out and returns the size, without the four bytes 00 00 FF FF
  // (§7.2.1). nullopt when out was too small; it takes kDeflateSlack bytes more than the result.
  // Without takeover nothing is remembered: the frame fits every receiver, and an out of the
  // message's own size answers the question whether compressing pays. With takeover a message that
  // did not fit is remembered though it was not sent: out must be bound(message.size()) then.
  std::optional<std::size_t> compress(std::span<const std::byte> message, std::span<std::byte> out);

  // What any message of that size fits into.
  static std::size_t bound(std::size_t size);

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

class Inflater {
 public:
  enum class Status : std::uint8_t {
    more,     // the room is full, there may be more: call again
    hungry,   // the piece is used up, the message goes on: feed the next one
    done,     // the message is complete
    corrupt,  // not a deflate stream, or cut short: 1007
  };
  struct Output {
    std::size_t size;  // bytes now in the room
    Status status;
  };
  enum class Piece : std::uint8_t { middle, last };

  explicit Inflater(int window_bits);  // 8 to 15. Throws std::bad_alloc.
  ~Inflater();
  Inflater(Inflater&&) noexcept;
  Inflater& operator=(Inflater&&) noexcept;

  // The next piece of a message's compressed bytes; it must stay until next() said hungry or done.
  // REQUIRES: a new Inflater, or the last answer was hungry or done, or reset().
  void feed(std::span<const std::byte> piece, Piece which);

  // Inflates into room, never past its end: the caller bounds what a message may become by the room
  // it gives. REQUIRES: feed() before, room not empty.
  Output next(std::span<std::byte> room);

  // Forgets the window and whatever was under way: for a new message without context takeover.
  void reset();

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
};

}  // namespace rfc6455
