// The request target (RFC 9112 §3.2) and what is in it: path, query, percent-encoding.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace rfc6455 {

// Path and query as they stand in the request, still encoded. Origin-form ("/r/lobby?nick=ana") or
// absolute-form ("http://host/r/lobby"); anything else is nullopt, also a fragment.
struct RequestTarget {
  std::string_view authority;  // host and port; empty in origin-form, else it goes before Host
  std::string_view path;       // begins with '/'
  std::string_view query;      // without the '?'
};
std::optional<RequestTarget> parse_target(std::string_view target);

// Whether text is a host and perhaps a port, a name of the DNS or an address, without user
// information: what Host must hold (RFC 9110 §7.2) and an absolute-form target begins with.
bool is_authority(std::string_view text);

// Decodes %XX into out and returns the decoded text, a view into out; nullopt when a % is not
// followed by two hex digits, when a byte decodes to NUL, or when out is too small (text.size() is
// always enough).
enum class Plus : std::uint8_t { plus, space };  // what '+' stands for
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
