// Who somebody is, as everybody else sees it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace chat {

using UserNumber = std::uint64_t;  // from 1, never used again while the server lives
inline constexpr UserNumber kNoUser = 0;

struct Person {
  UserNumber number = kNoUser;
  std::string_view nick{};  // empty: none chosen

  bool operator==(const Person&) const = default;
};

// What people read: the name, or "User 7". kNoUser is the server itself: "Server".
void append_name(std::string& out, const Person& person);
std::string name_of(const Person& person);

}  // namespace chat
