// Packed: a byte of kind, content and `on`; two bytes that say which fields follow, the others
// being zero or empty; those fields, numbers seven bits a byte, lowest first; the text takes the
// rest.
//
// One walk over the fields serves counting and writing, so a packed happening is one block of
// exactly its size.
#include "apps/wsd/chat/happening.h"

#include <bit>
#include <cassert>
#include <cstring>

namespace chat {
namespace {

enum Field : std::uint16_t {
  kNumber = 1 << 0,
  kNick = 1 << 1,
  kCid = 1 << 2,
  kShard = 1 << 3,
  kTicket = 1 << 4,
  kSession = 1 << 5,
  kSeq = 1 << 6,
  kTs = 1 << 7,
  kPresence = 1 << 8,
  kMembers = 1 << 9,
  kArrived = 1 << 10,
  kDeparted = 1 << 11,
  kArrivals = 1 << 12,
  kDepartures = 1 << 13,
  kWho = 1 << 14,
  kAbsent = 1 << 15,
};

constexpr int kContentShift = 4;
constexpr int kOnShift = 6;
constexpr std::uint8_t kKindMask = 15;
constexpr std::uint8_t kContentMask = 3;
static_assert(static_cast<int>(Happening::Kind::typing) <= kKindMask);

// Small either way of zero.
std::uint64_t zigzag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}
std::int64_t unzigzag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

std::uint16_t fields_of(const Happening& h) {
  const auto when = [](bool there, Field field) { return there ? field : 0; };
  return static_cast<std::uint16_t>(
      when(h.person.number != 0, kNumber) | when(!h.person.nick.empty(), kNick) |
      when(!h.cid.empty(), kCid) | when(h.shard != 0, kShard) | when(h.ticket != 0, kTicket) |
      when(!h.session.empty(), kSession) | when(h.seq != 0, kSeq) | when(h.ts != 0, kTs) |
      when(h.presence != 0, kPresence) | when(h.members != 0, kMembers) |
      when(!h.arrived.empty(), kArrived) | when(!h.departed.empty(), kDeparted) |
      when(h.arrivals != 0, kArrivals) | when(h.departures != 0, kDepartures) |
      when(h.who != 0, kWho) | when(!h.absent.empty(), kAbsent));
}

class Counter {
 public:
  void number(std::uint64_t value) {
    size_ += static_cast<std::size_t>(std::bit_width(value | 1) + 6) / 7;
  }
  void rest(std::string_view text) { size_ += text.size(); }
  std::size_t size() const { return size_; }

 private:
  std::size_t size_ = 0;
};

class Writer {
 public:
  explicit Writer(std::byte* at) : at_(at) {}

  void number(std::uint64_t value) {
    for (; value >= 128; value >>= 7) *at_++ = static_cast<std::byte>(value | 128);
    *at_++ = static_cast<std::byte>(value);
  }
  void rest(std::string_view text) {
    if (!text.empty()) std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  const std::byte* at() const { return at_; }

 private:
  std::byte* at_;
};

template <typename Sink>
void put(Sink& sink, std::string_view text) {
  sink.number(text.size());
  sink.rest(text);
}

template <typename Sink>
void put(Sink& sink, const Happening& h, std::uint16_t fields) {
  if (fields & kNumber) sink.number(h.person.number);
  if (fields & kNick) put(sink, h.person.nick);
  if (fields & kCid) put(sink, h.cid);
  if (fields & kShard) sink.number(h.shard);
  if (fields & kTicket) sink.number(h.ticket);
  if (fields & kSession) put(sink, h.session);
  if (fields & kSeq) sink.number(h.seq);
  if (fields & kTs) sink.number(zigzag(h.ts));
  if (fields & kPresence) sink.number(h.presence);
  if (fields & kMembers) sink.number(h.members);
  if (fields & kArrived) {
    sink.number(h.arrived.size());
    for (const Person& person : h.arrived) {
      sink.number(person.number);
      put(sink, person.nick);
    }
  }
  if (fields & kDeparted) {
    sink.number(h.departed.size());
    for (const UserNumber number : h.departed) sink.number(number);
  }
  if (fields & kArrivals) sink.number(h.arrivals);
  if (fields & kDepartures) sink.number(h.departures);
  if (fields & kWho) sink.number(h.who);
  if (fields & kAbsent) {
    sink.number(h.absent.size());
    for (const Absent& absent : h.absent) {
      sink.number(absent.number);
      put(sink, absent.text);
    }
  }
  sink.rest(h.text);
}

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : bytes_(bytes) {}

