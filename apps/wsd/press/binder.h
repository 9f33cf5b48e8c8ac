// Binds modules that import each other into one, so that a browser asks for one file and not for
// thirty. The modules keep to a few forms (import {a, b} from './c.js'; export class, function,
// const); they run unbound just as well.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace press {

struct File {
  std::string name;  // "index.html", "timeline.js"
  std::string bytes;
};

// The entry and all it imports, each once, before whoever needs it. Throws std::runtime_error with
// file and line for a form that is not known, a module that is not there, or modules in a circle.
std::string bind_scripts(const std::vector<File>& files, std::string_view entry);

}  // namespace press
