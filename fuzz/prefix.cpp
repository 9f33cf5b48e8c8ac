// Blocks of addresses: anything may stand in a configuration; what is read is written back to the
// same block, which holds its own address.
#include "reactor/prefix.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  const auto parsed = reactor::parse_prefix(text);
  if (parsed.prefix.has_value() == !parsed.complaint.empty()) std::abort();
  if (!parsed.prefix) return 0;
  const auto again = reactor::parse_prefix(reactor::to_string(*parsed.prefix));
  if (again.prefix != parsed.prefix) std::abort();
  const reactor::Peer first{.address = parsed.prefix->address, .family = parsed.prefix->family};
  if (!parsed.prefix->contains(first)) std::abort();
  return 0;
}
