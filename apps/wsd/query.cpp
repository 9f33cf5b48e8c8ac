// The first thing that is wrong is what is told.
#include "apps/wsd/query.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "apps/wsd/printable.h"
#include "rfc6455/request_target.h"

namespace wsd {
namespace {

std::optional<std::string> decoded(std::string_view text) {
  std::string room(text.size(), '\0');
  const auto plain = rfc6455::percent_decode(text, room, rfc6455::Plus::space);
  if (!plain) return std::nullopt;
  return std::string(*plain);
}

// "a, b and c".
std::string listed(std::initializer_list<std::string_view> names) {
  std::string all;
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (name != names.begin()) all += name + 1 == names.end() ? " and " : ", ";
    all += *name;
  }
  return all;
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

void Query::wrong(const std::string& complaint) {
  if (good()) complaint_ = complaint;
}

std::uint64_t Query::number(std::string_view name, std::uint64_t usual, std::uint64_t least,
                            std::uint64_t most) {
  const auto found = values_.find(name);
  if (found == values_.end()) return usual;
  const std::string& text = found->second;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (whole && value >= least && value <= most) return value;
  wrong(std::string(name) + " must be a whole number from " + std::to_string(least) + " to " +
        std::to_string(most) + ".");
  return usual;
}

void Query::allow(std::initializer_list<std::string_view> names) {
  for (const auto& [name, value] : values_) {
    if (std::ranges::find(names, name) != names.end()) continue;
    wrong("There is no parameter \"" + printable(name) + "\" here: this takes " + listed(names) +
          ".");
  }
}

void Query::allow_one_of(std::initializer_list<std::string_view> names) {
  const auto said = std::ranges::count_if(names, [&](auto name) { return has(name); });
  if (said > 1) wrong("Of " + listed(names) + " only one may be there.");
}

}  // namespace wsd
