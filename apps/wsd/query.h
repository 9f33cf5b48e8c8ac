// The parameters of a query, for the API: decoded, checked, and a sentence if one is wrong.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace wsd {

class Query {
 public:
  explicit Query(std::string_view query);

  bool has(std::string_view name) const { return values_.find(name) != values_.end(); }
  std::string text(std::string_view name) const;  // empty if it is not there
  // usual if it is not there; what is not from least to most is wrong.
  std::uint64_t number(std::string_view name, std::uint64_t usual, std::uint64_t least,
                       std::uint64_t most);
  // Any other than these is wrong: a misspelt one would change nothing, in silence.
  void allow(std::initializer_list<std::string_view> names);
  // More than one of these is wrong.
  void allow_one_of(std::initializer_list<std::string_view> names);

  bool good() const { return complaint_.empty(); }
  const std::string& complaint() const { return complaint_; }

 private:
  void wrong(const std::string& complaint);

  std::map<std::string, std::string, std::less<>> values_;
  std::string complaint_;
};

}  // namespace wsd
