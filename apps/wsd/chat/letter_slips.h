// Letters and names as slips, for a store that lasts: what waits for somebody waits over a restart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "apps/wsd/chat/letterbox.h"
#include "apps/wsd/chat/store.h"

namespace chat {

inline constexpr std::string_view kLetterKeys = "letter/";
inline constexpr std::string_view kNameKeys = "name/";

struct KeptLetter {
  std::uint64_t serial = 0;  // rises with each letter
  std::string skeleton;      // of the name that it waits for
  Letter letter;
};

std::string letter_key(std::uint64_t serial);
Slip letter_slip(const KeptLetter& kept);
// nullopt: that is no letter (a slip comes from a disk).
std::optional<KeptLetter> read_letter(const Slip& slip);

std::string name_key(std::string_view skeleton);

}  // namespace chat