  std::uint8_t byte() {
    assert(!bytes_.empty());
    const auto value = std::to_integer<std::uint8_t>(bytes_.front());
    bytes_ = bytes_.subspan(1);
    return value;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (int shift = 0;; shift += 7) {
      assert(shift < 64);
      const std::uint8_t next = byte();
      value |= static_cast<std::uint64_t>(next & 127) << shift;
      if (next < 128) return value;
    }
  }
  std::string_view text() { return take(number()); }
  std::string_view rest() { return take(bytes_.size()); }

 private:
  std::string_view take(std::size_t size) {
    assert(size <= bytes_.size());
    const std::string_view text(reinterpret_cast<const char*>(bytes_.data()), size);
    bytes_ = bytes_.subspan(size);
    return text;
  }

  std::span<const std::byte> bytes_;
};

void take_people(Reader& reader, Happening& h, std::uint16_t fields) {
  if (fields & kArrived) {
    h.arrived.resize(reader.number());
    for (Person& person : h.arrived) {
      person.number = reader.number();
      person.nick = reader.text();
    }
  }
  if (fields & kDeparted) {
    h.departed.resize(reader.number());
    for (UserNumber& number : h.departed) number = reader.number();
  }
  if (fields & kArrivals) h.arrivals = static_cast<std::uint32_t>(reader.number());
  if (fields & kDepartures) h.departures = static_cast<std::uint32_t>(reader.number());
}

void take_absent(Reader& reader, Happening& h) {
  h.absent.resize(reader.number());
  for (Absent& absent : h.absent) {
    absent.number = reader.number();
    absent.text = reader.text();
  }
}

}  // namespace

std::vector<std::byte> pack(const Happening& happening) {
  const std::uint16_t fields = fields_of(happening);
  Counter counter;
  put(counter, happening, fields);
  std::vector<std::byte> bytes(3 + counter.size());
  bytes[0] = static_cast<std::byte>(static_cast<int>(happening.kind) |
                                    static_cast<int>(happening.content) << kContentShift |
                                    (happening.on ? 1 << kOnShift : 0));
  bytes[1] = static_cast<std::byte>(fields & 255);
  bytes[2] = static_cast<std::byte>(fields >> 8);
  Writer writer(bytes.data() + 3);
  put(writer, happening, fields);
  assert(writer.at() == bytes.data() + bytes.size());
  return bytes;
}

Happening unpack(std::span<const std::byte> bytes) {
  Reader reader(bytes);
  const std::uint8_t what = reader.byte();
  const std::uint8_t low = reader.byte();
  const auto fields = static_cast<std::uint16_t>(low | reader.byte() << 8);
  Happening h;
  h.kind = static_cast<Happening::Kind>(what & kKindMask);
  h.content = static_cast<Content>(what >> kContentShift & kContentMask);
  h.on = (what >> kOnShift & 1) != 0;
  if (fields & kNumber) h.person.number = reader.number();
  if (fields & kNick) h.person.nick = reader.text();
  if (fields & kCid) h.cid = reader.text();
  if (fields & kShard) h.shard = static_cast<std::uint16_t>(reader.number());
  if (fields & kTicket) h.ticket = reader.number();
  if (fields & kSession) h.session = reader.text();
  if (fields & kSeq) h.seq = reader.number();
  if (fields & kTs) h.ts = unzigzag(reader.number());
  if (fields & kPresence) h.presence = reader.number();
  if (fields & kMembers) h.members = static_cast<std::uint32_t>(reader.number());
  if (fields & (kArrived | kDeparted | kArrivals | kDepartures)) take_people(reader, h, fields);
  if (fields & kWho) h.who = static_cast<std::uint32_t>(reader.number());
  if (fields & kAbsent) take_absent(reader, h);
  h.text = reader.rest();
  return h;
}

}  // namespace chat
