// A virtual client: what it does, when, and what it demands of the server meanwhile.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "broadcast/settings.h"
#include "rfc6455/session.h"
#include "tests/simulation/channel.h"
#include "tests/simulation/kernel.h"
#include "tests/simulation/tally.h"

namespace simulation {

enum class Manner : std::uint8_t {
  prompt,     // reads whatever comes, at once
  listening,  // the same, and says nothing but that it joins
  brief,      // the same, and leaves soon
  slow,       // reads a little now and then
  stalled,    // stops reading some day, and its kernel goes on acknowledging
  vanishing,  // is cut off some day: nothing of it comes any more, nobody acknowledges
  dawdling,   // sends its request one byte at a time
  silent,     // connects, and that is all
  rude,       // sends what is no frame
  halting,    // begins messages, and ends them later, or never
  count,
};

class Client {
 public:
  Client(Kernel& kernel, Choices& choices, Heard& heard, std::uint32_t number, Manner manner,
         End end, Channel::Kind kind, broadcast::ShardNumber shard,
         const broadcast::Settings& settings);

  Manner manner() const { return manner_; }
  End end() const { return end_; }
  bool over() const { return over_; }
  bool open() const { return upgraded_ && !over_ && !closing_ && code_ == 0; }
  const Place& place() const { return place_; }
  bool keeps_up() const { return manner_ <= Manner::brief; }
  // Once it is in: whoever takes a minute for a handshake is ended, and that is as it should be.
  bool reads_slowly() const { return manner_ == Manner::slow && upgraded_ && !calm_; }
  std::uint32_t author() const { return number_; }

  // Does something; returns when to be asked again.
  reactor::Time act();
  // Something has come, or there is room again.
  void on_news();
  // From now on it only reads.
  void calm();
  void join(unsigned room, int from);
  void check_own() const;

 private:
  void say(std::string_view text);
  enum class Part : std::uint8_t { whole, first, last };
  void send(rfc6455::Opcode opcode, std::string_view payload, Part part = Part::whole);
  void close(rfc6455::CloseCode code);
  void read(std::size_t most);
  void hear(std::string bytes);
  void hear_head();
  void hear_event(const rfc6455::Event& event);
  void hear_text();
  void chat();
  void change_view();
  void say_something(unsigned room);
  void halt();
  void check_that_it_is_ended();
  bool was_crowded_out() const;
  void finish();
  reactor::Duration pause();

  static const rfc6455::MessageLimits kLimits;
  Kernel& kernel_;
  Choices& choices_;
  Heard& heard_;
  const broadcast::Settings& settings_;
  std::uint32_t number_;
  Manner manner_;
  End end_;
  reactor::Time came_;
  reactor::Duration stood_;                  // the server's process, before
  std::optional<reactor::Time> gone_quiet_;  // stalled, vanished: since nothing goes to it either
  std::size_t waited_ = 0;                   // bytes for it, then
  Channel channel_;
  std::string head_;
  std::string message_;
  Place place_;
  std::unique_ptr<rfc6455::InflaterShelf> shelf_;
  rfc6455::Session session_{rfc6455::Role::client, kLimits};
  rfc6455::CloseCode code_ = 0;  // of the server's close frame
  bool upgraded_ = false;
  bool closing_ = false;  // we have sent a close, or ended it otherwise
  bool asked_ = false;    // the server to close
  bool over_ = false;
  bool calm_ = false;
  bool rude_now_ = false;
  broadcast::ShardNumber shard_;
  Unfinished begun_{};   // the message that it began last
  std::string rest_;     // of that
  bool dwells_ = false;  // and will not be ended
};

}  // namespace simulation
