// Nothing here sleeps: every turn is a call of the test's.
#include "tests/broadcast/dry_shard.h"

namespace broadcast {
namespace {

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

DryShard::DryShard(Mesh& mesh, ShardNumber self, const Settings& settings, unsigned seed)
    : settings_(settings),
      random_(seed),
      mesh_(mesh),
      post_(mesh, self),
      home_rooms_(post_, settings_),
      local_rooms_(post_, home_rooms_),
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
  seat.wire = wire_of(static_cast<Form>(is_raw(seat.room) ? 0 : dice(kFormsUsed)), compression());
  seat.who = (serials_ * 16 + slot) * mesh_.shards() + post_.self() + 1;
  seat.leaves_out_own = dice(3) == 0;
  seat.session = session_for(seat.wire, shelf_);
  const Record back = dice(100);
  Record from = kLatest;
  if (dice(2) == 0) from = seen_[seat.room] > back ? seen_[seat.room] - back : 0;
  seat.hall = local_rooms_.enter(name_of(seat.room), options_of(seat.room));
  seat.audience = local_rooms_.join(seat.hall, seat.wire, slot, seat.serial, from);
  ++tally.joins;
}

Compression DryShard::compression() {
  if (!rfc6455::deflate_available() || dice(2) == 0) return Compression::plain;
  return dice(2) == 0 ? Compression::deflate15 : Compression::deflate9;
}

void DryShard::leave(Slot slot) {
  Seat& seat = seats_[slot];
  if (seat.state == Seat::State::waiting) local_rooms_.forget(seat.audience, slot, seat.serial);
  if (seat.state == Seat::State::sits)
    seats_[local_rooms_.leave(seat.audience, seat.index)].index = seat.index;
  seat.state = Seat::State::empty;
  seat.rest = Outbox();  // its segment is its connection's
}

void DryShard::all_leave() {
  for (Slot slot = 0; slot < kSeats; ++slot) {
    if (seats_[slot].state != Seat::State::empty) leave(slot);
  }
}

void DryShard::admit_ready() {
  while (const auto ready = local_rooms_.next_ready()) {
    Seat& seat = seats_[ready->slot];
    if (seat.state != Seat::State::waiting || seat.serial != ready->serial) continue;
    const LocalRooms::Place place = local_rooms_.admit(*ready);
    seat.state = Seat::State::sits;
    seat.index = place.index;
    seat.expected = place.first;
    if (place.first < local_rooms_.audience(seat.audience).chain().head().record)
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
  const LocalRoomId hall = local_rooms_.enter(name_of(room), options_of(room));
  const SenderId who = inside ? seat.who : kNoSender;
  const std::string text = text_of({room, post_.self(), ++numbers_[room], who}) + padding();
  local_rooms_.publish(hall, who, rfc6455::Opcode::text, view(text), 0);
  ++tally.published;
}

// ---- a turn ----

void DryShard::turn(reactor::Time now) {
  take_parcels(3);
  tell_events(dice(3) == 0 ? dice(4) : ~0u);
  if (dice(8) == 0) return;  // what was written waits for the next turn
  home_rooms_.announce(now);
  take_own();
  admit_ready();
  if (dice(20) == 0) give_up_some();
  fan_out(dice(3000) + 1);
  local_rooms_.close_empty();
  post_.send();
}

void DryShard::settle(reactor::Time now) {
  settling_ = true;
  take_parcels(0);
  tell_events(~0u);
  home_rooms_.announce(now);
  take_own();
  admit_ready();
  for (Seat& seat : seats_) seat.sleeps = 0;
  fan_out(~std::size_t{0});
  for (Slot slot = 0; slot < kSeats; ++slot) {
    if (seats_[slot].state != Seat::State::sits) continue;
    read(slot, ~std::size_t{0});
    expect_at_head(slot);
  }
  local_rooms_.close_empty();
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
      home_rooms_.take(parcel.from, letter, bytes.first(letter.size));
    } else {
      local_rooms_.take(letter, segments.first(letter.segments));
    }
    bytes = bytes.subspan(letter.size);
    segments = segments.subspan(letter.segments);
  }
}

void DryShard::tell_events(unsigned most) {
  for (unsigned told = 0; told < most; ++told) {
    const auto event = home_rooms_.next();
    if (!event) return;
    narrator_.word(*event);
    // The app may do anything meanwhile, and the event's bytes stay.
    const std::string before(reinterpret_cast<const char*>(event->bytes.data()),
                             event->bytes.size());
    if (!settling_ && dice(16) == 0) step();
    if (before != std::string(reinterpret_cast<const char*>(event->bytes.data()), before.size()))
      ledger.complain("an event's bytes changed");
  }
}

// ---- reading ----

void DryShard::fan_out(std::size_t appetite_max) {
  while (const auto id = local_rooms_.next_moved()) {
    for (const Member& member : local_rooms_.audience(*id).members()) {
      if (seats_[member.slot].sleeps == 0) read(member.slot, 1 + random_() % appetite_max);
    }
  }
  for (const AudienceId id : local_rooms_.overweight()) {
    Audience& audience = local_rooms_.audience(id);
    audience.trim(settings_.log.lag, [&](Member& member, Position position) {
      if (position == member.cursor) return position;
      ++tally.cut;
      const Chain& chain = audience.chain();
      seats_[member.slot].rest.put_in_front(
          chain.holding(member.cursor).share(),
          chain.bytes_from(member.cursor).first(position - member.cursor));
      return position;
    });
  }
  local_rooms_.overweight().clear();
}

// Much more often than a shard that is short of memory.
void DryShard::give_up_some() {
  home_rooms_.trim(dice(4 * kSegmentMin));
  take_own();
}

void DryShard::read(Slot slot, std::size_t appetite) {
  Seat& seat = seats_[slot];
  Audience& audience = local_rooms_.audience(seat.audience);
  Member& member = audience.members()[seat.index];
  while (appetite > 0) {
    std::size_t taken = 0;
    if (!seat.rest.empty()) {
      taken = std::min(appetite, seat.rest.rest().size());
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
  if (seat.leaves_out_own && wording.said.who == seat.who && !is_worded_once_more(text))
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
  const Audience& audience = local_rooms_.audience(seat.audience);
  if (audience.behind(audience.members()[seat.index])) ledger.complain("not all was read");
  if (!seat.text.empty()) ledger.complain("half a frame at the head");
  skip_to(seat, audience.chain().head().record);
}

void DryShard::expect_empty() {
  for (unsigned room = 0; room < kRooms; ++room) {
    if (local_rooms_.find(name_of(room))) ledger.complain("a hall is left");
  }
  if (home_rooms_.unannounced() != 0) ledger.complain("something written was not announced");
  if (home_rooms_.next_announcement()) ledger.complain("something is to be announced");
  if (home_rooms_.rooms() != 0) ledger.complain("a room is left");
}

}  // namespace broadcast
