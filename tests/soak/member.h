// One client of the crowd: what it does and when, and what it demands to hear.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "reactor/clock.h"
#include "tests/soak/call.h"
#include "tests/soak/numbers.h"

namespace soak {

enum class Form : std::uint8_t { text, json, raw, echo };

enum class Habit : std::uint8_t {
  listening,
  speaking,
  curious,   // speaks, and asks for history
  slow,      // stops reading for a while
  churning,  // comes, speaks and goes; comes back for what it missed
  resetting  // comes, listens, and ends by a reset
};

// What it is, and what all of its kind are asked to do.
struct Part {
  Form form = Form::text;
  Habit habit = Habit::speaking;
  std::string room;
  std::size_t words = 200;                            // bytes of a message
  reactor::Duration pause = std::chrono::seconds(1);  // between two of its deeds, about
  Compression compression = Compression::no;
  bool secure = false;
};

// What all members together have seen; the server's own counters must agree.
struct Tally {
  std::uint64_t opened = 0;
  std::uint64_t sent = 0;       // messages of any kind
  std::uint64_t said = 0;       // of these, said in a chat room
  std::uint64_t heard = 0;      // messages of rooms
  std::uint64_t missed = 0;     // and those that were told as missed
  std::uint64_t gaps = 0;       // told to who came back, and
  std::uint64_t slow_gaps = 0;  // to who did not keep up
  std::uint64_t too_slow = 0;   // ended for that
  std::uint64_t cut = 0;  // slow ones, perhaps for that, perhaps by the system: it waited too long
  std::uint64_t resumed = 0;  // came back for what they had missed
  std::uint64_t histories = 0;
  std::uint64_t resets = 0;
};

struct Places {
  reactor::Endpoint plain;
  reactor::Endpoint secure;
  reactor::TlsClient* tls = nullptr;
};

class Member {
 public:
  Member(Desk& desk, const Places& places, Tally& tally, std::uint32_t number, Part part);

  // Its time has come. Returns when to be asked again.
  reactor::Duration act();
  // Something moved at its connection.
  void turn();
  // No more deeds: from now on it only listens.
  void calm();
  void leave();

  bool away() const { return call_ == nullptr; }
  bool pending() const;  // something that it must hear has not come yet
  bool steady() const { return part_.habit <= Habit::curious; }
  const Part& part() const { return part_; }
  const Numbers& numbers() const { return numbers_; }

 private:
  enum class Why : std::uint8_t { gone, slow };  // of a gap: no longer kept, or it did not keep up

  void come();
  void on_open();
  void on_end();
  void say_something();
  void ask_history();
  void send(const std::string& message);
  void hear(std::string_view message);
  void hear_text(std::string_view message);
  void hear_json(std::string_view message);
  void hear_said(std::uint64_t number, std::string_view words);
  void hear_gap(std::uint64_t from, std::uint64_t to, Why why);
  reactor::Duration next_pause();

  Desk& desk_;
  const Places& places_;
  Tally& tally_;
  const std::uint32_t number_;
  const Part part_;
  std::unique_ptr<Call> call_;
  Numbers numbers_;
  std::string epoch_;
  bool greeted_ = false;  // on_open() has been
  bool in_ = false;       // in its room
  bool calm_ = false;
  bool deaf_ = false;
  bool leaving_ = false;
  bool resetting_now_ = false;
  int deeds_ = 0;                // since it came
  std::uint64_t said_ = 0;       // since it came, as all of these
  std::uint64_t own_heard_ = 0;  // of these, in their order
  std::uint64_t acknowledged_ = 0;
  std::uint64_t last_acknowledged_ = 0;  // its number
  std::uint64_t asked_ = 0;
  std::uint64_t answered_ = 0;
};

}  // namespace soak
