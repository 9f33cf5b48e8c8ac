// Headers of proxies: the specification's examples, every way of cutting them, and all that is
// wrong with the others.
#include "reactor/proxy_header.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

#include "tests/reactor/loopback.h"
#include "tests/seed.h"

namespace reactor {
namespace {

using Progress = ProxyHeader::Progress;

// Version 2, from the command on.
std::string v2(std::uint8_t command, std::uint8_t family, const std::string& rest) {
  std::string header("\r\n\r\n\0\r\nQUIT\n", 12);
  header += {static_cast<char>(command), static_cast<char>(family),
             static_cast<char>(rest.size() >> 8), static_cast<char>(rest.size())};
  return header + rest;
}

const std::string kIpv4("\xC0\x00\x02\x01\xC0\x00\x02\x02\x12\x67\x01\xBB", 12);
const std::string kIpv6(
    "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x01"
    "\x20\x01\x0D\xB8\0\0\0\0\0\0\0\0\0\0\0\x02"
    "\x12\x67\x01\xBB",
    36);

std::string extra(std::uint8_t type, const std::string& value) {
  return {std::string{static_cast<char>(type), static_cast<char>(value.size() >> 8),
                      static_cast<char>(value.size())} +
          value};
}

std::string told(const ProxyHeader& header) {
  if (header.progress == Progress::bad) return "bad";
  if (header.progress == Progress::partial) return "partial";
  return header.client ? to_string(*header.client) : "itself";
}

// The whole is understood whatever follows it; no part of it is, nor is it taken for bad.
void expect_read(const std::string& whole, const std::string& client) {
  SCOPED_TRACE(testing::PrintToString(whole));
  for (std::size_t size = 0; size < whole.size(); ++size)
    ASSERT_EQ(told(read_proxy_header(bytes(whole).first(size))), "partial") << size;
  for (const char* behind : {"", "GET / HTTP/1.1\r\n", "PROXY TCP4 ", "\r\n"}) {
    const ProxyHeader header = read_proxy_header(bytes(whole + behind));
    EXPECT_EQ(told(header), client);
    EXPECT_EQ(header.size, whole.size());
  }
}

void expect_bad(const std::string& text) {
  SCOPED_TRACE(testing::PrintToString(text));
  EXPECT_EQ(told(read_proxy_header(bytes(text))), "bad");
  EXPECT_EQ(told(read_proxy_header(bytes(text + std::string(5000, 'x')))), "bad") << "for good";
}

TEST(ProxyHeader, Version1) {
  expect_read("PROXY TCP4 192.0.2.1 192.0.2.2 4711 443\r\n", "192.0.2.1:4711");
  expect_read("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n",
              "255.255.255.255:65535");
  expect_read("PROXY TCP4 0.0.0.0 0.0.0.0 0 0\r\n", "0.0.0.0:0");
  expect_read("PROXY TCP6 2001:db8::1 ::1 4711 443\r\n", "[2001:db8::1]:4711");
  expect_read("PROXY TCP6 ::ffff:192.0.2.1 ::ffff:192.0.2.2 4711 443\r\n", "192.0.2.1:4711");
  expect_read("PROXY UNKNOWN\r\n", "itself");
  const std::string longest = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
  expect_read("PROXY TCP6 " + longest + " " + longest + " 65535 65535\r\n",
              "[" + longest + "]:65535");
  const std::string unknown = "PROXY UNKNOWN " + longest + " " + longest + " 65535 65535\r\n";
  EXPECT_EQ(unknown.size(), kProxyHeaderV1Max);
  expect_read(unknown, "itself");
  expect_read("PROXY UNKNOWN whatever it is\r\n", "itself");
}

TEST(ProxyHeader, Version1ThatIsNone) {
  for (const char* text : {
           "G",
           "GET / HTTP/1.1\r\n",
           "proxy TCP4",
           "PROXY\t",
           "PROXY\r\n",
           "PROXY  TCP4 192.0.2.1 192.0.2.2 4711 443\r\n",
           "PROXY TCP4 192.0.2.1 192.0.2.2 4711 443\n",
           "PROXY TCP4 192.0.2.1 192.0.2.2 4711 443\rx",
           "PROXY TCP4 192.0.2.1 192.0.2.2 4711\r\n",
           "PROXY TCP4 192.0.2.1 192.0.2.2 4711 443 \r\n",
           "PROXY TCP4 192.0.2.1 192.0.2.2 4711 443 5\r\n",
           "PROXY TCP4  192.0.2.1 192.0.2.2 4711 443\r\n",
           "PROXY TCP4 192.0.2.1 192.0.2.2 4711 65536\r\n",
           "PROXY TCP4 192.0.2.1 192.0.2.2 -1 443\r\n",
           "PROXY TCP4 192.0.2.1 192.0.2.2 +1 443\r\n",
           "PROXY TCP4 192.0.2.1 192.0.2.2 04711 443\r\n",
           "PROXY TCP4 192.0.2.1 192.0.2.2 4711 443x\r\n",
           "PROXY TCP4 192.0.2.01 192.0.2.2 4711 443\r\n",
           "PROXY TCP4 192.0.2.256 192.0.2.2 4711 443\r\n",
           "PROXY TCP4 192.0.2 192.0.2.2 4711 443\r\n",
           "PROXY TCP4 192.0.2.1 host 4711 443\r\n",
           "PROXY TCP4 ::1 ::1 4711 443\r\n",
           "PROXY TCP6 192.0.2.1 192.0.2.2 4711 443\r\n",
           "PROXY TCP6 ::g ::1 4711 443\r\n",
           "PROXY TCP5 192.0.2.1 192.0.2.2 4711 443\r\n",
           "PROXY UDP4 192.0.2.1 192.0.2.2 4711 443\r\n",
           "PROXY UNKNOWNS\r\n",
           "PROXY \r\n",
           "PROXY TCP4\r\n",
       })
    expect_bad(text);
  expect_bad("PROXY UNKNOWN " + std::string(kProxyHeaderV1Max - 14, 'x'));
  expect_bad("PROXY UNKNOWN " + std::string(kProxyHeaderV1Max - 15, 'x') + "\r\n");
  expect_bad(std::string("PROXY TCP4 192.0.2.1\0 192.0.2.2 4711 443\r\n", 42));
}

TEST(ProxyHeader, Version2) {
  expect_read(v2(0x21, 0x11, kIpv4), "192.0.2.1:4711");
  expect_read(v2(0x21, 0x21, kIpv6), "[2001:db8::1]:4711");
  const std::string mapped =
      std::string(10, '\0') + "\xFF\xFF\xC0" + std::string("\0\x02\x01", 3) + kIpv6.substr(16);
  expect_read(v2(0x21, 0x21, mapped), "192.0.2.1:4711");
  // The proxy's own, as when it looks whether we live; whatever else it says.
  expect_read(v2(0x20, 0x00, ""), "itself");
  expect_read(v2(0x20, 0x11, kIpv4), "itself");
  expect_read(v2(0x20, 0x11, "x"), "itself");
  expect_read(v2(0x21, 0x00, ""), "itself");
  expect_read(v2(0x21, 0x00, "whatever it is"), "itself");
  // No address that a client has here.
  expect_read(v2(0x21, 0x31, std::string(216, 'p')), "itself");
  expect_read(v2(0x21, 0x12, kIpv4), "itself");
  expect_read(v2(0x21, 0x20, kIpv6), "itself");
}

TEST(ProxyHeader, Version2WithMoreThanAddresses) {
  const std::string authority = extra(0x02, "chat.example.org");
  expect_read(v2(0x21, 0x11, kIpv4 + authority), "192.0.2.1:4711");
  expect_read(v2(0x21, 0x11, kIpv4 + authority + extra(0x04, "") + extra(0xEA, "aws")),
              "192.0.2.1:4711");
  expect_read(v2(0x21, 0x31, std::string(216, 'p') + authority), "itself");
  const std::string most(kProxyHeaderMax - 16 - 12 - 3, 'x');
  expect_read(v2(0x21, 0x11, kIpv4 + extra(0x04, most)), "192.0.2.1:4711");
  for (const std::string& rest :
       {std::string("\x02"), std::string("\x02\x00", 2), std::string("\x02\x00\x01", 3),
        std::string("\x02\x00\x03xx", 5), authority + "x"})
    expect_bad(v2(0x21, 0x11, kIpv4 + rest));
}

TEST(ProxyHeader, Version2IsHeldToItsChecksum) {
  const std::string begin = kIpv4 + extra(0x02, "a") + std::string("\x03\x00\x04", 3);
  std::string header = v2(0x21, 0x11, begin + std::string(4, '\0') + extra(0x04, "z"));
  const std::size_t at = 16 + begin.size();
  // CRC-32C of these bytes with zeros for itself, from another implementation.
  header.replace(at, 4, std::string("\xC6\xA9\x2D\x61", 4));
  expect_read(header, "192.0.2.1:4711");
  for (std::size_t i = 16; i < header.size(); ++i) {
    if (i == at - 3) continue;  // then it is no checksum
    std::string other = header;
    other[i] = static_cast<char>(other[i] ^ 0x10);
    EXPECT_NE(told(read_proxy_header(bytes(other))), "192.0.2.1:4711") << i;
  }
  expect_bad(v2(0x21, 0x11, kIpv4 + extra(0x03, "abc")));
}

TEST(ProxyHeader, Version2ThatIsNone) {
  expect_bad("\r\n\r\nGET");
  expect_bad(std::string("\r\n\r\n\0\r\nQUIT\r", 12));
  for (const int command : {0x00, 0x01, 0x10, 0x11, 0x22, 0x2F, 0x31, 0xFF})
    expect_bad(v2(static_cast<std::uint8_t>(command), 0x11, kIpv4));
  for (const int family : {0x13, 0x1F, 0x41, 0xF1, 0x03, 0xFF})
    expect_bad(v2(0x21, static_cast<std::uint8_t>(family), kIpv4));
  expect_bad(v2(0x21, 0x11, kIpv4.substr(1)));
  expect_bad(v2(0x21, 0x21, kIpv6.substr(1)));
  expect_bad(v2(0x21, 0x31, std::string(215, 'p')));
  expect_bad(v2(0x21, 0x11, std::string(kProxyHeaderMax - 15, 'x')));
  expect_bad(v2(0x20, 0x00, std::string(65535, 'x')));
}

// Whatever comes: what was bad stays bad, what was complete stays the same, and only what is
// complete says how long it is.
TEST(ProxyHeader, AnAnswerStands) {
  std::mt19937 random(tests::seed_of_this_run());
  const std::vector<std::string> good = {
      "PROXY TCP4 192.0.2.1 192.0.2.2 4711 443\r\n", "PROXY UNKNOWN\r\n", v2(0x21, 0x11, kIpv4),
      v2(0x21, 0x21, kIpv6 + extra(0x02, "a")), v2(0x20, 0x00, "")};
  for (int round = 0; round < 2000; ++round) {
    std::string text = good[random() % good.size()] + "GET";
    text[random() % text.size()] ^= static_cast<char>(1 << random() % 8);
    std::string before = "partial";
    for (std::size_t size = 0; size <= text.size(); ++size) {
      const ProxyHeader header = read_proxy_header(bytes(text).first(size));
      ASSERT_LE(header.size, size);
      const bool stands = before == "partial" || told(header) == before;
      ASSERT_TRUE(stands) << testing::PrintToString(text);
      before = told(header);
    }
  }
}

}  // namespace
}  // namespace reactor
