// A rule each; what is looked for first is told first.
#include "apps/wsd/discord.h"

#include <fstream>

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

}  // namespace

std::optional<Discord> find_discord(const Options& options) {
  if (options.listen.empty()) return Discord{"listen", "wants at least one address"};
  if (auto discord = find_in_tls(options)) return discord;
  if (options.proxy_protocol && options.trusted_proxies.empty()) {
    return Discord{"proxy-protocol", "nobody is trusted: name the proxies with --trusted-proxies"};
  }
  if (options.settings.outbox_read_max > options.settings.outbox_max) {
    return Discord{"outbox-pause", "must not be more than --outbox"};
  }
  return std::nullopt;
}

}  // namespace wsd
