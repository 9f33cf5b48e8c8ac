// Configuration files: anything may stand in one. What is read is written back to the same values,
// key by key, in the file's own grammar.
#include <cstdint>

#include "apps/wsd/setting.h"
#include "apps/wsd/toml.h"
#include "fuzz/check.h"

namespace {

using fuzz::check;

void check_entry(const wsd::TomlEntry& entry) {
  for (const std::string& value : entry.values) {
    const wsd::TomlFile again = wsd::read_toml("a = " + wsd::toml_value(value));
    check(again.entries.size() == 1 && again.entries[0].values[0] == value);
  }
  const wsd::Setting* setting = wsd::find_setting(entry.key);
  const bool fits =
      setting != nullptr && (!entry.array || setting->shape == wsd::Setting::Shape::list);
  wsd::Options options;
  if (!fits || !setting->read(options, entry.values).empty()) return;
  const wsd::Setting::Texts written = setting->write(options);
  wsd::Options again;
  check(setting->read(again, written).empty() && setting->write(again) == written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const wsd::TomlFile file =
      wsd::read_toml(std::string_view(reinterpret_cast<const char*>(bytes), size));
  check(file.complaint.empty() || (file.entries.empty() && file.line > 0));
  for (const wsd::TomlEntry& entry : file.entries) check_entry(entry);
  return 0;
}
