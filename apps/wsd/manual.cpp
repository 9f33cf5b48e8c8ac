// Written from the table of settings, so nothing in it can be out of date.
#include "apps/wsd/manual.h"

#include <algorithm>

#include "apps/wsd/setting.h"
#include "apps/wsd/toml.h"
#include "base/edit_distance.h"

namespace wsd {
namespace {

constexpr std::size_t kColumn = 30;  // where descriptions begin
constexpr std::size_t kWidth = 100;

std::string joined(const Setting::Texts& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : ",") + text;
  return all;
}

// "  -l, --listen ADDR" and what it does beside it, within kWidth columns.
std::string help_row(const std::string& names, std::string_view help) {
  std::string line = "  " + names;
  if (line.size() + 2 > kColumn) line += "\n" + std::string(kColumn, ' ');
  std::size_t column = kColumn;
  if (line.size() < kColumn) line.resize(kColumn, ' ');
  while (!help.empty()) {
    const std::size_t word = std::min(help.find(' '), help.size());
    if (column > kColumn && column + word >= kWidth) {
      while (line.back() == ' ') line.pop_back();
      line += "\n" + std::string(kColumn, ' ');
      column = kColumn;
    }
    line += help.substr(0, word);
    column += word + 1;
    help.remove_prefix(std::min(word + 1, help.size()));
    if (!help.empty()) line += " ";
  }
  return line + "\n";
}

std::string names_of(const Setting& setting) {
  std::string names = setting.flags.empty() ? "    " : std::string(setting.flags) + ", ";
  names += "--" + std::string(setting.key);
  if (setting.value.empty()) return names;
  const bool is_flag = setting.shape == Setting::Shape::flag;
  return names + (is_flag ? "[=" : " ") + std::string(setting.value) + (is_flag ? "]" : "");
}

}  // namespace

std::string_view nearest_key(std::string_view key) {
  constexpr std::size_t kKeyMax = 64;
  if (key.size() > kKeyMax) return {};
  for (const std::string_view elsewhere : {"port", "p", "bind"}) {  // as others call it
    if (key == elsewhere) return "listen";
  }
  std::string_view nearest;
  std::size_t closest = 1 + std::max<std::size_t>(key.size() / 3, 1);
  for (const Setting& setting : settings()) {
    if (const std::size_t far = base::edit_distance(key, setting.key); far < closest) {
      closest = far;
      nearest = setting.key;
    }
  }
  return nearest;
}

std::string print_help(const Options& defaults) {
  std::string text =
      "wsd: a WebSocket broadcast and chat server\n\n"
      "  wsd [options]\n"
      "  wsd gen-cert [--host NAME]... [--out DIR]\n"
      "  wsd ctl export --data DIR [--room NAME] > FILE\n"
      "  wsd ctl import --data DIR < FILE\n"
      "  wsd ctl erase --data DIR --user NAME\n";
  std::string_view group;
  for (const Setting& setting : settings()) {
    if (std::exchange(group, setting.group) != setting.group)
      text += "\n" + std::string(group) + "\n";
    const std::string usual = joined(setting.write(defaults));
    std::string help(setting.help);
    if (!usual.empty()) help += " (default " + usual + ")";
    text += help_row(names_of(setting), help);
  }
  text += "\nOther\n";
  text +=
      help_row("-c, --config FILE", "A file of settings; after each change: SIGHUP, or a restart");
  text += help_row("-q", "Log warnings and errors only: --log-level warning");
  text += help_row("-v", "Log everything: --log-level debug");
  text += help_row("    --check", "Say whether the configuration is good, and exit");
  text += help_row("    --print-config", "Print all settings as a file for --config, and exit");
  text += help_row("    --version", "Print the version, and exit");
  text += help_row("-h, --help", "Print this, and exit");
  return text +
         "\n--some-key is WSD_SOME_KEY in the environment and some-key = VALUE in the file.\n"
         "A flag goes before the environment, that before the file.\n";
}

std::string print_settings(const Options& options) {
  std::string text =
      "# wsd's configuration. A flag goes before the environment, that before this.\n";
  std::string_view group;
  for (const Setting& setting : settings()) {
    if (std::exchange(group, setting.group) != setting.group) {
      text += "\n# ---- " + std::string(group) + " ----\n";
    }
    text += "\n# " + std::string(setting.help) + ".";
    if (setting.change == Setting::Change::restart) text += " Needs a restart.";
    text += "\n" + std::string(setting.key) + " = ";
    const Setting::Texts texts = setting.write(options);
    if (setting.shape == Setting::Shape::list) {
      text += "[";
      for (std::size_t i = 0; i < texts.size(); ++i)
        text += (i == 0 ? "" : ", ") + toml_value(texts[i]);
      text += "]\n";
    } else {
      text += toml_value(texts[0]) + "\n";
    }
  }
  return text;
}

}  // namespace wsd
