// A client that sends back every message, over rfc6455 and reactor alone: the client role under
// test. It asks a fuzzing server for the number of its cases and opens a connection for each, as
// the public suite's server expects it.
//
//   echo_client ws://127.0.0.1:9001 NAME [LIMIT]
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "reactor/dial.h"
#include "reactor/poller.h"
#include "reactor/stream.h"
#include "reactor/tls_client.h"
#include "rfc6455/deflate.h"
#include "rfc6455/encoder.h"
#include "rfc6455/handshake.h"
#include "rfc6455/masking.h"
#include "rfc6455/session.h"

namespace {

using reactor::Status;
using Bytes = std::vector<std::byte>;

constexpr std::size_t kReadSize = 256 << 10;
constexpr std::uint64_t kLimit = 16 << 20;
constexpr reactor::Duration kPatience = std::chrono::seconds(120);
constexpr rfc6455::DeflateOffer kOffer = {};

struct Place {
  bool secure = false;
  std::string authority;
  reactor::Endpoint endpoint;
};

Place place_of(std::string_view url) {
  Place place;
  place.secure = url.starts_with("wss://");
  url.remove_prefix(url.find("://") + 3);
  place.authority = url.substr(0, url.find('/'));
  const auto parsed = reactor::parse_address(place.authority);
  if (!parsed.address) throw std::runtime_error(parsed.complaint);
  place.endpoint = resolve_blocking(*parsed.address, reactor::Purpose::dial).front();
  return place;
}

// One connection, from dialling to the end.
class Echo {
 public:
  Echo(const Place& place, reactor::TlsClient& tls, const rfc6455::MessageLimits& limits)
      : limits_(limits), session_(rfc6455::Role::client, limits) {
    auto dialled = reactor::dial(place.endpoint);
    if (!dialled.socket) throw std::runtime_error("cannot connect");
    stream_ = reactor::Stream(std::move(dialled.socket));
    if (poller_.watch(stream_.fd(), 0) != 0) throw std::runtime_error("cannot watch");
    while (const int error = reactor::dial_error(stream_.fd())) {
      if (error != EINPROGRESS) throw std::runtime_error("cannot connect");
      wait();
    }
    if (place.secure) stream_.begin(tls.connect(stream_.fd(), "localhost"));
    while (stream_.handshake().status == Status::blocked) wait();
  }

  // Upgrades, and echoes until the connection ends. Returns the first message that came.
  std::string run(const Place& place, const std::string& target) {
    std::array<std::byte, 16> nonce;
    for (std::byte& byte : nonce) byte = static_cast<std::byte>(dice_());
    key_ = rfc6455::make_key(nonce);
    const std::string extensions = rfc6455::offer_header(kOffer);
    const std::string request = rfc6455::make_request(
        {.host = place.authority, .target = target, .extensions = extensions}, key_);
    send(std::as_bytes(std::span(request)));
    while (!over_) {
      flush();
      read();
      if (!over_) wait();
    }
    return first_;
  }

 private:
  void wait() {
    do {
      if (!poller_.wait(kPatience).empty()) return;
    } while (poller_.interrupted());
    throw std::runtime_error("the server has fallen silent");
  }

  void send(std::span<const std::byte> bytes) {
    unsent_.insert(unsent_.end(), bytes.begin(), bytes.end());
  }

  void flush() {
    const auto sent = stream_.write(std::span(unsent_));
    unsent_.erase(unsent_.begin(), unsent_.begin() + static_cast<std::ptrdiff_t>(sent.bytes));
  }

  void read() {
    Bytes room(kReadSize);
    Status status = Status::ok;
    while (status == Status::ok) {
      const auto got = stream_.read(room);
      hear(std::span(room).first(got.bytes));
      flush();
      status = got.status;
    }
    // A short read may have the end behind it, whose edge has been told already.
    if (status == Status::blocked) {
      const auto again = stream_.read(room);
      hear(std::span(room).first(again.bytes));
      flush();
      status = again.status;
    }
    over_ = status != Status::blocked && status != Status::ok;
  }

  void hear(std::span<std::byte> bytes) {
    if (bytes.empty()) return;
    if (!upgraded_) {
      head_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
      return hear_head();
    }
    session_.feed(bytes);
    while (const auto event = session_.next()) on_event(*event);
  }

  void hear_head() {
    rfc6455::HttpHead head(rfc6455::HttpHead::Kind::response);
    const auto progress = head.read(head_);
    if (progress == rfc6455::HttpHead::Progress::partial) return;
    if (progress == rfc6455::HttpHead::Progress::bad) throw std::runtime_error("a bad answer");
    const auto judged = check_response(head, key_, {}, &kOffer);
    if (!judged.answer) throw std::runtime_error(std::string(judged.error.why));
    if (const auto& agreed = judged.answer->deflate) agree(*agreed);
    upgraded_ = true;
    std::string rest = head_.substr(head.size());
    hear(std::as_writable_bytes(std::span(rest)));
  }

