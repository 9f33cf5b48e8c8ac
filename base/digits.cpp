// to_chars into a little room of its own, then one append.
#include "base/digits.h"

#include <charconv>

namespace base {
namespace {

template <typename Number>
void append(std::string& out, Number value) {
  char digits[20];  // of the longest, and a sign instead of the 20th
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

}  // namespace

void append_number(std::string& out, std::uint64_t value) {
  append(out, value);
}

void append_signed(std::string& out, std::int64_t value) {
  append(out, value);
}

void append_count(std::string& out, std::uint64_t count, std::string_view thing) {
  append_number(out, count);
  out += ' ';
  out += thing;
  if (count != 1) out += 's';
}

}  // namespace base
