// Texts as searches see them: words, without regard to upper and lower case.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace chat {

inline constexpr std::size_t kWordsMax = 16;  // that one search looks for; the rest is left out

// A word is of letters, digits and whatever is not ASCII. Only ASCII has upper and lower case here.
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

}  // namespace chat
