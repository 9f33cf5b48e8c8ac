// What is said in the rooms of the dry shards, and an app that words it for an ordered room's
// forms.
#pragma once

#include <array>
#include <deque>
#include <map>
#include <random>
#include <string>

#include "broadcast/rooms/home_rooms.h"
#include "tests/broadcast/ledger.h"

namespace broadcast {

inline constexpr unsigned kRooms = 7;
inline constexpr unsigned kFormsUsed = 3;

std::string name_of(unsigned room);
RoomOptions options_of(unsigned room);
bool is_raw(unsigned room);
bool says_nothing(Record record, Form form);

// What a member of an ordered room reads.
struct Wording {
  unsigned life = 0;  // of the room: its numbers jump in between
  Record record = 0;
  unsigned form = 0;
  Said said;
};

std::string text_of(const Said& said);
bool read_said(const char* text, Said& said);
bool read_wording(const std::string& text, Wording& wording);
bool is_worded_once_more(const std::string& text);

inline std::span<const std::byte> view(const std::string& text) {
  return std::as_bytes(std::span(text));
}

class Narrator {
 public:
  Narrator(HomeRooms& homes, Ledger& ledger, Tally& tally, std::mt19937& random)
      : home_rooms_(homes), ledger_(ledger), tally_(tally), random_(random) {}

  void word(const RoomEvent& event);

 private:
  struct Memory {
    unsigned life = 0;
    Record first = 0;
    std::deque<std::string> payloads;
    std::map<unsigned, unsigned> last_number;  // by shard
  };

  void word_ordered(const RoomEvent& event);
  void word_wanted(const RoomEvent& event);
  void remember(const RoomEvent& event);

  HomeRooms& home_rooms_;
  Ledger& ledger_;
  Tally& tally_;
  std::mt19937& random_;
  std::array<Memory, kRooms> memories_;
};

}  // namespace broadcast
