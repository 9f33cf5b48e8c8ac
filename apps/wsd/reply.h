// A plain HTTP answer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "rfc6455/http_head.h"

namespace wsd {

inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";
inline constexpr std::string_view kJson = "application/json";

struct Reply {
  std::uint16_t status = 200;
  std::string body{};
  std::string_view type = kPlainText;
  std::string fields{};  // further lines, each ending in CRLF
};

// Whether the connection ends with the answer to it: RFC 9112 §9.3.
bool is_last(const rfc6455::HttpHead& request);

// The bytes. A HEAD is answered without the body. They are never kept by caches.
enum class Ending : std::uint8_t { stays, closes };
enum class Body : std::uint8_t { sent, left_out };
std::string to_bytes(const Reply& reply, Body body, Ending ending);

}  // namespace wsd
