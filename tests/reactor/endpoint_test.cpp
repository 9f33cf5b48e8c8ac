// Addresses as the kernel wants them.
#include "reactor/endpoint.h"

#include <netdb.h>
#include <sys/un.h>

#include <system_error>

#include "tests/reactor/loopback.h"

namespace reactor {
namespace {

std::vector<Endpoint> resolved(const char* text, Purpose purpose) {
  return resolve_blocking(*parse_address(text).address, purpose);
}

TEST(Endpoint, NumbersNeedNoLookUp) {
  const auto ipv4 = resolved("127.0.0.1:80", Purpose::dial);
  ASSERT_EQ(ipv4.size(), 1u);
  EXPECT_EQ(ipv4[0].family(), AF_INET);
  EXPECT_EQ(ipv4[0].port(), 80);
  const auto ipv6 = resolved("[::1]:81", Purpose::dial);
  ASSERT_EQ(ipv6.size(), 1u);
  EXPECT_EQ(ipv6[0].family(), AF_INET6);
  EXPECT_EQ(ipv6[0].port(), 81);
}

TEST(Endpoint, APortAloneIsEveryAddressOrThisMachine) {
  const auto everywhere = resolved("8765", Purpose::listen);
  ASSERT_EQ(everywhere.size(), 1u);
  EXPECT_EQ(everywhere[0].family(), AF_INET6);
  for (const auto& here : resolved("8765", Purpose::dial)) EXPECT_EQ(here.port(), 8765);
}

TEST(Endpoint, UnixPathsAndAbstractNames) {
  const Endpoint path = resolved("unix:/a", Purpose::dial)[0];
  EXPECT_EQ(path.size, offsetof(sockaddr_un, sun_path) + 3);  // with the zero at its end
  EXPECT_EQ(path.port(), 0);
  const Endpoint name = unix_endpoint("@a");
  EXPECT_EQ(name.size, offsetof(sockaddr_un, sun_path) + 2);  // the length is part of the name
  EXPECT_EQ(reinterpret_cast<const sockaddr_un&>(name.storage).sun_path[0], '\0');
}

TEST(Endpoint, AnUnknownNameIsASentence) {
  try {
    resolved((kNobodysName + ":1").c_str(), Purpose::dial);
    FAIL();
  } catch (const std::system_error& error) {
    const std::string why = ::gai_strerror(error.code().value());
    EXPECT_EQ(error.what(), "cannot look up \"" + kNobodysName + "\": " + why) << "one reason";
    EXPECT_LT(error.code().value(), 0);
  }
}

}  // namespace
}  // namespace reactor
