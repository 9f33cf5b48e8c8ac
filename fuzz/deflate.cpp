// Whatever is compressed comes back; whatever is not compressed is refused or inflated within its
// room, and means the same however it is cut.
#include "rfc6455/deflate.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

using rfc6455::Inflater;

constexpr std::size_t kInflatedMax = 1 << 16;

struct Inflated {
  std::string text;
  bool corrupt;
  bool operator==(const Inflated&) const = default;
};

Inflated inflate(Inflater& inflater, std::span<const std::byte> message, std::size_t piece,
                 std::size_t room_size) {
  std::vector<std::byte> room(room_size);
  Inflated inflated{{}, false};
  for (;;) {
    const auto now = message.first(std::min(piece, message.size()));
    message = message.subspan(now.size());
    const std::vector<std::byte> exact(now.begin(), now.end());
    inflater.feed(exact, message.empty() ? Inflater::Piece::last : Inflater::Piece::middle);
    for (;;) {
      const auto [size, status] = inflater.next(room);
      if (size > room.size()) std::abort();
      inflated.text.append(reinterpret_cast<const char*>(room.data()), size);
      if (inflated.text.size() > kInflatedMax) return {{}, true};
      if (status == Inflater::Status::corrupt) return {{}, true};
      if (status == Inflater::Status::done) return inflated;
      if (status == Inflater::Status::hungry) break;
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 3) return 0;
  const int window = 9 + bytes[0] % 7;
  const std::size_t piece = 1 + bytes[1];
  const std::size_t room = 1 + bytes[2];
  const auto message = std::as_bytes(std::span(bytes + 3, size - 3));

  rfc6455::Deflater deflater(window, rfc6455::ContextTakeover::yes, 1 + bytes[0] % 9);
  Inflater back(window);
  for (int round = 0; round < 2; ++round) {
    std::vector<std::byte> out(rfc6455::Deflater::bound(message.size()));
    out.resize(deflater.compress(message, out).value());
    const auto came_back = inflate(back, out, piece, room);
    const std::string expected(reinterpret_cast<const char*>(message.data()), message.size());
    if (came_back.corrupt || came_back.text != expected) std::abort();
  }

  Inflater whole(15);
  Inflater cut(15);
  if (inflate(whole, message, message.size() + 1, 4096) != inflate(cut, message, piece, room))
    std::abort();
  return 0;
}
