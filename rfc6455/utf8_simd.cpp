// The lookup method of Keiser and Lemire ("Validating UTF-8 in less than one instruction per byte",
// 2020).
//
// Every error but two shows in two neighbouring bytes. Three tables of sixteen entries, looked up
// with the high and the low half of the first byte and the high half of the second, each give the
// set of errors that this half allows; what all three allow has happened. The two others are "a
// third (fourth) byte is missing" and "there is a continuation too many": whether two continuations
// in a row are right depends on the byte two or three before.
//
// The bytes one, two and three before are simply loaded from one, two and three places earlier in
// memory: cheaper here than shifting them through registers, and the remainder can overlap what was
// already looked at.
#include "rfc6455/utf8_simd.h"

#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rfc6455 {

#if defined(__x86_64__)
namespace {

enum : std::uint8_t {
  kTooShort = 1 << 0,   // a first byte, then no continuation
  kTooLong = 1 << 1,    // ASCII, then a continuation
  kOverlong3 = 1 << 2,  // E0 8x, E0 9x
  kSurrogate = 1 << 3,  // ED Ax, ED Bx
  kOverlong2 = 1 << 4,  // C0, C1
  kTooLarge = 1 << 5,   // F4 9x and up
  kOverlong4 = 1 << 6,  // F0 8x; also F5 to FF followed by 8x, which no other bit has room for
  kTwoConts = 1 << 7,   // a continuation after a continuation: right only as a third or fourth byte
};
constexpr std::uint8_t kTooLarge1000 = kOverlong4;
constexpr std::uint8_t kCarry =
    kTooShort | kTooLong | kTwoConts;  // errors that any low half allows

alignas(64) constexpr std::uint8_t kFirstHigh[16] = {
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,
    kTooLong,  // 0-7: ASCII
    kTwoConts,
    kTwoConts,
    kTwoConts,
    kTwoConts,                                           // 8-B: continuation
    kTooShort | kOverlong2,                              // C
    kTooShort,                                           // D
    kTooShort | kOverlong3 | kSurrogate,                 // E
    kTooShort | kTooLarge | kTooLarge1000 | kOverlong4,  // F
};

alignas(64) constexpr std::uint8_t kFirstLow[16] = {
    kCarry | kOverlong3 | kOverlong2 | kOverlong4,  // 0
    kCarry | kOverlong2,                            // 1
    kCarry,                                         // 2
    kCarry,                                         // 3
    kCarry | kTooLarge,                             // 4
    kCarry | kTooLarge | kTooLarge1000,  // 5: F5 and what follows is too large with any second byte
    kCarry | kTooLarge | kTooLarge1000,  // 6
    kCarry | kTooLarge | kTooLarge1000,  // 7
    kCarry | kTooLarge | kTooLarge1000,  // 8
    kCarry | kTooLarge | kTooLarge1000,  // 9
    kCarry | kTooLarge | kTooLarge1000,  // A
    kCarry | kTooLarge | kTooLarge1000,  // B
    kCarry | kTooLarge | kTooLarge1000,  // C
    kCarry | kTooLarge | kTooLarge1000 | kSurrogate,  // D
    kCarry | kTooLarge | kTooLarge1000,               // E
    kCarry | kTooLarge | kTooLarge1000,               // F
};

constexpr std::uint8_t kAnyCont = kTooLong | kOverlong2 | kTwoConts;
alignas(64) constexpr std::uint8_t kSecondHigh[16] = {
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,                                           // 0-7: ASCII
    kAnyCont | kOverlong3 | kTooLarge1000 | kOverlong4,  // 8
    kAnyCont | kOverlong3 | kTooLarge,                   // 9
    kAnyCont | kSurrogate | kTooLarge,                   // A
    kAnyCont | kSurrogate | kTooLarge,                   // B
    kTooShort,
    kTooShort,
    kTooShort,
    kTooShort,  // C-F: a first byte
};

// Whether the three bytes before at announce a character that goes on at at. REQUIRES: four
// readable ones.
bool goes_on(const std::uint8_t* at) {
  std::uint32_t before;
  std::memcpy(&before, at - 4, 4);
  if ((before & 0x80808080) == 0) return false;  // ASCII after ASCII, the ordinary case
  return at[-1] >= 0xC0 || at[-2] >= 0xE0 || at[-3] >= 0xF0;
}

// The first block has nothing before it: it is looked at in a copy that begins with three zeros.
template <std::size_t Block>
struct Beginning {
  explicit Beginning(const std::uint8_t* text) { std::memcpy(bytes + 3, text, Block); }
  const std::uint8_t* block() const { return bytes + 3; }
  std::uint8_t bytes[3 + Block] = {};
};

// ---- AVX2: 32 bytes a block ----

#define WSD_AVX2 [[gnu::target("avx2")]]

WSD_AVX2 inline __m256i load256(const std::uint8_t* at) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
}

