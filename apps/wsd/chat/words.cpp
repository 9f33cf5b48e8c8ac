// A text is folded once (NFKC_Casefold, by ICU) and walked once for each word that is looked for.
// Most texts are ASCII: those need no table.
#include "apps/wsd/chat/words.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace chat {
namespace {

// Of the rules in this file. Raise it when one of them changes.
constexpr std::int64_t kRules = 1;

constexpr UChar32 kReplacement = 0xFFFD;  // of what was no character

enum class Kind : std::uint8_t {
  between,  // no part of a word
  letter,   // a word together with those beside it
  sign,     // a word of its own
};

bool is_ascii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return static_cast<signed char>(c) < 0; });
}

std::string folded(std::string_view text) {
  std::string out;
  if (is_ascii(text)) {
    out = text;
    for (char& c : out) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return out;
  }
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* const form = icu::Normalizer2::getNFKCCasefoldInstance(error);
  assert(U_SUCCESS(error));
  icu::StringByteSink<std::string> sink(&out);
  form->normalizeUTF8(0, {text.data(), static_cast<std::int32_t>(text.size())}, sink, nullptr,
                      error);
  assert(U_SUCCESS(error));
  return out;
}

Kind kind_of(UChar32 c) {
  if (c < 0 || c == kReplacement) return Kind::between;  // no character
  if (c < 0x80) return u_isalnum(c) ? Kind::letter : Kind::between;
  const std::uint32_t category = U_GET_GC_MASK(c);
  if ((category & (U_GC_L_MASK | U_GC_M_MASK | U_GC_N_MASK)) != 0) return Kind::letter;
  return category == U_GC_SO_MASK ? Kind::sign : Kind::between;
}

// The character there; negative: none. at: behind it.
UChar32 next_character(std::string_view text, std::int32_t& at) {
  UChar32 c;
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"  // in ICU's macro
  U8_NEXT(text.data(), at, static_cast<std::int32_t>(text.size()), c);
#pragma GCC diagnostic pop
  return c;
}

// Calls visit with each word of a folded text until it says that it has enough.
template <typename Visitor>
bool any_word(std::string_view text, Visitor&& visit) {
  const auto end = static_cast<std::int32_t>(text.size());
  const auto piece = [&](std::int32_t from, std::int32_t to) {
    return text.substr(static_cast<std::size_t>(from), static_cast<std::size_t>(to - from));
  };
  std::int32_t begin = -1;  // of the word that goes on
  for (std::int32_t at = 0; at < end;) {
    const std::int32_t from = at;
    const Kind kind = kind_of(next_character(text, at));
    if (kind == Kind::letter) {
      if (begin < 0) begin = from;
      continue;
    }
    if (begin >= 0 && visit(piece(std::exchange(begin, -1), from))) return true;
    if (kind == Kind::sign && visit(piece(from, at))) return true;
  }
  return begin >= 0 && visit(piece(begin, end));
}

}  // namespace

Words::Words(std::string_view text) {
  any_word(folded(text), [this](std::string_view word) {
    if (std::ranges::find(words_, word) == words_.end()) words_.emplace_back(word);
    return words_.size() == kWordsMax;
  });
}

bool Words::in(std::string_view text) const {
  const std::string all = folded(text);
  return std::ranges::all_of(words_, [&all](const std::string& wanted) {
    return any_word(all, [&wanted](std::string_view word) { return word.starts_with(wanted); });
  });
}

std::string indexed_words(std::string_view text) {
  std::string all;
  any_word(folded(text), [&all](std::string_view word) {
    if (!all.empty()) all += ' ';
    all += word;
    return false;
  });
  return all;
}

std::int64_t words_version() {
  UVersionInfo unicode;
  u_getUnicodeVersion(unicode);
  std::int64_t version = kRules;
  for (const std::uint8_t part : unicode) version = version << 8 | part;
  return version;
}

}  // namespace chat
