// Raw bytes into a session of either role, with and without deflate, cut as the input says.
#include "rfc6455/session.h"

#include "fuzz/every_split.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::Choices choices({bytes, size});
  const auto setting = fuzz::Setting::from(choices.next());
  const auto sizes = choices.take(4);
  fuzz::check_every_split(setting, choices.rest(), sizes);
  return 0;
}
