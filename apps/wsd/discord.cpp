// A rule each; what is looked for first is told first.
#include "apps/wsd/discord.h"

#include <algorithm>
#include <fstream>
#include <initializer_list>

namespace wsd {
namespace {

bool readable(const std::string& path) {
  return std::ifstream(path).good();
}

std::optional<Discord> find_in_tls(const Options& options) {
  bool any = false;
  for (const ListenAddress& one : options.listen) any |= one.tls;
  if (!any) {
    const auto useless = [](std::string_view key) {
      return Discord{key, "no listener uses it: add --listen tls://ADDR"};
    };
    if (!options.tls_cert.empty()) return useless("tls-cert");
    if (!options.tls_key.empty()) return useless("tls-key");
    return std::nullopt;
  }
  if (options.tls_cert.empty() || options.tls_key.empty()) {
    return Discord{"listen", "tls:// needs --tls-cert and --tls-key"};
  }
  if (!readable(options.tls_cert)) return Discord{"tls-cert", "cannot read " + options.tls_cert};
  if (!readable(options.tls_key)) return Discord{"tls-key", "cannot read " + options.tls_key};
  return std::nullopt;
}

// ---- addresses ----

using Kind = reactor::Address::Kind;

bool is_ipv4(std::string_view host) {
  return host.find_first_not_of("0123456789.") == host.npos;
}

// Whether a listener at `wide` has all that come to `host`. What a name stands for is not known.
bool covers(const std::string& wide, const std::string& host) {
  if (wide.empty() || wide == host) return true;
  if (wide == "0.0.0.0") return is_ipv4(host);
  return wide == "::" && host.find(':') != std::string::npos;
}

bool collide(const reactor::Address& a, const reactor::Address& b) {
  if (a.kind != b.kind) return false;
  if (a.kind != Kind::tcp) return a == b;
  return a.port == b.port && a.port != 0 && (covers(a.host, b.host) || covers(b.host, a.host));
}

std::optional<Discord> find_among_addresses(const Options& options) {
  for (auto one = options.listen.begin(); one != options.listen.end(); ++one) {
    for (auto before = options.listen.begin(); before != one; ++before) {
      if (!collide(before->address, one->address)) continue;
      return Discord{"listen", to_string(before->address) + " and " + to_string(one->address) +
                                   " are one port twice"};
    }
    if (options.admin && collide(one->address, options.admin->address)) {
      return Discord{"admin", to_string(options.admin->address) +
                                  " is where people connect: give it another port"};
    }
  }
  return std::nullopt;
}

// The first {word} that is not among the known ones; empty: none.
std::string strange_blank(std::string_view text, std::initializer_list<std::string_view> known) {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz";
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    const auto close = std::min(text.find_first_not_of(kLetters, open + 1), text.size());
    const std::string_view word = text.substr(open + 1, close - open - 1);
    const bool blank = !word.empty() && text.substr(close).starts_with('}');
    if (blank && std::ranges::find(known, word) == known.end()) return std::string(word);
  }
  return {};
}

}  // namespace

std::optional<Discord> find_discord(const Options& options) {
  if (options.listen.empty()) return Discord{"listen", "wants at least one address"};
  if (auto discord = find_in_tls(options)) return discord;
  if (auto discord = find_among_addresses(options)) return discord;
  if (options.proxy_protocol && options.trusted_proxies.empty()) {
    return Discord{"proxy-protocol", "nobody is trusted: name the proxies with --trusted-proxies"};
  }
  if (options.settings.outbox_read_max > options.settings.outbox_max) {
    return Discord{"outbox-pause", "must not be more than --outbox"};
  }
  return std::nullopt;
}

std::vector<std::string> find_doubts(const Options& options) {
  std::vector<std::string> doubts;
  const auto doubt = [&](const char* key, const std::string& blank, const char* known) {
    if (blank.empty()) return;
    doubts.push_back(std::string(key) + ": {" + blank +
                     "} is shown as it stands; what is filled in is " + known);
  };
  doubt("welcome", strange_blank(options.welcome, {"name", "others", "room"}),
        "{name}, {others} and {room}");
  for (const Announcement& one : options.announcements) {
    doubt("announce", strange_blank(one.text, {"time", "date"}), "{time} and {date}");
  }
  return doubts;
}

}  // namespace wsd
