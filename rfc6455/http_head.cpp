// A machine that takes one step a byte. So a wrong byte is found the moment it comes, however the
// input was cut, nothing is looked at twice, and "partial" always means that the head could still
// become a good one.
//
// Stricter than RFC 9112 asks for, wherever it lets a recipient be lenient and two recipients could
// come to read the same bytes differently: no bare LF as a line end (§2.2), no folding (§5.2), one
// empty line before the request line and no more (§2.2).
#include "rfc6455/http_head.h"

#include <algorithm>
#include <cassert>

namespace rfc6455 {
namespace {

constexpr HttpError kBareLf = {400, "A line of the head ends in LF alone; it must end in CRLF."};
constexpr HttpError kBareCr = {400, "A CR in the head is not followed by LF."};
constexpr HttpError kBadMethod = {400, "The method is not a token followed by one space."};
constexpr HttpError kBadTarget = {
    400,
    "The request target is empty, holds a byte that must be percent-encoded, or is not "
    "followed by one space and the version."};
constexpr HttpError kBadVersion = {400, "The first line does not name its version as HTTP/1.1."};
constexpr HttpError kOtherVersion = {505, "The version is neither HTTP/1.1 nor HTTP/1.0."};
constexpr HttpError kBadStatus = {
    400, "The status is not three digits from 100 to 599 followed by one space."};
constexpr HttpError kBadReason = {400, "The reason phrase holds a control character."};
constexpr HttpError kLineTooLong = {414, "The first line is too long."};
constexpr HttpError kFolded = {400,
                               "A field is folded over several lines, or begins with a space."};
constexpr HttpError kBadName = {400, "The name of a field is empty or not a token."};
constexpr HttpError kSpaceAfterName = {400,
                                       "There is a space between a field's name and its colon."};
constexpr HttpError kBadValue = {400, "The value of a field holds a control character."};
constexpr HttpError kTooManyFields = {431, "There are too many fields."};
constexpr HttpError kHeadTooLarge = {431, "The head is too large."};

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool is_white(char byte) {
  return byte == ' ' || byte == '\t';
}

bool is_visible(char byte) {
  return byte > 0x20 && byte < 0x7F;
}

// RFC 9110 §5.5: field-vchar = VCHAR / obs-text.
bool is_field_byte(char byte) {
  return is_visible(byte) || (byte & 0x80) != 0;
}

constexpr std::uint8_t kEmptyLine = 2;  // bytes: CRLF

constexpr std::size_t index(char byte) {
  return static_cast<unsigned char>(byte);
}

char lower(char byte) {
  return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte - 'A' + 'a') : byte;
}

}  // namespace

bool is_token_byte(char byte) {
  static constexpr auto kToken = [] {
    std::array<bool, 256> table{};
    for (char c = 'a'; c <= 'z'; ++c) table[index(c)] = table[index(c) - 'a' + 'A'] = true;
    for (char c = '0'; c <= '9'; ++c) table[index(c)] = true;
    for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[index(c)] = true;
    return table;
  }();
  return kToken[index(byte)];
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](char x, char y) { return x == y || lower(x) == lower(y); });
}

HttpHead::HttpHead(Kind kind, HeadLimits limits)
    : kind_(kind), place_(kind == Kind::request ? Place::method : Place::version), limits_(limits) {
  assert(limits.fields <= kFieldsMax);
}

HttpHead::Progress HttpHead::read(std::string_view bytes) {
  assert(place_ != Place::beyond && error_ == nullptr && bytes.size() >= scanned_);
  bytes_ = bytes;
  while (scanned_ < bytes.size()) {
    error_ = step(bytes[scanned_]);
    if (error_ != nullptr) return Progress::bad;
    ++scanned_;
    if (place_ == Place::beyond) return Progress::complete;
    pass_over();
    if (scanned_ < limits_.head) continue;
    error_ = &kHeadTooLarge;
    return Progress::bad;
  }
  return Progress::partial;
}

