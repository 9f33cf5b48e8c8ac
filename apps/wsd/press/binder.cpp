// Each module becomes a function that is called once and returns what it exports:
//
//   const m_names = (() => {
//   ...
//   return {fold, nameOf};
//   })();
//   const m_rows = (() => {
//   const {fold} = m_names;
#include "apps/wsd/press/binder.h"

#include <algorithm>
#include <set>
#include <stdexcept>

namespace press {
namespace {

constexpr std::string_view kImport = "import ";
constexpr std::string_view kExport = "export ";
constexpr std::string_view kFrom = "} from './";
constexpr std::string_view kEnd = ".js';";

std::string stem_of(std::string_view name) {
  return std::string(name.substr(0, name.rfind('.')));
}

class Binder {
 public:
  explicit Binder(const std::vector<File>& files) : files_(files) {}

  void add(std::string_view name) {
    if (bound_.contains(std::string(name))) return;
    if (!begun_.insert(std::string(name)).second) {
      throw std::runtime_error(std::string(name) + ": imports itself by way of others");
    }
    const auto file = std::ranges::find(files_, name, &File::name);
    if (file == files_.end())
      throw std::runtime_error(std::string(name) + ": there is no such file");
    const std::string text = module(*file);
    out_ += text;
    bound_.insert(std::string(name));
  }
  std::string take() { return std::move(out_); }

 private:
  std::string module(const File& file) {
    std::string body;
    std::string exported;
    std::size_t number = 0;
    for (std::size_t at = 0; at < file.bytes.size();) {
      const std::size_t end = std::min(file.bytes.find('\n', at), file.bytes.size());
      const std::string_view line = std::string_view(file.bytes).substr(at, end - at);
      const std::string where = file.name + ':' + std::to_string(++number) + ": ";
      if (line.starts_with(kImport)) {
        body += import(line, where);
      } else if (line.starts_with(kExport)) {
        exported += (exported.empty() ? "" : ", ") + exported_name(line, where);
        body += line.substr(kExport.size());
      } else {
        body += line;
      }
      body += '\n';
      at = end + 1;
    }
    return "const m_" + stem_of(file.name) + " = (() => {\n" + body + "return {" + exported +
           "};\n})();\n";
  }

  std::string import(std::string_view line, const std::string& where) {
    const std::size_t from = line.find(kFrom);
    if (!line.starts_with("import {") || from == std::string_view::npos || !line.ends_with(kEnd) ||
        line.find(" as ") != std::string_view::npos) {
      throw std::runtime_error(where + "write it like import {a, b} from './c.js';");
    }
    const std::size_t begin = from + kFrom.size();
    const std::string stem(line.substr(begin, line.size() - kEnd.size() - begin));
    add(stem + ".js");
    return "const " + std::string(line.substr(kImport.size(), from - kImport.size() + 1)) +
           " = m_" + stem + ';';
  }

  static std::string exported_name(std::string_view line, const std::string& where) {
    for (const std::string_view kind :
         {"export class ", "export function ", "export async function ", "export const "}) {
      if (!line.starts_with(kind)) continue;
      const std::string_view rest = line.substr(kind.size());
      return std::string(rest.substr(0, rest.find_first_of(" ({=;")));
    }
    throw std::runtime_error(where + "only classes, functions and constants are exported here");
  }

  const std::vector<File>& files_;
  std::set<std::string> begun_;
  std::set<std::string> bound_;
  std::string out_;
};

}  // namespace

std::string bind_scripts(const std::vector<File>& files, std::string_view entry) {
  Binder binder(files);
  binder.add(entry);
  return binder.take();
}

}  // namespace press
