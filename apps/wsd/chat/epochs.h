// Short words that name one life of a row of numbers. When a row begins anew it gets another, so
// that nobody takes its numbers for those of before.
#pragma once

#include <cstdint>
#include <string>

namespace chat {

class Epochs {
 public:
  explicit Epochs(std::uint64_t seed) : seed_(seed) {}

  // Eight of [a-z2-7]. None comes twice while 2^40 have not been made.
  std::string next();

 private:
  std::uint64_t seed_;
  std::uint64_t made_ = 0;
};

}  // namespace chat
