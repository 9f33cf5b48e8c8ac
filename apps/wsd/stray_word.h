// A word of the command line that means nothing: what is said of it, and what was probably meant.
#pragma once

#include <string>
#include <vector>

namespace wsd {

// A sentence without a full stop. words: all of the command line; stray: one of them, a flag
// without what stands behind its "=".
std::string about_stray(const std::vector<std::string>& words, const std::string& stray);

}  // namespace wsd
