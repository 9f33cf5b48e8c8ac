// What is opened for which shard, and how it is called.
#include "apps/wsd/entrances.h"

#include <gtest/gtest.h>

#include <system_error>

#include "reactor/endpoint.h"
#include "tests/reactor/folder.h"
#include "tests/reactor/loopback.h"

namespace wsd {
namespace {

ListenAddress at(const std::string& text, bool tls = false) {
  return {reactor::parse_address(text).address.value(), tls};
}

TEST(EntrancesTest, EachShardHasItsOwnOfATcpAddress) {
  Options options;
  options.listen = {at("127.0.0.1:0"), at("127.0.0.1:0", true)};
  const Entrances entrances = open_entrances(options, 3);
  ASSERT_EQ(entrances.by_shard.size(), 3u);
  for (const auto& shard : entrances.by_shard) {
    ASSERT_EQ(shard.size(), 2u);
    EXPECT_FALSE(shard[0].entrance.tls);
    EXPECT_TRUE(shard[1].entrance.tls);
    EXPECT_EQ(shard[1].entrance.scheme(), Scheme::https);
    EXPECT_EQ(reactor::port_of(shard[0].listener),
              reactor::port_of(entrances.by_shard[0][0].listener));
  }
  ASSERT_EQ(entrances.urls.size(), 2u);
  EXPECT_EQ(entrances.urls[0].rfind("ws://localhost:", 0), 0u);
  EXPECT_EQ(entrances.urls[1].rfind("wss://localhost:", 0), 0u);
  EXPECT_EQ(entrances.admin_url, "");
}

TEST(EntrancesTest, TheRestBelongsToTheFirst) {
  const reactor::Folder folder;
  Options options;
  options.listen = {at("unix:" + folder.file("s"))};
  options.admin = at("127.0.0.1:0");
  const Entrances entrances = open_entrances(options, 2);
  EXPECT_TRUE(entrances.by_shard[1].empty());
  const auto& first = entrances.by_shard[0];
  ASSERT_EQ(first.size(), 2u);
  EXPECT_FALSE(first[0].entrance.tcp);
  EXPECT_EQ(first[0].entrance.whom, Entrance::For::guests);
  EXPECT_EQ(first[1].entrance.whom, Entrance::For::admin);
  EXPECT_EQ(entrances.urls, std::vector<std::string>{"unix:" + folder.file("s")});
  EXPECT_EQ(entrances.admin_url.rfind("http://localhost:", 0), 0u);
}

TEST(EntrancesTest, InheritedOnesAreCalledByWhatTheyAreBoundTo) {
  const reactor::Folder folder;
  reactor::Listener tcp = reactor::listen_on("127.0.0.1:0");
  reactor::Listener by_path = reactor::listen_on("unix:" + folder.file("s"));
  Options options;
  options.listen = {at("fd:" + std::to_string(::dup(tcp.fd()))),
                    at("fd:" + std::to_string(::dup(by_path.fd())))};
  const Entrances entrances = open_entrances(options, 1);
  EXPECT_TRUE(entrances.by_shard[0][0].entrance.tcp);
  EXPECT_FALSE(entrances.by_shard[0][1].entrance.tcp);
  EXPECT_EQ(entrances.urls,
            (std::vector<std::string>{"ws://localhost:" + std::to_string(reactor::port_of(tcp)),
                                      "unix:" + folder.file("s")}));
}

TEST(EntrancesTest, OnlyTcpForGuestsMayBeginWithAProxyHeader) {
  Options options;
  options.trusted_proxies = {reactor::parse_prefix("10.0.0.0/8").prefix.value()};
  EXPECT_TRUE(rules_of({}, options).proxies.empty());
  options.proxy_protocol = true;
  EXPECT_EQ(rules_of({}, options).proxies, options.trusted_proxies);
  EXPECT_TRUE(rules_of({.whom = Entrance::For::admin}, options).proxies.empty());
  EXPECT_TRUE(rules_of({.tcp = false}, options).proxies.empty());
  EXPECT_EQ(rules_of({.tcp = false}, options).uncounted, options.trusted_proxies);
}

std::string refusal(const Options& options) {
  try {
    (void)open_entrances(options, 2);
  } catch (const AddressTaken& taken) {
    return taken.what();
  }
  return "no refusal";
}

TEST(EntrancesTest, WhatIsTakenIsNamedAndWhatToDo) {
  const reactor::Listener taken = reactor::listen_on("127.0.0.1:0");
  const std::string address = "127.0.0.1:" + std::to_string(reactor::port_of(taken));
  const std::string in_use = "cannot listen on " + address + ": Address already in use. ";
  Options options;
  options.admin = at(address);
  EXPECT_EQ(refusal(options),
            in_use +
                "Metrics and the admin API were to be there. Is another wsd running? "
                "--admin ADDR puts them elsewhere, --admin off leaves them out.");
  options = {};
  options.listen = {at(address)};
  EXPECT_EQ(refusal(options),
            in_use + "Is another wsd running? --listen ADDR is for another address.");
}

TEST(EntrancesTest, AnAddressIsOneServers) {
  Options options;
  options.listen = {at("127.0.0.1:0")};
  const Entrances first = open_entrances(options, 3);
  options.listen[0].address.port = reactor::port_of(first.by_shard[0][0].listener);
  EXPECT_NE(refusal(options).find("Address already in use"), std::string::npos);
}

TEST(EntrancesTest, OtherFaultsAreTheSystems) {
  Options options;
  options.listen = {at("192.0.2.1:0")};  // RFC 5737: nobody's
  EXPECT_THROW((void)open_entrances(options, 1), std::system_error);
}

}  // namespace
}  // namespace wsd
