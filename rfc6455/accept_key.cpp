// SHA-1 and base64 are OpenSSL's. SHA-1 is no protection here and need not be one: §10.8 "doesn't
// depend on any security properties of SHA-1".
#include "rfc6455/accept_key.h"

#include <openssl/evp.h>
#include <openssl/sha.h>

#include <algorithm>
#include <cassert>

namespace rfc6455 {
namespace {

// §1.3: "a Globally Unique Identifier [...] which is unlikely to be used by network endpoints that
// do not understand the WebSocket Protocol".
constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

// Found once: OpenSSL's SHA1() looks it up by name each time, which costs as much as the hash.
const EVP_MD* sha1() {
  static const EVP_MD* const found = EVP_MD_fetch(nullptr, "SHA1", nullptr);
  return found;
}

template <std::size_t kSize>
std::array<char, kSize> base64(std::span<const unsigned char> bytes) {
  unsigned char text[kSize + 1];  // OpenSSL appends a NUL
  const int size = EVP_EncodeBlock(text, bytes.data(), static_cast<int>(bytes.size()));
  assert(size == static_cast<int>(kSize));
  std::array<char, kSize> out;
  std::copy_n(text, kSize, out.begin());
  return out;
}

bool is_base64_digit(char byte) {
  return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
         (byte >= '0' && byte <= '9') || byte == '+' || byte == '/';
}

}  // namespace

HandshakeKey make_key(std::span<const std::byte, 16> random) {
  return base64<24>({reinterpret_cast<const unsigned char*>(random.data()), random.size()});
}

// 22 digits carry 132 bits, of which the last four lie beyond the 16 bytes. RFC 4648 §3.5 lets a
// decoder insist that they are zero; §4.1's own example has one of them set, so we do not.
bool is_key(std::string_view value) {
  return value.size() == HandshakeKey().size() && value.ends_with("==") &&
         std::all_of(value.begin(), value.end() - 2, is_base64_digit);
}

// §4.2.2: "concatenating the value of the key [...] with the string
// "258EAFA5-E914-47DA-95CA-C5AB0DC85B11", taking the SHA-1 hash of this concatenated value to
// obtain a 20-byte value, and base64-encoding [...] this 20-byte hash".
HandshakeAccept accept_for(std::string_view key) {
  assert(is_key(key));
  std::array<unsigned char, HandshakeKey().size() + kGuid.size()> text;
  std::copy(kGuid.begin(), kGuid.end(), std::copy(key.begin(), key.end(), text.begin()));
  std::array<unsigned char, SHA_DIGEST_LENGTH> hash;
  [[maybe_unused]] const int hashed =
      EVP_Digest(text.data(), text.size(), hash.data(), nullptr, sha1(), nullptr);
  assert(hashed == 1);
  return base64<28>(hash);
}

}  // namespace rfc6455
