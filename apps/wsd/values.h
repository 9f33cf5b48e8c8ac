// Values as people write them, and back: times, sizes, counts, rates. Reading what was printed
// gives the same value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "apps/protocol/names.h"
#include "base/token_bucket.h"
#include "reactor/clock.h"

namespace wsd {

inline constexpr reactor::Duration kDurationMax = std::chrono::hours(24 * 365);

// "500ms", "25s", "2m", "12h", "30d"; a number alone counts seconds.
std::optional<reactor::Duration> parse_duration(std::string_view text);
std::string print_duration(reactor::Duration duration);

// "65536", "64KiB", "4MiB", "1GiB"; also 64K, 4M, 1G, which mean the same.
std::optional<std::uint64_t> parse_bytes(std::string_view text);
std::string print_bytes(std::uint64_t bytes);

std::optional<std::uint64_t> parse_number(std::string_view text);

// "20/10": 20 at once, then 10 a second. "0": no limit, both are zero.
std::optional<base::Rate> parse_rate(std::string_view text);
std::string print_rate(const base::Rate& rate);

// "true", "on", "yes", "1" and their opposites.
std::optional<bool> parse_switch(std::string_view text);

inline constexpr std::string_view kTextAllowed =
    "must be text in UTF-8, and is not: write it with a terminal or an editor that uses UTF-8";
inline constexpr std::string_view kRoomAllowed =
    "a room's name has 1 to 64 of a-z, 0-9, '.', '_' and '-', and begins with a letter or digit";

}  // namespace wsd
