// Retention is three values in one word, as in 1000,1MiB,24h.
#include "apps/wsd/keeping.h"

#include "apps/wsd/setting_kinds.h"

namespace wsd {
namespace {

using Change = Setting::Change;

constexpr std::string_view kGroup = "Storage";

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
      one(
          row({"history", kGroup,
               "Messages kept of each room: how many, bytes, for how long; 0: no limit",
               Change::restart},
              "COUNT,BYTES,AGE", "must be a number, a size and a time, such as 1000,1MiB,24h"),
          [](auto& o) -> auto& { return o.history; }, parse_retention, print_retention),
  };
}

}  // namespace wsd
