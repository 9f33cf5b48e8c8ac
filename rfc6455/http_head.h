// One HTTP/1.1 head (RFC 9112), strictly: the request or status line and the fields, as views into
// the caller's bytes. Knows nothing of what the fields mean.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace rfc6455 {

// A refusal in HTTP's words.
struct HttpError {
  std::uint16_t status;
  std::string_view why;  // static text, one sentence
};

struct HeadLimits {
  std::uint16_t head = 8192;          // bytes, the empty line included: 431
  std::uint16_t request_line = 4096;  // bytes: 414
};
inline constexpr std::size_t kFieldsMax = 64;  // 431

class HttpHead {
 public:
  enum class Kind : std::uint8_t { request, response };
  enum class Progress : std::uint8_t { partial, complete, bad };

  explicit HttpHead(Kind kind, HeadLimits limits = {}) : kind_(kind), limits_(limits) {}

  // bytes: everything received so far, from the first byte of the head; it may have moved in memory
  // since the last call, and views are into what was passed last. Bytes already seen are not looked
  // at again. What follows a complete head is left alone. REQUIRES: the last answer was partial.
  Progress read(std::string_view bytes);

  // The following REQUIRE: read() said complete.
  std::size_t size() const;  // of the head, up to and with the empty line
  std::string_view method() const;
  std::string_view target() const;
  unsigned minor_version() const { return minor_version_; }  // of HTTP/1.x
  unsigned status() const { return status_; }
  std::size_t fields() const { return fields_count_; }
  std::string_view name(std::size_t field) const;
  std::string_view value(std::size_t field) const;  // without the white space around it
  std::size_t count(std::string_view name) const;   // names are compared without regard to case
  std::optional<std::string_view> find(std::string_view name) const;  // the first of that name

  // REQUIRES: read() said bad.
  const HttpError& error() const { return *error_; }

 private:
  struct Slice {
    std::uint16_t begin = 0;
    std::uint16_t size = 0;
  };
  struct Field {
    Slice name;
    Slice value;
  };

  Kind kind_;
  HeadLimits limits_;
  std::uint8_t minor_version_ = 1;
  std::uint16_t status_ = 0;
  const HttpError* error_ = nullptr;
  std::string_view bytes_;
  std::uint16_t line_begin_ = 0;  // the line being looked for
  std::uint16_t scanned_ = 0;     // bytes already looked at
  std::uint16_t fields_count_ = 0;
  bool complete_ = false;
  Slice method_;
  Slice target_;
  std::array<Field, kFieldsMax> fields_;
};

bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII

}  // namespace rfc6455
