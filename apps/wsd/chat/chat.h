// The chat on one shard: what people's messages mean, whichever form they speak.
//
//   chat.expect(id, arrival);                      an upgrade was accepted into it
//   while (auto event = shard.next()) chat.handle(*event);
//   chat.finish_turn();                            what the store has done, what is due
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apps/wsd/chat/commons.h"
#include "apps/wsd/chat/host.h"
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/member.h"
#include "apps/wsd/chat/notes.h"
#include "apps/wsd/chat/request.h"
#include "apps/wsd/chat/text.h"
#include "broadcast/shard.h"

namespace chat {

// Plain integers of one shard, as its thread counts them.
struct ChatCounters {
  std::uint64_t messages = 0;  // said in rooms
  std::uint64_t privates = 0;
  std::uint64_t requests = 0;  // everything that people asked for
  std::uint64_t complaints = 0;
  std::uint64_t limited = 0;  // of these: too fast
  std::uint64_t members = 0;  // now
  std::uint64_t errands = 0;  // now: what the store was asked and has not answered
};

class Chat {
 public:
  // REQUIRES: all of them outlive it. The rules may change between two turns.
  Chat(broadcast::Shard& shard, Commons& commons, const Rules& rules);

  // ---- connections ----

  // A request was accepted: it is a member when it is opened.
  void expect(const broadcast::ConnectionId& id, Arrival arrival);
  const Member* find(const broadcast::ConnectionId& id) const;

  // The time of day, and that of a clock that runs evenly.
  void begin_turn(Milliseconds wall, Milliseconds even) {
    wall_ = wall;
    even_ = even;
  }
  // REQUIRES: a connection it knows, an event of a room, or a note of the chat's.
  void handle(const broadcast::Event& event);
  // After all events of a turn, before its flush.
  void finish_turn();
  std::optional<reactor::Time> next_due() const;

  // ---- for the operator and for programs ----

  // "Server: ..." in a room, or under another name; the outcome is told later: Kept.
  Ticket say(std::string_view room, const Text& text, std::string_view name = {});
  Ticket read(std::string_view room, const PageWish& wish);  // likewise: Page
  std::optional<Told> next_outcome();                        // after finish_turn()
  // In all rooms where somebody is; how many these are.
  std::size_t say_everywhere(const Text& text);
  // To every member here, as information; rooms do not keep it.
  void inform(const Text& text);

  const ChatCounters& counters() const { return counters_; }

 private:
  // What the store was asked on whose behalf.
  struct Errand {
    enum class Kind : std::uint8_t {
      ack,
      letter,  // the same, of a private message
      history,
      search,
      replay,
      head,  // what a request needs to open a room
      program
    } kind{};
    broadcast::ConnectionId connection{};
    std::string id{};  // of the request
    std::string room{};
    std::string cid{};
    // Of a letter.
    Letterbox::Sent sent{};
    std::string to{};
    bool queued = false;
    RoomHold head{};  // of a program's: until its outcome is known
  };
  // A program's message that waits until the room's head is in memory.
  struct Saying {
    Ticket program = 0;
    std::string room;
    std::vector<std::byte> record;
  };

  // For what is only to be heard of if it fails, the ticket says all: nothing is remembered.
  static Ticket bad_news_for(const broadcast::ConnectionId& id) {
    return kBadNewsOnly | Ticket{id.slot} << 32 | id.serial;
  }
  static broadcast::ConnectionId connection_of(Ticket ticket) {
    return {static_cast<broadcast::Slot>((ticket & ~kBadNewsOnly) >> 32),
            static_cast<broadcast::Serial>(ticket)};
  }

  enum class Arriving : std::uint8_t { no, yes };  // with the connection, not by a request

  // chat.cpp: the turn
  Member* find_own(const broadcast::ConnectionId& id);
  void on_opened(const broadcast::Event& event);
  void on_message(const broadcast::Event& event);
  void on_closed(const broadcast::Event& event);
  void on_note(const broadcast::Event& event);
  void on_told(Told told);
  static void paid(Member& member, Errand::Kind kind);
  void on_failure(Ticket ticket, const Kept& kept);
  void on_kept(Member& member, const Errand& errand, const Kept& kept);
  void tell_round_trip(const Member& member, std::string_view id);
  void greet(Member& member, std::string_view id);
  void word(const Member& member, const Answer& answer, std::string_view id);
  void tell(const Member& member, const Answer& answer, std::string_view id = {});
  void tell_of(const Member& member, const Seat& seat, const Answer& answer);  // names its room
  void send_words(const Member& member);
  void complain(const Member& member, Complaint complaint, std::string_view id = {});
  bool in_time(Member& member, std::string_view id);
  Ticket errand(Errand errand);

  // chat_answers.cpp: answers leave when there is room for them, and requests wait for that
  using Asked = std::variant<Request, Complaint>;
  Asked read_request(const Member& member, std::string_view bytes);
  std::string_view id_of_request(const Member& member) const;  // that was read last
  void answer(Member& member, const Answer& answer, std::string_view id = {});
  bool has_to_wait(Member& member, const Asked& asked);
  void put_off(Member& member, std::string_view request);
  void obey(Member& member, const Asked& asked);
  void hold(Member& member);
  bool may_go_on(const Member& member) const;
  void go_on(Member& member);
  void go_on_with_those_who_wait();

