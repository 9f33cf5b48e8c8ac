// The load generator's judgement: every kind of fault is seen, every cut of the bytes reads the
// same, percentiles are true.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "bench/fanout/frame_reader.h"
#include "bench/fanout/histogram.h"
#include "bench/fanout/ledger.h"
#include "bench/fanout/message.h"
#include "rfc6455/encoder.h"

namespace fanout {
namespace {

using Bytes = std::vector<std::byte>;
using std::chrono::nanoseconds;

// Enters these sequence numbers of one publisher for one member; six were published.
Faults faults_of(std::initializer_list<std::uint64_t> sequences) {
  Ledger ledger(1, 1);
  for (const std::uint64_t sequence : sequences) ledger.note(0, {0, sequence, {}});
  ledger.settle(0, 6, 1);
  return ledger.faults();
}

TEST(Ledger, has_nothing_to_say_of_order) {
  EXPECT_EQ(faults_of({0, 1, 2, 3, 4, 5}).sum(), 0);
}

TEST(Ledger, sees_what_is_lost_in_the_middle_and_at_the_end) {
  EXPECT_EQ(faults_of({0, 1, 4, 5}).lost, 2);
  EXPECT_EQ(faults_of({0, 1, 2, 3}).lost, 2);
  EXPECT_EQ(faults_of({}).lost, 6);
}

TEST(Ledger, tells_doubled_from_late) {
  EXPECT_EQ(faults_of({0, 1, 1, 2, 3, 4, 5}).doubled, 1);
  const Faults late = faults_of({0, 2, 1, 3, 4, 5});
  EXPECT_EQ(late.out_of_order, 1);
  EXPECT_EQ(late.sum(), 1);
}

TEST(Ledger, knows_no_strangers) {
  Ledger ledger(2, 1);
  ledger.note(0, {1, 0, {}});
  EXPECT_EQ(ledger.faults().damaged, 1);
  EXPECT_EQ(ledger.delivered(), 0);
}

TEST(Ledger, a_message_is_complete_when_the_last_member_has_it) {
  Ledger ledger(3, 1);
  ledger.note(0, {0, 0, {}});
  ledger.note(2, {0, 0, {}});
  EXPECT_EQ(ledger.completed(0, 3, 0), 0);
  EXPECT_EQ(ledger.completed(0, 1, 0), 1);
  ledger.note(1, {0, 0, {}});
  EXPECT_EQ(ledger.completed(0, 3, 0), 1);
}

TEST(Message, carries_its_stamp) {
  Message message(Framing::none, rfc6455::Opcode::binary, 64);
  const Stamp stamp = {65535, (std::uint64_t{1} << kSequenceBits) - 1,
                       reactor::Time(nanoseconds(123456789012345678 >> 2))};
  const auto bytes = message.stamped(stamp);
  ASSERT_EQ(bytes.size(), 64);
  for (const std::byte byte : bytes) EXPECT_LT(std::to_integer<int>(byte), 128);
  const Stamp read = read_packed(bytes.data());
  EXPECT_EQ(read.publisher, stamp.publisher);
  EXPECT_EQ(read.sequence, stamp.sequence);
  EXPECT_EQ(read.intended, stamp.intended);
}

void put_frame(Bytes& out, rfc6455::Opcode opcode, std::size_t length) {
  std::array<std::byte, rfc6455::kHeaderMax> header;
  const std::size_t size = rfc6455::put_header(header, {.opcode = opcode, .length = length});
  out.insert(out.end(), header.begin(), header.begin() + size);
  for (std::size_t i = 0; i < length; ++i) out.push_back(static_cast<std::byte>(i));
}

// The length of each arrival; the bytes told are checked to be the payload's first.
std::vector<std::uint64_t> lengths(FrameReader& reader) {
  std::vector<std::uint64_t> found;
  while (const auto arrival = reader.next()) {
    found.push_back(arrival->length);
    EXPECT_GE(arrival->payload.size(), std::min<std::uint64_t>(arrival->length, kStampSize));
    for (std::size_t i = 0; i < arrival->payload.size(); ++i) {
      EXPECT_EQ(arrival->payload[i], static_cast<std::byte>(i));
    }
  }
  return found;
}

TEST(FrameReader, reads_the_same_however_the_bytes_are_cut) {
  Bytes bytes;
  const std::vector<std::uint64_t> expected = {20, 0, 5, 300, 16, 66000};
  for (const std::uint64_t length : expected) put_frame(bytes, rfc6455::Opcode::binary, length);
  for (std::size_t cut = 0; cut <= bytes.size(); cut += cut < 500 ? 1 : 997) {
    FrameReader reader(Framing::websocket, 0);
    reader.feed(std::span(bytes).first(cut));
    auto found = lengths(reader);
    reader.feed(std::span(bytes).subspan(cut));
    for (const auto length : lengths(reader)) found.push_back(length);
    EXPECT_EQ(found, expected) << "cut at " << cut;
  }
}

TEST(FrameReader, reads_single_bytes) {
  Bytes bytes;
  put_frame(bytes, rfc6455::Opcode::ping, 3);
  put_frame(bytes, rfc6455::Opcode::text, 200);
  FrameReader reader(Framing::websocket, 0);
  std::vector<std::uint64_t> found;
  for (std::byte& byte : bytes) {
    reader.feed({&byte, 1});
    for (const auto length : lengths(reader)) found.push_back(length);
  }
  EXPECT_EQ(found, (std::vector<std::uint64_t>{3, 200}));
}

TEST(FrameReader, refuses_fragments_and_masks) {
  for (const auto& [first, second] : {std::pair{0x01, 0x00}, {0x82, 0x80}, {0x92, 0x00}}) {
    const Bytes bytes = {static_cast<std::byte>(first), static_cast<std::byte>(second)};
    FrameReader reader(Framing::websocket, 0);
    reader.feed(bytes);
    EXPECT_FALSE(reader.next());
    EXPECT_NE(reader.complaint(), nullptr);
  }
}

TEST(FrameReader, counts_where_there_are_no_frames) {
  FrameReader reader(Framing::none, 20);
  Bytes bytes;
  for (int message = 0; message < 3; ++message) {
    for (int i = 0; i < 20; ++i) bytes.push_back(static_cast<std::byte>(i));
  }
  reader.feed(std::span(bytes).first(35));
  EXPECT_EQ(lengths(reader).size(), 1);
  reader.feed(std::span(bytes).subspan(35));
  EXPECT_EQ(lengths(reader).size(), 2);
}

TEST(Histogram, percentiles_are_three_percent_exact_and_never_too_small) {
  Histogram histogram;
  for (int i = 1; i <= 100'000; ++i) histogram.note(nanoseconds(i * 1000));
  for (const double share : {0.01, 0.5, 0.99}) {
    const double exact = share * 100e6;
    const auto told = static_cast<double>(histogram.percentile(share).count());
    EXPECT_GE(told, exact);
    EXPECT_LE(told, exact * 1.035);
  }
  EXPECT_EQ(histogram.percentile(1), histogram.max());
  EXPECT_EQ(histogram.max(), nanoseconds(100'000'000));
}

TEST(Histogram, takes_every_value) {
  Histogram histogram;
  for (int bit = 0; bit < 63; ++bit) histogram.note(nanoseconds(std::int64_t{1} << bit));
  histogram.note(nanoseconds(-1));
  EXPECT_EQ(histogram.percentile(1).count(), std::int64_t{1} << 62);
  EXPECT_EQ(Histogram().percentile(0.5).count(), 0);
}

}  // namespace
}  // namespace fanout
