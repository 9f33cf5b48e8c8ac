// Settings that do not go together: which one is blamed. The words: wrong_options_test.cpp.
#include "apps/wsd/discord.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

std::string_view blamed(const Options& options) {
  const auto discord = find_discord(options);
  return discord ? discord->key : std::string_view();
}

Options good() {
  Options options;
  options.listen = {{*reactor::parse_address("9000").address}};
  return options;
}

TEST(Discord, ThereIsNone) {
  EXPECT_EQ(blamed(good()), "");
  Options options = good();
  options.listen[0].tls = true;
  options.tls_cert = options.tls_key = "/dev/null";
  EXPECT_EQ(blamed(options), "");
}

TEST(Discord, TheSettingThatIsBlamed) {
  EXPECT_EQ(blamed({}), "listen");
  Options options = good();
  options.tls_key = "/dev/null";
  EXPECT_EQ(blamed(options), "tls-key");
  options.tls_cert = "/dev/null";
  EXPECT_EQ(blamed(options), "tls-cert");
  options.listen[0].tls = true;
  options.tls_cert = "/nowhere";
  EXPECT_EQ(blamed(options), "tls-cert");
  options.tls_cert.clear();
  EXPECT_EQ(blamed(options), "listen");

  options = good();
  options.proxy_protocol = true;
  EXPECT_EQ(blamed(options), "proxy-protocol");

  options = good();
  options.settings.outbox_read_max = options.settings.outbox_max + 1;
  EXPECT_EQ(blamed(options), "outbox-pause");
}

}  // namespace
}  // namespace wsd
