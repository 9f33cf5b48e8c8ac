// The chat as a load: stamps in texts are found again, everybody has a room, and what is wrong with
// what people heard is seen.
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "bench/fanout/hearing.h"
#include "bench/fanout/message.h"
#include "bench/fanout/seating.h"
#include "bench/fanout/transcript.h"

namespace fanout {
namespace {

using std::chrono::nanoseconds;

const Stamp kStamp = {4711, 99, reactor::Time(nanoseconds(1234567890123))};

std::string said(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string text_of(std::size_t size, const Stamp& stamp = kStamp) {
  Message message(Framing::none, rfc6455::Opcode::text, size, Wire::text);
  return said(message.stamped(stamp));
}

Heard hear(Hearing& hearing, const std::string& line) {
  return hearing.hear(std::as_bytes(std::span(line)), line.size());
}

TEST(Stamp, is_spelled_in_letters_that_no_chat_changes) {
  const Stamp most = {65535, (std::uint64_t{1} << kSequenceBits) - 1,
                      reactor::Time(nanoseconds((std::int64_t{1} << 56) - 1))};
  for (const Stamp& stamp : {Stamp{}, kStamp, most}) {
    const std::string text = text_of(kSpelledStampSize, stamp);
    for (const char letter : text.substr(0, kSpelledStampSize - 1)) {
      EXPECT_TRUE(letter >= '`' && letter <= 'o') << text;
    }
    const auto read = read_spelled(text.data());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->publisher, stamp.publisher);
    EXPECT_EQ(read->sequence, stamp.sequence);
    EXPECT_EQ(read->intended, stamp.intended);
  }
  EXPECT_FALSE(read_spelled("User 17 has connected. Hello you"));
}

TEST(Message, says_nothing_that_a_chat_would_escape_or_cut) {
  for (std::size_t size = kSpelledStampSize; size < 600; ++size) {
    const std::string text = text_of(size);
    ASSERT_EQ(text.size(), size);
    EXPECT_EQ(text.find_first_of("\"\\:/\n\t"), std::string::npos) << text;
    EXPECT_NE(text.back(), ' ');
  }
}

TEST(Message, is_wrapped_and_has_its_stamp_as_its_word_too) {
  Wrapping wrapping{.before = R"({"cid":")", .after = R"("})"};
  wrapping.word_at = wrapping.before.size();
  wrapping.before += std::string(kSpelledStampSize, '-') + R"(","text":")";
  Message message(Framing::none, rfc6455::Opcode::text, 64, Wire::json, wrapping);
  const std::string text = text_of(64);
  EXPECT_EQ(said(message.stamped(kStamp)),
            R"({"cid":")" + text.substr(0, kSpelledStampSize) + R"(","text":")" + text + R"("})");
}

TEST(Hearing, finds_the_text_behind_a_name) {
  Hearing hearing(Wire::text, 64);
  const std::string text = text_of(64);
  for (const std::string before : {"User 1: ", "ana: ", "[ops] ana: ", "ana (private): ",
                                   "#12 User 1: ", "ana: ", "to p1 (private): "}) {
    const Heard heard = hear(hearing, before + text);
    EXPECT_EQ(heard.kind, Heard::Kind::message) << before;
    EXPECT_EQ(heard.stamp.sequence, kStamp.sequence);
  }
}

TEST(Hearing, finds_the_text_in_an_object) {
  Hearing hearing(Wire::json, 64);
  const std::string text = text_of(64);
  for (const std::string seq : {"1", "99", "100000", "2"}) {
    const Heard heard = hear(hearing, R"({"op":"msg","room":"r","seq":)" + seq +
                                          R"(,"from":{"id":"u1","nick":"User 1"},"text":")" + text +
                                          R"(","ts":1})");
    EXPECT_EQ(heard.kind, Heard::Kind::message) << seq;
    EXPECT_EQ(heard.stamp.publisher, kStamp.publisher);
  }
  EXPECT_EQ(hear(hearing, R"({"op":"dm","text":")" + text + R"("})").kind, Heard::Kind::message);
  EXPECT_EQ(hear(hearing, R"({"op":"ack","seq":7})").kind, Heard::Kind::ack);
}

TEST(Hearing, passes_over_what_nobody_of_us_said) {
  Hearing text(Wire::text, 64);
  for (const std::string line : {"User 17 has connected.", "* 3 joined, 9 left.", "", ": ",
                                 "ana: hello, how are you? This is a line of a person, longer."}) {
    EXPECT_EQ(hear(text, line).kind, Heard::Kind::aside) << line;
  }
  Hearing json(Wire::json, 64);
  for (const std::string line : {R"({"op":"presence","add":[]})", R"({"op":"msg","text":"hi"})",
                                 R"({"op":"msg","data":7})", ""}) {
    EXPECT_EQ(hear(json, line).kind, Heard::Kind::aside) << line;
  }
}

TEST(Hearing, sees_a_text_that_was_cut_or_grew) {
  Hearing text(Wire::text, 64);
  const std::string good = text_of(64);
  EXPECT_EQ(hear(text, "ana: " + good + "x").kind, Heard::Kind::damaged);
  EXPECT_EQ(hear(text, "ana: " + good.substr(0, 63)).kind, Heard::Kind::damaged);
  Hearing json(Wire::json, 64);
  const std::string before = R"({"op":"msg","text":")";
  EXPECT_EQ(hear(json, before + good + R"(x"})").kind, Heard::Kind::damaged);
  EXPECT_EQ(hear(json, before + good.substr(0, 63) + R"("})").kind, Heard::Kind::damaged);
  EXPECT_EQ(hear(json, before + good).kind, Heard::Kind::damaged);
}

