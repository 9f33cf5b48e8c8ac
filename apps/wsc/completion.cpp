// The word in hand begins behind the last space; since names hold spaces ("User 7"), longer endings
// of the line are tried first.
#include "apps/wsc/completion.h"

#include <algorithm>

#include "rfc6455/http_head.h"

namespace wsc {
namespace {

constexpr std::string_view kTakeRooms[] = {"/join", "/leave", "/switch", "/who", "/rooms"};
constexpr std::size_t kWordsMax = 4;  // of a name

bool begins(std::string_view whole, std::string_view beginning) {
  return whole.size() >= beginning.size() &&
         rfc6455::equal_ignoring_case(whole.substr(0, beginning.size()), beginning);
}

std::vector<std::string> beginning_with(const std::vector<std::string>& words,
                                        std::string_view beginning, std::string_view behind) {
  std::vector<std::string> found;
  for (const std::string& word : words) {
    if (begins(word, beginning)) found.push_back(word + std::string(behind));
  }
  std::sort(found.begin(), found.end());
  found.erase(std::unique(found.begin(), found.end()), found.end());
  return found;
}

bool takes_rooms(std::string_view typed) {
  const std::string_view command = typed.substr(0, typed.find(' '));
  return std::find(std::begin(kTakeRooms), std::end(kTakeRooms), command) != std::end(kTakeRooms);
}

}  // namespace

Completion complete(const Vocabulary& vocabulary, std::string_view text, std::size_t cursor) {
  const std::string_view typed = text.substr(0, cursor);
  const bool is_command = !vocabulary.commands.empty() && typed.substr(0, 1) == "/";
  if (is_command && typed.find(' ') == std::string_view::npos) {
    return {0, beginning_with(vocabulary.commands, typed, " ")};
  }
  std::size_t begin = typed.find_last_of(" \n") + 1;  // npos + 1 is 0
  if (is_command && takes_rooms(typed)) {
    return {begin, beginning_with(vocabulary.rooms, typed.substr(begin), " ")};
  }
  Completion found;
  for (std::size_t words = 0; words < kWordsMax; ++words) {
    std::string_view word = typed.substr(begin);
    const bool at_sign = word.substr(0, 1) == "@";
    if (at_sign) word.remove_prefix(1);
    const std::string_view behind = begin == 0 && !at_sign ? ": " : " ";
    if (word.empty() && words == 0 && !typed.empty() && !is_command && !at_sign) return {};
    auto names = beginning_with(vocabulary.names, word, behind);
    if (!names.empty()) found = {begin + (at_sign ? 1 : 0), std::move(names)};
    if (begin == 0 || typed[begin - 1] == '\n') break;
    begin = begin < 2 ? 0 : typed.find_last_of(" \n", begin - 2) + 1;
    if (is_command && begin == 0) break;
  }
  return found;
}

std::string common_beginning(const std::vector<std::string>& candidates) {
  if (candidates.empty()) return {};
  std::string common = candidates.front();
  for (const std::string& one : candidates) {
    while (!begins(one, common)) {
      common.pop_back();
      while (!common.empty() && (static_cast<unsigned char>(common.back()) & 0xC0) == 0x80) {
        common.pop_back();
      }
      if (!common.empty() && (static_cast<unsigned char>(common.back()) & 0xC0) == 0xC0) {
        common.pop_back();
      }
    }
  }
  return common;
}

}  // namespace wsc
