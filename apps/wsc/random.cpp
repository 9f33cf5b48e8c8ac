// The standard library's device is the processor's or the kernel's source here, never a seeded one.
#include "apps/wsc/random.h"

#include <memory>
#include <random>

namespace wsc {

Random system_random() {
  auto device = std::make_shared<std::random_device>();
  return [device] { return static_cast<std::uint64_t>((*device)()) << 32 | (*device)(); };
}

}  // namespace wsc
