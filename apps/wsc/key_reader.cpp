// Each step looks at the front of what is unread and either takes one whole key, or leaves
// everything for later, or throws away what belongs to no character. Nothing is remembered between
// steps but whether a paste is going on.
#include "apps/wsc/key_reader.h"

#include <algorithm>
#include <charconv>

#include "base/utf8.h"

namespace wsc {
namespace {

using Name = Key::Name;

constexpr char kEscape = '\x1b';
constexpr std::string_view kPasteBegin = "\x1b[200~";
constexpr std::string_view kPasteEnd = "\x1b[201~";

// The last byte of a sequence without a number, and the number of one that ends in ~.
struct ByLetter {
  char letter;
  Name name;
};
constexpr ByLetter kByLetter[] = {{'A', Name::up},    {'B', Name::down}, {'C', Name::right},
                                  {'D', Name::left},  {'H', Name::home}, {'F', Name::end},
                                  {'M', Name::enter}, {'Z', Name::tab}};
struct ByNumber {
  unsigned number;
  Name name;
};
constexpr ByNumber kByNumber[] = {{1, Name::home}, {2, Name::unknown}, {3, Name::remove},
                                  {4, Name::end},  {5, Name::page_up}, {6, Name::page_down},
                                  {7, Name::home}, {8, Name::end}};

Name by_letter(char letter) {
  for (const ByLetter& one : kByLetter) {
    if (one.letter == letter) return one.name;
  }
  return Name::unknown;
}

Name by_number(unsigned number) {
  for (const ByNumber& one : kByNumber) {
    if (one.number == number) return one.name;
  }
  return Name::unknown;
}

// What modifiers mean: one more than the sum of shift 1, alt 2, control 4.
void modify(Key& key, unsigned modifiers) {
  const unsigned bits = modifiers > 0 ? modifiers - 1 : 0;
  key.shift |= (bits & 1) != 0;
  key.alt |= (bits & 2) != 0;
  key.control |= (bits & 4) != 0;
}

// Bytes that are keys by themselves.
Key control_key(char byte) {
  switch (byte) {
    case '\r':
    case '\n':
      return {.name = Name::enter};
    case '\t':
      return {.name = Name::tab};
    case '\b':
    case '\x7f':
      return {.name = Name::backspace};
    case kEscape:
      return {.name = Name::escape};
    case '\0':
      return {.name = Name::character, .text = " ", .control = true};
    default:
      break;
  }
  const char letter = static_cast<char>(byte < 0x1B ? byte + 'a' - 1 : byte + '@');
  return {.name = Name::character, .text = std::string(1, letter), .control = true};
}

// A paste may hold anything; what is not text goes.
std::string text_of_paste(std::string_view raw) {
  std::string text;
  while (!raw.empty()) {
    const base::CodePoint next = base::first_code_point(raw);
    const std::string_view bytes = raw.substr(0, next.bytes);
    raw.remove_prefix(next.bytes);
    if (next.value == '\r') {
      if (raw.empty() || raw[0] != '\n') text += '\n';
    } else if (next.valid && (next.value >= 0x20 || next.value == '\n' || next.value == '\t') &&
               !(next.value >= 0x7F && next.value <= 0x9F)) {
      text += bytes;
    }
  }
  return text;
}

}  // namespace

std::optional<Key> KeyReader::next() {
  while (!unread_.empty()) {
    const std::size_t before = unread_.size();
    std::optional<Key> key = pasting_ ? in_paste() : take_one();
    if (key) {
      settled_ = settled_ && !unread_.empty();
      return key;
    }
    if (unread_.size() == before) break;  // it waits for more
  }
  settled_ = false;
  return std::nullopt;
}

Key KeyReader::took(std::size_t bytes, Key key) {
  unread_.erase(0, bytes);
  return key;
}

std::optional<Key> KeyReader::take_one() {
  if (unread_[0] == kEscape) return after_escape();
  return plain(false, 0);
}

// A character or a control byte, `skip` bytes in.
std::optional<Key> KeyReader::plain(bool alt, std::size_t skip) {
  const std::string_view rest = std::string_view(unread_).substr(skip);
  const auto first = static_cast<unsigned char>(rest[0]);
  if (first < 0x20 || first == 0x7F) {
    Key key = control_key(rest[0]);
    key.alt = alt;
    return took(skip + 1, std::move(key));
  }
  const base::CodePoint point = base::first_code_point(rest);
  if (!point.valid) {
    if (rest.size() < base::sequence_length(first) && !settled_) return std::nullopt;
    unread_.erase(0, skip + 1);
    return std::nullopt;
  }
  const bool is_control = point.value <= 0x9F && point.value >= 0x80;  // C1 as a character
  Key key{.name = is_control ? Name::unknown : Name::character,
          .text = std::string(rest.substr(0, point.bytes)),
          .alt = alt};
  return took(skip + point.bytes, std::move(key));
}

std::optional<Key> KeyReader::after_escape() {
  std::size_t at = 1;
  const bool twice = unread_.size() > 1 && unread_[1] == kEscape;  // rxvt's Alt with a sequence
  if (twice) at = 2;
  if (unread_.size() == at) {
    if (!settled_) return std::nullopt;
    return took(at, {.name = Name::escape, .alt = twice});
  }
  if (unread_[at] == '[' || unread_[at] == 'O') return control_sequence(at, twice);
  return plain(true, at);
}

// ESC [ numbers letter, or ESC O letter. The introducer stands at that place.
std::optional<Key> KeyReader::control_sequence(std::size_t introducer, bool alt) {
  if (std::string_view(unread_).substr(0, kPasteBegin.size()) == kPasteBegin) {
    unread_.erase(0, kPasteBegin.size());
    pasting_ = true;
    cut_off_ = false;
    return std::nullopt;
  }
  std::size_t end = introducer + 1;
  if (end < unread_.size() && unread_[introducer] == '[' && unread_[end] == '[')
    ++end;  // console's F1
  const std::size_t most = std::min(unread_.size(), kSequenceMax);
  while (end < most && unread_[end] >= 0x20 && unread_[end] < 0x40) ++end;
  if (end == unread_.size() && end < kSequenceMax) {
    if (!settled_) return std::nullopt;
    return took(
        introducer + 1,
        {.name = Name::character, .text = std::string(1, unread_[introducer]), .alt = true});
  }
  if (end >= kSequenceMax) return took(end, {});
  if (unread_[end] < 0x20 || unread_[end] == '\x7f') return took(end, {});  // broken off

  unsigned numbers[2] = {1, 1};
  const char* from = unread_.data() + introducer + 1;
  for (unsigned& number : numbers) {
    const auto parsed = std::from_chars(from, unread_.data() + end, number);
    from = parsed.ptr + (parsed.ptr < unread_.data() + end ? 1 : 0);
  }
  Key key{.name = unread_[end] == '~' ? by_number(numbers[0]) : by_letter(unread_[end]),
          .alt = alt};
  modify(key, numbers[1]);
  key.shift |= unread_[end] == 'Z';
  return took(end + 1, std::move(key));
}

std::optional<Key> KeyReader::in_paste() {
  const std::size_t end = unread_.find(kPasteEnd);
  // The end may be cut: what could be its beginning stays.
  const std::size_t whole = end != std::string::npos ? end
                            : unread_.size() >= kPasteEnd.size()
                                ? unread_.size() - kPasteEnd.size() + 1
                                : 0;
  const std::size_t taken = std::min(whole, kPasteMax - pasted_.size());
  cut_off_ |= taken < whole;
  pasted_.append(unread_, 0, taken);
  unread_.erase(0, whole);
  if (end == std::string::npos) return std::nullopt;
  pasting_ = false;
  Key key{.name = Name::paste, .text = text_of_paste(pasted_), .cut_off = cut_off_};
  pasted_.clear();
  return took(kPasteEnd.size(), std::move(key));
}

}  // namespace wsc
