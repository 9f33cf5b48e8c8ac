// What a request says of its client and its page: anything. Nobody is believed without trust, and
// the answer is one of the addresses that stand there.
#include "apps/wsd/forwarded.h"

#include <cstdint>

#include "fuzz/check.h"

using fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string head = "GET / HTTP/1.1\r\nHost: chat.example\r\n" +
                           std::string(reinterpret_cast<const char*>(bytes), size) + "\r\n\r\n";
  if (head.size() > 8192) return 0;
  rfc6455::HttpHead request(rfc6455::HttpHead::Kind::request);
  if (request.read(head) != rfc6455::HttpHead::Progress::complete) return 0;

  const wsd::Client connected{*reactor::parse_ip("10.0.0.1"), wsd::Scheme::http};
  const reactor::Prefix trusted[] = {*reactor::parse_prefix("10.0.0.0/8").prefix};
  const wsd::Client told = wsd::true_client(connected, request, trusted);
  check(told.peer == connected.peer || request.count("X-Forwarded-For") > 0);
  const wsd::Client untold = wsd::true_client(connected, request, {});
  check(untold.peer == connected.peer && untold.scheme == connected.scheme);

  const bool refused = wsd::check_origin({}, request, told.scheme).has_value();
  check(!refused || request.count("Origin") > 0);
  check(!wsd::check_origin({.any = true}, request, told.scheme));
  return 0;
}
