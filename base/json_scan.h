// Looks at the text of JSON that a parser has found valid: what a parser does not tell.
#pragma once

#include <cstddef>
#include <string_view>

namespace base {

// The text of the value of a member, the nth from 0, as it stands. REQUIRES: a valid JSON object
// with more than n members.
std::string_view nth_value(std::string_view object, std::size_t n);

// Whether each half of a surrogate pair (\ud83d\ude00) has its other half: else there is no
// character that it stands for, and no UTF-8 for it.
bool surrogates_are_paired(std::string_view json);

}  // namespace base
