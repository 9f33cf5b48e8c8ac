// A publication says "p room shard number who padding"; the app of an ordered room puts
// "o life record form" in front, or with a w when it is asked for it later. Which forms a record
// says nothing in follows from its number.
#include "tests/broadcast/dry_shard.h"

#include <cstdio>

namespace broadcast {
namespace {

constexpr unsigned kFormsUsed = 3;
constexpr std::size_t kMemoryMax = 90;  // records that the app remembers of a room

std::string name_of(unsigned room) {
  return "room " + std::to_string(room);
}
unsigned room_of(const std::string& name) {
  return static_cast<unsigned>(std::stoul(name.substr(5)));
}

RoomOptions options_of(unsigned room) {
  using Content = RoomOptions::Content;
  return {.content = room % 3 == 0 ? Content::raw : Content::ordered,
          .flush_milliseconds = static_cast<std::uint16_t>(room % 4 == 1 ? 3 : 0)};
}
bool is_raw(unsigned room) {
  return options_of(room).content == RoomOptions::Content::raw;
}

bool says_nothing(Record record, Form form) {
  return (record * 2654435761u >> 7) % 5 == form;
}

std::span<const std::byte> view(const std::string& text) {
  return std::as_bytes(std::span(text));
}

struct Wording {
  unsigned life = 0;
  Record record = 0;
  unsigned form = 0;
  Said said;
};

bool read_said(const char* text, Said& said) {
  return std::sscanf(text, "p %u %u %u %u ", &said.room, &said.shard, &said.number, &said.who) == 4;
}

bool read_wording(const std::string& text, Wording& wording) {
  unsigned long long record = 0;
  int size = 0;
  if (std::sscanf(text.c_str(), "%*1[ow] %u %llu %u %n", &wording.life, &record, &wording.form,
                  &size) != 3)
    return false;
  wording.record = record;
  return read_said(text.c_str() + size, wording.said);
}

std::string worded(char how, unsigned life, Record record, Form form, const std::string& payload) {
  return how + (" " + std::to_string(life) + " " + std::to_string(record) + " " +
                std::to_string(form) + " " + payload);
}

std::unique_ptr<rfc6455::Session> session_for(Wire wire, rfc6455::InflaterShelf& shelf) {
  static const rfc6455::MessageLimits limits{.bytes = 1 << 20};
  const Compression compression = compression_of(wire);
  if (compression == Compression::plain)
    return std::make_unique<rfc6455::Session>(rfc6455::Role::client, limits);
  const std::uint8_t window = compression == Compression::deflate15 ? 15 : 9;
  return std::make_unique<rfc6455::Session>(
      rfc6455::Role::client, limits, &shelf,
      rfc6455::DeflateParameters{.server_no_context_takeover = true,
                                 .server_max_window_bits = window});
}

}  // namespace

Tally& Tally::operator+=(const Tally& other) {
  joins += other.joins;
  joins_in_the_past += other.joins_in_the_past;
  published += other.published;
  ordered += other.ordered;
  heard += other.heard;
  gaps += other.gaps;
  cut += other.cut;
  wishes += other.wishes;
  return *this;
}

DryShard::DryShard(Mesh& mesh, ShardNumber self, const Settings& settings, unsigned seed)
    : settings_(settings),
      random_(seed),
      mesh_(mesh),
      post_(mesh, self),
      homes_(post_, settings_),
      halls_(post_, homes_, settings_),
      arrived_(mesh.shards()) {}

void DryShard::step() {
  const Slot slot = dice(kSeats);
  Seat& seat = seats_[slot];
  if (seat.sleeps > 0) --seat.sleeps;
  const unsigned what = dice(32);
  if (seat.state == Seat::State::empty) return what < 16 ? join(slot) : publish(slot);
  if (what == 0) return leave(slot);
  if (what == 1) seat.sleeps = dice(200);
  if (what < 20) return publish(slot);
  if (seat.state == Seat::State::sits) read(slot, dice(4) == 0 ? dice(20) : dice(4000));
}

// ---- coming and going ----

void DryShard::join(Slot slot) {
  Seat& seat = seats_[slot];
  seat = {};
  seat.state = Seat::State::waiting;
  seat.serial = ++serials_;
  seat.room = dice(kRooms);
  seat.wire = wire_of(static_cast<Form>(is_raw(seat.room) ? 0 : dice(kFormsUsed)),
                      static_cast<Compression>(dice(2) * (1 + dice(2))));
  seat.who = (serials_ * 16 + slot) * mesh_.shards() + post_.self() + 1;
  seat.leaves_out_own = dice(3) == 0;
  seat.session = session_for(seat.wire, shelf_);
  const Record back = dice(100);
  Record from = kLatest;
  if (dice(2) == 0) from = seen_[seat.room] > back ? seen_[seat.room] - back : 0;
  seat.hall = halls_.enter(name_of(seat.room), options_of(seat.room));
  seat.audience = halls_.join(seat.hall, seat.wire, slot, seat.serial, from);
  ++tally.joins;
}

void DryShard::leave(Slot slot) {
  Seat& seat = seats_[slot];
  if (seat.state == Seat::State::waiting) halls_.forget(seat.audience, slot, seat.serial);
  if (seat.state == Seat::State::sits)
    seats_[halls_.leave(seat.audience, seat.index)].index = seat.index;
  seat.state = Seat::State::empty;
}

void DryShard::all_leave() {
  for (Slot slot = 0; slot < kSeats; ++slot) {
    if (seats_[slot].state != Seat::State::empty) leave(slot);
  }
}

void DryShard::admit_ready() {
  while (const auto ready = halls_.next_ready()) {
    Seat& seat = seats_[ready->slot];
    if (seat.state != Seat::State::waiting || seat.serial != ready->serial) continue;
    const Halls::Place place = halls_.admit(*ready);
    seat.state = Seat::State::sits;
    seat.index = place.index;
    seat.expected = place.first;
    if (place.first < halls_.audience(seat.audience).chain().head().record)
      ++tally.joins_in_the_past;
  }
}

// ---- publishing ----

std::string DryShard::padding() {
  const unsigned kind = dice(600);
  const unsigned size = kind == 0 ? 70'000 : kind < 20 ? dice(3000) : dice(120);
  std::string text(size, ' ');
  for (char& c : text) c = static_cast<char>('a' + dice(kind % 2 == 0 ? 2 : 26));
  return text;
}

// To the room where the seat is, or to any from outside.
void DryShard::publish(Slot slot) {
  Seat& seat = seats_[slot];
  const bool inside = seat.state != Seat::State::empty;
  const unsigned room = inside ? seat.room : dice(kRooms);
  const HallId hall = halls_.enter(name_of(room), options_of(room));
  const Who who = inside ? seat.who : kNobody;
  const std::string text = "p " + std::to_string(room) + " " + std::to_string(post_.self()) + " " +
                           std::to_string(++numbers_[room]) + " " + std::to_string(who) + " " +
                           padding();
  halls_.publish(hall, who, rfc6455::Opcode::text, view(text), 0);
  ++tally.published;
}

// ---- a turn ----

void DryShard::turn(reactor::Time now) {
  take_parcels(3);
  tell_events(dice(3) == 0 ? dice(4) : ~0u);
  if (dice(8) == 0) return;  // what was written waits for the next turn
  homes_.announce(now);
  take_own();
  admit_ready();
  fan_out(dice(3000) + 1);
  halls_.close_empty();
  post_.send();
}

void DryShard::settle(reactor::Time now) {
  settling_ = true;
  take_parcels(0);
  tell_events(~0u);
  homes_.announce(now);
  take_own();
  admit_ready();
  for (Seat& seat : seats_) seat.sleeps = 0;
  fan_out(~std::size_t{0});
  for (Slot slot = 0; slot < kSeats; ++slot) {
    if (seats_[slot].state != Seat::State::sits) continue;
    read(slot, ~std::size_t{0});
    expect_at_head(slot);
  }
  halls_.close_empty();
  post_.send();
  settling_ = false;
}

// Each sender's in its order; one in so many waits for the next turn, and with it all behind it.
void DryShard::take_parcels(unsigned skip_one_in) {
  std::vector<Parcel> parcels;
  mesh_.take(post_.self(), parcels);
  for (Parcel& parcel : parcels) arrived_[parcel.from].push_back(std::move(parcel));
  const unsigned begin = dice(static_cast<unsigned>(arrived_.size()));
  for (unsigned i = 0; i < arrived_.size(); ++i) {
    auto& waiting = arrived_[(begin + i) % arrived_.size()];
    while (!waiting.empty() && (skip_one_in == 0 || dice(skip_one_in) != 0)) {
      take(waiting.front());
      waiting.pop_front();
    }
  }
  take_own();
}

void DryShard::take_own() {
  while (auto parcel = post_.take_own()) take(*parcel);
}

void DryShard::take(Parcel& parcel) {
  auto bytes = std::span<const std::byte>(parcel.bytes);
  auto segments = std::span(parcel.segments);
  for (const Letter& letter : parcel.letters) {
    if (letter.kind < Letter::Kind::hall_closed) {
      homes_.take(parcel.from, letter, bytes.first(letter.size));
    } else {
      halls_.take(letter, segments.first(letter.segments));
    }
    bytes = bytes.subspan(letter.size);
    segments = segments.subspan(letter.segments);
  }
}

void DryShard::tell_events(unsigned most) {
  for (unsigned told = 0; told < most; ++told) {
    const auto event = homes_.next();
    if (!event) return;
    word(*event);
    // The app may do anything meanwhile, and the event's bytes stay.
    const std::string before(reinterpret_cast<const char*>(event->bytes.data()),
                             event->bytes.size());
    if (!settling_ && dice(16) == 0) step();
    if (before != std::string(reinterpret_cast<const char*>(event->bytes.data()), before.size()))
      ledger.complain("an event's bytes changed");
  }
}

void DryShard::word(const RoomEvent& event) {
  if (event.kind == RoomEvent::Kind::ordered) {
    remember(event);
    const Memory& memory = memories_[room_of(homes_.name(event.room))];
    for (Form form = 0; form < kFormsUsed; ++form) {
      if ((event.forms >> form & 1) == 0 || says_nothing(event.record, form)) continue;
      const std::string text = worded('o', memory.life, event.record, form, memory.payloads.back());
      homes_.append(form, event.opcode, view(text));
    }
    return;
  }
  ++tally.wishes;
  const Memory& memory = memories_[room_of(homes_.name(event.room))];
  Form form = 0;
  while (event.forms >> form != 1) ++form;
  for (Record record = std::max(event.record, memory.first); record < event.last; ++record) {
    if (dice(200) == 0) continue;  // it is not at hand
    if (says_nothing(record, form)) {
      homes_.supply_nothing(record);
      continue;
    }
    // Worded anew: not as long as the first time.
    const std::string text =
        worded('w', memory.life, record, form, memory.payloads[record - memory.first]) +
        std::string(dice(8), '+');
    homes_.supply(record, rfc6455::Opcode::text, view(text));
  }
}

void DryShard::remember(const RoomEvent& event) {
  const std::string payload(reinterpret_cast<const char*>(event.bytes.data()), event.bytes.size());
  Said said;
  if (!read_said(payload.c_str(), said)) return ledger.complain("an event of other bytes");
  Memory& memory = memories_[said.room];
  if (name_of(said.room) != homes_.name(event.room)) ledger.complain("ordered in another room");
  if (event.record == 0) {
    ++memory.life;
    memory.payloads.clear();
    memory.first = 0;
  }
  if (event.record != memory.first + memory.payloads.size())
    ledger.complain("records are not numbered one after another");
  if (said.number != ++memory.last_number[said.shard])
    ledger.complain("publications of one shard are not ordered one after another");
  if (event.who != said.who) ledger.complain("ordered under another name");
  memory.payloads.push_back(payload);
  if (memory.payloads.size() > kMemoryMax) {
    memory.payloads.pop_front();
    ++memory.first;
  }
  ledger.ordered(said, memory.life, event.record);
  ++tally.ordered;
}

// ---- reading ----

void DryShard::fan_out(std::size_t appetite_max) {
  while (const auto id = halls_.next_moved()) {
    for (const Member& member : halls_.audience(*id).members()) {
      if (seats_[member.slot].sleeps == 0) read(member.slot, 1 + random_() % appetite_max);
    }
  }
  for (const AudienceId id : halls_.overweight()) {
    Audience& audience = halls_.audience(id);
    audience.trim(settings_.log.lag, [&](Member& member, Position position) {
      if (position == member.cursor) return position;
      ++tally.cut;
      seats_[member.slot].rest.put_in_front(
          audience.chain().bytes_from(member.cursor).first(position - member.cursor));
      return position;
    });
  }
  halls_.overweight().clear();
}

void DryShard::read(Slot slot, std::size_t appetite) {
  Seat& seat = seats_[slot];
  Audience& audience = halls_.audience(seat.audience);
  Member& member = audience.members()[seat.index];
  while (appetite > 0) {
    std::size_t taken = 0;
    if (!seat.rest.empty()) {
      taken = std::min(appetite, seat.rest.size());
      hear(seat, seat.rest.rest().first(taken));
      seat.rest.consume(taken);
    } else if (Audience::missed(member)) {
      skip_to(seat, Audience::first_missed(member));
      seat.expected = audience.resume(member);
      seat.last_number = {};
      ++tally.gaps;
    } else if (audience.behind(member)) {
      taken = read_log(seat, audience, member, appetite);
    } else {
      return;
    }
    appetite -= taken;
  }
}

std::size_t DryShard::read_log(Seat& seat, Audience& audience, Member& member,
                               std::size_t appetite) {
  const Chain& chain = audience.chain();
  auto bytes = chain.bytes_from(member.cursor);
  if (!seat.leaves_out_own) {
    bytes = bytes.first(std::min(appetite, bytes.size()));
    hear(seat, bytes);
    member.cursor += bytes.size();
    return bytes.size();
  }
  const Chain::Run run = chain.run_without(seat.who, member.cursor);
  bytes = bytes.first(std::min(appetite, static_cast<std::size_t>(run.end - member.cursor)));
  hear(seat, bytes);
  member.cursor += bytes.size();
  if (member.cursor != run.end) return bytes.size();
  member.cursor = run.next;
  if (is_raw(seat.room)) seat.expected += run.skipped;  // the others name their record
  return bytes.size();
}

void DryShard::hear(Seat& seat, std::span<const std::byte> bytes) {
  std::vector<std::byte> copy(bytes.begin(), bytes.end());
  seat.session->feed(copy);
  while (const auto event = seat.session->next()) {
    if (event->kind != rfc6455::Event::Kind::data) {
      ledger.complain("no frame of ours: " + std::string(event->why));
      continue;
    }
    seat.text.append(reinterpret_cast<const char*>(event->bytes.data()), event->bytes.size());
    if (event->last) heard(seat, std::exchange(seat.text, {}));
  }
}

void DryShard::heard(Seat& seat, const std::string& text) {
  ++tally.heard;
  Wording wording;
  if (is_raw(seat.room)) {
    if (!read_said(text.c_str(), wording.said)) return ledger.complain("no publication: " + text);
    wording.record = seat.expected;
    unsigned& last = seat.last_number[wording.said.shard];
    const unsigned number = wording.said.number;
    if (last != 0 && (seat.leaves_out_own ? number <= last : number != last + 1))
      ledger.complain("publications lost, or twice, or not in order");
    last = number;
  } else {
    if (!read_wording(text, wording)) return ledger.complain("no wording: " + text);
    if (seat.life != 0 && seat.life != wording.life) ledger.complain("another life of the room");
    seat.life = wording.life;
    if (wording.form != form_of(seat.wire)) ledger.complain("a wording in another form");
    if (wording.record < seat.expected) ledger.complain("a record twice, or not in order");
    skip_to(seat, wording.record);
  }
  if (wording.said.room != seat.room) ledger.complain("heard in another room");
  // What the app words once more is nobody's own.
  if (seat.leaves_out_own && wording.said.who == seat.who && text[0] != 'w')
    ledger.complain("its own frame");
  ledger.got(wording.said, wording.record);
  seat.expected = wording.record + 1;
  seen_[seat.room] = seat.expected;
}

// The records between what came last and this one came as no frames: they say nothing in the seat's
// form, or are its own.
void DryShard::skip_to(Seat& seat, Record record) {
  for (; seat.expected < record; ++seat.expected) {
    if (!is_raw(seat.room) && says_nothing(seat.expected, form_of(seat.wire))) continue;
    if (!seat.leaves_out_own || is_raw(seat.room)) {
      ledger.complain("record " + std::to_string(seat.expected) + " of room " +
                      std::to_string(seat.room) + " is lost");
    } else if (seat.life != 0) {
      ledger.left_out(seat.room, seat.life, seat.expected, seat.who);
    }
  }
}

void DryShard::expect_at_head(Slot slot) {
  Seat& seat = seats_[slot];
  const Audience& audience = halls_.audience(seat.audience);
  if (audience.behind(audience.members()[seat.index])) ledger.complain("not all was read");
  if (!seat.text.empty()) ledger.complain("half a frame at the head");
  skip_to(seat, audience.chain().head().record);
}

void DryShard::expect_empty() {
  for (unsigned room = 0; room < kRooms; ++room) {
    if (halls_.find(name_of(room))) ledger.complain("a hall is left");
  }
  if (homes_.unannounced() != 0) ledger.complain("something written was not announced");
  if (homes_.next_announcement()) ledger.complain("something is to be announced");
  if (homes_.rooms() != 0) ledger.complain("a room is left");
}

}  // namespace broadcast
