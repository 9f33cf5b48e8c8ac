// What settings have to do with each other, each of them being good by itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/options.h"

namespace wsd {

struct Discord {
  std::string_view key;  // the setting that is blamed
  std::string why;
};
// The first there is. Files that are named must be readable.
std::optional<Discord> find_discord(const Options& options);

// What is allowed, and probably not meant; each a sentence that begins with its setting.
std::vector<std::string> find_doubts(const Options& options);

}  // namespace wsd
