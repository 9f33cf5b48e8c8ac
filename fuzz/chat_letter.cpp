// Letters as a disk gives them back: the first line is the key, the rest the value. What is taken
// for a letter is written as a slip that is read as the same.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "apps/wsd/chat/letter_slips.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::size_t line = text.find('\n');
  if (line == text.npos) return 0;
  const auto letter = chat::read_letter({text.substr(0, line), text.substr(line + 1)});
  if (!letter) return 0;
  const chat::Slip slip = chat::letter_slip(*letter);
  const auto again = chat::read_letter(slip);
  if (!again || chat::letter_slip(*again) != slip) std::abort();
  return 0;
}
