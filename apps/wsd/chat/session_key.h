// The words by which programs are known again, as they are kept: never in clear. Whoever reads the
// data directory's messages, an archive or this process's memory has no word with which to come
// back as somebody else.
#pragma once

#include <string>
#include <string_view>

#include "apps/wsd/chat/store.h"

namespace chat {

// A program's word has so many characters at least: it is all that proves who came back.
inline constexpr std::size_t kSessionMin = 16;
inline constexpr std::string_view kSecretKey = "secret/session";  // of its slip

class SessionKey {
 public:
  explicit SessionKey(std::string secret) : secret_(std::move(secret)) {}
  // With the secret that is kept there; one is made and kept if there is none. nullptr: one for
  // this life of the server. Waits, as Store::slips() does.
  explicit SessionKey(Store* kept);

  // 32 hexadecimal digits: the beginning of HMAC-SHA-256 (RFC 2104). An empty word has none.
  std::string hash(std::string_view word) const;

 private:
  std::string secret_;
};

std::string fresh_secret();                   // 64 hexadecimal digits
bool is_session_hash(std::string_view text);  // as hash() writes them

}  // namespace chat
