// What a room's home keeps of it.
#include "broadcast/rooms/room.h"

#include <gtest/gtest.h>

namespace broadcast {
namespace {

TEST(Room, OptionsAndNameTravelAsBytes) {
  const RoomOptions options{.content = RoomOptions::Content::raw,
                            .slow = RoomOptions::Slow::closed,
                            .flush_milliseconds = 300};
  for (const std::string name : {"", "lobby", "a name\nof 🎉 any bytes"}) {
    const auto [unpacked, unpacked_name] = unpack_room(pack_room(options, name));
    EXPECT_EQ(unpacked, options);
    EXPECT_EQ(unpacked_name, name);
  }
}

TEST(Room, FindsTheLogOfAWire) {
  Room room;
  EXPECT_EQ(room.forms(), 0u);
  EXPECT_EQ(room.find(0), nullptr);
  const Wire plain = wire_of(5, Compression::plain);
  const Wire deflated = wire_of(31, Compression::deflate9);
  room.logs.push_back({plain, FrameLog(0), {}});
  room.logs.push_back({deflated, FrameLog(0), {}});
  EXPECT_EQ(room.find(deflated), &room.logs[1]);
  EXPECT_EQ(room.find(wire_of(5, Compression::deflate9)), nullptr);
  EXPECT_EQ(room.forms(), 1u << 5 | 1u << 31);
}

}  // namespace
}  // namespace broadcast
