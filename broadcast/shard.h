// One thread's world: its connections, its share of the rooms, its turns.
//
//   while (!stopping) {
//     shard.wait(kTurnTimeoutMax);                                      what moved
//     while (auto event = shard.next()) chat.handle(shard, *event);     what the people did
//     shard.flush();                                                    what they get
//   }
//
// Commands append and mark; they never send and never destroy. A connection that is gone makes
// every command for it a no-op, so that nobody has to ask first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "broadcast/connections/acceptors.h"
#include "broadcast/connections/ingress.h"
#include "broadcast/event.h"
#include "broadcast/mesh/mesh.h"
#include "reactor/poller.h"
#include "reactor/timer_wheel.h"

namespace broadcast {

enum class When : std::uint8_t {
  now,    // straight after the private frames that wait
  after,  // when everything published before has been sent, or after Settings::last_words
};
enum class Own : std::uint8_t { wanted, unwanted };  // whether a member gets its own frames too
enum class KeepAlive : std::uint8_t { no, yes };

// How a request is accepted.
struct Acceptance {
  std::string_view subprotocol{};
  enum class Deflate : std::uint8_t { no, yes } deflate = Deflate::no;  // if the client offers it
};

class Shard {
 public:
  // settings and mesh outlive the shard; settings may change between two turns. Throws
  // std::system_error.
  Shard(Mesh& mesh, ShardNumber self, const Settings& settings);

  // Throws std::system_error. Returns the number that requests carry.
  std::uint32_t listen(reactor::Listener listener, const reactor::TlsServer* tls = nullptr,
                       ListenRules rules = {});
  // For those who come from now on.
  void change_rules(std::uint32_t listener, ListenRules rules);
  // A descriptor of the app's own, such as its signals: `edge` is told when something comes to it.
  // It must be read until it is dry. Throws std::system_error.
  void watch(int fd);
  // Those who come and have not upgraded are counted there by address, at most
  // Settings::strangers_max each; onlookers are not. It outlives the shard.
  void count_strangers(Strangers& strangers) { strangers_ = &strangers; }
  // A connection that was made elsewhere.
  ConnectionId adopt(reactor::Socket socket, const reactor::Peer& peer);

  // ---- the turn ----

  void wait(reactor::Duration most);
  std::optional<Event> next();
  void flush();

  // ---- requests ----

  void accept(const ConnectionId& id,
              const Acceptance& acceptance);  // REQUIRES: check_upgrade found nothing
  // body: comes behind the response, and is not copied until it is sent. REQUIRES: it lives as long
  // as the process.
  void respond(const ConnectionId& id, std::string_view response, KeepAlive keep_alive,
               std::string_view body = {});

  // ---- connections ----

  void send(const ConnectionId& id, rfc6455::Opcode opcode, std::span<const std::byte> payload);
  // Ends it; `closed` follows. A second call changes nothing.
  void close(const ConnectionId& id, rfc6455::CloseCode code, std::string_view reason,
             When when = When::now);
  void own_frames(const ConnectionId& id, Own own);
  bool alive(const ConnectionId& id) { return connections_.find(id) != nullptr; }
  // No more of its messages is told until it is released: what it sent besides stays unread.
  void hold(const ConnectionId& id);
  void release(const ConnectionId& id);
  // Whether a private frame of that size finds room below the mark above which the connection is
  // not read, and leaves some for others. Where nothing waits there is room for any one frame.
  bool has_room(const ConnectionId& id, std::size_t frame);
  // Sends a ping now; `pong` follows, unless `closed` does. A second call before that changes
  // nothing.
  void ask_alive(const ConnectionId& id);

  // nullopt: it is not open, or not any more.
  std::optional<Inspection> inspect(const ConnectionId& id);
  // The open connections, one after another: begin with {}. Those that open or close on the way may
  // be told or not.
  std::optional<ConnectionId> next_connection(const ConnectionId& after);

  // ---- rooms ----

  // A room as it is known here. The number is good while a connection of this shard is in the room,
  // else to the end of the turn.
  LocalRoomId enter(std::string_view room, const RoomOptions& options) {
    return local_rooms_.enter(room, options);
  }
  const std::string& room_name(LocalRoomId hall) const { return local_rooms_.name(hall); }
  std::size_t members(LocalRoomId hall) const { return local_rooms_.members(hall); }
  // `joined` follows. In it already: its place moves to that form and record. False: it is in too
  // many rooms. own: at most so many of its own frames that it does not want were published while
  // it was not in, and may lie behind that record.
  bool join(const ConnectionId& id, LocalRoomId hall, Form form, Record from = kLatest,
            std::uint32_t own = 0);
  void leave(const ConnectionId& id, LocalRoomId hall);
  // The next record that this member will get, behind the frame that is half sent, which it gets in
  // any case; nullopt if it is not in.
  std::optional<Record> position(const ConnectionId& id, LocalRoomId hall);
  void publish(LocalRoomId hall, const ConnectionId& from, rfc6455::Opcode opcode,
               std::span<const std::byte> payload, std::uint64_t tag = 0);
  void publish(LocalRoomId hall, rfc6455::Opcode opcode, std::span<const std::byte> payload,
               std::uint64_t tag = 0);
  // While `ordered` is handled; while `wanted` is.
  void append(Form form, rfc6455::Opcode opcode, std::span<const std::byte> payload) {
    home_rooms_.append(form, opcode, payload);
  }
  void supply(Record record, rfc6455::Opcode opcode, std::span<const std::byte> payload,
              SenderId who = kNoSender) {
    home_rooms_.supply(record, opcode, payload, who);
  }
  void supply_nothing(Record record) { home_rooms_.supply_nothing(record); }
  const std::string& home_name(RoomId room) const { return home_rooms_.name(room); }
  // To the app on another shard, as `note`.
  void note(ShardNumber to, std::span<const std::byte> bytes);

