// A shard without sockets: post, homes and halls, an app that words records, and seats whose
// members read from their logs as sockets would take bytes. Whatever is wrong goes into the ledger.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <random>
#include <string>

#include "broadcast/connections/outbox.h"
#include "broadcast/rooms/local_rooms.h"
#include "rfc6455/session.h"
#include "tests/broadcast/narrator.h"

namespace broadcast {

inline constexpr unsigned kSeats = 12;

class DryShard {
 public:
  DryShard(Mesh& mesh, ShardNumber self, const Settings& settings, unsigned seed);

  // One of the things that may happen: somebody joins, leaves, publishes, reads.
  void step();
  // Letters, events, fan-out, trimming, as a shard's turn does it; but lazily: some letters and
  // some events wait for the next.
  void turn(reactor::Time now);
  // The same with everything that waits, and everybody reads all there is.
  void settle(reactor::Time now);
  void all_leave();

  // Says what should not be there any more when everybody has left and the letters have settled.
  void expect_empty();

  Ledger ledger;
  Tally tally;

 private:
  struct Seat {
    enum class State : std::uint8_t { empty, waiting, sits };
    State state = State::empty;
    Serial serial = 0;
    unsigned room = 0;
    LocalRoomId hall = 0;
    AudienceId audience = 0;
    Audience::Index index = 0;
    Wire wire = 0;
    SenderId who = kNoSender;
    bool leaves_out_own = false;
    unsigned sleeps = 0;  // steps

    std::unique_ptr<rfc6455::Session> session;
    Outbox rest;  // of a frame whose segment went
    std::string text;
    unsigned life = 0;                      // of the room; 0: not known yet
    Record expected = 0;                    // the next record
    std::array<unsigned, 8> last_number{};  // by shard, in raw rooms; 0: any
  };
  unsigned dice(unsigned sides) { return static_cast<unsigned>(random_() % sides); }
  std::string padding();
  Compression compression();

  void join(Slot slot);
  void leave(Slot slot);
  void publish(Slot slot);
  void admit_ready();

  void take_parcels(unsigned skip_one_in);
  void take_own();
  void take(Parcel& parcel);
  void tell_events(unsigned most);

  void fan_out(std::size_t appetite_max);
  void give_up_some();
  void read(Slot slot, std::size_t appetite);
  std::size_t read_log(Seat& seat, Audience& audience, Member& member, std::size_t appetite);
  void hear(Seat& seat, std::span<const std::byte> bytes);
  void heard(Seat& seat, const std::string& text);
  void skip_to(Seat& seat, Record record);
  void expect_at_head(Slot slot);

  Settings settings_;
  std::mt19937 random_;
  Mesh& mesh_;
  Post post_;
  HomeRooms home_rooms_;
  LocalRooms local_rooms_;
  Narrator narrator_{home_rooms_, ledger, tally, random_};
  rfc6455::InflaterShelf shelf_;
  std::array<Seat, kSeats> seats_;
  Serial serials_ = 0;
  bool settling_ = false;
  std::array<unsigned, kRooms> numbers_{};  // of this shard's publications
  std::array<Record, kRooms> seen_{};
  std::vector<std::deque<Parcel>> arrived_;  // by sender
};

}  // namespace broadcast
