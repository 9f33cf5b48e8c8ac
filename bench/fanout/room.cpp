// The clock is read once per socket and turn: what one read brings has come at one moment.
#include "bench/fanout/room.h"

#include <algorithm>
#include <stdexcept>

namespace fanout {
Room::Room(Crowd& crowd, const Options& options)
    : crowd_(crowd),
      seating_(crowd.target().seating),
      readers_(seating_.members),
      publishers_(options.publishers * seating_.rooms),
      ledger_(seating_.members, publishers_.size()),
      unpacker_(options.wire, options.size, options.deflate) {
  const Target& target = crowd.target();
  for (std::size_t i = 0; i < publishers_.size(); ++i) {
    const std::size_t place = i / seating_.rooms;
    publishers_[i].connection = seating_.connection(room_of(i), place);
    if (target.wraps_alike() && i > 0) continue;
    messages_.emplace_back(Framing::websocket, options.opcode, options.size, options.wire,
                           target.wrapping(room_of(i), place));
  }
}

void Room::publish(std::size_t publisher, reactor::Time intended) {
  crowd_[publishers_[publisher].connection].send(next_message(publisher, intended));
}

void Room::prepare(std::size_t publisher, reactor::Time intended) {
  crowd_[publishers_[publisher].connection].append(next_message(publisher, intended));
}

std::span<const std::byte> Room::next_message(std::size_t publisher, reactor::Time intended) {
  expected_ += readers_;
  if (crowd_.target().acknowledged) ++expected_acks_;
  const auto who = static_cast<std::uint16_t>(publisher);
  Message& message = messages_[messages_.size() > 1 ? publisher : 0];
  return message.stamped({who, publishers_[publisher].published++, intended});
}

void Room::post(std::size_t publisher) {
  crowd_[publishers_[publisher].connection].flush();
}

bool Room::turn(reactor::Duration timeout) {
  const auto edges = crowd_.wait(timeout);
  for (const reactor::Ready& ready : edges) {
    const auto member = static_cast<std::size_t>(ready.token);
    crowd_[member].flush();
    if (seating_.rooms == 1 && member >= readers_) continue;
    reactor::Time now{};
    crowd_.read(ready, [&](const Arrival& arrival) {
      if (now == reactor::Time{}) now = reactor::now();
      enter(member, arrival, now);
    });
    if (now != reactor::Time{}) ++reads_;
  }
  return !edges.empty();
}

void Room::enter(std::size_t member, const Arrival& arrival, reactor::Time now) {
  const Heard heard = unpacker_.hear(arrival);
  if (heard.kind == Heard::Kind::aside) return;
  if (heard.kind == Heard::Kind::ack) {
    ++acks_;
    return;
  }
  const std::size_t place = seating_.place(member, room_of(heard.stamp.publisher));
  if (heard.kind == Heard::Kind::damaged || place >= seating_.members) {
    ledger_.note_damaged();
    return;
  }
  ledger_.note(place, heard.stamp);
  latency_.note(now - heard.stamp.intended);
  bytes_ += arrival.length;
}

bool Room::drain() {
  reactor::Time progress = reactor::now();
  while (!all_has_come()) {
    const std::uint64_t before = ledger_.delivered() + acks_;
    turn(kPatience);
    const reactor::Time now = reactor::now();
    if (ledger_.delivered() + acks_ != before) progress = now;
    if (now - progress >= kPatience) return false;  // pings are no progress
  }
  return true;
}

void Room::settle() {
  ledger_.note_unanswered(expected_acks_ - std::min(acks_, expected_acks_));
  for (std::size_t i = 0; i < publishers_.size(); ++i) {
    ledger_.settle(i, publishers_[i].published, readers_);
  }
}

void Room::mute(std::size_t readers) {
  drain();
  readers_ = readers;
}

std::size_t Room::resume() {
  std::size_t closed = 0;
  for (std::size_t member = readers_; member < crowd_.size(); ++member) {
    try {
      crowd_.read({.token = member, .edges = reactor::Ready::kEnded}, [](const Arrival&) {});
    } catch (const std::runtime_error&) {
      ++closed;
    }
  }
  return closed;
}

void Room::begin() {
  latency_ = Histogram();
  before_ = ledger_.delivered();
  reads_ = 0;
  bytes_ = 0;
}

std::uint64_t Room::outstanding(std::size_t publisher) {
  Publisher& one = publishers_[publisher];
  one.completed = ledger_.completed(publisher, readers_, one.completed);
  return one.published - one.completed;
}

}  // namespace fanout
