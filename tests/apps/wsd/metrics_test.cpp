// The page keeps Prometheus' conventions.
#include "apps/wsd/metrics.h"

#include <gtest/gtest.h>

#include <map>
#include <sstream>

#include "apps/wsd/version.h"

namespace wsd {
namespace {

TEST(MetricsTest, EveryFigureIsToldWhatItIs) {
  Measures sum;
  sum.counters.turn.add(std::chrono::microseconds(3));
  sum.counters.turn.add(std::chrono::seconds(60));
  std::istringstream page(metrics_page(sum, {}));
  std::map<std::string, std::string> types;
  std::uint64_t below = 0;
  for (std::string line; std::getline(page, line);) {
    std::istringstream words(line);
    std::string first, second, name, type;
    words >> first >> second;
    if (first == "#") {
      words >> name >> type;
      if (second == "TYPE") types[name] = type;
      continue;
    }
    std::string family = first.substr(0, first.find('{'));
    for (const char* end : {"_bucket", "_sum", "_count"}) {
      const std::size_t at = family.rfind(end);
      if (at != std::string::npos && types.count(family.substr(0, at)) != 0) {
        family = family.substr(0, at);
      }
    }
    ASSERT_EQ(types.count(family), 1u) << line;
    const bool total = family.size() > 6 && family.substr(family.size() - 6) == "_total";
    EXPECT_EQ(total, types[family] == "counter") << line;
    if (first.rfind("wsd_turn_seconds_bucket", 0) == 0) {
      EXPECT_GE(std::stoull(second), below) << line;
      below = std::stoull(second);
    }
  }
  EXPECT_EQ(below, 2u);  // le="+Inf" holds all
}

TEST(MetricsTest, TheVersionIsALabel) {
  const std::string line = "\nwsd_build_info{version=\"" + std::string(kVersion) + "\"} 1\n";
  EXPECT_NE(metrics_page({}, {}).find(line), std::string::npos);
}

}  // namespace
}  // namespace wsd
