// The session says what the bytes mean and what must be answered; here it is answered, masked, and
// the pieces of a message are put together.
#include "apps/wsc/link.h"

#include <array>
#include <cstring>
#include <utility>

#include "rfc6455/encoder.h"
#include "rfc6455/masking.h"

namespace wsc {
namespace {

using reactor::Status;
using rfc6455::Event;
using rfc6455::Opcode;

constexpr std::size_t kReadSize = 64 * 1024;
constexpr rfc6455::MessageLimits kLimits = {.bytes = kMessageMax};

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text));
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Link::Link(reactor::Stream stream, std::string_view rest,
           const std::optional<rfc6455::DeflateParameters>& deflate, Random random)
    : stream_(std::move(stream)),
      random_(std::move(random)),
      shelf_(deflate ? std::make_unique<rfc6455::InflaterShelf>() : nullptr),
      session_(rfc6455::Role::client, kLimits, shelf_.get(),
               deflate.value_or(rfc6455::DeflateParameters{})),
      in_(kReadSize) {
  if (rest.empty()) return;
  in_.resize(std::max(kReadSize, rest.size()));
  std::memcpy(in_.data(), rest.data(), rest.size());
  heard_ = rest.size();
  session_.feed(std::span(in_).first(rest.size()));
  feeding_ = true;
}

std::optional<LinkEvent> Link::next(reactor::Time now) {
  flush();
  while (!over_) {
    while (feeding_) {
      const auto event = session_.next();
      if (!event) feeding_ = false;
      if (!event) break;
      if (auto told = hear(*event)) return told;
    }
    if (ended_) return end(rfc6455::kCloseAbnormal, std::move(why_ended_));
    if (deadline_ && now >= *deadline_) {
      return end(rfc6455::kCloseAbnormal, "the server did not answer our close");
    }
    if (!read()) return std::nullopt;
  }
  return std::nullopt;
}

bool Link::read() {
  const reactor::Transfer got = stream_.read(in_);
  if (got.status > Status::blocked) {
    ended_ = true;
    why_ended_ = got.status == Status::eof ? "the server hung up" : std::strerror(got.error);
  }
  if (got.bytes == 0) return ended_;
  heard_ += got.bytes;
  session_.feed(std::span(in_).first(got.bytes));
  feeding_ = true;
  return true;
}

std::optional<LinkEvent> Link::hear(const Event& event) {
  switch (event.kind) {
    case Event::Kind::data: {
      message_ += text_of(event.bytes);
      if (!event.last) return std::nullopt;
      const bool is_text = event.type == Opcode::text;
      return LinkEvent{is_text ? LinkEvent::Kind::text : LinkEvent::Kind::binary, 0,
                       std::exchange(message_, {})};
    }
    case Event::Kind::ping:
      if (event.answer) send_control(Opcode::pong, event.bytes);
      return LinkEvent{LinkEvent::Kind::ping, 0, std::string(text_of(event.bytes))};
    case Event::Kind::pong:
      return LinkEvent{LinkEvent::Kind::pong, 0, std::string(text_of(event.bytes))};
    case Event::Kind::close: {
      const std::string reason(text_of(event.bytes));
      if (event.answer) send_close(event.code, {});
      return end(event.code, reason);
    }
    case Event::Kind::fail:
      if (event.answer) send_close(event.code, event.why);
      return end(event.code, "the server broke a rule: " + std::string(event.why));
  }
  return std::nullopt;
}

// What is unsent goes out as far as the socket takes it at once: our close frame, in practice.
std::optional<LinkEvent> Link::end(rfc6455::CloseCode code, std::string reason) {
  flush();
  over_ = true;
  if (!ended_) stream_.shut_write();
  stream_.close();
  return LinkEvent{LinkEvent::Kind::closed, code, std::move(reason)};
}

rfc6455::MaskingKey Link::new_key() {
  const std::uint64_t bits = random_();
  rfc6455::MaskingKey key;
  std::memcpy(key.data(), &bits, key.size());
  return key;
}

void Link::send(Opcode opcode, std::string_view bytes) {
  if (close_sent_ || over_) return;
  const rfc6455::MaskingKey key = new_key();
  std::array<std::byte, rfc6455::kHeaderMax> header;
  const std::size_t size =
      rfc6455::put_header(header, {.opcode = opcode, .length = bytes.size(), .key = key});
  unsent_ += text_of(std::span(header).first(size));
  const std::size_t begin = unsent_.size();
  unsent_ += bytes;
  rfc6455::mask(std::as_writable_bytes(std::span(unsent_).subspan(begin)), key);
  flush();
}

void Link::send_control(Opcode opcode, std::span<const std::byte> payload) {
  if (close_sent_ || over_) return;
  std::array<std::byte, rfc6455::kControlFrameMax> frame;
  const std::size_t size = rfc6455::put_control(frame, opcode, payload, new_key());
  unsent_ += text_of(std::span(frame).first(size));
  flush();
}

void Link::ping(std::string_view bytes) {
  send_control(Opcode::ping, bytes_of(bytes));
}

void Link::send_close(rfc6455::CloseCode code, std::string_view reason) {
  std::array<std::byte, rfc6455::kControlPayloadMax> payload;
  const std::size_t size = rfc6455::put_close(payload, code, reason);
  send_control(Opcode::close, std::span(payload).first(size));
  close_sent_ = true;
}

void Link::close(rfc6455::CloseCode code, std::string_view reason, reactor::Time now) {
  if (close_sent_ || over_) return;
  send_close(code, reason);
  session_.close_sent();
  deadline_ = now + kClosingTime;
}

// A write that fails for good is told by the next read.
void Link::flush() {
  if (over_ || (unsent_.empty() && !stream_.secure())) return;
  sent_ += stream_.write(bytes_of(std::string_view(unsent_).substr(sent_))).bytes;
  if (sent_ < unsent_.size()) return;
  unsent_.clear();
  sent_ = 0;
}

}  // namespace wsc
