// The protocol of sd_listen_fds(3) without its library: two decimal numbers.
#include "reactor/inherited.h"

#include <charconv>
#include <string_view>

namespace reactor {
namespace {

std::optional<int> positive(std::string_view digits) {
  int number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size() || number <= 0) return {};
  return number;
}

}  // namespace

std::optional<int> inherited_count(const char* listen_pid, const char* listen_fds, int own_pid) {
  if (listen_pid == nullptr || listen_fds == nullptr) return 0;
  const auto pid = positive(listen_pid);
  const auto count = positive(listen_fds);
  if (!pid || !count) return {};
  return *pid == own_pid ? *count : 0;
}

}  // namespace reactor
