// A breach of a promise that the server makes, as a sentence.
#pragma once

#include <stdexcept>

namespace tests {

struct Violation : std::runtime_error {
  using runtime_error::runtime_error;
};

inline void demand(bool kept, const char* promise) {
  if (!kept) throw Violation(promise);
}

}  // namespace tests
