// Where a simulated run takes its decisions from: a seed, or the bytes of a fuzzer. Nothing else
// decides, so the same source gives the same run.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace simulation {

class Choices {
 public:
  // Goes on for ever.
  explicit Choices(std::uint64_t seed) : state_(seed * 2 + 1) {}
  // Is over with its input; from then on every draw is 0.
  explicit Choices(std::span<const std::uint8_t> input) : input_(input), endless_(false) {}

  bool over() const { return !endless_ && input_.empty(); }

  // 0 to below - 1.
  std::uint32_t draw(std::uint32_t below) {
    if (endless_) return static_cast<std::uint32_t>((random() >> 32) * below >> 32);
    std::uint32_t number = byte();
    if (below > 256) number = number << 8 | byte();
    if (below > 65536) number = number << 16 | std::uint32_t{byte()} << 8 | byte();
    return number % below;
  }

  // False when the input is over.
  bool one_in(std::uint32_t chances) { return draw(chances) + 1 == chances && !over(); }

  std::string bytes(std::size_t size) {
    std::string result(size, '\0');
    for (char& one : result) one = static_cast<char>(endless_ ? random() >> 40 : byte());
    return result;
  }

 private:
  // splitmix64: small, and the same on every machine.
  std::uint64_t random() {
    std::uint64_t z = state_ += 0x9E3779B97F4A7C15;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
    z = (z ^ z >> 27) * 0x94D049BB133111EB;
    return z ^ z >> 31;
  }

  std::uint8_t byte() {
    if (input_.empty()) return 0;
    const std::uint8_t first = input_.front();
    input_ = input_.subspan(1);
    return first;
  }

  std::uint64_t state_ = 0;
  std::span<const std::uint8_t> input_;
  bool endless_ = true;
};

}  // namespace simulation
