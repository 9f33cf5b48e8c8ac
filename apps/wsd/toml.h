// The part of TOML (1.0) that a configuration of plain keys needs: `key = value`, where a value is
// a string of any of TOML's four kinds, a whole number, true, false, or an array of these. Tables,
// dates and fractions are refused with a sentence. Knows the line of everything.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace wsd {

struct TomlEntry {
  int line = 0;
  std::string key;
  bool array = false;
  std::vector<std::string> values;  // as text, whatever their type; one unless array
};

// All entries, or the first thing that is wrong and its line.
struct TomlFile {
  std::vector<TomlEntry> entries;
  int line = 0;
  std::string complaint;
};
TomlFile read_toml(std::string_view text);

// A value as the file would have it: 42, true, or "quoted".
std::string toml_value(std::string_view text);

}  // namespace wsd
