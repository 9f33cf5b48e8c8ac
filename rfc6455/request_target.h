// The request target (RFC 9112 §3.2) and what is in it: path, query, percent-encoding.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

namespace rfc6455 {

// Path and query as they stand in the request, still encoded. Origin-form ("/r/lobby?nick=ana") or
// absolute-form
// ("http://host/r/lobby"), of which authority is the host and port; anything else is nullopt.
struct RequestTarget {
  std::string_view authority;  // empty in origin-form
  std::string_view path;       // begins with '/'
  std::string_view query;      // without the '?'
};
std::optional<RequestTarget> parse_target(std::string_view target);

// Decodes %XX into out and returns the decoded text, a view into out; nullopt when a % is not
// followed by two hex digits, when a byte decodes to NUL, or when out is too small. plus: whether
// '+' is a space.
enum class Plus : bool { plus, space };
std::optional<std::string_view> percent_decode(std::string_view text, std::span<char> out,
                                               Plus plus = Plus::plus);

// The pairs of a query, in order, still encoded: "a=1&b&c=" gives a=1, b (no value), c= (empty).
class QueryReader {
 public:
  struct Pair {
    std::string_view name;
    std::optional<std::string_view> value;
  };
  explicit QueryReader(std::string_view query) : rest_(query) {}
  std::optional<Pair> next();

 private:
  std::string_view rest_;
};

}  // namespace rfc6455
