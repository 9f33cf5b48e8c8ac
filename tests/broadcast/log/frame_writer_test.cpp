// Messages become frames that a client reads, compressed where that pays.
#include "broadcast/log/frame_writer.h"

#include <gtest/gtest.h>

#include "rfc6455/session.h"
#include "tests/broadcast/scrolls.h"

namespace broadcast {
namespace {

using rfc6455::Opcode;

std::span<const std::byte> view(const std::string& text) {
  return std::as_bytes(std::span(text));
}

// What a client who agreed to this compression hears.
std::string heard(std::span<const std::byte> frames, Compression compression) {
  const rfc6455::MessageLimits limits{.bytes = 1 << 20};
  rfc6455::InflaterShelf shelf;
  const bool deflated = compression != Compression::plain;
  const std::uint8_t window = compression == Compression::deflate9 ? 9 : 15;
  rfc6455::Session session(rfc6455::Role::client, limits, deflated ? &shelf : nullptr,
                           {.server_no_context_takeover = true, .server_max_window_bits = window});
  std::vector<std::byte> bytes(frames.begin(), frames.end());
  session.feed(bytes);
  std::string heard;
  while (const auto event = session.next()) {
    if (event->kind != rfc6455::Event::Kind::data) return "failed";
    heard += string_of(event->bytes);
    if (event->last) heard += event->type == Opcode::text ? "|" : "#";
  }
  return heard;
}

TEST(FrameWriter, EveryFormIsRead) {
  FrameWriter writer(3);
  for (const auto compression :
       {Compression::plain, Compression::deflate15, Compression::deflate9}) {
    if (compression != Compression::plain && !rfc6455::deflate_available()) continue;
    for (const std::size_t size : {0, 1, 20, 125, 126, 127, 500, 65'535, 65'536, 200'000}) {
      const std::string text(size, 'x');
      std::vector<std::byte> out(FrameWriter::frame_max(size));
      const std::size_t written = writer.write(out, compression, Opcode::binary, view(text));
      ASSERT_LE(written, out.size());
      EXPECT_EQ(heard(std::span(out).first(written), compression), text + "#");
      EXPECT_TRUE(compression == Compression::plain || size < 100 || written < size / 2);
    }
  }
}

TEST(FrameWriter, WhatIsSmallGoesPlain) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  FrameWriter writer(9);
  for (const auto compression : {Compression::deflate15, Compression::deflate9}) {
    const std::string small(kDeflateSizeMin - 1, 'x');
    std::vector<std::byte> out(FrameWriter::frame_max(small.size()));
    EXPECT_EQ(writer.write(out, compression, Opcode::text, view(small)), out.size());
    EXPECT_EQ(heard(out, compression), small + "|");
    const std::string large(kDeflateSizeMin, 'x');
    out.resize(FrameWriter::frame_max(large.size()));
    const std::size_t size = writer.write(out, compression, Opcode::text, view(large));
    EXPECT_LT(size, large.size() / 2);
    EXPECT_EQ(heard(std::span(out).first(size), compression), large + "|");
  }
}

TEST(FrameWriter, WhatDoesNotGetSmallerGoesPlain) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  std::mt19937 random(1);
  std::string noise(1000, ' ');
  for (char& c : noise) c = static_cast<char>(random());
  FrameWriter writer(9);
  std::vector<std::byte> out(FrameWriter::frame_max(noise.size()));
  EXPECT_EQ(writer.write(out, Compression::deflate15, Opcode::binary, view(noise)), out.size());
  EXPECT_EQ(heard(out, Compression::deflate15), noise + "#");
}

TEST(FrameWriter, AppendsRecords) {
  FrameWriter writer(3);
  FrameLog log(40);
  const auto compression =
      rfc6455::deflate_available() ? Compression::deflate9 : Compression::plain;
  writer.append(log, compression, 3, Opcode::text, view("hello"));
  writer.append(log, compression, 4, Opcode::text, view(std::string(300, 'x')));
  log.announce();
  EXPECT_EQ(log.written().record, 42u);
  const auto frames = log.chain().bytes_from(log.chain().begin());
  EXPECT_EQ(heard(frames, compression), "hello|" + std::string(300, 'x') + "|");
}

}  // namespace
}  // namespace broadcast
