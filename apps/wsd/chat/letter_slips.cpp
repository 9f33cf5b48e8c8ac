// A letter's fields stand one after the other, the text last, with a NUL between two: none of them
// can have one in it, since what people say is cleaned before.
#include "apps/wsd/chat/letter_slips.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utc.h"

namespace chat {
namespace {

constexpr std::size_t kSerialDigits = 16;  // hexadecimal, so that keys rise as serials do

template <typename Number>
bool read_number(std::string_view text, Number& number, int base = 10) {
  const char* const last = text.data() + text.size();
  const auto [end, error] = std::from_chars(text.data(), last, number, base);
  return error == std::errc() && end == last && !text.empty();
}

}  // namespace

std::string letter_key(std::uint64_t serial) {
  std::array<char, kSerialDigits> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), serial, 16).ptr;
  const std::string_view written(digits.data(), static_cast<std::size_t>(end - digits.data()));
  return std::string(kLetterKeys).append(kSerialDigits - written.size(), '0').append(written);
}

std::string name_key(std::string_view skeleton) {
  return std::string(kNameKeys).append(skeleton);
}

Slip letter_slip(const KeptLetter& kept) {
  const Letter& letter = kept.letter;
  std::string value;
  for (const std::string& field :
       {kept.skeleton, letter.conversation, letter.from_nick, std::to_string(letter.seq),
        std::to_string(letter.from), std::to_string(letter.ts)}) {
    value.append(field).push_back('\0');
  }
  return {letter_key(kept.serial), value.append(letter.text)};
}

std::optional<KeptLetter> read_letter(const Slip& slip) {
  if (!slip.key.starts_with(kLetterKeys) || !slip.value) return std::nullopt;
  KeptLetter kept;
  std::string_view rest = *slip.value;
  std::array<std::string_view, 6> fields;
  for (std::string_view& field : fields) {
    const std::size_t end = rest.find('\0');
    if (end == rest.npos) return std::nullopt;
    field = rest.substr(0, end);
    rest.remove_prefix(end + 1);
  }
  kept.skeleton = fields[0];
  kept.letter.conversation = fields[1];
  kept.letter.from_nick = fields[2];
  kept.letter.text = rest;
  const std::string_view serial = std::string_view(slip.key).substr(kLetterKeys.size());
  const bool good = !kept.skeleton.empty() && read_number(serial, kept.serial, 16) &&
                    read_number(fields[3], kept.letter.seq) &&
                    read_number(fields[4], kept.letter.from) &&
                    read_number(fields[5], kept.letter.ts);
  kept.letter.ts = std::min(kept.letter.ts, base::kTimeMost);
  return good ? std::optional(std::move(kept)) : std::nullopt;
}

}  // namespace chat
