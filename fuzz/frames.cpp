// A list of frames with lies: the input says which frames to write and where to deviate, so that
// most of them get past the first header. Compressed messages are really compressed, then perhaps
// damaged.
#include "fuzz/every_split.h"
#include "rfc6455/deflate.h"
#include "rfc6455/encoder.h"
#include "rfc6455/masking.h"

namespace {

using Bytes = std::vector<std::uint8_t>;

enum Lie : std::uint8_t { kNone, kFlipHeaderByte, kShorterPayload, kDamage, kLies };

std::string payload_from(fuzz::Choices& choices) {
  const std::size_t size = choices.next();
  const auto bytes = choices.take(size & 0x3F);
  std::string payload(bytes.begin(), bytes.end());
  for (std::size_t i = 0; i < size >> 6; ++i) payload += payload;  // up to eight times as long
  return payload;
}

void append(Bytes& wire, std::span<const std::byte> bytes) {
  for (const std::byte byte : bytes) wire.push_back(static_cast<std::uint8_t>(byte));
}

void append_frame(Bytes& wire, const fuzz::Setting& setting, fuzz::Choices& choices,
                  rfc6455::Deflater& deflater) {
  static constexpr rfc6455::Opcode kOpcodes[] = {
      rfc6455::Opcode::text, rfc6455::Opcode::binary, rfc6455::Opcode::continuation,
      rfc6455::Opcode::ping, rfc6455::Opcode::pong,   rfc6455::Opcode::close};
  const std::uint8_t bits = choices.next();
  const auto lie = static_cast<Lie>(choices.next() % kLies);
  rfc6455::FrameHeader header{
      .opcode = kOpcodes[(bits & 7) % 6], .fin = (bits & 8) == 0, .rsv1 = (bits & 16) != 0};
  std::string payload = payload_from(choices);
  if (header.rsv1) {
    std::vector<std::byte> out(rfc6455::Deflater::bound(payload.size()));
    const auto packed = deflater.compress(std::as_bytes(std::span(payload)), out);
    payload.assign(reinterpret_cast<const char*>(out.data()), packed.value());
  }
  if (lie == kDamage && !payload.empty())
    payload[choices.next() % payload.size()] ^= static_cast<char>(choices.next());
  header.length = payload.size();
  if (setting.own == rfc6455::Role::server)
    header.key = rfc6455::MaskingKey{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
  std::vector<std::byte> head(rfc6455::kHeaderMax);
  head.resize(rfc6455::put_header(head, header));
  if (lie == kFlipHeaderByte)
    head[choices.next() % head.size()] ^= static_cast<std::byte>(choices.next());
  if (lie == kShorterPayload) payload.resize(payload.size() / 2);
  append(wire, head);
  std::vector<std::byte> body(std::as_bytes(std::span(payload)).begin(),
                              std::as_bytes(std::span(payload)).end());
  if (header.key) rfc6455::mask(body, *header.key);
  append(wire, body);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  fuzz::Choices choices({bytes, size});
  const auto setting = fuzz::Setting::from(choices.next());
  const auto sizes = choices.take(4);
  const auto takeover = setting.parameters.client_no_context_takeover
                            ? rfc6455::ContextTakeover::no
                            : rfc6455::ContextTakeover::yes;
  rfc6455::Deflater deflater(rfc6455::kDeflateWindowBitsMin, takeover);
  Bytes wire;
  while (!choices.rest().empty() && wire.size() < 20'000)
    append_frame(wire, setting, choices, deflater);
  fuzz::check_every_split(setting, wire, sizes);
  return 0;
}