  // chat_openings.cpp: rooms are opened with their heads in memory
  void arrive(Member& member);
  void enter_own_room(Member& member);
  bool waits_for_heads(Member& member, const Request& request);
  void need_rooms(Member& member, const std::vector<std::string_view>& wishes);
  void need_conversation(Member& member, std::string_view with);
  void need(Member& member, const std::string& stored);
  void on_fetched(Member& member, RoomHold held);
  static void let_heads_go(Member& member);
  void say_when_open(Saying saying);
  void say_now(const Saying& saying, RoomHold head);

  // chat_seats.cpp: who sits where. head: the last message when it wished to come; 0: now.
  void enter_room(Member& member, std::string_view room, const Position& since, std::string_view id,
                  Arriving arriving, Sequence head = 0);
  bool may_enter_another(const Member& member) const;
  void turn_to(Member& member, const Seat& seat, const Position& since, std::string_view id);
  void take_seat(Member& member, Seat& seat);
  void on_page(Member& member, const Errand& errand, Ticket ticket, Page& page);
  void on_joined(const broadcast::Event& event);
  void welcome_to(Member& member, Seat& seat, const Room::Standing& now, bool all_follows);
  Sequence oldest_of(const Room& room);
  void tell_people(Member& member, const Seat& seat);
  void on_gap(const broadcast::Event& event);
  void tell_missed(Member& member, Seat& seat, broadcast::Record first, broadcast::Record last);
  void announce(Member& member, Seat& seat);
  void leave_room(Member& member, Seat& seat, std::string_view id);
  void give_up(Member& member, const Seat& seat);
  void depart(Member& member, Seat& seat, Arriving arriving, std::string_view why);
  void on_moved(Member& member, Seat& seat, const broadcast::Event& event);
  void refit(Member& member);
  void refit(Member& member, Seat& seat);

  // chat_replay.cpp: what somebody who comes back has not seen
  Sequence kept_from(const Seat& seat);
  void read_on(Member& member, Seat& seat);
  bool may_read(const Member& member);
  bool has_room(const Member& member, std::size_t frame) const;
  void wait_to_read(const Member& member);
  bool any_may_read() const;
  void read_for_those_who_wait();
  void on_replay(Member& member, Ticket ticket, const std::string& room, Page& page);
  void tell_older(Member& member, Seat& seat);
  void word(const Member& member, const Seat& seat, const Message& message);
  void tell_hole(Member& member, Seat& seat, Sequence next);
  bool all_follows(const Seat& seat, const Page* page);
  static void remember_said(Seat& seat, std::string_view cid, bool echo);
  static std::deque<Seat::Said>::iterator said_as(const Member& member, Seat& seat,
                                                  const Message& message);
  static bool is_unwanted(const Member& member, const Seat& seat, const Message& message);
  bool place_fits(Member& member, Seat& seat, Sequence before);
  void read_again(Member& member, Seat& seat, Sequence seen);

  // chat_requests.cpp: what people do
  void execute(Member& member, const Request& request);
  void hello(Member& member, const Request& request);
  void say(Member& member, const Request& request);
  void publish(Member& member, Seat& seat, const Happening& happening, bool echo = true);
  void join(Member& member, const Request& request);
  void away(Member& member, const Request& request);
  void set(Member& member, const Request& request);
  void topic(Member& member, const Request& request);
  void typing(Member& member, const Request& request);
  void go(Member& member, const Request& request);
  void quit(Member& member, const Request& request);
  Seat* seat_for(Member& member, const Request& request);

  // chat_people.cpp: names, and private messages
  void rename(Member& member, const Request& request);
  std::optional<Complaint> claim_name(Member& member, std::string_view nick);
  static std::size_t rooms_that_know(const Member& member);
  static bool sees_itself(const Member& member);
  std::optional<Complaint> too_dear(Member& member);
  void send_private(Member& member, const Request& request);
  void acknowledge(Member& member, const Errand& errand);
  bool reaches(const Entry& to);
  void deliver(const Entry& to, const Private& letter);
  void receive(Member& member, const Private& letter);
  void call_for_letters(std::string_view nick);
  void fetch_letters(const Note& note);
  void hand_over_letters(Member& member);
  void ask_for_proof(Member& member);
  void ask_alive(Member& member);
  void on_pong(const broadcast::Event& event);
  void give_letters_back(const Member& member);

  // chat_lookups.cpp: what people want to know
  void look_up(Member& member, const Request& request);
  void history(Member& member, const Request& request);
  void who(Member& member, const Request& request);
  void whois(Member& member, const Request& request);
  void rooms(Member& member, const Request& request);
  void ping(Member& member, const Request& request);
  void stats(Member& member, const Request& request);

  broadcast::Shard& shard_;
  Commons& commons_;
  const Rules& rules_;
  Host host_;
  json::Reader reader_;
  std::vector<std::unique_ptr<Member>> members_;  // by slot
  std::unordered_map<Ticket, Errand> errands_;
  std::unordered_map<Ticket, Saying> sayings_;    // by what the store was asked
  std::vector<broadcast::ConnectionId> readers_;  // who wait until the store is read for them
  std::vector<broadcast::ConnectionId> held_;     // who have answers or requests that wait
  Ticket tickets_ = 0;
  std::deque<Told> outcomes_;
  Milliseconds wall_ = 0;     // the time of day when the turn began
  Milliseconds even_ = 0;     // by the clock that runs evenly
  Milliseconds trimmed_ = 0;  // when the store was asked to let go of what is too old, likewise
  std::string words_;
  ChatCounters counters_;
};

}  // namespace chat
