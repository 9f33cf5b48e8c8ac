// Unicode's own tables, by ICU: NFKC_Casefold for case and width, the skeleton of UTS #39 for
// letters that look alike. Only words.cpp knows ICU besides.
#include "apps/wsd/chat/names.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/uspoof.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include <cassert>

#include "apps/protocol/names.h"
#include "apps/wsd/chat/complaint.h"

namespace chat {
namespace {

using Letters = std::u32string;

constexpr std::string_view kNotFirst = "!*#@/[";
constexpr char32_t kBrailleBlank = 0x2800;  // no space, says Unicode; it looks like one
constexpr char32_t kReplacement = 0xFFFD;   // of what was no character

// ---- ICU speaks UTF-16 and asks for room ----

std::u16string utf16(std::string_view text) {
  std::u16string out(text.size(), u'\0');  // never more units than bytes
  UErrorCode error = U_ZERO_ERROR;
  std::int32_t size = 0;
  u_strFromUTF8WithSub(out.data(), static_cast<std::int32_t>(out.size()), &size, text.data(),
                       static_cast<std::int32_t>(text.size()), 0xFFFD, nullptr, &error);
  assert(U_SUCCESS(error));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

std::string utf8(const std::u16string& text) {
  std::string out(text.size() * 3, '\0');
  UErrorCode error = U_ZERO_ERROR;
  std::int32_t size = 0;
  u_strToUTF8WithSub(out.data(), static_cast<std::int32_t>(out.size()), &size, text.data(),
                     static_cast<std::int32_t>(text.size()), 0xFFFD, nullptr, &error);
  assert(U_SUCCESS(error));
  out.resize(static_cast<std::size_t>(size));
  return out;
}

Letters letters_of(const std::u16string& text) {
  Letters out;
  for (std::size_t at = 0; at < text.size();) {
    UChar32 letter;
    U16_NEXT(text.data(), at, text.size(), letter);
    out += static_cast<char32_t>(letter);
  }
  return out;
}

void append_letter(std::u16string& out, char32_t letter) {
  if (letter < 0x10000) {
    out += static_cast<char16_t>(letter);
  } else {
    out += static_cast<char16_t>(U16_LEAD(letter));
    out += static_cast<char16_t>(U16_TRAIL(letter));
  }
}

// Calls a function of ICU that writes into what it is given: once, or again with enough room.
template <typename Call>
std::u16string answered(std::size_t guess, Call&& call) {
  std::u16string out(guess + 16, u'\0');
  for (;;) {
    UErrorCode error = U_ZERO_ERROR;
    const std::int32_t size = call(out.data(), static_cast<std::int32_t>(out.size()), &error);
    const bool fits = error != U_BUFFER_OVERFLOW_ERROR;
    assert(!fits || U_SUCCESS(error));
    out.resize(static_cast<std::size_t>(size));
    if (fits) return out;
  }
}

std::u16string normalized(const UNormalizer2* form, const std::u16string& text) {
  return answered(text.size(), [&](UChar* out, std::int32_t room, UErrorCode* error) {
    return unorm2_normalize(form, text.data(), static_cast<std::int32_t>(text.size()), out, room,
                            error);
  });
}

// Both belong to the library and live as long as the program.
const UNormalizer2* nfkc() {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* form = unorm2_getNFKCInstance(&error);
  assert(U_SUCCESS(error));
  return form;
}
const UNormalizer2* nfkc_casefold() {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* form = unorm2_getNFKCCasefoldInstance(&error);
  assert(U_SUCCESS(error));
  return form;
}

const UNormalizer2* nfd() {
  UErrorCode error = U_ZERO_ERROR;
  const UNormalizer2* form = unorm2_getNFDInstance(&error);
  assert(U_SUCCESS(error));
  return form;
}

std::u16string look_of(const std::u16string& text) {
  static const USpoofChecker* const kChecker = [] {  // read by all threads, changed by none
    UErrorCode error = U_ZERO_ERROR;
    const USpoofChecker* checker = uspoof_open(&error);
    assert(U_SUCCESS(error));
    return checker;
  }();
  return answered(text.size(), [&](UChar* out, std::int32_t room, UErrorCode* error) {
    return uspoof_getSkeleton(kChecker, 0, text.data(), static_cast<std::int32_t>(text.size()), out,
                              room, error);
  });
}

// ---- what a name may not have ----

bool is_mark(char32_t letter) {
  return (U_GET_GC_MASK(static_cast<UChar32>(letter)) & U_GC_M_MASK) != 0;
}

bool is_invisible(char32_t letter) {
  constexpr std::uint32_t kUnseen =
      U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CS_MASK | U_GC_CO_MASK | U_GC_CN_MASK;
  const auto c = static_cast<UChar32>(letter);
  return (U_GET_GC_MASK(c) & kUnseen) != 0 || letter == kBrailleBlank || letter == kReplacement ||
         u_hasBinaryProperty(c, UCHAR_DEFAULT_IGNORABLE_CODE_POINT);
}

// Which stand for themselves, whatever they look like: names are written with them. Of Devanagari's
// visarga (U+0903) that is true, and of Katakana's no (U+30CE); not of the click letters of
// phonetics.
bool is_above_looks(char32_t letter) {
  if (is_mark(letter)) return true;
  UErrorCode error = U_ZERO_ERROR;
  const UScriptCode script = uscript_getScript(static_cast<UChar32>(letter), &error);
  return script == USCRIPT_HAN || script == USCRIPT_KATAKANA || script == USCRIPT_HIRAGANA;
}

// The ASCII sign that one stands for or looks like; 0: none.
char sign_of(char32_t letter) {
  std::u16string text;
  append_letter(text, letter);
  text = normalized(nfkc(), text);
  if (!is_above_looks(letter)) text = look_of(text);
  return !text.empty() && text[0] < 0x80 ? static_cast<char>(text[0]) : '\0';
}

std::string_view fault_of(const Letters& name) {
  std::size_t marks = 0;
  for (const char32_t letter : name) {
    if (u_isUWhiteSpace(static_cast<UChar32>(letter))) return "A name has no spaces in it.";
    if (is_invisible(letter)) {
      return "A name has no control characters and no invisible ones.";
    }
    if (sign_of(letter) == ':') return "A name has no colon in it.";
    marks = is_mark(letter) ? marks + 1 : 0;
    if (marks > kNickMarksMax) return "A name has at most 4 accents upon one letter.";
  }
  if (is_mark(name[0])) return "A name does not begin with an accent.";
  if (const char sign = sign_of(name[0]); sign && kNotFirst.find(sign) != kNotFirst.npos) {
    return "A name does not begin with one of ! * # @ / [";
  }
  return {};
}

// ---- what names may not look like ----

// Folded, and without accents.
std::u16string bare(std::string_view nick) {
  std::u16string out;
  for (const char32_t letter :
       letters_of(normalized(nfd(), normalized(nfkc_casefold(), utf16(nick))))) {
    if (!is_mark(letter)) append_letter(out, letter);
  }
  return out;
}

// As people write who spell with digits: "5erver".
std::string spelt_out(std::u16string text) {
  for (char16_t& letter : text) {
    if (letter == u'5' || letter == u'$') letter = u's';
    if (letter == u'3' || letter == u'\u20AC') letter = u'e';
  }
  return skeleton_of(utf8(text));
}

std::u16string letters_and_digits(const std::u16string& text) {
  std::u16string out;
  for (const char32_t letter : letters_of(text)) {
    if (u_isalnum(static_cast<UChar32>(letter))) append_letter(out, letter);
  }
  return out;
}

// "User 7", "user_7", "u7": what stands before a number, if letters and digits are all that counts.
std::u16string before_number(const std::u16string& text) {
  const Letters letters = letters_of(text);
  std::size_t end = letters.size();
  while (end > 0 && u_isdigit(static_cast<UChar32>(letters[end - 1]))) --end;
  std::u16string before;
  if (end == letters.size()) return before;
  for (const char32_t letter : letters.substr(0, end)) append_letter(before, letter);
  return before;
}

// "Userl", which looks like "User1".
bool looks_like_number_of(const std::string& user, const std::string& skeleton) {
  return skeleton.size() > user.size() && skeleton.starts_with(user) &&
         skeleton.find_first_not_of("0123456789lo", user.size()) == skeleton.npos;
}

bool is_taken_by_the_house(std::string_view nick) {
  static const std::string kServer = skeleton_of("server");
  static const std::string kUser = skeleton_of("user");  // "/msg User 7 hi" is for number 7
  static const std::string kShort = skeleton_of("u");
  const std::u16string text = bare(nick);
  const std::string whole = spelt_out(text);
  if (whole == kServer || whole == kUser) return true;
  const std::u16string counted = letters_and_digits(text);
  const std::string before = spelt_out(before_number(counted));
  return before == kUser || before == kShort ||
         looks_like_number_of(kUser, skeleton_of(utf8(counted)));
}

Complaint invalid(std::string_view sentence) {
  return complaint(422, std::string(sentence));
}

}  // namespace

std::optional<Complaint> check_nick(std::string_view nick) {
  const bool endless = nick.size() > protocol::kNickBytesMax;  // it is not even looked at
  const std::u16string name = endless ? std::u16string() : utf16(nick);
  if (name.empty() || letters_of(name).size() > protocol::kNickLengthMax ||
      letters_of(normalized(nfkc(), name)).size() > protocol::kNickLengthMax) {
    return invalid(protocol::kNickLengthRule);
  }
  if (const auto fault = fault_of(letters_of(name)); !fault.empty()) return invalid(fault);
  if (is_taken_by_the_house(nick)) {
    return invalid("That name looks like the server's or like a number's. Choose another.");
  }
  return std::nullopt;
}

std::string skeleton_of(std::string_view nick) {
  // Folded again: the look of a digit may be a capital letter.
  std::u16string text = normalized(nfkc_casefold(), utf16(nick));
  text = normalized(nfkc_casefold(), look_of(text));
  for (char16_t& letter : text) {
    if (letter == u'i') letter = u'l';
  }
  return utf8(text);
}

}  // namespace chat
