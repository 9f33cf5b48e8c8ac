// Texts as searches see them: words by Unicode, without regard to upper and lower case. Every store
// goes by these, in memory and on disk.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chat {

inline constexpr std::size_t kWordsMax = 16;  // that one search looks for; the rest is left out

// A word is a run of letters, digits and the marks on them, or one symbol such as an emoji. Words
// are compared folded: ПРИВЕТ is привет, STRASSE is straße, and a full-width letter is the usual
// one.
class Words {
 public:
  explicit Words(std::string_view text);  // what is looked for

  bool empty() const { return words_.empty(); }
  const std::vector<std::string>& list() const { return words_; }  // folded, none twice
  // Whether each of them is a word of the text, or begins one.
  bool in(std::string_view text) const;

 private:
  std::vector<std::string> words_;
};

// The words of a text, folded, with a space between two: what an index is made of. No word has a
// space, a quote or any other sign of ASCII in it.
std::string indexed_words(std::string_view text);

// Rises with the rules above and with Unicode's tables, which come from the system: an index that
// was made by another version has to be made anew.
std::int64_t words_version();

}  // namespace chat
