// RFC 7692 §7.2: the examples, round trips with every window, streams of other senders, and damage.
#include "rfc6455/deflate.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/rfc6455/frames.h"

namespace rfc6455 {
namespace {

static_assert(kDeflateWindowBitsMin == 9);

// Inflates a whole message given in pieces of that size, into rooms of that size. nullopt: corrupt.
std::optional<std::string> inflate(Inflater& inflater, std::span<const std::byte> message,
                                   std::size_t piece = 1 << 20, std::size_t room_size = 4096) {
  std::string text;
  Bytes room(room_size);
  do {
    const auto now = message.first(std::min(piece, message.size()));
    message = message.subspan(now.size());
    inflater.feed(now, message.empty() ? Inflater::Piece::last : Inflater::Piece::middle);
    Inflater::Output output{};
    do {
      output = inflater.next(room);
      text += string_of(std::span(room).first(output.size));
    } while (output.status == Inflater::Status::more);
    if (output.status == Inflater::Status::corrupt) return std::nullopt;
    EXPECT_EQ(output.status, message.empty() ? Inflater::Status::done : Inflater::Status::hungry);
  } while (!message.empty());
  return text;
}

std::optional<std::string> inflate_once(const Bytes& message, std::size_t piece = 1 << 20,
                                        std::size_t room = 4096) {
  Inflater inflater(15);
  return inflate(inflater, message, piece, room);
}

Bytes deflate(Deflater& deflater, std::string_view message) {
  Bytes out(Deflater::bound(message.size()), std::byte{0xAA});
  const auto size = deflater.compress(view(message), out);
  EXPECT_TRUE(size);
  out.resize(size.value_or(0));
  return out;
}

std::string compressible(std::size_t size) {
  std::string text;
  for (std::size_t i = 0; text.size() < size; ++i)
    text += "{\"op\":\"msg\",\"seq\":" + std::to_string(i * 7919) + "},";
  text.resize(size);
  return text;
}

std::string noise(std::size_t size) {
  std::mt19937 random(static_cast<unsigned>(size));
  std::string bytes(size, 0);
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

// ---- §7.2.3: the examples ----

TEST(Deflate, CompressedHello) {  // §7.2.3.1
  Deflater deflater(15, ContextTakeover::yes);
  EXPECT_EQ(deflate(deflater, "Hello"), hex("F2 48 CD C9 C9 07 00"));
  EXPECT_EQ(inflate_once(hex("F2 48 CD C9 C9 07 00")), "Hello");
}

TEST(Deflate, SharedWindow) {  // §7.2.3.2
  Deflater deflater(15, ContextTakeover::yes);
  Inflater inflater(15);
  EXPECT_EQ(inflate(inflater, deflate(deflater, "Hello")), "Hello");
  const Bytes second = deflate(deflater, "Hello");
  EXPECT_EQ(second, hex("F2 00 11 00 00"));
  EXPECT_EQ(inflate(inflater, second), "Hello");
  Inflater fresh(15);
  EXPECT_EQ(inflate(fresh, second), std::nullopt);  // reaches back to what it never saw
}

TEST(Deflate, BlockWithoutCompression) {  // §7.2.3.3
  EXPECT_EQ(inflate_once(hex("00 05 00 FA FF 48 65 6C 6C 6F 00")), "Hello");
}

TEST(Deflate, FinalBlock) {  // §7.2.3.4
  EXPECT_EQ(inflate_once(hex("F3 48 CD C9 C9 07 00 00")), "Hello");
  EXPECT_EQ(inflate_once(hex("F3 48 CD C9 C9 07 00")), "Hello") << "without the padding byte";
}

TEST(Deflate, TwoBlocksInOneMessage) {  // §7.2.3.5
  EXPECT_EQ(inflate_once(hex("F2 48 05 00 00 00 FF FF CA C9 C9 07 00")), "Hello");
}

TEST(Deflate, EmptyMessage) {  // §7.2.3.6
  EXPECT_EQ(inflate_once(hex("00")), "");
  Deflater deflater(15, ContextTakeover::no);
  const Bytes ours = deflate(deflater, "");
  EXPECT_EQ(inflate_once(ours), "");
}

TEST(Deflate, TheWindowLivesOnAfterAFinalBlock) {
  Inflater inflater(15);
  EXPECT_EQ(inflate(inflater, hex("F3 48 CD C9 C9 07 00 00")), "Hello");
  EXPECT_EQ(inflate(inflater, hex("F2 00 11 00 00")), "Hello");
}

TEST(Deflate, AFinalBlockThatMakesMoreThanTheRoomHolds) {
  for (const std::size_t room : {1u, 13u, 14u, 26u, 27u, 28u}) {
    EXPECT_EQ(inflate_once(hex("F3 C9 C9 C7 09 00"), 100, room), "Lloooooooooooooooooooooooooo")
        << room;
  }
}

// ---- round trips ----

TEST(Deflate, EveryWindowTakeoverAndSize) {
  for (int bits = kDeflateWindowBitsMin; bits <= 15; ++bits) {
    for (const auto takeover : {ContextTakeover::no, ContextTakeover::yes}) {
      Deflater deflater(bits, takeover);
      Inflater inflater(bits);
      for (const std::size_t size : {0, 1, 5, 100, 4096, 70'000, 300'000}) {
        for (const std::string& message : {compressible(size), noise(size)}) {
          const Bytes compressed = deflate(deflater, message);
          if (takeover == ContextTakeover::no) inflater.reset();
          ASSERT_EQ(inflate(inflater, compressed), message)
              << "window " << bits << " size " << size;
        }
      }
    }
  }
}

TEST(Deflate, PiecesAndRoomsOfAnySize) {
  Deflater deflater(15, ContextTakeover::no);
  const std::string message = compressible(3000);
  const Bytes compressed = deflate(deflater, message);
  for (const std::size_t piece : {1u, 2u, 7u, 100u}) {
    for (const std::size_t room : {1u, 3u, 2999u, 3000u, 3001u}) {
      ASSERT_EQ(inflate_once(compressed, piece, room), message) << piece << " into " << room;
    }
  }
}

TEST(Deflate, WithoutTakeoverEveryFrameStandsAlone) {
  Deflater deflater(15, ContextTakeover::no);
  const Bytes first = deflate(deflater, "Hello");
  EXPECT_EQ(deflate(deflater, "Hello"), first);
}

TEST(Deflate, ItSaysWhenAMessageDoesNotFit) {
  Deflater deflater(15, ContextTakeover::no);
  const std::string message = compressible(5000);
  const std::size_t size = deflate(deflater, message).size();
  for (std::size_t room = 0; room <= size + kDeflateSlack; ++room) {
    Bytes out(room);
    const auto written = deflater.compress(view(message), out);
    if (room < size) {
      ASSERT_FALSE(written) << room;
    }
    if (room == size + kDeflateSlack) {
      ASSERT_EQ(written, size);
    }
    if (written) {
      out.resize(*written);
      ASSERT_EQ(inflate_once(out), message) << room;
    }
  }
  Bytes as_large(1000);
  EXPECT_EQ(deflater.compress(view(noise(1000)), as_large), std::nullopt)
      << "noise does not get smaller";
}

TEST(Deflate, StreamsMove) {
  Deflater deflater(15, ContextTakeover::yes);
  Inflater inflater(15);
  EXPECT_EQ(inflate(inflater, deflate(deflater, "Hello")), "Hello");
  Deflater moved(std::move(deflater));
  Inflater taken(9);
  taken = std::move(inflater);
  const Bytes second = deflate(moved, "Hello");
  EXPECT_EQ(second, hex("F2 00 11 00 00"));  // the window came along
  EXPECT_EQ(inflate(taken, second), "Hello");
  Deflater assigned(9, ContextTakeover::no);
  assigned = std::move(moved);
  Inflater last(std::move(taken));
  EXPECT_EQ(inflate(last, deflate(assigned, "Hello")), "Hello");
}

// ---- what others may send ----

TEST(Deflate, Damage) {
  for (const char* bytes :
       {"06", "FF FF FF", "00 05 00 FA FE 48", "F2 48 CD C9", "00 05 00 FA FF 48 65"}) {
    EXPECT_EQ(inflate_once(hex(bytes)), std::nullopt) << bytes;
  }
}

TEST(Deflate, AnEmptyPayloadIsNoMessage) {
  // The tail alone would be the middle of a block (§7.2.3.6 has a sender say 00).
  EXPECT_EQ(inflate_once({}), std::nullopt);
}

TEST(Deflate, ResetForgetsWhatWasUnderWay) {
  Inflater inflater(15);
  Bytes room(64);
  const Bytes half = hex("F2 48 CD");
  inflater.feed(half, Inflater::Piece::middle);
  while (inflater.next(room).status == Inflater::Status::more) {
  }
  inflater.reset();
  EXPECT_EQ(inflate(inflater, hex("F2 48 CD C9 C9 07 00")), "Hello");
}

TEST(Deflate, ABombIsInflatedOnlyAsFarAsThereIsRoom) {
  Deflater deflater(15, ContextTakeover::no);
  const Bytes bomb = deflate(deflater, std::string(10 << 20, '0'));
  EXPECT_LT(bomb.size(), 20'000u);
  Inflater inflater(15);
  Bytes room(1000);
  inflater.feed(bomb, Inflater::Piece::last);
  const auto output = inflater.next(room);
  EXPECT_EQ(output.size, room.size());
  EXPECT_EQ(output.status, Inflater::Status::more);
}

}  // namespace
}  // namespace rfc6455
