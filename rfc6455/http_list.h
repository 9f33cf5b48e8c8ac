// Comma-separated lists as HTTP fields carry them (RFC 9110 §5.6.1), read one element at a time
// without a copy. Tokens, and elements with parameters (RFC 6455 §9.1).
#pragma once

#include <optional>
#include <string_view>

#include "rfc6455/http_head.h"

namespace rfc6455 {

bool is_token(std::string_view text);  // RFC 9110 §5.6.2, not empty

// The elements of one field value, in order; white space around them and empty ones left out.
// Commas within quotes do not divide.
class ListReader {
 public:
  explicit ListReader(std::string_view value) : rest_(value) {}
  std::optional<std::string_view> next();

 private:
  std::optional<std::string_view> rest_;
};

// The elements of all fields of that name, in order. RFC 9110 §5.3: several fields of one name are
// one list.
class HeadListReader {
 public:
  HeadListReader(const HttpHead& head, std::string_view name) : head_(head), name_(name) {}
  std::optional<std::string_view> next();

 private:
  const HttpHead& head_;
  std::string_view name_;
  std::size_t field_ = 0;  // the next one to look at
  ListReader list_{{}};
};

// Whether the list of that name holds that token, without regard to case: "keep-alive, Upgrade".
bool list_has(const HttpHead& head, std::string_view name, std::string_view token);

// One element of Sec-WebSocket-Extensions: its name, then its parameters one by one.
class ExtensionReader {
 public:
  struct Parameter {
    std::string_view name;
    // Without the quotes. A backslash within them is malformed: no value needs one.
    std::optional<std::string_view> value;
  };

  explicit ExtensionReader(std::string_view element);
  std::string_view name() const { return name_; }
  std::optional<Parameter> next();               // nullopt also when malformed
  bool malformed() const { return malformed_; }  // true once something did not fit the grammar

 private:
  std::string_view name_;
  std::optional<std::string_view> rest_;  // behind the last semicolon, if there was one
  bool malformed_ = false;
};

}  // namespace rfc6455
