// Everything that is written to sockets: the fan-out of a room's news to all who are ready for it,
// and the one by one for those who were not. What goes out to a connection is always the rest of
// the frame in hand, its outbox, its logs.
#pragma once

#include <cstdint>
#include <vector>

#include "broadcast/connections/connections.h"
#include "broadcast/counters.h"
#include "broadcast/rooms/local_rooms.h"

namespace broadcast {

class Egress {
 public:
  Egress(Connections& connections, LocalRooms& halls, const Settings& settings, Counters& counters)
      : connections_(connections), local_rooms_(halls), settings_(settings), counters_(counters) {}

  // Sends what is new in an audience to all its members: one send each.
  void deliver(AudienceId id);

  // A frame for this connection alone: into its outbox, or, if it is large and nothing is in front
  // of it, into the socket at once. False if there is no room for it: it is lost, and so is the
  // connection.
  [[nodiscard]] bool enqueue(Slot slot, rfc6455::Opcode opcode, std::span<const std::byte> payload);
  // Bytes that are no frame: HTTP.
  void enqueue_raw(Slot slot, std::span<const std::byte> bytes);
  // Bytes waiting in all outboxes.
  std::size_t private_bytes() const { return private_bytes_; }
  void forget(Slot slot);  // its outbox goes with it

  // This connection has something to send, or its socket takes bytes again.
  void pump_later(Slot slot);
  // Sends its private frames straight away, if its socket takes any.
  void send_private(Slot slot);
  // Half close; what of it the socket does not take follows when it does.
  void shut(Slot slot);
  // Serves all of those. What they cannot take stays where it is.
  void pump_all();

  // An audience holds more than it should: the oldest segments are given up, and who stood in them
  // has missed something.
  void trim(AudienceId id, std::size_t lag);

  // A transport that ended while it was written to; a member who missed something and could be told
  // now.
  struct Broken {
    Slot slot;
    Serial serial;
  };
  struct Gap {
    Slot slot;
    Serial serial;
    AudienceId audience;
  };
  std::vector<Broken>& broken() { return broken_; }
  std::vector<Gap>& gaps() { return gaps_; }
  bool any_news() const { return !broken_.empty() || !gaps_.empty(); }

  // The rest of a frame half sent from a log goes in front of the outbox, which holds its segment;
  // the log is not needed for it any more.
  void finish_frame_privately(Slot slot);

  // Ended while it was pumped: everything has been sent, and the connection may end.
  std::vector<Slot>& sent_out() { return sent_out_; }
  // Were not read while their outboxes were full; are to be read again.
  std::vector<Slot>& to_resume() { return to_resume_; }
  // Whether nothing waits to be sent.
  bool all_sent(Slot slot);

 private:
  enum class Sent : std::uint8_t { all, blocked, broken };
  class News;

  void pump(Slot slot);
  bool put(Slot slot, rfc6455::Opcode opcode, std::span<const std::byte> payload);
  bool nothing_before(Slot slot, const Connection& connection);
  void send_directly(Slot slot, Connection& connection, rfc6455::Opcode opcode,
                     std::span<const std::byte> payload);
  void added_private(Slot slot, std::size_t size);
  Sent send_first_things(Slot slot, Connection& connection);
  Sent flush_tls(Slot slot, Connection& connection);
  Sent send_outbox(Slot slot, Connection& connection);
  Sent send_logs(Slot slot, Connection& connection);
  Sent send_log(Slot slot, Connection& connection, const Membership& membership);
  Sent send_rest_of_frame(Slot slot, Connection& connection);
  Sent write(Slot slot, Connection& connection, std::span<const std::byte> bytes, Position& cursor);
  void keep_in_hand(Slot slot, AudienceId id, Position cursor);
  Sent judge(Slot slot, const reactor::Transfer& transfer);

  Connections& connections_;
  LocalRooms& local_rooms_;
  const Settings& settings_;
  Counters& counters_;
  std::size_t private_bytes_ = 0;
  std::vector<Slot> to_pump_;
  std::vector<Slot> pumping_;
  std::vector<Broken> broken_;
  std::vector<Gap> gaps_;
  std::vector<Slot> sent_out_;
  std::vector<Slot> to_resume_;
};

}  // namespace broadcast
