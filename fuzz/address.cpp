// Addresses: anything may stand on a command line; what is read is written back to the same
// address.
#include "reactor/address.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto parsed = reactor::parse_address(text);
  if (parsed.address.has_value() == !parsed.complaint.empty()) std::abort();
  if (!parsed.address) return 0;
  const auto again = reactor::parse_address(reactor::to_string(*parsed.address));
  if (again.address != parsed.address) std::abort();
  return 0;
}
