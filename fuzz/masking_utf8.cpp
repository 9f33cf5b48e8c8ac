// Masking and UTF-8 against the obvious loops, at any alignment and any cut.
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "rfc6455/masking.h"
#include "rfc6455/utf8.h"
#include "rfc6455/utf8_simd.h"
#include "tests/rfc6455/slow_utf8.h"

namespace {

void check_masking(std::span<const std::byte> bytes, rfc6455::MaskingKey key, std::size_t alignment,
                   std::size_t cut) {
  std::vector<std::byte> ours(alignment);
  ours.insert(ours.end(), bytes.begin(), bytes.end());
  const auto payload = std::span(ours).subspan(alignment);
  rfc6455::mask(payload.first(cut), key, 0);
  rfc6455::mask(payload.subspan(cut), key, cut);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (payload[i] != (bytes[i] ^ key[i % 4])) std::abort();
  }
}

void check_utf8(std::span<const std::byte> bytes, std::size_t cut) {
  const bool expected = rfc6455::slow_is_utf8(bytes);
  if (rfc6455::is_utf8(bytes) != expected) std::abort();
  rfc6455::Utf8Validator validator;
  const bool in_two = validator.feed(bytes.first(cut)) && validator.feed(bytes.subspan(cut)) &&
                      validator.complete();
  if (in_two != expected) std::abort();
  if (bytes.size() < rfc6455::kWideRunMin) return;
  // The wide ones want a run that announces nothing past its end.
  std::vector<std::byte> padded(bytes.begin(), bytes.end());
  padded.insert(padded.end(), 4, std::byte{'a'});
  const bool padded_expected = rfc6455::slow_is_utf8(padded);
  for (const auto wide : {rfc6455::wide_validator_avx2(), rfc6455::wide_validator_avx512()}) {
    if (wide == nullptr) continue;
    if (wide(reinterpret_cast<const std::uint8_t*>(padded.data()), padded.size()) !=
        padded_expected)
      std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 6) return 0;
  const auto input = std::as_bytes(std::span(bytes, size));
  const rfc6455::MaskingKey key = {input[0], input[1], input[2], input[3]};
  const auto text = input.subspan(6);
  const std::size_t cut = text.empty() ? 0 : bytes[5] * text.size() / 256;
  check_masking(text, key, bytes[4] % 64, cut);
  check_utf8(text, cut);
  return 0;
}