// Nearly all bytes of a head are inside of a name or a value, where one step is like another.
void HttpHead::pass_over() {
  const std::size_t end = std::min<std::size_t>(bytes_.size(), limits_.head);
  if (place_ == Place::name) {
    while (scanned_ < end && is_token_byte(bytes_[scanned_])) ++scanned_;
  } else if (place_ == Place::value && fields_[fields_count_].value.size > 0) {
    Slice& value = fields_[fields_count_].value;
    const std::uint16_t begin = scanned_;
    while (scanned_ < end && is_field_byte(bytes_[scanned_])) ++scanned_;
    if (scanned_ > begin) value.size = static_cast<std::uint16_t>(scanned_ - value.begin);
  }
}

const HttpError* HttpHead::step(char byte) {
  if (place_ == Place::line_end) return byte == '\n' ? enter(Place::field_begin) : &kBareCr;
  if (place_ == Place::head_end) return byte == '\n' ? enter(Place::beyond) : &kBareCr;
  if (place_ == Place::empty_line) return byte == '\n' ? enter(Place::method) : &kBareCr;
  // RFC 9112 §2.2: "a recipient MAY recognize a single LF as a line terminator". We do not: whoever
  // stands in front of us may read it differently.
  if (byte == '\n') return &kBareLf;
  if (place_ == Place::field_begin) return in_field_begin(byte);
  if (place_ == Place::name) return in_name(byte);
  if (place_ == Place::value) return in_value(byte);
  return in_first_line(byte);
}

const HttpError* HttpHead::in_first_line(char byte) {
  // RFC 9112 §3: "A server that receives a request-target longer than any URI it wishes to parse
  // MUST respond with a 414 (URI Too Long) status code".
  if (scanned_ - skipped_ >= limits_.first_line && byte != '\r') return &kLineTooLong;
  if (place_ == Place::method) return in_method(byte);
  if (place_ == Place::target) return in_target(byte);
  if (place_ == Place::version) return in_version(byte);
  if (place_ == Place::status) return in_status(byte);
  return in_reason(byte);
}

// RFC 9112 §3: request-line = method SP request-target SP HTTP-version.
const HttpError* HttpHead::in_method(char byte) {
  // RFC 9112 §2.2: "In the interest of robustness, a server that is expecting to receive and parse
  // a request-line SHOULD ignore at least one empty line (CRLF) received prior to the
  // request-line."
  if (byte == '\r' && scanned_ == 0) {
    skipped_ = kEmptyLine;
    return enter(Place::empty_line);
  }
  method_ = part();
  if (byte == ' ' && method_.size > 0) return enter(Place::target);
  return is_token_byte(byte) ? nullptr : &kBadMethod;
}

const HttpError* HttpHead::in_target(char byte) {
  target_ = part();
  if (byte == ' ' && target_.size > 0) return enter(Place::version);
  return is_visible(byte) ? nullptr : &kBadTarget;
}

// RFC 9112 §2.3: HTTP-version = HTTP-name "/" DIGIT "." DIGIT, and "HTTP-version is
// case-sensitive".
const HttpError* HttpHead::in_version(char byte) {
  constexpr std::string_view kForm = "HTTP/1.1";
  constexpr std::size_t kMajor = 5;
  constexpr std::size_t kMinor = 7;
  const std::size_t at = part().size;
  if (at == kForm.size()) {
    if (kind_ == Kind::request) return byte == '\r' ? enter(Place::line_end) : &kBadVersion;
    return byte == ' ' ? enter(Place::status) : &kBadVersion;
  }
  if (at != kMajor && at != kMinor) return byte == kForm[at] ? nullptr : &kBadVersion;
  if (!is_digit(byte)) return &kBadVersion;
  if (at == kMajor) return byte == '1' ? nullptr : &kOtherVersion;
  minor_version_ = static_cast<std::uint8_t>(byte - '0');
  return minor_version_ <= 1 ? nullptr : &kOtherVersion;
}

// RFC 9112 §4: status-line = HTTP-version SP status-code SP [ reason-phrase ], and RFC 9110 §15:
// "the status code of a response is a three-digit integer code", 100 to 599.
const HttpError* HttpHead::in_status(char byte) {
  const std::size_t digits = part().size;
  if (digits == 3) return byte == ' ' ? enter(Place::reason) : &kBadStatus;
  if (!is_digit(byte) || (digits == 0 && (byte < '1' || byte > '5'))) return &kBadStatus;
  status_ = static_cast<std::uint16_t>(status_ * 10 + (byte - '0'));
  return nullptr;
}

