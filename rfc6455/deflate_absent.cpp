// The build without zlib (WSD_DEFLATE off): nothing is ever agreed, so nothing of this may be
// reached.
#include <cstdlib>

#include "rfc6455/deflate.h"

namespace rfc6455 {

struct Deflater::Stream {};
struct Inflater::Stream {};

bool deflate_available() {
  return false;
}

Deflater::Deflater(int, ContextTakeover, int) {
  std::abort();
}
Deflater::~Deflater() = default;
Deflater::Deflater(Deflater&&) noexcept = default;
Deflater& Deflater::operator=(Deflater&&) noexcept = default;
std::optional<std::size_t> Deflater::compress(std::span<const std::byte>, std::span<std::byte>) {
  std::abort();
}
std::size_t Deflater::bound(std::size_t) {
  std::abort();
}

Inflater::Inflater(int) {
  std::abort();
}
Inflater::~Inflater() = default;
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;
void Inflater::feed(std::span<const std::byte>, Piece) {
  std::abort();
}
Inflater::Output Inflater::next(std::span<std::byte>) {
  std::abort();
}
void Inflater::reset() {
  std::abort();
}

}  // namespace rfc6455
