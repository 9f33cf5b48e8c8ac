// Names are compared whole and without regard to case; the port says nothing.
#include "apps/wsd/host_names.h"

#include <arpa/inet.h>

#include <algorithm>

#include "rfc6455/request_target.h"

namespace wsd {
namespace {

std::string_view without_port(std::string_view authority) {
  const std::size_t bracket = authority.find(']');
  const std::size_t from = bracket == authority.npos ? 0 : bracket;
  return authority.substr(0, authority.find(':', from));
}

}  // namespace

std::string_view authority_of(const rfc6455::HttpHead& request) {
  const auto target = rfc6455::parse_target(request.target());
  const bool absolute = target && !target->authority.empty();
  return absolute ? target->authority : request.find("Host").value_or("");
}

bool is_address(std::string_view host) {
  in_addr ignored{};
  return host.starts_with('[') || ::inet_pton(AF_INET, std::string(host).c_str(), &ignored) == 1;
}

bool is_host_name(std::string_view text) {
  return rfc6455::is_authority(text) && without_port(text) == text;
}

std::vector<std::string> own_names(std::span<const std::string> said, const std::string& machine) {
  std::vector<std::string> names;
  for (const std::string& name : said) {
    if (is_host_name(name)) names.push_back(name);
  }
  if (is_host_name(machine)) names.insert(names.end(), {machine, machine + ".local"});
  return names;
}

bool answers_to(std::span<const std::string> names, const rfc6455::HttpHead& request) {
  const std::string_view host = without_port(authority_of(request));
  const auto is_it = [host](std::string_view name) {
    return rfc6455::equal_ignoring_case(name, host);
  };
  return is_address(host) || is_it("localhost") || std::any_of(names.begin(), names.end(), is_it);
}

}  // namespace wsd
