// Against plain strings.
#include "broadcast/connections/outbox.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "tests/broadcast/scrolls.h"

namespace broadcast {
namespace {

std::span<const std::byte> view(const std::string& text) {
  return std::as_bytes(std::span(text));
}

TEST(Outbox, IsAStringWithSomethingInFront) {
  std::mt19937 random(1);
  Outbox outbox;
  std::string plain, front;
  const auto letters = [&](std::size_t most) {
    return std::string(random() % most, static_cast<char>('a' + random() % 26));
  };
  for (int step = 0; step < 20'000; ++step) {
    const std::string text = letters(40);
    const bool has_front = !front.empty();
    std::string& next = has_front ? front : plain;
    const std::size_t size = random() % (next.size() + 1);
    switch (random() % 5) {
      case 0:
        outbox.append(view(text));
        plain += text;
        break;
      case 1:
        if (!text.empty()) std::memcpy(outbox.grow(text.size()).data(), text.data(), text.size());
        plain += text;
        break;
      case 2: {
        if (has_front || text.empty() || random() % 8 != 0) break;
        SegmentRef segment(Segment::make(100, 0, 0));
        std::memcpy(segment->free_room().data(), text.data(), text.size());
        const auto bytes = std::span(segment->bytes(), text.size());
        outbox.put_in_front(std::move(segment), bytes);
        front = text;
        break;
      }
      default:
        ASSERT_EQ(outbox.consume(size), has_front ? 0 : size);
        next.erase(0, size);
    }
    ASSERT_EQ(string_of(outbox.rest()), front.empty() ? plain : front);
    ASSERT_EQ(outbox.size(), plain.size());
    ASSERT_EQ(outbox.empty(), plain.empty() && front.empty());
    ASSERT_EQ(outbox.held() > 0, !front.empty());
  }
}

TEST(Outbox, TheRestOfAFrameIsSharedAndNotCopied) {
  SegmentRef segment(Segment::make(50'000, 0, 0));
  const auto rest = std::span(segment->bytes(), 40'000);
  const std::size_t before = Segment::live_bytes();
  std::vector<Outbox> many(1000);
  for (Outbox& outbox : many) outbox.put_in_front(segment.share(), rest);
  EXPECT_EQ(Segment::live_bytes(), before);
  for (const Outbox& outbox : many) EXPECT_EQ(outbox.size() + outbox.capacity(), 0u);
  segment = SegmentRef();
  EXPECT_EQ(Segment::live_bytes(), before) << "it lives as long as somebody needs it";
  for (Outbox& outbox : many) outbox.consume(40'000);
  EXPECT_EQ(Segment::live_bytes(), 0u);
}

}  // namespace
}  // namespace broadcast
