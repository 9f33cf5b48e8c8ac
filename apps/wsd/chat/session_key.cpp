// The secret lies beside the messages, and is no part of an archive: a hash that got out of the
// directory is worth nothing.
#include "apps/wsd/chat/session_key.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <cassert>
#include <random>
#include <utility>

namespace chat {
namespace {

constexpr std::size_t kHashBytes = 16;
constexpr std::size_t kSecretBytes = 32;
constexpr std::string_view kHex = "0123456789abcdef";

std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += {kHex[byte >> 4], kHex[byte & 15]};
  }
  return text;
}

std::string kept_secret(Store* kept) {
  if (kept == nullptr) return fresh_secret();
  for (const Slip& slip : kept->slips(kSecretKey)) {
    if (slip.key == kSecretKey && slip.value) return *slip.value;
  }
  std::string secret = fresh_secret();
  kept->put({{std::string(kSecretKey), secret}}, 0, 0);
  return secret;
}

}  // namespace

SessionKey::SessionKey(Store* kept) : SessionKey(kept_secret(kept)) {}

std::string SessionKey::hash(std::string_view word) const {
  if (word.empty()) return {};
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  const unsigned char* const done =
      HMAC(EVP_sha256(), secret_.data(), static_cast<int>(secret_.size()),
           reinterpret_cast<const unsigned char*>(word.data()), word.size(), digest.data(), &size);
  assert(done != nullptr && size >= kHashBytes);
  return hex_of({reinterpret_cast<const char*>(digest.data()), kHashBytes});
}

std::string fresh_secret() {
  std::random_device device;
  std::string bytes;
  while (bytes.size() < kSecretBytes) bytes += static_cast<char>(device());
  return hex_of(bytes);
}

bool is_session_hash(std::string_view text) {
  return text.size() == 2 * kHashBytes && text.find_first_not_of(kHex) == text.npos;
}

}  // namespace chat
