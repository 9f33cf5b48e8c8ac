// Who holds an inflater, and for how long.
#include "rfc6455/inflater_shelf.h"

#include <gtest/gtest.h>

#include "rfc6455/deflate_offer.h"
#include "tests/rfc6455/frames.h"

namespace rfc6455 {
namespace {

TEST(InflaterShelf, WhatComesBackIsLentAgain) {
  InflaterShelf shelf;
  Inflater* first = nullptr;
  {
    const auto borrowed = shelf.borrow(kWindowBitsMax);
    first = borrowed.get();
  }
  EXPECT_EQ(shelf.borrow(kWindowBitsMax).get(), first);
}

TEST(InflaterShelf, TwoAtOnceAreTwo) {
  InflaterShelf shelf;
  const auto one = shelf.borrow(kWindowBitsMax);
  const auto other = shelf.borrow(kWindowBitsMax);
  EXPECT_NE(one.get(), other.get());
}

TEST(InflaterShelf, MoreThanItKeepsAreFreed) {
  InflaterShelf shelf;
  std::vector<InflaterShelf::Borrowed> many;
  for (std::size_t i = 0; i < 3 * kShelfMax; ++i) many.push_back(shelf.borrow(kWindowBitsMax));
  many.clear();  // the leak check of a sanitized run looks at the rest
  EXPECT_NE(shelf.borrow(kWindowBitsMax), nullptr);
}

TEST(InflaterShelf, AnInflaterComesBackClean) {
  InflaterShelf shelf;
  Bytes room(64);
  const Bytes hello = hex("F2 48 CD C9 C9 07 00");
  {
    const auto borrowed = shelf.borrow(kWindowBitsMax);
    borrowed->feed(hello, Inflater::Piece::last);
    EXPECT_EQ(borrowed->next(room).status, Inflater::Status::done);
  }
  const auto borrowed = shelf.borrow(kWindowBitsMax);
  const Bytes reaches_back = hex("F2 00 11 00 00");  // refers to a window that must be gone
  borrowed->feed(reaches_back, Inflater::Piece::last);
  auto status = borrowed->next(room).status;
  while (status == Inflater::Status::more) status = borrowed->next(room).status;
  EXPECT_EQ(status, Inflater::Status::corrupt);
}

// One with a small window is nobody else's: what reaches back further than it could, is read.
TEST(InflaterShelf, SmallWindowsAreMadeToMeasure) {
  InflaterShelf shelf;
  { const auto borrowed = shelf.borrow(9); }
  std::string far;
  for (std::size_t i = 0; i < 300; ++i) far += std::to_string(i * i * 7919);
  ASSERT_GT(far.size(), std::size_t{1} << 9);
  Bytes message(Deflater::bound(2 * far.size()));
  Deflater deflater(kWindowBitsMax, ContextTakeover::no);
  message.resize(deflater.compress(view(far + far), message).value());
  const auto borrowed = shelf.borrow(kWindowBitsMax);
  borrowed->feed(message, Inflater::Piece::last);
  Bytes room(100);  // less than the distance, which else would lie in the room
  std::string text;
  Inflater::Output output{};
  do {
    output = borrowed->next(room);
    text += string_of(std::span(room).first(output.size));
  } while (output.status == Inflater::Status::more);
  EXPECT_EQ(text, far + far);
}

TEST(InflaterShelf, TheRoomIsOneAndTheSame) {
  InflaterShelf shelf;
  EXPECT_EQ(shelf.room().size(), kInflateRoom);
  EXPECT_EQ(shelf.room().data(), shelf.room().data());
}

}  // namespace
}  // namespace rfc6455
