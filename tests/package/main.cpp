// Ten lines of a stranger's program: the installed headers and libraries must be enough.
#include <rfc6455/masking.h>

#include <cstdio>

int main() {
  std::byte bytes[] = {std::byte{'w'}, std::byte{'s'}, std::byte{'d'}};
  const rfc6455::MaskingKey key = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
  rfc6455::mask(bytes, key);
  rfc6455::mask(bytes, key);
  std::puts(bytes[0] == std::byte{'w'} ? "ok" : "wrong");
  return bytes[0] == std::byte{'w'} ? 0 : 1;
}