WSD_AVX2 inline __m256i table256(const std::uint8_t* table) {
  return _mm256_broadcastsi128_si256(_mm_load_si128(reinterpret_cast<const __m128i*>(table)));
}

// Not zero where the block at at is wrong. REQUIRES: three readable bytes before it.
WSD_AVX2 inline __m256i errors_avx2(const std::uint8_t* at) {
  const __m256i low_half = _mm256_set1_epi8(0x0F);
  const __m256i now = load256(at);
  const __m256i before = load256(at - 1);
  const __m256i now_high = _mm256_and_si256(_mm256_srli_epi16(now, 4), low_half);
  const __m256i before_high = _mm256_and_si256(_mm256_srli_epi16(before, 4), low_half);
  const __m256i pair = _mm256_and_si256(
      _mm256_and_si256(
          _mm256_shuffle_epi8(table256(kFirstHigh), before_high),
          _mm256_shuffle_epi8(table256(kFirstLow), _mm256_and_si256(before, low_half))),
      _mm256_shuffle_epi8(table256(kSecondHigh), now_high));
  // High bit set where a third or fourth byte is due, that is where kTwoConts is right.
  const __m256i third =
      _mm256_subs_epu8(load256(at - 2), _mm256_set1_epi8(static_cast<char>(0xE0 - 0x80)));
  const __m256i fourth =
      _mm256_subs_epu8(load256(at - 3), _mm256_set1_epi8(static_cast<char>(0xF0 - 0x80)));
  const __m256i due =
      _mm256_and_si256(_mm256_or_si256(third, fourth), _mm256_set1_epi8(static_cast<char>(0x80)));
  return _mm256_xor_si256(pair, due);
}

// The same, without the work where the block is ASCII.
WSD_AVX2 inline __m256i block_avx2(const std::uint8_t* at) {
  if (_mm256_movemask_epi8(load256(at)) != 0) return errors_avx2(at);
  return goes_on(at) ? _mm256_set1_epi8(1) : _mm256_setzero_si256();
}

WSD_AVX2 inline __m256i four_blocks_avx2(const std::uint8_t* at) {
  const __m256i any = _mm256_or_si256(_mm256_or_si256(load256(at), load256(at + 32)),
                                      _mm256_or_si256(load256(at + 64), load256(at + 96)));
  if (_mm256_movemask_epi8(any) == 0)
    return goes_on(at) ? _mm256_set1_epi8(1) : _mm256_setzero_si256();
  return _mm256_or_si256(_mm256_or_si256(errors_avx2(at), errors_avx2(at + 32)),
                         _mm256_or_si256(errors_avx2(at + 64), errors_avx2(at + 96)));
}

WSD_AVX2 bool valid_avx2(const std::uint8_t* text, std::size_t size) {
  __m256i errors = _mm256_setzero_si256();
  if (_mm256_movemask_epi8(load256(text)) != 0) errors = errors_avx2(Beginning<32>(text).block());
  const std::uint8_t* at = text + 32;
  const std::uint8_t* const end = text + size;
  for (; end - at >= 128; at += 128) errors = _mm256_or_si256(errors, four_blocks_avx2(at));
  for (; end - at >= 32; at += 32) errors = _mm256_or_si256(errors, block_avx2(at));
  if (at != end) errors = _mm256_or_si256(errors, block_avx2(end - 32));
  return _mm256_testz_si256(errors, errors) != 0;
}

// ---- AVX-512: 64 bytes a block ----

#define WSD_AVX512 [[gnu::target("avx512f,avx512bw")]]

