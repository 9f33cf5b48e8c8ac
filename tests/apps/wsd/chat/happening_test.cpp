// Packed and unpacked a happening is what it was, whatever it is.
#include "apps/wsd/chat/happening.h"

#include <gtest/gtest.h>

#include <deque>
#include <limits>
#include <random>
#include <string>

namespace chat {
namespace {

void expect_same(const Happening& a, const Happening& b) {
  EXPECT_EQ(a.kind, b.kind);
  EXPECT_EQ(a.content, b.content);
  EXPECT_EQ(a.on, b.on);
  EXPECT_EQ(a.person, b.person);
  EXPECT_EQ(a.text, b.text);
  EXPECT_EQ(a.cid, b.cid);
  EXPECT_EQ(a.shard, b.shard);
  EXPECT_EQ(a.ticket, b.ticket);
  EXPECT_EQ(a.session, b.session);
  EXPECT_EQ(a.seq, b.seq);
  EXPECT_EQ(a.ts, b.ts);
  EXPECT_EQ(a.presence, b.presence);
  EXPECT_EQ(a.members, b.members);
  EXPECT_EQ(a.arrived, b.arrived);
  EXPECT_EQ(a.departed, b.departed);
  EXPECT_EQ(a.arrivals, b.arrivals);
  EXPECT_EQ(a.departures, b.departures);
  EXPECT_EQ(a.who, b.who);
  EXPECT_EQ(a.absent, b.absent);
}

// Random happenings; their texts live here.
class Source {
 public:
  Happening next() {
    texts_.clear();
    Happening h;
    h.kind = static_cast<Happening::Kind>(random_() % 10);
    h.content = static_cast<Content>(random_() % 3);
    h.on = random_() % 2 == 0;
    h.person = person();
    h.text = text(300);
    h.cid = text(20);
    h.session = text(20);
    h.shard = static_cast<std::uint16_t>(number());
    h.ticket = number();
    h.seq = number();
    h.ts = static_cast<Milliseconds>(number());
    h.presence = number();
    h.members = static_cast<std::uint32_t>(number());
    for (auto count = random_() % 4; count > 0; --count) h.arrived.push_back(person());
    for (auto count = random_() % 4; count > 0; --count) h.departed.push_back(number());
    h.arrivals = static_cast<std::uint32_t>(number());
    h.departures = static_cast<std::uint32_t>(number());
    h.who = static_cast<std::uint32_t>(number());
    for (auto count = random_() % 4; count > 0; --count) h.absent.push_back({number(), text(40)});
    return h;
  }

 private:
  std::uint64_t number() {  // of every length, often nothing
    return random_() % 3 == 0 ? 0 : random_() >> random_() % 64;
  }
  Person person() { return {number(), text(40)}; }
  std::string_view text(std::size_t longest) {
    std::string& text = texts_.emplace_back(random_() % 3 == 0 ? 0 : random_() % longest, ' ');
    for (char& byte : text) byte = static_cast<char>(random_());
    return text;
  }

  std::mt19937_64 random_{5};
  std::deque<std::string> texts_;
};

TEST(Happening, IsTheSameAfterTheJourney) {
  Source source;
  for (int i = 0; i < 5000 && !testing::Test::HasFailure(); ++i) {
    const Happening happening = source.next();
    const auto bytes = pack(happening);
    expect_same(unpack(bytes), happening);
  }
}

TEST(Happening, ExtremesSurvive) {
  for (const auto ts :
       {std::numeric_limits<Milliseconds>::min(), Milliseconds{-1}, Milliseconds{0},
        Milliseconds{63}, Milliseconds{64}, std::numeric_limits<Milliseconds>::max()}) {
    Happening happening;
    happening.ts = ts;
    happening.ticket = UINT64_MAX;
    happening.members = UINT32_MAX;
    happening.shard = UINT16_MAX;
    const auto bytes = pack(happening);
    expect_same(unpack(bytes), happening);
  }
}

TEST(Happening, IsCompact) {
  Happening happening;
  EXPECT_EQ(pack(happening).size(), 3u);
  happening.person = {12, "ana"};
  happening.text = "hello";
  happening.seq = 100;
  happening.ts = 1'700'000'000'000;
  EXPECT_EQ(pack(happening).size(), 3u + 1 + 4 + 5 + 1 + 6);
}

TEST(Happening, ViewsLieInTheBytes) {
  Happening happening;
  happening.text = "hello";
  const auto bytes = pack(happening);
  const auto* text = reinterpret_cast<const std::byte*>(unpack(bytes).text.data());
  EXPECT_GE(text, bytes.data());
  EXPECT_LT(text, bytes.data() + bytes.size());
}

TEST(Happening, MessagesAreNumberedAndPresenceIsNot) {
  using Kind = Happening::Kind;
  for (int kind = 0; kind <= static_cast<int>(Kind::typing); ++kind) {
    Happening happening;
    happening.kind = static_cast<Kind>(kind);
    EXPECT_EQ(happening.numbered(), happening.kind == Kind::message ||
                                        happening.kind == Kind::action ||
                                        happening.kind == Kind::said);
  }
}

}  // namespace
}  // namespace chat
