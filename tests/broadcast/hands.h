// Letters by hand: what a post holds, in words, and handed over.
#pragma once

#include <string>
#include <vector>

#include "broadcast/rooms/local_rooms.h"

namespace broadcast {

using Heard = std::vector<std::string>;

inline std::span<const std::byte> view(std::string_view text) {
  return std::as_bytes(std::span(text));
}

// The payloads of the frames between two positions, which are all short and plain.
inline Heard frames_between(const Chain& chain, Position from, Position to) {
  Heard heard;
  while (from < to) {
    const auto bytes = chain.bytes_from(from);
    const auto size = std::to_integer<std::size_t>(bytes[1]);
    heard.emplace_back(reinterpret_cast<const char*>(bytes.data()) + 2, size);
    from += 2 + size;
  }
  return heard;
}

// A shard whose letters go where and when the test says.
struct Hand {
  Hand(Mesh& mesh, ShardNumber self, const Settings& settings)
      : post(mesh, self), homes(post, settings), halls(post, homes) {}

  void take(Parcel parcel) {
    auto bytes = std::span<const std::byte>(parcel.bytes);
    auto segments = std::span(parcel.segments);
    for (const Letter& letter : parcel.letters) {
      if (letter.kind < Letter::Kind::hall_closed) {
        homes.take(parcel.from, letter, bytes.first(letter.size));
      } else {
        halls.take(letter, segments.first(letter.segments));
      }
      bytes = bytes.subspan(letter.size);
      segments = segments.subspan(letter.segments);
    }
  }
  // What this one has to say to that one arrives.
  void to(Hand& other) {
    Parcel parcel = std::exchange(post.to(other.post.self()), {});
    parcel.from = post.self();
    other.take(std::move(parcel));
  }

  Post post;
  HomeRooms homes;
  LocalRooms halls;
};

}  // namespace broadcast