  // ---- the end ----

  // No new connections, onlookers' aside; every open one is closed When::after, spread evenly over
  // that time.
  void drain(rfc6455::CloseCode code, std::string_view reason, reactor::Duration spread);
  bool draining() const { return draining_.has_value(); }
  // Nobody is left but onlookers, and no other shard waits for a word from this one.
  bool drained() const {
    return draining_ && draining_->settled && connections_.count() == onlookers_;
  }

  const Counters& counters() const { return counters_; }
  Gauges gauges() const;
  std::size_t private_bytes() const { return egress_.private_bytes(); }
  reactor::Time now() const { return now_; }
  ShardNumber self() const { return post_.self(); }

 private:
  struct Told {
    Event event;
    std::vector<std::byte> bytes;  // its bytes or its reason
    Inspection last_look;
  };
  struct Farewell {  // of a close that waits until all is sent
    rfc6455::CloseCode code;
    std::string reason;
  };
  struct Drain {
    rfc6455::CloseCode code;
    std::string reason;
    reactor::Time begin;
    reactor::Duration spread;
    bool settled = false;  // what was published before has arrived: closing begins
    Slot next = 0;
  };

  // shard.cpp: the turn
  bool work_waits() const;
  reactor::Duration patience(reactor::Duration most) const;
  void take_edge(const reactor::Ready& ready);
  void take_letters();
  void take(Parcel parcel);
  void let_in();
  bool count(Ingress::Newcomer& newcomer, const ListenRules& rules);
  Slot greet(reactor::Socket socket, const Ingress::Newcomer& newcomer);
  void tell(const Event& event, std::span<const std::byte> bytes = {},
            const Inspection& last_look = {});
  Event next_told();
  bool rooms_speak() const;
  std::optional<Event> next_of_rooms();
  std::optional<Event> take_place(const LocalRooms::Ready& ready);
  std::optional<Event> tell_gap(const Egress::Gap& gap);
  void announce();
  void tell_announced();
  void fan_out();
  void count_turn();

  // log_budget.cpp: what is given up when all logs together weigh much
  void trim_logs();
  void sweep_logs();
  std::size_t trim_audiences(std::size_t most);
  void end_half_frames();

  // inspection.cpp
  Inspection look_at(Slot slot);
  [[nodiscard]] bool ping(Slot slot);  // false: there is no room for it

  // answers.cpp
  void await_request(Slot slot);
  bool send_body(Slot slot);
  void after_answer(Slot slot);
  void forget_stranger(Connection& connection);

  // shard_life.cpp: how connections end
  Connection* open(const ConnectionId& id);
  std::optional<Event> ended(Event event);
  void end(Slot slot, Event::By by, rfc6455::CloseCode code, std::string_view why);
  void give_up_on(Slot slot);
  void part(Slot slot, Event::By by, rfc6455::CloseCode code, std::string_view why);
  void retire(Slot slot);
  void leave(Slot slot, Membership& membership);
  std::uint32_t own_ahead(Connection& connection, LocalRoomId hall);
  std::uint32_t& own_of(Membership& membership);
  void publication_refused(const Letter& letter);
  void say_farewell(Slot slot);
  void end_shed();
  void after_sending();
  void after_sending(Slot slot);
  void discard(Slot slot);
  void expired(Slot slot);
  void prove_alive(Slot slot);
  void judge_silence(Slot slot);
  void go_on_draining();
  bool settled();
  void bury();

  const Settings& settings_;
  Mesh& mesh_;
  Counters counters_;
  reactor::Poller poller_;
  reactor::Time now_;       // when the turn began
  reactor::Time turn_end_;  // of the last one: the clock is read twice a turn
  reactor::TimerWheel wheel_;
  Post post_;
  HomeRooms home_rooms_;
  LocalRooms local_rooms_;
  Connections connections_;
  Egress egress_;
  Ingress ingress_;
  Acceptors acceptors_;

  std::vector<Parcel> parcels_;
  std::deque<Told> to_tell_;       // what next() says before it reads on
  std::optional<Told> told_;       // what it said last: the event's bytes
  std::optional<RoomEvent> room_;  // the same of the rooms
  Inspection last_look_;           // the same of a connection that ended by itself
  std::unordered_map<Slot, Farewell> farewells_;
  std::vector<Slot> discarded_;  // die in flush
  reactor::Time next_sweep_{};
  std::size_t swept_to_ = ~std::size_t{0};  // what quiet logs may weigh since the last sweep
  std::size_t onlookers_ = 0;               // of the connections
  bool answers_wait_ = false;               // some have more to send than a turn takes
  Strangers* strangers_ = nullptr;
  std::optional<Drain> draining_;
  ShardNumber shards_draining_ = 0;   // that said so, this one included
  ShardNumber shards_announced_ = 0;  // likewise that they have announced all
  bool announced_all_ = false;        // this one has said so
};

}  // namespace broadcast
