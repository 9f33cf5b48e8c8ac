// One key as it was pressed, or one paste.
#pragma once

#include <cstdint>
#include <string>

namespace wsc {

struct Key {
  enum class Name : std::uint8_t {
    character,  // text: one code point; with control: the letter, in lower case
    paste,      // text: everything, line breaks as \n, without other controls
    enter,
    tab,
    backspace,
    remove,  // "Delete"
    left,
    right,
    up,
    down,
    home,
    end,
    page_up,
    page_down,
    escape,
    unknown,  // a sequence that means nothing here
  };

  Name name = Name::unknown;
  std::string text{};
  bool control = false;
  bool alt = false;
  bool shift = false;
  bool cut_off = false;  // paste: there was more than kPasteMax

  bool operator==(const Key&) const = default;
};

}  // namespace wsc