TEST(Hearing, reads_the_rooms_number) {
  const auto number = [](Wire wire, const std::string& line) {
    return number_of(wire, std::as_bytes(std::span(line)));
  };
  EXPECT_EQ(number(Wire::text, "#123 ana: hello"), 123u);
  EXPECT_EQ(number(Wire::text, "ana: #123"), std::nullopt);
  EXPECT_EQ(number(Wire::json, R"({"op":"joined","room":"r","epoch":"x","seq":77,"first":1})"),
            77u);
  EXPECT_EQ(number(Wire::json, R"({"op":"msg"})"), std::nullopt);
}

// Every place belongs to one connection, and it knows which place it has.
void expect_complete(const Seating& seating) {
  std::set<std::pair<std::size_t, std::size_t>> seats;
  for (std::size_t connection = 0; connection < seating.connections; ++connection) {
    for (std::size_t nth = 0; nth < seating.each(); ++nth) {
      const std::size_t room = seating.room(connection, nth);
      const std::size_t place = seating.place(connection, room);
      ASSERT_LT(room, seating.rooms);
      ASSERT_LT(place, seating.members);
      EXPECT_EQ(seating.connection(room, place), connection);
      EXPECT_TRUE(seats.emplace(room, place).second);
    }
  }
  EXPECT_EQ(seats.size(), seating.rooms * seating.members);
}

TEST(Seating, gives_every_place_to_one) {
  expect_complete({.connections = 10, .rooms = 1, .members = 10});
  expect_complete({.connections = 20, .rooms = 5, .members = 4});
  expect_complete({.connections = 20, .rooms = 40, .members = 10});
  expect_complete({.connections = 7, .rooms = 7, .members = 7});
}

TEST(Seating, knows_who_is_not_in_a_room) {
  const Seating seating{.connections = 20, .rooms = 5, .members = 4};
  EXPECT_GE(seating.place(0, 1), seating.members);
  EXPECT_GE(seating.place(19, 0), seating.members);
}

Stamp nth(std::uint64_t sequence, std::uint16_t publisher = 0) {
  return {publisher, sequence, {}};
}

TEST(Transcript, has_nothing_to_say_of_people_who_heard_everything) {
  Transcript transcript(2, 4);
  for (std::size_t member = 0; member < 3; ++member) transcript.came(member, 7);
  transcript.came(3, Transcript::kUnknown);
  transcript.heard(0, 0, 8, nth(0));
  transcript.heard(0, 0, 9, nth(1));
  transcript.came(2, 8);
  transcript.heard(0, 2, 9, nth(1));
  transcript.heard(0, 1, 8, nth(0));
  EXPECT_FALSE(transcript.is_up_to_date(0, 1));
  transcript.heard(0, 1, 9, nth(1));
  EXPECT_TRUE(transcript.is_up_to_date(0, 1));
  transcript.heard(1, 3, 3, nth(0, 1));
  for (std::size_t member = 0; member < 3; ++member) transcript.settle_member(0, member);
  transcript.settle({2, 1}, 2);
  EXPECT_EQ(transcript.faults().sum(), 0);
}

TEST(Transcript, sees_holes_repetitions_and_two_orders) {
  Transcript transcript(1, 3);
  for (std::size_t member = 0; member < 3; ++member) transcript.came(member, 0);
  transcript.heard(0, 0, 1, nth(0));
  transcript.heard(0, 0, 3, nth(2));
  EXPECT_EQ(transcript.faults().lost, 1);
  transcript.heard(0, 0, 3, nth(2));
  EXPECT_EQ(transcript.faults().doubled, 1);
  transcript.heard(0, 1, 1, nth(0, 1));
  EXPECT_EQ(transcript.faults().out_of_order, 1);
}

TEST(Transcript, misses_what_did_not_reach_those_who_stayed) {
  Transcript transcript(1, 2);
  transcript.came(0, 0);
  transcript.came(1, 0);
  transcript.heard(0, 0, 1, nth(0));
  transcript.heard(0, 0, 2, nth(1));
  transcript.heard(0, 1, 1, nth(0));
  transcript.settle_member(0, 0);
  EXPECT_EQ(transcript.faults().sum(), 0);
  transcript.settle_member(0, 1);
  EXPECT_EQ(transcript.faults().lost, 1);
}

TEST(Transcript, compares_what_was_published_with_what_was_heard) {
  const auto faults = [](std::initializer_list<std::uint64_t> sequences, std::uint64_t published) {
    Transcript transcript(1, 1);
    transcript.came(0, 0);
    std::uint64_t number = 0;
    for (const std::uint64_t sequence : sequences) transcript.heard(0, 0, ++number, nth(sequence));
    transcript.settle({published, 100}, 1);
    return transcript.faults();
  };
  EXPECT_EQ(faults({0, 1, 2}, 3).sum(), 0);
  EXPECT_EQ(faults({0, 1}, 3).lost, 1);
  EXPECT_EQ(faults({0, 2}, 3).lost, 1);
  EXPECT_EQ(faults({1, 0}, 2).out_of_order, 1);
  EXPECT_GT(faults({0, 1, 1}, 2).out_of_order, 0);
}

}  // namespace
}  // namespace fanout
