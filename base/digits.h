// Whole numbers in decimal, behind what is there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace base {

void append_number(std::string& out, std::uint64_t value);
void append_signed(std::string& out, std::int64_t value);

// "1 message", "2 messages": the plural ends in s.
void append_count(std::string& out, std::uint64_t count, std::string_view thing);

}  // namespace base
