// Headers of proxies: every beginning of the input gets an answer, and an answer other than partial
// stands whatever follows.
#include "reactor/proxy_header.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::span<const std::uint8_t> input(bytes, std::min<std::size_t>(size, 600));
  using Progress = reactor::ProxyHeader::Progress;
  reactor::ProxyHeader before;
  for (std::size_t end = 0; end <= input.size(); ++end) {
    // A copy of its own: what is read behind its end is found.
    const std::vector<std::uint8_t> copy(bytes, bytes + end);
    const auto header = reactor::read_proxy_header(std::as_bytes(std::span(copy)));
    if (header.size > end || (header.progress != Progress::complete && header.size > 0))
      std::abort();
    if (header.client && header.progress != Progress::complete) std::abort();
    const bool stands = header.progress == before.progress && header.size == before.size &&
                        header.client == before.client;
    if (before.progress != Progress::partial && !stands) std::abort();
    before = header;
  }
  return 0;
}
