// A text is walked once for each word: from one word's beginning to the next.
#include "apps/wsd/chat/words.h"

#include <algorithm>
#include <utility>

namespace chat {
namespace {

char folded(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool in_word(char c) {
  const char f = folded(c);
  return (f >= 'a' && f <= 'z') || (c >= '0' && c <= '9') || static_cast<signed char>(c) < 0;
}

bool begins_with(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  return std::equal(word.begin(), word.end(), text.begin(),
                    [](char wanted, char c) { return folded(c) == wanted; });
}

// Calls visit with the text from each word's beginning on, until it says that it has enough.
template <typename Visitor>
bool any_word(std::string_view text, Visitor&& visit) {
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool word = in_word(text[i]);
    if (word && !inside && visit(text.substr(i))) return true;
    inside = word;
  }
  return false;
}

}  // namespace

Words::Words(std::string_view text) {
  any_word(text, [this](std::string_view rest) {
    std::string word;
    for (const char c : rest) {
      if (!in_word(c)) break;
      word += folded(c);
    }
    if (std::find(words_.begin(), words_.end(), word) == words_.end())
      words_.push_back(std::move(word));
    return words_.size() == kWordsMax;
  });
}

bool Words::in(std::string_view text) const {
  return std::all_of(words_.begin(), words_.end(), [text](const std::string& word) {
    return any_word(text, [&word](std::string_view rest) { return begins_with(rest, word); });
  });
}

}  // namespace chat
