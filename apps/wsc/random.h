// Where chance comes from: an argument, so that a test can say what it is.
#pragma once

#include <cstdint>
#include <functional>

namespace wsc {

// Any 64 bits.
using Random = std::function<std::uint64_t()>;

// The system's, which nobody can foresee: masking keys are made of it (RFC 6455 §5.3).
Random system_random();

}  // namespace wsc
