// After haproxy's proxy-protocol.txt, whose sentences are quoted. Strict: a proxy that is trusted
// to say who somebody is may be held to the letter.
#include "reactor/proxy_header.h"

#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <string_view>

namespace reactor {
namespace {

using Progress = ProxyHeader::Progress;

constexpr ProxyHeader kPartial{};
constexpr ProxyHeader kBad{.progress = Progress::bad};

constexpr std::string_view kV1Begin = "PROXY ";
constexpr std::string_view kV2Begin("\r\n\r\n\0\r\nQUIT\n", 12);

std::uint8_t byte_at(std::span<const std::byte> bytes, std::size_t at) {
  return std::to_integer<std::uint8_t>(bytes[at]);
}

// Whether one of the two is the beginning of the other.
bool agree(std::string_view bytes, std::string_view begin) {
  const std::size_t size = std::min(bytes.size(), begin.size());
  return bytes.substr(0, size) == begin.substr(0, size);
}

// ---- version 1: a line of words ----

// The text up to the next space, which is taken away too.
std::string_view next_word(std::string_view& line) {
  const auto space = line.find(' ');
  const auto word = line.substr(0, space);
  line.remove_prefix(space == line.npos ? line.size() : space + 1);
  return word;
}

std::optional<std::uint16_t> parse_port(std::string_view word) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), port);
  if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return word.size() > 1 && word.front() == '0' ? std::nullopt : std::optional(port);
}

// "TCP4 192.0.2.1 192.0.2.2 4711 443", without the line's beginning and end.
std::optional<Peer> parse_tcp(std::string_view line) {
  const bool ends_in_space = line.ends_with(' ');
  const bool ipv6 = next_word(line) == "TCP6";
  const auto parse = [&](std::string_view word) {
    const bool right = (word.find(':') != word.npos) == ipv6;
    return right ? parse_ip(word) : std::nullopt;
  };
  const auto source = parse(next_word(line));
  const auto destination = parse(next_word(line));
  const auto source_port = parse_port(next_word(line));
  const auto destination_port = parse_port(next_word(line));
  if (!source || !destination || !source_port || !destination_port || !line.empty() ||
      ends_in_space)
    return std::nullopt;
  Peer client = *source;
  client.port = *source_port;
  return client;
}

ProxyHeader read_v1(std::string_view text) {
  const auto end = text.substr(0, kProxyHeaderV1Max).find_first_of("\r\n");
  if (end == text.npos) return text.size() >= kProxyHeaderV1Max ? kBad : kPartial;
  if (text[end] != '\r' || end + 2 > kProxyHeaderV1Max) return kBad;
  if (end + 1 == text.size()) return kPartial;
  if (text[end + 1] != '\n') return kBad;
  ProxyHeader header{.progress = Progress::complete, .size = end + 2};
  const auto line = text.substr(kV1Begin.size(), end - kV1Begin.size());
  // "the receiver must ignore anything presented before the CRLF is found"
  if (line == "UNKNOWN" || line.starts_with("UNKNOWN ")) return header;
  if (!line.starts_with("TCP4 ") && !line.starts_with("TCP6 ")) return kBad;
  header.client = parse_tcp(line);
  return header.client ? header : kBad;
}

// ---- version 2: numbers ----

constexpr std::size_t kFixed = 16;  // signature, version and command, family, length
constexpr std::uint8_t kLocal = 0x20;
constexpr std::uint8_t kProxy = 0x21;
constexpr std::uint8_t kStream = 1;
constexpr std::uint8_t kProtocols = 3;                  // unspecified, stream, datagram
constexpr std::uint8_t kChecksumType = 0x03;            // PP2_TYPE_CRC32C
constexpr std::array kAddressSizes = {0, 12, 36, 216};  // unspecified, IPv4, IPv6, unix

std::uint16_t number_at(std::span<const std::byte> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(byte_at(bytes, at) << 8 | byte_at(bytes, at + 1));
}

// CRC-32C, the four bytes at `hole` taken for zeros. Bit by bit: a header is short.
std::uint32_t checksum(std::span<const std::byte> bytes, std::size_t hole) {
  std::uint32_t sum = ~std::uint32_t{0};
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    sum ^= i >= hole && i < hole + 4 ? 0u : byte_at(bytes, i);
    for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ ((sum & 1) != 0 ? 0x82F63B78u : 0u);
  }
  return ~sum;
}

// What stands behind the addresses, each with its type and its length, is skipped; but it has to be
// well formed, and the checksum right if there is one.
bool good_extras(std::span<const std::byte> header, std::size_t at) {
  while (at < header.size()) {
    if (header.size() - at < 3) return false;
    const std::size_t size = number_at(header, at + 1);
    const std::size_t value = at + 3;
    if (header.size() - value < size) return false;
    if (byte_at(header, at) == kChecksumType) {
      if (size != 4) return false;
      const std::uint32_t told =
          static_cast<std::uint32_t>(number_at(header, value)) << 16 | number_at(header, value + 2);
      if (told != checksum(header, value)) return false;
    }
    at = value + size;
  }
  return true;
}

Peer client_of(std::span<const std::byte> header, bool ipv6) {
  sockaddr_storage storage{};
  auto& in = reinterpret_cast<sockaddr_in&>(storage);
  auto& in6 = reinterpret_cast<sockaddr_in6&>(storage);
  const std::byte* addresses = header.data() + kFixed;
  storage.ss_family = ipv6 ? AF_INET6 : AF_INET;
  if (ipv6) {
    std::memcpy(&in6.sin6_addr, addresses, 16);
    std::memcpy(&in6.sin6_port, addresses + 32, 2);
  } else {
    std::memcpy(&in.sin_addr, addresses, 4);
    std::memcpy(&in.sin_port, addresses + 8, 2);
  }
  return to_peer(storage, ipv6 ? sizeof in6 : sizeof in);
}

ProxyHeader read_v2(std::span<const std::byte> bytes) {
  if (bytes.size() <= 12) return kPartial;
  const std::uint8_t command = byte_at(bytes, 12);
  // "Receivers must drop connections presenting unexpected values here."
  if (command != kLocal && command != kProxy) return kBad;
  if (bytes.size() <= 13) return kPartial;
  const std::size_t family = byte_at(bytes, 13) >> 4;
  const std::uint8_t protocol = byte_at(bytes, 13) & 0x0F;
  if (family >= kAddressSizes.size() || protocol >= kProtocols) return kBad;
  if (bytes.size() < kFixed) return kPartial;
  const std::size_t size = kFixed + number_at(bytes, 14);
  const std::size_t extras = kFixed + static_cast<std::size_t>(kAddressSizes[family]);
  if (size > kProxyHeaderMax || (command == kProxy && size < extras)) return kBad;
  if (bytes.size() < size) return kPartial;
  ProxyHeader header{.progress = Progress::complete, .size = size};
  // "The receiver must accept this connection as valid and must use the real connection endpoints
  // and discard the protocol block including the family which is ignored."
  if (command == kLocal || family == 0) return header;
  if (!good_extras(bytes.first(size), extras)) return kBad;
  if (protocol == kStream && family <= 2) header.client = client_of(bytes, family == 2);
  return header;
}

}  // namespace

ProxyHeader read_proxy_header(std::span<const std::byte> bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.empty()) return kPartial;
  if (agree(text, kV2Begin)) return read_v2(bytes);
  if (!agree(text, kV1Begin)) return kBad;
  return text.size() < kV1Begin.size() ? kPartial : read_v1(text);
}

}  // namespace reactor
