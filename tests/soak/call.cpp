// An edge is used up by reading until nothing comes; each step of opening goes on with the next at
// once, because the edge does not come again.
#include "tests/soak/call.h"

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "reactor/dial.h"
#include "rfc6455/encoder.h"
#include "rfc6455/handshake.h"
#include "rfc6455/masking.h"
#include "tests/soak/numbers.h"

namespace soak {
namespace {

using reactor::Status;
using rfc6455::Opcode;

const rfc6455::MessageLimits kLimits{.bytes = 64 << 20};
constexpr rfc6455::DeflateOffer kOffer = {};
constexpr std::size_t kWorthPacking = 64;

std::string_view words(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Call::Call(Desk& desk, const Whom& whom, reactor::Token token)
    : desk_(desk), whom_(whom), session_(rfc6455::Role::client, kLimits) {
  auto dialled = reactor::dial(whom_.endpoint);
  if (!dialled.socket) throw std::runtime_error(std::strerror(dialled.error));
  stream_ = reactor::Stream(std::move(dialled.socket));
  if (whom_.receive_buffer > 0) {
    const int size = whom_.receive_buffer;
    setsockopt(stream_.fd(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  }
  if (const int error = desk_.poller.watch(stream_.fd(), token))
    throw std::runtime_error(std::strerror(error));
}

bool Call::turn() {
  if (stage_ == Stage::over) return false;
  if (stage_ == Stage::connecting) {
    const int error = reactor::dial_error(stream_.fd());
    if (error == EINPROGRESS) return false;
    demand(error == 0, "a connection is refused");
    if (whom_.tls != nullptr) stream_.begin(whom_.tls->connect(stream_.fd(), "localhost"));
    stage_ = Stage::securing;
  }
  if (stage_ == Stage::securing) {
    const auto transfer = stream_.handshake();
    if (transfer.status == Status::blocked) return false;
    demand(transfer.status == Status::ok, "a TLS handshake fails");
    stage_ = Stage::upgrading;
    greet();
  }
  flush();
  const auto transfer = stream_.read(desk_.scratch);
  const auto bytes = std::span(desk_.scratch).first(transfer.bytes);
  if (stage_ == Stage::upgrading) {
    hear_answer(bytes);
  } else if (!bytes.empty()) {
    session_.feed(bytes);
  }
  return went(transfer);
}

// Behind a short read there may be the end, whose edge has been told already.
bool Call::went(const reactor::Transfer& transfer) {
  if (transfer.bytes > 0) return true;
  if (transfer.status == Status::blocked || transfer.status == Status::ok) return false;
  demand(stage_ == Stage::open, "a connection ended before its answer");
  end();
  return false;
}

void Call::greet() {
  std::array<std::byte, 16> nonce;
  for (std::byte& byte : nonce) byte = static_cast<std::byte>(desk_.dice());
  key_ = rfc6455::make_key(nonce);
  const bool compress = whom_.compression == Compression::yes;
  const std::string extensions = compress ? rfc6455::offer_header(kOffer) : std::string();
  const bool named = !whom_.subprotocol.empty();
  const std::string request =
      rfc6455::make_request({.host = "localhost",
                             .target = whom_.target,
                             .subprotocols = std::span(&whom_.subprotocol, named ? 1 : 0),
                             .extensions = extensions},
                            key_);
  const auto bytes = std::as_bytes(std::span(request));
  unsent_.assign(bytes.begin(), bytes.end());
}

void Call::hear_answer(std::span<std::byte> bytes) {
  answer_ += words(bytes);
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::response);
  const auto progress = head.read(answer_);
  if (progress == rfc6455::HttpHead::Progress::partial) return;
  demand(progress == rfc6455::HttpHead::Progress::complete, "an answer that is no head");
  const bool named = !whom_.subprotocol.empty();
  const auto judged = check_response(head, key_, std::span(&whom_.subprotocol, named ? 1 : 0),
                                     whom_.compression == Compression::yes ? &kOffer : nullptr);
  demand(judged.answer.has_value(), "a good request is refused");
  if (const auto& agreed = judged.answer->deflate) {
    session_ = rfc6455::Session(rfc6455::Role::client, kLimits, &desk_.shelf, *agreed);
    compresses_ = agreed->client_no_context_takeover && agreed->client_max_window_bits == 15;
  }
  const auto behind = std::as_bytes(std::span(answer_)).subspan(head.size());
  rest_.assign(behind.begin(), behind.end());
  answer_ = std::string();
  stage_ = Stage::open;
  if (!rest_.empty()) session_.feed(rest_);
}

std::optional<std::string_view> Call::next() {
  if (stage_ != Stage::open) return std::nullopt;
  if (whole_) message_.clear();
  whole_ = false;
  while (const auto event = session_.next()) {
    take(*event);
    if (whole_) return message_;
    if (stage_ == Stage::over) return std::nullopt;
  }
  return std::nullopt;
}

void Call::take(const rfc6455::Event& event) {
  switch (event.kind) {
    case rfc6455::Event::Kind::data:
      message_ += words(event.bytes);
      whole_ = event.last;
      return;
    case rfc6455::Event::Kind::ping:
      if (event.answer) send(Opcode::pong, event.bytes);
      return;
    case rfc6455::Event::Kind::pong:
      return;
    case rfc6455::Event::Kind::close: {
      code_ = event.code;
      std::array<std::byte, rfc6455::kControlPayloadMax> payload;
      const std::size_t size = rfc6455::put_close(payload, event.code, {});
      if (event.answer) send(Opcode::close, std::span(payload).first(size));
      closing_ = true;
      return;
    }
    case rfc6455::Event::Kind::fail:
      demand(false, "the server broke the protocol");
  }
}

void Call::say(std::string_view text) {
  send(Opcode::text, std::as_bytes(std::span(text)));
}

void Call::close() {
  std::array<std::byte, rfc6455::kControlPayloadMax> payload;
  const std::size_t size = rfc6455::put_close(payload, rfc6455::kCloseNormal, {});
  session_.close_sent();
  send(Opcode::close, std::span(payload).first(size));
  closing_ = true;
}

void Call::reset() {
  stream_.abort();
  end();
}

void Call::send(Opcode opcode, std::span<const std::byte> payload) {
  rfc6455::FrameHeader header{.opcode = opcode};
  std::vector<std::byte> packed;
  if (compresses_ && !rfc6455::is_control(opcode) && payload.size() >= kWorthPacking) {
    packed.resize(rfc6455::Deflater::bound(payload.size()) + rfc6455::kDeflateSlack);
    packed.resize(desk_.deflater.compress(payload, packed).value());
    payload = packed;
    header.rsv1 = true;
  }
  const std::uint32_t bits = static_cast<std::uint32_t>(desk_.dice());
  header.length = payload.size();
  header.key.emplace();
  std::memcpy(header.key->data(), &bits, sizeof bits);
  std::array<std::byte, rfc6455::kHeaderMax> room;
  const std::size_t size = rfc6455::put_header(room, header);
  unsent_.insert(unsent_.end(), room.begin(), room.begin() + static_cast<std::ptrdiff_t>(size));
  const std::size_t begin = unsent_.size();
  unsent_.insert(unsent_.end(), payload.begin(), payload.end());
  rfc6455::mask(std::span(unsent_).subspan(begin), *header.key);
  flush();
}

// A write that fails for good is told by the next read.
void Call::flush() {
  if (stream_.secure() || !unsent_.empty()) {
    const auto sent = stream_.write(std::span(unsent_));
    unsent_.erase(unsent_.begin(), unsent_.begin() + static_cast<std::ptrdiff_t>(sent.bytes));
    if (unsent_.empty() && unsent_.capacity() > 4096) unsent_.shrink_to_fit();
  }
}

void Call::end() {
  stream_.close();
  stage_ = Stage::over;
}

}  // namespace soak
