// What stands before the word decides: a switch, whose value stands behind "=", or a command.
#include "apps/wsd/stray_word.h"

#include <algorithm>
#include <array>
#include <span>

#include "apps/wsd/manual.h"
#include "apps/wsd/setting.h"
#include "reactor/address.h"

namespace wsd {
namespace {

std::string about_flag(const std::string& flag) {
  const std::string complaint = flag + ": there is no such flag";
  const auto name = flag.find_first_not_of('-');
  const auto near = nearest_key(std::string_view(flag).substr(std::min(name, flag.size())));
  return near.empty() ? complaint : complaint + "; did you mean --" + std::string(near) + "?";
}

// The switch of that name, which takes no word behind it.
const Setting* switch_of(std::string_view flag) {
  for (const Setting& setting : settings()) {
    const bool named = flag == setting.flags || flag == "--" + std::string(setting.key);
    if (named && setting.shape == Setting::Shape::flag) return &setting;
  }
  return nullptr;
}

std::string about_command(std::span<const std::string> before, const std::string& stray) {
  constexpr std::array<std::string_view, 3> kOfCtl = {"export", "import", "erase"};
  const auto sub = std::find_first_of(before.begin(), before.end(), kOfCtl.begin(), kOfCtl.end());
  if (sub == before.end()) {
    return "ctl " + stray + ": there is no such command; there are export, import and erase";
  }
  return stray + ": ctl " + *sub + " takes flags only";
}

}  // namespace

std::string about_stray(const std::vector<std::string>& words, const std::string& stray) {
  if (stray.starts_with('-')) return about_flag(stray);
  const auto at = static_cast<std::size_t>(std::ranges::find(words, stray) - words.begin());
  const std::span<const std::string> before(words.data(), at);
  const Setting* const setting = before.empty() ? nullptr : switch_of(before.back());
  if (setting != nullptr) {
    const std::string flag = "--" + std::string(setting->key);
    return stray + ": the value of " + flag + " stands behind a =; did you mean " + flag + "=" +
           stray + "?";
  }
  if (std::ranges::find(before, "ctl") != before.end()) return about_command(before, stray);
  if (std::ranges::find(before, "gen-cert") != before.end()) {
    return stray + ": gen-cert takes flags only";
  }
  if (reactor::parse_address(stray).address) {
    return stray + ": an address stands behind --listen; did you mean --listen " + stray + "?";
  }
  return stray + ": there is no such command; there are gen-cert and ctl";
}

}  // namespace wsd
