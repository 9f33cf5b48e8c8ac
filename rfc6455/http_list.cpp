// Both readers cut their text at a separator that stands outside of quotes, and trim what they cut
// off. Each byte is passed once.
#include "rfc6455/http_list.h"

#include <algorithm>

namespace rfc6455 {
namespace {

constexpr std::string_view kWhite = " \t";

std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kWhite);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kWhite) + 1 - begin);
}

struct Cut {
  std::string_view piece;                // before the separator, trimmed
  std::optional<std::string_view> rest;  // behind it, if there is one
};

// Cuts at the first separator outside of quotes. RFC 9110 §5.6.4: within quotes a backslash makes
// the next byte an ordinary one. An open quote lasts to the end.
Cut cut(std::string_view text, char separator) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char byte = text[i];
    if (byte == '"') quoted = !quoted;
    if (byte == '\\' && quoted) ++i;
    if (byte == separator && !quoted) return {trimmed(text.substr(0, i)), text.substr(i + 1)};
  }
  return {trimmed(text), std::nullopt};
}

// RFC 6455 §9.1: "When using the quoted-string syntax variant, the value after quoted-string
// unescaping MUST conform to the 'token' ABNF." Hence no quote can be within the quotes.
std::string_view unquoted(std::string_view value) {
  const bool quoted = value.size() >= 2 && value.front() == '"' && value.back() == '"';
  return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_byte);
}

// RFC 9110 §5.6.1.2: "A recipient MUST parse and ignore a reasonable number of empty list
// elements".
std::optional<std::string_view> ListReader::next() {
  while (rest_) {
    const auto [element, rest] = cut(*rest_, ',');
    rest_ = rest;
    if (!element.empty()) return element;
  }
  return std::nullopt;
}

std::optional<std::string_view> HeadListReader::next() {
  while (true) {
    if (const auto element = list_.next()) return element;
    while (field_ < head_.fields() && !head_.is_named(field_, name_)) ++field_;
    if (field_ == head_.fields()) return std::nullopt;
    list_ = ListReader(head_.value(field_++));
  }
}

bool list_has(const HttpHead& head, std::string_view name, std::string_view token) {
  HeadListReader list(head, name);
  while (const auto element = list.next()) {
    if (equal_ignoring_case(*element, token)) return true;
  }
  return false;
}

// RFC 6455 §9.1: extension = extension-token *( ";" extension-param ).
ExtensionReader::ExtensionReader(std::string_view element) {
  const auto [name, rest] = cut(element, ';');
  name_ = name;
  rest_ = rest;
  malformed_ = !is_token(name);
}

// RFC 6455 §9.1: extension-param = token [ "=" (token | quoted-string) ].
std::optional<ExtensionReader::Parameter> ExtensionReader::next() {
  if (malformed_ || !rest_) return std::nullopt;
  const auto [text, rest] = cut(*rest_, ';');
  rest_ = rest;
  const auto [name, value] = cut(text, '=');
  Parameter parameter{name, std::nullopt};
  if (value) parameter.value = unquoted(trimmed(*value));
  malformed_ = !is_token(name) || (value && !is_token(*parameter.value));
  if (malformed_) return std::nullopt;
  return parameter;
}

}  // namespace rfc6455
