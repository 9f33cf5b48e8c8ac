// A happening made of any bytes is the same after it was packed and unpacked.
#include <cstdint>
#include <string>
#include <string_view>

#include "apps/wsd/chat/happening.h"
#include "fuzz/check.h"

namespace {

using namespace chat;

using fuzz::check;

// Takes numbers and texts off the front; zeros and nothing when they are used up.
class Source {
 public:
  explicit Source(std::string_view bytes) : bytes_(bytes) {}

  std::uint64_t number() {  // a byte says how many bytes follow
    const std::string_view digits = take(take_byte() % 9);
    std::uint64_t value = 0;
    for (const char digit : digits) value = value << 8 | static_cast<std::uint8_t>(digit);
    return value;
  }
  std::string_view text() { return take(take_byte()); }
  std::uint8_t take_byte() {
    const std::string_view byte = take(1);
    return byte.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(byte[0]);
  }
  std::string_view rest() { return take(bytes_.size()); }

 private:
  std::string_view take(std::size_t size) {
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(taken.size());
    return taken;
  }
  std::string_view bytes_;
};

Happening happening_from(Source source) {
  Happening h;
  h.kind = static_cast<Happening::Kind>(source.take_byte() % 10);
  h.content = static_cast<Content>(source.take_byte() % 3);
  h.on = source.take_byte() % 2 == 1;
  h.person.number = source.number();
  h.person.nick = source.text();
  h.cid = source.text();
  h.shard = static_cast<std::uint16_t>(source.number());
  h.ticket = source.number();
  h.session = source.text();
  h.seq = source.number();
  h.ts = static_cast<Milliseconds>(source.number());
  h.presence = source.number();
  h.members = static_cast<std::uint32_t>(source.number());
  h.arrived.resize(source.take_byte() % 8);
  for (Person& person : h.arrived) {
    person.number = source.number();
    person.nick = source.text();
  }
  h.departed.resize(source.take_byte() % 8);
  for (UserNumber& number : h.departed) number = source.number();
  h.arrivals = static_cast<std::uint32_t>(source.number());
  h.departures = static_cast<std::uint32_t>(source.number());
  h.who = static_cast<std::uint32_t>(source.number());
  h.absent.resize(source.take_byte() % 8);
  for (Absent& absent : h.absent) {
    absent.number = source.number();
    absent.text = source.text();
  }
  h.text = source.rest();
  return h;
}

bool same(const Happening& a, const Happening& b) {
  return a.kind == b.kind && a.content == b.content && a.on == b.on && a.person == b.person &&
         a.text == b.text && a.cid == b.cid && a.shard == b.shard && a.ticket == b.ticket &&
         a.session == b.session && a.seq == b.seq && a.ts == b.ts && a.presence == b.presence &&
         a.members == b.members && a.arrived == b.arrived && a.departed == b.departed &&
         a.arrivals == b.arrivals && a.departures == b.departures && a.who == b.who &&
         a.absent == b.absent;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const Happening happening = happening_from(Source(text));
  const auto packed = pack(happening);
  check(same(unpack(packed), happening));
  check(pack(unpack(packed)) == packed);
  return 0;
}
