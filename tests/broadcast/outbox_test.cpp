// Against a plain string.
#include "broadcast/outbox.h"

#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "tests/broadcast/scrolls.h"

namespace broadcast {
namespace {

std::span<const std::byte> view(const std::string& text) {
  return std::as_bytes(std::span(text));
}

TEST(Outbox, IsAString) {
  std::mt19937 random(1);
  Outbox outbox;
  std::string plain;
  for (int step = 0; step < 20'000; ++step) {
    const std::string text(random() % 40, static_cast<char>('a' + random() % 26));
    const std::size_t size = random() % (plain.size() + 1);
    switch (random() % 5) {
      case 0:
        outbox.append(view(text));
        plain += text;
        break;
      case 1:
        if (!text.empty()) std::memcpy(outbox.grow(text.size()).data(), text.data(), text.size());
        plain += text;
        break;
      case 2:
        if (random() % 8 != 0) break;
        outbox.put_in_front(view(text));
        plain = text + plain;
        break;
      default:
        outbox.consume(size);
        plain.erase(0, size);
    }
    ASSERT_EQ(string_of(outbox.rest()), plain);
    ASSERT_EQ(outbox.size(), plain.size());
    ASSERT_EQ(outbox.empty(), plain.empty());
  }
}

}  // namespace
}  // namespace broadcast
