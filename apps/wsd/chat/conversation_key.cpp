// A name has no colon, but a letter of another script may look like one, and then the skeleton has
// it: U+0903, say. Two such skeletons with a colon between them could be cut in two ways. So the
// key of those says how long the first one is, behind two signs with which no skeleton begins; it
// has more than one colon, and all others have exactly one.
#include "apps/wsd/chat/conversation_key.h"

#include <utility>

#include "apps/wsd/chat/names.h"

namespace chat {
namespace {

// No name begins with #.
std::string side_of(const Person& person) {
  return person.nick.empty() ? "#" + std::to_string(person.number) : skeleton_of(person.nick);
}

bool has_colon(const std::string& side) {
  return side.find(':') != side.npos;
}

}  // namespace

std::string conversation_between(const Person& one, const Person& other) {
  std::string first = side_of(one);
  std::string second = side_of(other);
  if (second < first) std::swap(first, second);
  const std::string key = first + ":" + second;
  if (!has_colon(first) && !has_colon(second)) return key;
  return "##" + std::to_string(first.size()) + ":" + key;
}

}  // namespace chat