  void agree(const rfc6455::DeflateParameters& agreed) {
    session_ = rfc6455::Session(rfc6455::Role::client, limits_, &shelf_, agreed);
    if (agreed.client_max_window_bits < rfc6455::kDeflateWindowBitsMin) return;  // plain frames
    deflater_.emplace(agreed.client_max_window_bits, agreed.client_no_context_takeover
                                                         ? rfc6455::ContextTakeover::no
                                                         : rfc6455::ContextTakeover::yes);
  }

  void on_event(const rfc6455::Event& event) {
    switch (event.kind) {
      case rfc6455::Event::Kind::data:
        message_.insert(message_.end(), event.bytes.begin(), event.bytes.end());
        if (event.last) on_message(event.type);
        return;
      case rfc6455::Event::Kind::ping:
        if (event.answer) control(rfc6455::Opcode::pong, event.bytes);
        return;
      case rfc6455::Event::Kind::pong:
        return;
      case rfc6455::Event::Kind::close:
      case rfc6455::Event::Kind::fail:
        if (event.answer) close(event.code, event.why);
        return;
    }
  }

  void on_message(rfc6455::Opcode type) {
    if (first_.empty())
      first_.assign(reinterpret_cast<const char*>(message_.data()), message_.size());
    rfc6455::FrameHeader header{.opcode = type, .length = message_.size(), .key = fresh_key()};
    if (deflater_) {
      Bytes packed(rfc6455::Deflater::bound(message_.size()) + rfc6455::kDeflateSlack);
      const auto size = deflater_->compress(message_, packed);
      if (!size) throw std::runtime_error("a message does not fit its bound");
      packed.resize(*size);
      message_ = std::move(packed);
      header.rsv1 = true;
      header.length = message_.size();
    }
    std::array<std::byte, rfc6455::kHeaderMax> room;
    send(std::span(room).first(rfc6455::put_header(room, header)));
    rfc6455::mask(message_, *header.key);
    send(message_);
    message_.clear();
  }

  void control(rfc6455::Opcode opcode, std::span<const std::byte> payload) {
    std::array<std::byte, rfc6455::kControlFrameMax> frame;
    send(std::span(frame).first(rfc6455::put_control(frame, opcode, payload, fresh_key())));
  }

  void close(rfc6455::CloseCode code, std::string_view reason) {
    std::array<std::byte, rfc6455::kControlPayloadMax> payload;
    const std::size_t size = rfc6455::put_close(payload, code, reason);
    session_.close_sent();
    control(rfc6455::Opcode::close, std::span(payload).first(size));
  }

  rfc6455::MaskingKey fresh_key() {
    const auto bits = static_cast<std::uint32_t>(dice_());
    return {static_cast<std::byte>(bits), static_cast<std::byte>(bits >> 8),
            static_cast<std::byte>(bits >> 16), static_cast<std::byte>(bits >> 24)};
  }

  std::mt19937 dice_{std::random_device{}()};
  const rfc6455::MessageLimits& limits_;
  reactor::Poller poller_;
  reactor::Stream stream_;
  rfc6455::InflaterShelf shelf_;
  rfc6455::Session session_;
  std::optional<rfc6455::Deflater> deflater_;
  rfc6455::HandshakeKey key_{};
  std::string head_;
  bool upgraded_ = false;
  bool over_ = false;
  Bytes unsent_;
  Bytes message_;
  std::string first_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("echo_client ws://HOST:PORT NAME [LIMIT]\n", stderr);
    return 2;
  }
  const std::string name = argv[2];
  const rfc6455::MessageLimits limits{.bytes =
                                          argc > 3 ? std::strtoull(argv[3], nullptr, 10) : kLimit};
  try {
    const Place place = place_of(argv[1]);
    reactor::TlsClientOptions anybody;
    anybody.verification = reactor::Verification::none;
    reactor::TlsClient tls(anybody);
    const auto visit = [&](const std::string& target) {
      return Echo(place, tls, limits).run(place, target);
    };
    const int cases = std::stoi(visit("/getCaseCount"));
    for (int i = 1; i <= cases; ++i) {
      visit("/runCase?case=" + std::to_string(i) + "&agent=" + name);
    }
    visit("/updateReports?agent=" + name);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "echo_client: %s\n", error.what());
    return 1;
  }
  return 0;
}
