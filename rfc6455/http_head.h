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

inline constexpr std::uint16_t kFieldsMax = 64;

struct HeadLimits {
  std::uint16_t head = 8192;          // bytes, the empty line included: 431
  std::uint16_t first_line = 4096;    // bytes, its CRLF not included: 414
  std::uint16_t fields = kFieldsMax;  // at most that: 431
};

class HttpHead {
 public:
  enum class Kind : std::uint8_t { request, response };
  enum class Progress : std::uint8_t { partial, complete, bad };

  explicit HttpHead(Kind kind, HeadLimits limits = {});

  // bytes: everything received so far, from the first byte of the head; it may have moved in memory
  // since the last call, and views are into what was passed last. Bytes already seen are not looked
  // at again. What follows a complete head is left alone. Partial is never said of limits.head
  // bytes, so a buffer of that size is enough. REQUIRES: the last answer was partial.
  Progress read(std::string_view bytes);

  // The following REQUIRE: read() said complete.
  std::size_t size() const;         // of the head with its empty line, and of one before a request
  std::string_view method() const;  // of a request, as target() is
  std::string_view target() const;  // printable ASCII; parse_target() tells more
  unsigned minor_version() const;   // of HTTP/1.x: 0 or 1
  unsigned status() const;          // of a response
  std::size_t fields() const;       // how many there are, in the order they came
  std::string_view name(std::size_t field) const;
  std::string_view value(std::size_t field) const;  // without the white space around it
  // Names are compared without regard to case.
  bool is_named(std::size_t field, std::string_view name) const;
  std::size_t count(std::string_view name) const;
  std::optional<std::string_view> find(std::string_view name) const;  // the first of that name

  // REQUIRES: read() said bad.
  const HttpError& error() const;

 private:
  // Where the next byte belongs.
  enum class Place : std::uint8_t {
    empty_line,  // the LF of one before the request line
    method,
    target,
    version,
    status,
    reason,
    line_end,  // the LF after a CR
    field_begin,
    name,
    value,
    head_end,  // the LF of the empty line
    beyond,
  };
  struct Slice {
    std::uint16_t begin = 0;
    std::uint16_t size = 0;
  };
  struct Field {
    Slice name;
    Slice value;
  };

  // Each takes the byte at scanned_ and says what is wrong with it, or null.
  const HttpError* step(char byte);
  const HttpError* in_first_line(char byte);
  const HttpError* in_method(char byte);
  const HttpError* in_target(char byte);
  const HttpError* in_version(char byte);
  const HttpError* in_status(char byte);
  const HttpError* in_reason(char byte);
  const HttpError* in_field_begin(char byte);
  const HttpError* in_name(char byte);
  const HttpError* in_value(char byte);

  void pass_over();
  const HttpError* enter(Place place);
  Slice part() const;

  void require_complete() const;
  const Field& field(std::size_t index) const;
  std::string_view view(Slice slice) const;

  Kind kind_;
  Place place_;
  std::uint8_t minor_version_ = 1;
  std::uint8_t skipped_ = 0;  // bytes of an empty line before the request line
  HeadLimits limits_;
  std::uint16_t status_ = 0;
  std::uint16_t scanned_ = 0;  // bytes looked at
  std::uint16_t begin_ = 0;    // of the part that place_ is in
  std::uint16_t fields_count_ = 0;
  Slice method_;
  Slice target_;
  const HttpError* error_ = nullptr;
  std::string_view bytes_;
  std::array<Field, kFieldsMax> fields_;
};

bool is_token_byte(char byte);                                     // RFC 9110 §5.6.2
bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII

}  // namespace rfc6455
