// A client and a server in memory: random messages, fragments, pings and splits, in both
// directions, with and without compression. What one sends the other hears, in that order.
#include <gtest/gtest.h>

#include <random>

#include "rfc6455/session.h"
#include "tests/rfc6455/frames.h"
#include "tests/rfc6455/slow_utf8.h"

namespace rfc6455 {
namespace {

class Sender {
 public:
  Sender(Role to, std::mt19937& random, std::optional<Deflater> deflater)
      : to_(to), random_(random), deflater_(std::move(deflater)) {}

  // One random message or control frame: what the other side must hear.
  std::string send(Bytes& wire) {
    if (random_() % 5 == 0) {
      const bool ping = random_() % 2 == 0;
      const std::string payload(random_() % (kControlPayloadMax + 1), 'c');
      append(wire, {{ping ? Opcode::ping : Opcode::pong, payload}});
      return (ping ? "ping " : "pong ") + payload;
    }
    const bool text = random_() % 2 == 0;
    const std::string message = text ? random_text(random_, random_() % 2000, 0) : random_bytes();
    const bool compress = deflater_ && random_() % 3 != 0;
    append(wire, fragments(text ? Opcode::text : Opcode::binary,
                           compress ? compressed(message) : message, compress));
    return (text ? "text " : "binary ") + message;
  }

 private:
  std::string random_bytes() {
    std::string bytes(random_() % 3000, 0);
    for (char& c : bytes) c = static_cast<char>(random_());
    return bytes;
  }

  std::string compressed(const std::string& message) {
    Bytes out(Deflater::bound(message.size()));
    return string_of(std::span(out).first(deflater_->compress(view(message), out).value()));
  }

  std::vector<Frame> fragments(Opcode opcode, const std::string& payload, bool rsv1) {
    std::vector<Frame> list = {{opcode, "", false, rsv1}};
    for (std::size_t at = 0; at < payload.size();) {
      const std::size_t size = std::min<std::size_t>(payload.size() - at, 1 + random_() % 1500);
      list.back().payload = payload.substr(at, size);
      at += size;
      list.push_back({Opcode::continuation, "", false});
    }
    list.back().fin = true;
    return list;
  }

  void append(Bytes& wire, const std::vector<Frame>& list) {
    const Bytes bytes = frames(to_, list);
    wire.insert(wire.end(), bytes.begin(), bytes.end());
  }

  Role to_;
  std::mt19937& random_;
  std::optional<Deflater> deflater_;
};

void talk(Role to, unsigned seed, std::optional<DeflateParameters> parameters) {
  std::mt19937 random(seed);
  const MessageLimits limits;
  InflaterShelf shelf;
  std::optional<Deflater> deflater;
  if (parameters) {
    const bool fresh = to == Role::server ? parameters->client_no_context_takeover
                                          : parameters->server_no_context_takeover;
    const int bits = to == Role::server ? parameters->client_max_window_bits
                                        : parameters->server_max_window_bits;
    deflater.emplace(bits, fresh ? ContextTakeover::no : ContextTakeover::yes);
  }
  Sender sender(to, random, std::move(deflater));
  Session session(to, limits, parameters ? &shelf : nullptr,
                  parameters.value_or(DeflateParameters{}));
  Bytes wire;
  Heard expected;
  for (int i = 0; i < 60; ++i) expected.push_back(sender.send(wire));
  std::vector<std::size_t> cuts;
  for (std::size_t at = random() % 700; at < wire.size(); at += random() % 700) cuts.push_back(at);
  ASSERT_EQ(hear(session, wire, cuts), expected) << "seed " << seed;
}

TEST(TwoSessions, Plain) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    talk(Role::server, seed, {});
    talk(Role::client, seed, {});
  }
}

TEST(TwoSessions, Deflated) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const DeflateParameters parameters{
        .server_no_context_takeover = seed % 2 == 0,
        .client_no_context_takeover = seed % 3 == 0,
        .server_max_window_bits = static_cast<std::uint8_t>(9 + seed % 7),
        .client_max_window_bits = static_cast<std::uint8_t>(9 + seed % 5)};
    talk(Role::server, seed, parameters);
    talk(Role::client, seed, parameters);
  }
}

}  // namespace
}  // namespace rfc6455
