// One loop in three widths. XOR with a repeating key is the same work at any width that is a
// multiple of four, so each width handles what it can and leaves less than itself to the next
// narrower one. The widest is chosen once, by what the processor has.
#include "rfc6455/masking.h"

#include <cstdint>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rfc6455 {
namespace {

// The key as it lies in memory, twice: as a number it has the machine's byte order, and so have the
// payload words it is XORed with, so no order is ever assumed.
std::uint64_t doubled(MaskingKey key) {
  std::uint64_t word = 0;
  std::memcpy(&word, key.data(), 4);
  std::memcpy(reinterpret_cast<char*>(&word) + 4, key.data(), 4);
  return word;
}

void mask_words(std::byte* at, std::size_t size, std::uint64_t key) {
  for (; size >= 8; at += 8, size -= 8) {
    std::uint64_t word;
    std::memcpy(&word, at, 8);
    word ^= key;
    std::memcpy(at, &word, 8);
  }
  if (size & 4) {
    std::uint32_t word;
    std::memcpy(&word, at, 4);
    word ^= static_cast<std::uint32_t>(key);  // both halves are the same
    std::memcpy(at, &word, 4);
    at += 4;
  }
  std::byte rest[4];
  std::memcpy(rest, &key, 4);
  for (std::size_t i = 0; i < (size & 3); ++i) at[i] ^= rest[i];
}

#if defined(__x86_64__)

[[gnu::target("avx2")]] void mask_avx2(std::byte* at, std::size_t size, std::uint64_t key) {
  const __m256i keys = _mm256_set1_epi64x(static_cast<long long>(key));
  auto* lane = reinterpret_cast<__m256i*>(at);
  for (; size >= 128; lane += 4, size -= 128) {
    _mm256_storeu_si256(lane, _mm256_xor_si256(_mm256_loadu_si256(lane), keys));
    _mm256_storeu_si256(lane + 1, _mm256_xor_si256(_mm256_loadu_si256(lane + 1), keys));
    _mm256_storeu_si256(lane + 2, _mm256_xor_si256(_mm256_loadu_si256(lane + 2), keys));
    _mm256_storeu_si256(lane + 3, _mm256_xor_si256(_mm256_loadu_si256(lane + 3), keys));
  }
  for (; size >= 32; ++lane, size -= 32) {
    _mm256_storeu_si256(lane, _mm256_xor_si256(_mm256_loadu_si256(lane), keys));
  }
  mask_words(reinterpret_cast<std::byte*>(lane), size, key);
}

// SSE2 is a part of x86-64 itself; no choice needed.
void mask_sse2(std::byte* at, std::size_t size, std::uint64_t key) {
  const __m128i keys = _mm_set1_epi64x(static_cast<long long>(key));
  auto* lane = reinterpret_cast<__m128i*>(at);
  for (; size >= 16; ++lane, size -= 16) {
    _mm_storeu_si128(lane, _mm_xor_si128(_mm_loadu_si128(lane), keys));
  }
  mask_words(reinterpret_cast<std::byte*>(lane), size, key);
}

bool mask_wide(MaskWidth width, std::byte* at, std::size_t size, std::uint64_t key) {
  if (width == MaskWidth::avx2 && __builtin_cpu_supports("avx2") == 0) return false;
  width == MaskWidth::avx2 ? mask_avx2(at, size, key) : mask_sse2(at, size, key);
  return true;
}

const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;

void mask_any(std::byte* at, std::size_t size, std::uint64_t key) {
  has_avx2 ? mask_avx2(at, size, key) : mask_sse2(at, size, key);
}

#else

bool mask_wide(MaskWidth, std::byte*, std::size_t, std::uint64_t) {
  return false;
}

void mask_any(std::byte* at, std::size_t size, std::uint64_t key) {
  mask_words(at, size, key);
}

#endif

constexpr std::size_t kShortMax = 64;  // below this the call costs more than the wider lanes save

}  // namespace

MaskingKey rotated(MaskingKey key, std::size_t offset) {
  MaskingKey turned;
  for (std::size_t i = 0; i < 4; ++i) turned[i] = key[(offset + i) & 3];
  return turned;
}

void mask(std::span<std::byte> bytes, MaskingKey key, std::size_t offset) {
  if (offset & 3) key = rotated(key, offset);
  const std::uint64_t word = doubled(key);
  if (bytes.size() < kShortMax) return mask_words(bytes.data(), bytes.size(), word);
  mask_any(bytes.data(), bytes.size(), word);
}

bool mask_by(MaskWidth width, std::span<std::byte> bytes, MaskingKey key) {
  if (width != MaskWidth::words) return mask_wide(width, bytes.data(), bytes.size(), doubled(key));
  mask_words(bytes.data(), bytes.size(), doubled(key));
  return true;
}

}  // namespace rfc6455
