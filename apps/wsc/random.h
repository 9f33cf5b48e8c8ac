// Where chance comes from: an argument, so that a test can say what it is.
#pragma once

#include <cstdint>
#include <functional>

namespace wsc {

// Any 64 bits. The product's comes from the system; masking keys have to be unforeseeable.
using Random = std::function<std::uint64_t()>;

}  // namespace wsc
