// Bytes to events and back, for tests.
#include "tests/rfc6455/frames.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "rfc6455/masking.h"

namespace rfc6455 {

Bytes hex(std::string_view digits) {
  Bytes bytes;
  int high = -1;
  for (const char c : digits) {
    if (c == ' ') continue;
    const int digit = c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10;
    if (high >= 0) bytes.push_back(static_cast<std::byte>(high * 16 + digit));
    high = high >= 0 ? -1 : digit;
  }
  return bytes;
}

Bytes frames(Role to, const std::vector<Frame>& list) {
  Bytes bytes;
  for (const Frame& frame : list) {
    FrameHeader header{.opcode = frame.opcode,
                       .fin = frame.fin,
                       .rsv1 = frame.rsv1,
                       .length = frame.payload.size()};
    if (to == Role::server) header.key = kTestKey;
    std::array<std::byte, kHeaderMax> head;
    const std::size_t size = put_header(head, header);
    bytes.insert(bytes.end(), head.begin(), head.begin() + static_cast<std::ptrdiff_t>(size));
    const std::size_t begin = bytes.size();
    for (const char c : frame.payload) bytes.push_back(static_cast<std::byte>(c));
    if (header.key) mask(std::span(bytes).subspan(begin), kTestKey);
  }
  return bytes;
}

namespace {

class Listener {
 public:
  void on(const Event& event) {
    const std::string bytes = string_of(event.bytes);
    switch (event.kind) {
      case Event::Kind::data:
        EXPECT_TRUE(event.last || !event.bytes.empty());
        message_ += bytes;
        if (event.last) say(event.type == Opcode::text ? "text " + message_ : "binary " + message_);
        if (event.last) message_.clear();
        break;
      case Event::Kind::ping:
        say("ping " + bytes + (event.answer ? "" : " (no answer)"));
        break;
      case Event::Kind::pong:
        say("pong " + bytes);
        break;
      case Event::Kind::close:
        say("close " + std::to_string(event.code) + (bytes.empty() ? "" : " " + bytes) +
            (event.answer ? "" : " (no answer)"));
        break;
      case Event::Kind::fail:
        EXPECT_FALSE(event.why.empty());
        say("fail " + std::to_string(event.code));
        break;
    }
  }
  const Heard& heard() const { return heard_; }

 private:
  void say(std::string words) { heard_.push_back(std::move(words)); }
  Heard heard_;
  std::string message_;
};

}  // namespace

Heard hear(Session& session, std::span<const std::byte> bytes,
           const std::vector<std::size_t>& cuts) {
  Listener listener;
  std::vector<std::size_t> ends = cuts;
  ends.push_back(bytes.size());
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    // A block of its own for each piece: reading past its end is seen by the sanitizer.
    Bytes piece(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                bytes.begin() + static_cast<std::ptrdiff_t>(end));
    session.feed(piece);
    while (const auto event = session.next()) listener.on(*event);
    begin = end;
  }
  return listener.heard();
}

void expect_heard(const MakeSession& make, std::span<const std::byte> bytes,
                  const Heard& expected) {
  const auto check = [&](const std::vector<std::size_t>& cuts) {
    Session session = make();
    ASSERT_EQ(hear(session, bytes, cuts), expected) << "cuts " << testing::PrintToString(cuts);
  };
  check({});
  for (std::size_t cut = 0; cut <= bytes.size() && bytes.size() < 3000; ++cut) check({cut});
  std::vector<std::size_t> every;
  for (std::size_t i = 0; i < bytes.size(); ++i) every.push_back(i);
  check(every);
  std::mt19937 random(7);
  for (int round = 0; round < 100; ++round) {
    std::vector<std::size_t> cuts;
    for (std::size_t i = 0; i < 1 + random() % 9; ++i)
      cuts.push_back(random() % (bytes.size() + 1));
    std::sort(cuts.begin(), cuts.end());
    check(cuts);
  }
}

}  // namespace rfc6455
