// What a target demands: where it does not hold the program ends, and that is what a fuzzer finds.
#pragma once

#include <cstdlib>
#include <span>
#include <string_view>

#include "rfc6455/utf8.h"

namespace fuzz {

inline void check(bool holds) {
  if (!holds) std::abort();
}

inline bool valid(std::string_view utf8) {
  return rfc6455::is_utf8(std::as_bytes(std::span(utf8)));
}

}  // namespace fuzz
