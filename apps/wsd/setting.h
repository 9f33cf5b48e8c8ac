// Every setting in one declaration: its key, what it means, how it is read and written, and whether
// it can change while the server runs. Flags, environment, file, help and --print-config all come
// from here.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/options.h"

namespace wsd {

struct Setting {
  enum class Shape : std::uint8_t {
    one,
    list,
    flag
  };  // flag: the value may be missing, see absent
  enum class Change : std::uint8_t { reload, restart };
  using Texts = std::vector<std::string>;

  std::string_view key;    // max-message: --max-message, WSD_MAX_MESSAGE, max-message = ...
  std::string_view flags;  // further ones: "-l"
  std::string_view group;  // of the help
  std::string_view value;  // what help calls it: BYTES
  std::string_view help;
  std::string_view allowed;  // what is said of a wrong value: "must be ..."
  Change change = Change::reload;
  Shape shape = Shape::one;
  char separator = ',';          // of a list in the environment
  std::string_view absent = "";  // of a flag: what it means without a value
  // A complaint, or empty. REQUIRES: exactly one text, unless it is a list.
  std::function<std::string(Options&, const Texts&)> read;
  std::function<Texts(const Options&)> write;  // what read() takes
};

std::span<const Setting> settings();
const Setting* find_setting(std::string_view key);
std::string environment_name(std::string_view key);  // max-message: WSD_MAX_MESSAGE

}  // namespace wsd
