// Retention is three values in one word, as in 1000,1MiB,24h, or a word of its own: auto.
#include "apps/wsd/keeping.h"

#include <algorithm>

#include "apps/wsd/machine.h"
#include "apps/wsd/setting_kinds.h"

namespace wsd {
namespace {

using Change = Setting::Change;

constexpr std::string_view kGroup = "Storage";
constexpr std::uint64_t kDataMaxLeast = 16 << 20;  // less is SQLite's own
constexpr std::uint64_t kDataShare = 10;           // of the file system, if nobody says
constexpr std::uint64_t kMebibyte = 1 << 20;
constexpr std::uint64_t kDataLeast = 1 << 30;  // however small that is

std::optional<Retention> parse_retention(const std::string& said) {
  const auto first = said.find(',');
  const auto second = first == said.npos ? first : said.find(',', first + 1);
  if (second == said.npos) return std::nullopt;
  const auto count = parse_number(said.substr(0, first));
  const auto size = parse_bytes(said.substr(first + 1, second - first - 1));
  const auto age = parse_duration(said.substr(second + 1));
  if (!count || !size || !age) return std::nullopt;
  return Retention{*count, *size, *age};
}

std::string print_retention(const Retention& kept) {
  return std::to_string(kept.count) + "," + print_bytes(kept.bytes) + "," +
         print_duration(kept.age);
}

std::optional<disk::Durability> parse_durability(const std::string& said) {
  return one_of<disk::Durability>(
      said, {{"process", disk::Durability::process}, {"power", disk::Durability::power}});
}

Setting new_rooms_setting() {
  Setting setting =
      row({"new-rooms", kGroup,
           "Rooms that one address may open in a minute where none were; 0: no limit"},
          "N", "must be a number, or 0 for no limit");
  setting.read = [allowed = setting.allowed](Options& options, const Setting::Texts& texts) {
    const auto number = parse_number(texts[0]);
    if (!number || *number > UINT32_MAX) return std::string(allowed);
    options.new_rooms.burst = options.new_rooms.count = static_cast<std::uint32_t>(*number);
    return std::string();
  };
  setting.write = [](const Options& options) -> Setting::Texts {
    return {std::to_string(options.new_rooms.count)};
  };
  return setting;
}

Setting history_setting() {
  Setting setting = row(
      {"history", kGroup,
       "Messages kept of each room: how many, bytes, for how long, 0: no limit; auto: 1000,1MiB,0 "
       "in memory, no limit with --data",
       Change::restart},
      "COUNT,BYTES,AGE|auto",
      "must be a number, a size and a time, such as 1000,1MiB,24h, or auto");
  setting.read = [allowed = setting.allowed](Options& options, const Setting::Texts& texts) {
    const bool automatic = texts[0] == kAuto;
    const auto kept = automatic ? Retention{} : parse_retention(texts[0]);
    if (!kept) return std::string(allowed);
    options.history = *kept;
    options.history_auto = automatic;
    return std::string();
  };
  setting.write = [](const Options& options) -> Setting::Texts {
    return {options.history_auto ? std::string(kAuto) : print_retention(options.history)};
  };
  return setting;
}

}  // namespace

std::vector<Setting> keeping_settings() {
  return {
      text(
          {"data", kGroup, "Directory that history is kept in; empty: it is kept in memory",
           Change::restart},
          "DIR", [](auto& o) -> auto& { return o.data; }),
      one(
          row({"durability", kGroup,
               "What an acknowledged message survives: the end of the process, or of the power",
               Change::restart},
              "process|power", "must be process or power"),
          [](auto& o) -> auto& { return o.durability; }, parse_durability,
          [](disk::Durability durability) {
            return std::string(durability == disk::Durability::power ? "power" : "process");
          }),
      one_or_auto(
          row({"data-max", kGroup,
               "Bytes of the data directory; at the limit the oldest messages go; auto: a tenth of "
               "the file system, at least 1GiB; 0: no limit",
               Change::restart},
              "BYTES|auto", "must be a size from 16MiB on, 0 for no limit, or auto"),
          [](auto& o) -> auto& { return o.data_max; },
          [](const std::string& said) {
            const auto size = parse_bytes(said);
            return size && (*size == 0 || *size >= kDataMaxLeast) ? size : std::nullopt;
          },
          print_bytes),
      history_setting(),
      new_rooms_setting(),
  };
}

Retention history_of(const Options& options) {
  const bool unlimited =
      options.history_auto && !options.data.empty() && options.history == Retention{};
  return unlimited ? Retention{0, 0, {}} : options.history;
}

std::uint64_t data_max_of(const Options& options) {
  if (options.data_max) return *options.data_max;
  const std::uint64_t share = file_system_bytes(options.data) / kDataShare;
  return std::max(share - share % kMebibyte, kDataLeast);
}

}  // namespace wsd
