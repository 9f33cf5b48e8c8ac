// A number, then a unit out of a small table.
#include "apps/wsd/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

namespace wsd {
namespace {

struct Unit {
  std::string_view name;
  std::uint64_t size;
};

constexpr std::uint64_t kMillisecond = 1'000'000;
constexpr std::uint64_t kSecond = 1'000 * kMillisecond;
constexpr std::array kTimes = {
    Unit{"d", 86'400 * kSecond}, Unit{"h", 3'600 * kSecond}, Unit{"m", 60 * kSecond},
    Unit{"s", kSecond},          Unit{"", kSecond},          Unit{"ms", kMillisecond},
};
constexpr std::array kSizes = {
    Unit{"GiB", 1 << 30}, Unit{"MiB", 1 << 20}, Unit{"KiB", 1 << 10}, Unit{"", 1},
    Unit{"G", 1 << 30},   Unit{"M", 1 << 20},   Unit{"K", 1 << 10},
};
constexpr std::uint64_t kBytesMax = UINT64_MAX >> 1;
constexpr std::uint64_t kRateMax = 1'000'000;

std::optional<std::uint64_t> with_unit(std::string_view text, std::span<const Unit> units,
                                       std::uint64_t most) {
  std::uint64_t number = 0;
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number);
  if (text.empty() || error != std::errc{}) return std::nullopt;
  const std::string_view name(end, static_cast<std::size_t>(last - end));
  const auto unit =
      std::find_if(units.begin(), units.end(), [&](const Unit& one) { return one.name == name; });
  if (unit == units.end() || number > most / unit->size) return std::nullopt;
  return number * unit->size;
}

// By the largest unit that leaves nothing over. The tables begin with the largest.
std::string in_units(std::uint64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    if (value != 0 && value % unit.size == 0)
      return std::to_string(value / unit.size) + std::string(unit.name);
  }
  return "0";
}

}  // namespace

std::optional<reactor::Duration> parse_duration(std::string_view text) {
  const auto nanoseconds =
      with_unit(text, kTimes, static_cast<std::uint64_t>(kDurationMax.count()));
  if (!nanoseconds) return std::nullopt;
  return reactor::Duration(static_cast<std::int64_t>(*nanoseconds));
}

std::string print_duration(reactor::Duration duration) {
  return in_units(static_cast<std::uint64_t>(duration.count()), kTimes);
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
  return with_unit(text, kSizes, kBytesMax);
}

std::string print_bytes(std::uint64_t bytes) {
  return in_units(bytes, kSizes);
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  constexpr Unit kOne{"", 1};
  return with_unit(text, std::span(&kOne, 1), kBytesMax);
}

std::optional<base::Rate> parse_rate(std::string_view text) {
  if (text == "0") return base::Rate{};
  const auto slash = text.find('/');
  if (slash == text.npos) return std::nullopt;
  const auto burst = parse_number(text.substr(0, slash));
  const auto count = parse_number(text.substr(slash + 1));
  if (!burst || !count || *burst == 0 || *count == 0) return std::nullopt;
  if (*burst > kRateMax || *count > kRateMax) return std::nullopt;
  return base::Rate{static_cast<std::uint32_t>(*burst), static_cast<std::uint32_t>(*count)};
}

std::string print_rate(const base::Rate& rate) {
  if (rate.unlimited()) return "0";
  return std::to_string(rate.burst) + "/" + std::to_string(rate.count);
}

std::optional<bool> parse_switch(std::string_view text) {
  for (const std::string_view yes : {"true", "on", "yes", "1"}) {
    if (text == yes) return true;
  }
  for (const std::string_view no : {"false", "off", "no", "0"}) {
    if (text == no) return false;
  }
  return std::nullopt;
}

}  // namespace wsd
