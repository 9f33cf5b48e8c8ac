// The first thing that is wrong is what is told.
#include "apps/wsd/query.h"

#include <charconv>
#include <optional>

#include "rfc6455/request_target.h"

namespace wsd {
namespace {

std::optional<std::string> decoded(std::string_view text) {
  std::string room(text.size(), '\0');
  const auto plain = rfc6455::percent_decode(text, room, rfc6455::Plus::space);
  if (!plain) return std::nullopt;
  return std::string(*plain);
}

}  // namespace

Query::Query(std::string_view query) {
  rfc6455::QueryReader reader(query);
  while (const auto pair = reader.next()) {
    auto name = decoded(pair->name);
    auto value = decoded(pair->value.value_or(std::string_view()));
    if (!name || !value) {
      complaint_ = "The query has a % that is not followed by two hex digits.";
      return;
    }
    values_.insert_or_assign(std::move(*name), std::move(*value));
  }
}

std::string Query::text(std::string_view name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::string() : found->second;
}

std::uint64_t Query::number(std::string_view name, std::uint64_t usual, std::uint64_t most) {
  const auto found = values_.find(name);
  if (found == values_.end()) return usual;
  const std::string& text = found->second;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc{} && end == text.data() + text.size() && value <= most) return value;
  if (good()) {
    complaint_ = std::string(name) + " must be a whole number up to " + std::to_string(most) + ".";
  }
  return usual;
}

}  // namespace wsd
