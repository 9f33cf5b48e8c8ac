// The turn: wait() learns what moved, next() tells what it means, flush() sends what came of it.
//
// Order in a flush: what the rooms wrote is announced and the letters posted; private frames go
// out; then the fan-out. So an answer overtakes a backlog, and what was said in the turn comes
// before the room's next message.
#include "broadcast/shard.h"

#include <algorithm>

#include "broadcast/log_budget.h"
#include "rfc6455/deflate_offer.h"
#include "rfc6455/encoder.h"
#include "rfc6455/handshake.h"

namespace broadcast {
namespace {

// A token is a connection's serial and slot. Serials begin at 1: below are the shard's own
// descriptors.
constexpr reactor::Token kWakerToken = 0;
constexpr reactor::Token door_token(std::uint32_t door) {
  return door + 1;
}
constexpr reactor::Token kWatched = reactor::Token{1} << 31;  // and the app\'s descriptor

constexpr reactor::Duration kCongestedNap = 1ms;
constexpr reactor::Duration kDrainStep = 10ms;

}  // namespace

Shard::Shard(Mesh& mesh, ShardNumber self, const Settings& settings)
    : settings_(settings),
      mesh_(mesh),
      now_(reactor::now()),
      turn_end_(now_),
      wheel_(now_),
      post_(mesh, self),
      home_rooms_(post_, settings),
      local_rooms_(post_, home_rooms_),
      connections_(settings.message, self, mesh.shards()),
      egress_(connections_, local_rooms_, settings, counters_),
      ingress_(connections_, egress_, settings, counters_),
      acceptors_(counters_) {
  if (const int error = poller_.watch(mesh.waker(self).fd(), kWakerToken)) {
    throw std::system_error(error, std::generic_category(), "cannot watch the shard's waker");
  }
}

std::uint32_t Shard::listen(reactor::Listener listener, const reactor::TlsServer* tls,
                            ListenRules rules) {
  const std::uint32_t door = acceptors_.add(std::move(listener), tls, std::move(rules));
  if (const int error = poller_.watch(acceptors_.fd(door), door_token(door))) {
    throw std::system_error(error, std::generic_category(), "cannot watch a listener");
  }
  return door;
}

void Shard::change_rules(std::uint32_t listener, ListenRules rules) {
  if (listener < acceptors_.count()) acceptors_.rules(listener) = std::move(rules);
}

void Shard::watch(int fd) {
  if (const int error = poller_.watch(fd, kWatched | static_cast<reactor::Token>(fd))) {
    throw std::system_error(error, std::generic_category(), "cannot watch a descriptor");
  }
}

// ---- wait ----

bool Shard::work_waits() const {
  return !to_tell_.empty() || rooms_speak() || acceptors_.waiting() || answers_wait_ ||
         (ingress_.waiting() && !mesh_.congested());
}

reactor::Duration Shard::patience(reactor::Duration most) const {
  if (work_waits()) return reactor::Duration::zero();
  if (ingress_.waiting()) most = std::min(most, kCongestedNap);
  if (draining_) most = std::min(most, kDrainStep);
  // What is quiet gives too when memory is short.
  if (may_weigh(settings_.log) < kAnyWeight) most = std::min(most, kSweepInterval);
  for (const auto& deadline : {wheel_.next_deadline(), home_rooms_.next_announcement(),
                               acceptors_.wake_at(), ingress_.wake_at()}) {
    if (deadline) most = std::clamp(*deadline - turn_end_, reactor::Duration::zero(), most);
  }
  return most;
}

void Shard::wait(reactor::Duration most) {
  reactor::Waker& waker = mesh_.waker(self());
  const reactor::Duration patient = patience(most);
  waker.drowsy();
  const auto edges = poller_.wait(mesh_.empty(self()) ? patient : reactor::Duration::zero());
  waker.awake();
  now_ = reactor::now();
  ++counters_.turns;
  acceptors_.begin_turn(now_);
  for (const reactor::Ready& ready : edges) take_edge(ready);
  let_in();
  take_letters();
  wheel_.advance(now_);
  while (const auto slot = wheel_.next_expired()) expired(*slot);
  ingress_.begin_turn(now_);
}

void Shard::take_edge(const reactor::Ready& ready) {
  if (ready.token == kWakerToken) return;
  const ConnectionId id{static_cast<Slot>(ready.token), static_cast<Serial>(ready.token >> 32)};
  if (id.serial == 0 && (ready.token & kWatched) != 0) {
    return tell({.kind = Event::Kind::edge, .fd = static_cast<int>(ready.token ^ kWatched)});
  }
  if (id.serial == 0) return acceptors_.knocked(static_cast<std::uint32_t>(ready.token - 1));
  Connection* connection = connections_.find(id);
  if (connection == nullptr) return;  // closed, and the edge was under way
  std::uint32_t& busy = connections_.hot(id.slot).busy;
  // TLS may have to write in order to read, and the other way round.
  const bool secure = (busy & kSecure) != 0;
  if ((ready.writable() || secure) && (busy & kBlocked) != 0) {
    busy &= ~kBlocked;
    egress_.pump_later(id.slot);
  }
  if (ready.ended() || ready.hangup() || ready.error()) connection->peer_ended = true;
  if (ready.readable() || connection->peer_ended || secure) {
    connection->readable = true;
    ingress_.read_later(id.slot);
  }
}

// ---- letters ----

void Shard::take_letters() {
  mesh_.take(self(), parcels_);
  for (Parcel& parcel : parcels_) take(std::move(parcel));
  parcels_.clear();
}

void Shard::take(Parcel parcel) {
  std::size_t begin = 0;
  std::size_t segment = 0;
  for (const Letter& letter : parcel.letters) {
    const auto bytes = std::span(parcel.bytes).subspan(begin, letter.size);
    begin += letter.size;
    if (letter.kind == Letter::Kind::note) {
      tell({.kind = Event::Kind::note, .shard = parcel.from}, bytes);
    } else if (letter.kind == Letter::Kind::draining) {
      ++shards_draining_;
    } else if (letter.kind == Letter::Kind::announced_all) {
      ++shards_announced_;
    } else if (letter.kind == Letter::Kind::refused) {
      publication_refused(letter);
    } else if (is_to_home(letter.kind)) {
      home_rooms_.take(parcel.from, letter, bytes);
    } else {
      local_rooms_.take(letter, std::span(parcel.segments).subspan(segment, letter.segments));
    }
    segment += letter.segments;
  }
}

void Shard::note(ShardNumber to, std::span<const std::byte> bytes) {
  post_.to(to).add({.kind = Letter::Kind::note}, bytes);
}

// ---- next ----

void Shard::tell(const Event& event, std::span<const std::byte> bytes,
                 const Inspection& last_look) {
  to_tell_.push_back({event, {bytes.begin(), bytes.end()}, last_look});
}

// REQUIRES: to_tell_ is not empty.
Event Shard::next_told() {
  told_ = std::move(to_tell_.front());
  to_tell_.pop_front();
  told_->event.bytes = told_->bytes;
  if (told_->event.kind == Event::Kind::closed) told_->event.last_look = &told_->last_look;
  told_->event.why = {reinterpret_cast<const char*>(told_->bytes.data()), told_->bytes.size()};
  return told_->event;
}

std::optional<Event> Shard::next() {
  std::optional<Event> event;
  while (!event) {
    if (!to_tell_.empty()) {
      event = next_told();
    } else if (rooms_speak()) {
      event = next_of_rooms();
    } else {
      const bool full = home_rooms_.unannounced() > kTurnWrittenMax || mesh_.congested();
      ingress_.next(full ? Ingress::Intake::shut : Ingress::Intake::open, event);
      end_shed();
      if (!event && to_tell_.empty()) break;
      if (!event) continue;
      if (event->kind == Event::Kind::closed) event = ended(*event);
    }
  }
  return event;
}

// Asked for each message: a few loads, while next_of_rooms() is many.
bool Shard::rooms_speak() const {
  return home_rooms_.any_event() || post_.any_own() || local_rooms_.any_ready() ||
         egress_.any_news();
}

std::optional<Event> Shard::next_of_rooms() {
  if ((room_ = home_rooms_.next())) {
    const bool ordered = room_->kind == RoomEvent::Kind::ordered;
    return Event{.kind = ordered ? Event::Kind::ordered : Event::Kind::wanted, .room = &*room_};
  }
  if (auto parcel = post_.take_own()) take(std::move(*parcel));
  while (const auto ready = local_rooms_.next_ready()) {
    if (auto event = take_place(*ready)) return event;
  }
  auto& broken = egress_.broken();
  while (!broken.empty()) {
    const Egress::Broken one = broken.back();
    broken.pop_back();
    if (connections_.find({one.slot, one.serial}) == nullptr) continue;
    if (auto event = ended({.kind = Event::Kind::closed,
                            .by = Event::By::transport,
                            .code = rfc6455::kCloseAbnormal,
                            .connection = {one.slot, one.serial},
                            .why = "connection lost"})) {
      return event;
    }
  }
  auto& gaps = egress_.gaps();
  while (!gaps.empty()) {
    const Egress::Gap gap = gaps.back();
    gaps.pop_back();
    if (auto event = tell_gap(gap)) return event;
  }
  return std::nullopt;
}

std::optional<Event> Shard::take_place(const LocalRooms::Ready& ready) {
  Connection* connection = connections_.find({ready.slot, ready.serial});
  if (connection == nullptr) return std::nullopt;
  const LocalRoomId hall = local_rooms_.hall_of(ready.audience);
  Membership* membership = connection->memberships.in_hall(hall);
  if (membership == nullptr || membership->audience != ready.audience || !membership->pending())
    return std::nullopt;
  const LocalRooms::Place place = local_rooms_.admit(ready);
  membership->index = place.index;
  local_rooms_.audience(ready.audience).members()[place.index].own = membership->own;
  connection->totals.bytes_out -=
      local_rooms_.audience(ready.audience).members()[place.index].cursor;
  return Event{.kind = Event::Kind::joined,
               .recovered = ready.exists && ready.from == place.first,
               .connection = connections_.id(ready.slot),
               .hall = hall,
               .record = place.first};
}

// The cursor goes on at the oldest record kept, as it is now; who wants the missed ones told words
// it in between.
std::optional<Event> Shard::tell_gap(const Egress::Gap& gap) {
  Connection* connection = connections_.find({gap.slot, gap.serial});
  if (connection == nullptr || connection->phase != Phase::open) return std::nullopt;
  const Membership* membership = connection->memberships.in_audience(gap.audience);
  connections_.hot(gap.slot).busy &= ~kHeld;
  egress_.pump_later(gap.slot);
  if (membership == nullptr) return std::nullopt;
  Audience& audience = local_rooms_.audience(gap.audience);
  Member& member = audience.members()[membership->index];
  if (!Audience::missed(member)) return std::nullopt;
  const Record first_missed = Audience::first_missed(member);
  const Record next = audience.resume(member);
  connection->totals.bytes_out -= member.cursor;
  // What was missed is here again, brought by somebody who wanted older records: no gap.
  if (next == first_missed) return std::nullopt;
  ++counters_.gaps;
  if (local_rooms_.options(membership->hall).slow == RoomOptions::Slow::closed) {
    ++counters_.too_slow;
    end(gap.slot, Event::By::us, kCloseTooSlow, "too slow");
    return next_told();
  }
  return Event{.kind = Event::Kind::gap,
               .connection = connections_.id(gap.slot),
               .hall = membership->hall,
               .record = first_missed,
               .last = next};
}

// ---- flush ----

void Shard::flush() {
  announce();
  egress_.pump_all();
  fan_out();
  trim_logs();
  egress_.pump_all();
  after_sending();
  for (const Slot slot : std::exchange(egress_.to_resume(), {})) ingress_.read_later(slot);
  go_on_draining();
  bury();
  local_rooms_.close_empty();
  post_.send();
  count_turn();
}

// In a drain: behind the letters about it.
void Shard::tell_announced() {
  if (announced_all_ || shards_draining_ < mesh_.shards() || home_rooms_.any_event()) return;
  announced_all_ = true;
  for (ShardNumber shard = 0; shard < mesh_.shards(); ++shard)
    post_.to(shard).add({.kind = Letter::Kind::announced_all});
}

// Without news the clock is not asked.
void Shard::fan_out() {
  if (!local_rooms_.any_moved()) return;
  const reactor::Time begin = reactor::now();
  while (const auto audience = local_rooms_.next_moved()) egress_.deliver(*audience);
  egress_.pump_all();
  counters_.fan_out.add(reactor::now() - begin);
}

void Shard::count_turn() {
  turn_end_ = reactor::now();
  const reactor::Duration busy = turn_end_ - now_;
  counters_.turn.add(busy);
  counters_.turn_nanoseconds_max =
      std::max(counters_.turn_nanoseconds_max, static_cast<std::uint64_t>(busy.count()));
  counters_.records = home_rooms_.records();
  counters_.deliveries = local_rooms_.deliveries();
  counters_.refused = home_rooms_.refused();
}

void Shard::announce() {
  home_rooms_.announce(now_);
  tell_announced();
  while (auto parcel = post_.take_own()) take(std::move(*parcel));
  post_.send();
}

}  // namespace broadcast
