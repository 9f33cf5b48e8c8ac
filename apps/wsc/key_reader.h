// Keys out of the bytes that a terminal in raw mode sends, wherever the bytes are cut: UTF-8,
// escape sequences (xterm's, VT220's, the Linux console's, rxvt's), bracketed paste.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace wsc {

// One key as it was pressed, or one paste.
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

inline constexpr std::size_t kPasteMax = 256 << 10;  // what is above is thrown away, and told
inline constexpr std::size_t kSequenceMax = 64;      // a longer one means nothing

class KeyReader {
 public:
  void feed(std::string_view bytes) { unread_ += bytes; }

  // nullopt: the bytes are used up, or what is left is the beginning of something.
  std::optional<Key> next();

  // Something was begun. When nothing follows for a moment (kEscapeWait of the caller), settle():
  // what waits is a key of its own, such as Escape.
  bool waits() const { return !unread_.empty() && !pasting_; }
  void settle() { settled_ = true; }

 private:
  std::optional<Key> take_one();
  std::optional<Key> in_paste();
  std::optional<Key> after_escape();
  std::optional<Key> control_sequence(std::size_t introducer, bool alt);
  std::optional<Key> plain(bool alt, std::size_t skip);
  Key took(std::size_t bytes, Key key);

  std::string unread_;
  std::string pasted_;
  bool pasting_ = false;
  bool cut_off_ = false;
  bool settled_ = false;
};

}  // namespace wsc
