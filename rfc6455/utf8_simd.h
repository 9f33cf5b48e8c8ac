// UTF-8 validation of long runs of whole characters, many bytes at a time.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rfc6455 {

// Whether [text, text + size) is valid. REQUIRES: size >= kWideRunMin; no character is announced
// near the end of the run that it has no room for.
using WideValidator = bool (*)(const std::uint8_t* text, std::size_t size);

inline constexpr std::size_t kWideRunMin = 64 + 4;  // the widest block, and four bytes before it

// The fastest one this processor has, or nullptr.
WideValidator wide_validator();

// Each by itself, nullptr where the processor lacks it; for tests and benchmarks.
WideValidator wide_validator_avx2();
WideValidator wide_validator_avx512();

}  // namespace rfc6455