WSD_AVX512 inline __m512i table512(const std::uint8_t* table) {
  // The masked form: g++ 12 warns of its own header in the plain one.
  return _mm512_maskz_broadcast_i32x4(0xFFFF,
                                      _mm_load_si128(reinterpret_cast<const __m128i*>(table)));
}

WSD_AVX512 inline __m512i errors_avx512(const std::uint8_t* at) {
  const __m512i low_half = _mm512_set1_epi8(0x0F);
  const __m512i now = _mm512_loadu_si512(at);
  const __m512i before = _mm512_loadu_si512(at - 1);
  const __m512i now_high = _mm512_and_si512(_mm512_srli_epi16(now, 4), low_half);
  const __m512i before_high = _mm512_and_si512(_mm512_srli_epi16(before, 4), low_half);
  const __m512i pair = _mm512_and_si512(
      _mm512_and_si512(
          _mm512_shuffle_epi8(table512(kFirstHigh), before_high),
          _mm512_shuffle_epi8(table512(kFirstLow), _mm512_and_si512(before, low_half))),
      _mm512_shuffle_epi8(table512(kSecondHigh), now_high));
  const __m512i third = _mm512_subs_epu8(_mm512_loadu_si512(at - 2),
                                         _mm512_set1_epi8(static_cast<char>(0xE0 - 0x80)));
  const __m512i fourth = _mm512_subs_epu8(_mm512_loadu_si512(at - 3),
                                          _mm512_set1_epi8(static_cast<char>(0xF0 - 0x80)));
  const __m512i due =
      _mm512_and_si512(_mm512_or_si512(third, fourth), _mm512_set1_epi8(static_cast<char>(0x80)));
  return _mm512_xor_si512(pair, due);
}

WSD_AVX512 inline bool ascii_avx512(__m512i bytes) {
  return _mm512_movepi8_mask(bytes) == 0;
}

WSD_AVX512 inline __m512i block_avx512(const std::uint8_t* at) {
  if (!ascii_avx512(_mm512_loadu_si512(at))) return errors_avx512(at);
  return goes_on(at) ? _mm512_set1_epi8(1) : _mm512_setzero_si512();
}

WSD_AVX512 inline __m512i four_blocks_avx512(const std::uint8_t* at) {
  const __m512i any =
      _mm512_or_si512(_mm512_or_si512(_mm512_loadu_si512(at), _mm512_loadu_si512(at + 64)),
                      _mm512_or_si512(_mm512_loadu_si512(at + 128), _mm512_loadu_si512(at + 192)));
  if (ascii_avx512(any)) return goes_on(at) ? _mm512_set1_epi8(1) : _mm512_setzero_si512();
  return _mm512_or_si512(_mm512_or_si512(errors_avx512(at), errors_avx512(at + 64)),
                         _mm512_or_si512(errors_avx512(at + 128), errors_avx512(at + 192)));
}

WSD_AVX512 bool valid_avx512(const std::uint8_t* text, std::size_t size) {
  __m512i errors = _mm512_setzero_si512();
  if (!ascii_avx512(_mm512_loadu_si512(text))) errors = errors_avx512(Beginning<64>(text).block());
  const std::uint8_t* at = text + 64;
  const std::uint8_t* const end = text + size;
  for (; end - at >= 256; at += 256) errors = _mm512_or_si512(errors, four_blocks_avx512(at));
  for (; end - at >= 64; at += 64) errors = _mm512_or_si512(errors, block_avx512(at));
  if (at != end) errors = _mm512_or_si512(errors, block_avx512(end - 64));
  return _mm512_test_epi8_mask(errors, errors) == 0;
}

}  // namespace

WideValidator wide_validator_avx2() {
  return __builtin_cpu_supports("avx2") ? valid_avx2 : nullptr;
}

WideValidator wide_validator_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") ? valid_avx512
                                                                                 : nullptr;
}

#else

WideValidator wide_validator_avx2() {
  return nullptr;
}
WideValidator wide_validator_avx512() {
  return nullptr;
}

#endif

WideValidator wide_validator() {
  const WideValidator widest = wide_validator_avx512();
  return widest != nullptr ? widest : wide_validator_avx2();
}

}  // namespace rfc6455