const HttpError* HttpHead::in_reason(char byte) {
  if (byte == '\r') return enter(Place::line_end);
  return is_white(byte) || is_field_byte(byte) ? nullptr : &kBadReason;
}

const HttpError* HttpHead::in_field_begin(char byte) {
  if (byte == '\r') return enter(Place::head_end);
  // RFC 9112 §5.2: "A server that receives an obs-fold in a request message [...] MUST either
  // reject the message by sending a 400 (Bad Request) [...]".
  if (is_white(byte)) return &kFolded;
  if (!is_token_byte(byte)) return &kBadName;
  if (fields_count_ >= limits_.fields) return &kTooManyFields;
  place_ = Place::name;  // which begins with this byte
  return nullptr;
}

const HttpError* HttpHead::in_name(char byte) {
  if (byte == ':') {
    fields_[fields_count_].name = part();
    return enter(Place::value);
  }
  // RFC 9112 §5.1: "A server MUST reject, with a response status code of 400 (Bad Request), any
  // received request message that contains whitespace between a header field name and colon."
  if (is_white(byte)) return &kSpaceAfterName;
  return is_token_byte(byte) ? nullptr : &kBadName;
}

// RFC 9112 §5.1: the value is "preceded and followed by optional whitespace", which is not a part
// of it; so it begins and ends with a byte that is not white.
const HttpError* HttpHead::in_value(char byte) {
  if (byte == '\r') {
    ++fields_count_;
    return enter(Place::line_end);
  }
  if (is_white(byte)) return nullptr;
  if (!is_field_byte(byte)) return &kBadValue;
  Slice& value = fields_[fields_count_].value;
  if (value.size == 0) value.begin = scanned_;
  value.size = static_cast<std::uint16_t>(scanned_ + 1 - value.begin);
  return nullptr;
}

// The next byte begins a new part.
const HttpError* HttpHead::enter(Place place) {
  place_ = place;
  begin_ = static_cast<std::uint16_t>(scanned_ + 1);
  return nullptr;
}

// What precedes the byte at hand in its part.
HttpHead::Slice HttpHead::part() const {
  return {begin_, static_cast<std::uint16_t>(scanned_ - begin_)};
}

void HttpHead::require_complete() const {
  assert(place_ == Place::beyond);
}

const HttpHead::Field& HttpHead::field(std::size_t index) const {
  require_complete();
  assert(index < fields_count_);
  return fields_[index];
}

std::string_view HttpHead::view(Slice slice) const {
  require_complete();
  return bytes_.substr(slice.begin, slice.size);
}

std::size_t HttpHead::size() const {
  require_complete();
  return scanned_;
}

std::string_view HttpHead::method() const {
  return view(method_);
}

std::string_view HttpHead::target() const {
  return view(target_);
}

unsigned HttpHead::minor_version() const {
  require_complete();
  return minor_version_;
}

unsigned HttpHead::status() const {
  require_complete();
  return status_;
}

std::size_t HttpHead::fields() const {
  require_complete();
  return fields_count_;
}

std::string_view HttpHead::name(std::size_t index) const {
  return view(field(index).name);
}

std::string_view HttpHead::value(std::size_t index) const {
  return view(field(index).value);
}

bool HttpHead::is_named(std::size_t index, std::string_view wanted) const {
  return fields_[index].name.size == wanted.size() && equal_ignoring_case(name(index), wanted);
}

std::size_t HttpHead::count(std::string_view wanted) const {
  std::size_t count = 0;
  for (std::size_t i = 0; i < fields(); ++i) count += is_named(i, wanted);
  return count;
}

std::optional<std::string_view> HttpHead::find(std::string_view wanted) const {
  for (std::size_t i = 0; i < fields(); ++i) {
    if (is_named(i, wanted)) return value(i);
  }
  return std::nullopt;
}

const HttpError& HttpHead::error() const {
  assert(error_ != nullptr);
  return *error_;
}

}  // namespace rfc6455
