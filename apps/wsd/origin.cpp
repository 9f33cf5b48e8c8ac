// Scheme, host and port are compared whole: no prefix and no suffix is ever enough.
#include "apps/wsd/origin.h"

#include <algorithm>

#include "apps/wsd/host_names.h"
#include "rfc6455/request_target.h"

namespace wsd {
namespace {

constexpr std::string_view kHttp = "http://";
constexpr std::string_view kHttps = "https://";

constexpr rfc6455::HttpError kTwoOrigins{403, "There is more than one Origin."};
constexpr rfc6455::HttpError kForeign{
    403, "Pages of this origin may not connect here; the operator can allow them with --origin."};

constexpr rfc6455::HttpError kUnknownName{
    403,
    "The Host of this request is not known as a name of this server; the operator can add it with "
    "--host. Addresses, localhost and names over TLS are known without."};
constexpr rfc6455::HttpError kMisdirected{
    421,
    "The chat is not shown under this name: it is not known as a name of this server. The operator "
    "can add it with --host NAME. Addresses, localhost and names over TLS are known without."};

std::string lower(std::string_view text) {
  std::string folded(text);
  for (char& c : folded) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return folded;
}

// "http://Chat.Example:80" to "http://chat.example": two texts of one origin become equal.
std::string normal(std::string_view prefix, std::string_view authority) {
  const std::string_view own_port = prefix == kHttps ? ":443" : ":80";
  if (authority.ends_with(own_port)) authority.remove_suffix(own_port.size());
  return std::string(prefix) + lower(authority);
}

// RFC 6454 §6.2: scheme, "://", host, and the port unless it is the scheme's own. Empty: it is no
// such thing ("null", for one).
std::string parse_origin(std::string_view text) {
  const std::string folded = lower(text);
  for (const std::string_view prefix : {kHttp, kHttps}) {
    if (!folded.starts_with(prefix)) continue;
    const std::string_view authority = std::string_view(folded).substr(prefix.size());
    const bool good = !authority.empty() && authority.front() != ':' && authority.back() != ':' &&
                      rfc6455::is_authority(authority);
    return good ? normal(prefix, authority) : std::string();
  }
  return {};
}

// The origin of a page that was loaded with this request.
std::string own_origin(const rfc6455::HttpHead& request, Scheme scheme) {
  return normal(scheme == Scheme::https ? kHttps : kHttp, authority_of(request));
}

bool is_listed(const OriginRule& rule, const std::string& origin) {
  return std::find(rule.listed.begin(), rule.listed.end(), origin) != rule.listed.end();
}

bool is_own_name(const OriginRule& rule, const rfc6455::HttpHead& request, Scheme scheme) {
  return scheme == Scheme::https || answers_to(rule.names, request);
}

}  // namespace

bool add_to_rule(std::string_view word, OriginRule& rule) {
  if (word == "*") return rule.any = true;
  if (word == "same") return rule.same = true;
  std::string origin = parse_origin(word);
  if (origin.empty()) return false;
  rule.listed.push_back(std::move(origin));
  return true;
}

std::string origin_before_path(std::string_view url) {
  const auto scheme = url.find("://");
  const auto slash = scheme == url.npos ? url.npos : url.find('/', scheme + 3);
  return slash == url.npos ? std::string() : parse_origin(url.substr(0, slash));
}

std::vector<std::string> words_of(const OriginRule& rule) {
  std::vector<std::string> words;
  if (rule.any) words.emplace_back("*");
  if (rule.same) words.emplace_back("same");
  words.insert(words.end(), rule.listed.begin(), rule.listed.end());
  return words;
}

std::optional<rfc6455::HttpError> check_origin(const OriginRule& rule,
                                               const rfc6455::HttpHead& request, Scheme scheme) {
  const std::size_t said = request.count("Origin");
  if (said == 0 || rule.any) return std::nullopt;
  if (said > 1) return kTwoOrigins;
  const std::string origin = parse_origin(*request.find("Origin"));
  if (origin.empty()) return kForeign;
  if (is_listed(rule, origin)) return std::nullopt;
  if (!rule.same || origin != own_origin(request, scheme)) return kForeign;
  if (!is_own_name(rule, request, scheme)) return kUnknownName;
  return std::nullopt;
}

std::optional<rfc6455::HttpError> check_page_host(const OriginRule& rule,
                                                  const rfc6455::HttpHead& request, Scheme scheme) {
  if (rule.any || !rule.same || is_own_name(rule, request, scheme)) return std::nullopt;
  if (is_listed(rule, own_origin(request, scheme))) return std::nullopt;
  return kMisdirected;
}

}  // namespace wsd
