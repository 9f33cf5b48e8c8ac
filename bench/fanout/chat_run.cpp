// People who talk, leave and come back, and some who only make noise.
#include <algorithm>
#include <deque>
#include <random>
#include <stdexcept>

#include "bench/fanout/crowd.h"
#include "bench/fanout/hearing.h"
#include "bench/fanout/histogram.h"
#include "bench/fanout/roll_call.h"
#include "bench/fanout/runs.h"
#include "bench/fanout/transcript.h"

namespace fanout {
namespace {

using reactor::Duration;
using reactor::Time;

constexpr Duration kAway = std::chrono::seconds(1);
constexpr Duration kLook = std::chrono::milliseconds(200);
constexpr Duration kNoiseNap = std::chrono::milliseconds(10);  // looking after who may come back
constexpr int kSlices = 6;             // of the time: every other one with noise
constexpr std::size_t kNoise = 64;     // messages that a flooder sends in one write
constexpr std::uint64_t kCursor = 17;  // of the generator of random numbers: every run is alike

Duration to_duration(double seconds) {
  return Duration(static_cast<Duration::rep>(seconds * 1e9));
}

// Something that is due so many times a second; never, if the rate is 0.
class Metronome {
 public:
  Metronome(Time start, double rate) : start_(start), rate_(rate) {}
  Time next() const {
    return rate_ > 0 ? start_ + to_duration(static_cast<double>(count_) / rate_) : Time::max();
  }
  void tick() { ++count_; }

 private:
  Time start_;
  double rate_;
  std::uint64_t count_ = 1;
};

class Chatting {
 public:
  explicit Chatting(const Options& options);

  void run();
  void tell(Result& result) const;

 private:
  enum class State : std::uint8_t { here, leaving, away, coming };
  struct Member {
    State state = State::here;
    std::uint64_t published = 0;
    std::uint64_t own_heard = 0;
  };
  struct Absence {
    Time until;
    std::size_t member;
  };

  std::size_t members() const { return members_.size(); }
  std::size_t room_of(std::size_t index) const { return crowd_.target().room_of(index); }
  void do_what_is_due(Time now, bool noisy);
  void turn(Time until);
  void say(Time intended);
  void move();
  void go_away(std::size_t index);
  void take_edge(const reactor::Ready& ready);
  void take(std::size_t index, const Arrival& arrival);
  void come_in(std::size_t index);
  void make_noise(std::size_t index);
  void hush();
  void settle_down();
  bool is_quiet() const;
  void call_the_roll();
  std::size_t anybody_here();

  Options options_;
  Crowd crowd_;
  Message message_;
  Hearing hearing_;
  Transcript transcript_;
  std::vector<Member> members_;
  std::deque<Absence> absent_;
  std::vector<Time> banned_until_;  // of flooders: servers limit how often an address comes
  std::minstd_rand random_{kCursor};
  Gauge gauge_;
  Metronome talk_{{}, 0};
  Metronome moves_{{}, 0};
  bool noisy_ = false;
  Histogram calm_latency_;
  Histogram noisy_latency_;
  std::uint64_t deliveries_ = 0;
  std::uint64_t said_ = 0;
  std::uint64_t left_ = 0;
  std::uint64_t dropped_ = 0;  // of those, without a goodbye
  std::uint64_t came_back_ = 0;
  std::uint64_t noise_ = 0;  // messages that flooders sent
  std::uint64_t expelled_ = 0;
  std::size_t ghosts_ = 0;    // listed, and not there
  std::size_t unlisted_ = 0;  // there, and not listed
};

Chatting::Chatting(const Options& options)
    : options_(options),
      crowd_(options),
      message_(Framing::websocket, options.opcode, options.size, options.wire,
               crowd_.target().wrapping(0, 0)),
      hearing_(options.wire, options.size),
      transcript_(options.rooms, options.subscribers + options.flooders),
      members_(options.subscribers),
      banned_until_(options.flooders),
      gauge_(options.pids) {
  crowd_.open();
  for (std::size_t i = 0; i < members(); ++i) {
    const bool told = options.wire == Wire::json;
    transcript_.came(i, told ? crowd_[i].joined_at() : Transcript::kUnknown);
  }
}

// ---- what they do ----

std::size_t Chatting::anybody_here() {
  for (;;) {
    const std::size_t index = random_() % members();
    if (members_[index].state == State::here) return index;
  }
}

void Chatting::say(Time intended) {
  const std::size_t index = anybody_here();
  Member& member = members_[index];
  ++said_;
  crowd_[index].send(
      message_.stamped({static_cast<std::uint16_t>(index), member.published++, intended}));
}

// One leaves: in order, or, if all it said has been heard, as a phone in a tunnel does.
void Chatting::move() {
  const std::size_t index = anybody_here();
  Member& member = members_[index];
  ++left_;
  if (left_ % 2 == 0 && member.own_heard == member.published) {
    ++dropped_;
    go_away(index);
  } else {
    member.state = State::leaving;
    crowd_[index].send_close();
  }
}

void Chatting::go_away(std::size_t index) {
  crowd_[index].hang_up();
  members_[index].state = State::away;
  absent_.push_back({reactor::now() + kAway, index});
}

void Chatting::make_noise(std::size_t index) {
  if (crowd_[index].stage() == Client::Stage::idle) {
    if (banned_until_[index - members()] < reactor::now()) crowd_.dial(index);
    return;
  }
  if (crowd_[index].stage() != Client::Stage::open || crowd_[index].is_stuck()) return;
  for (std::size_t i = 0; i < kNoise; ++i) {
    crowd_[index].append(message_.stamped({static_cast<std::uint16_t>(index), noise_++, {}}));
  }
  crowd_[index].flush();
}

void Chatting::hush() {
  for (std::size_t index = members(); index < crowd_.size(); ++index) {
    if (crowd_[index].stage() != Client::Stage::idle) crowd_[index].hang_up();
  }
}

void Chatting::do_what_is_due(Time now, bool noisy) {
  for (; talk_.next() <= now; talk_.tick()) say(talk_.next());
  for (; moves_.next() <= now; moves_.tick()) move();
  for (; !absent_.empty() && absent_.front().until <= now; absent_.pop_front()) {
    members_[absent_.front().member].state = State::coming;
    crowd_.dial(absent_.front().member);
  }
  if (noisy_ && !noisy) hush();
  noisy_ = noisy;
  if (!noisy_) return;
  for (std::size_t index = members(); index < crowd_.size(); ++index) make_noise(index);
}

// ---- what they hear ----

void Chatting::come_in(std::size_t index) {
  const bool told = options_.wire == Wire::json;
  transcript_.came(index, told ? crowd_[index].joined_at() : Transcript::kUnknown);
  while (const auto arrival = crowd_[index].next()) take(index, *arrival);
  crowd_[index].settle();
  if (index >= members()) return;
  members_[index].state = State::here;
  ++came_back_;
}

void Chatting::take(std::size_t index, const Arrival& arrival) {
  if (rfc6455::is_control(arrival.opcode)) return crowd_.answer(crowd_[index], arrival);
  const Heard heard = hearing_.hear(arrival.payload, arrival.length);
  if (heard.kind != Heard::Kind::message) return;
  const auto number = number_of(options_.wire, arrival.payload);
  if (!number) throw std::runtime_error("the server does not number its messages");
  transcript_.heard(room_of(index), index, *number, heard.stamp);
  ++deliveries_;
  const std::size_t publisher = heard.stamp.publisher;
  if (publisher == index && index < members()) ++members_[index].own_heard;
  if (index >= members() || publisher >= members()) return;  // noise has no time
  (noisy_ ? noisy_latency_ : calm_latency_).note(reactor::now() - heard.stamp.intended);
}

void Chatting::take_edge(const reactor::Ready& ready) {
  const auto index = static_cast<std::size_t>(ready.token);
  Client& client = crowd_[index];
  if (client.stage() == Client::Stage::idle) return;  // it has hung up in this turn
  if (client.stage() != Client::Stage::open) {
    if (client.advance(crowd_.target(), crowd_.scratch()) == Client::Stage::open) come_in(index);
    return;
  }
  client.flush();
  const bool stays = index < members() && members_[index].state != State::leaving;
  bool expelled = false;
  const auto last = crowd_.hear(ready, [&](const Arrival& arrival) {
    if (stays || arrival.opcode != rfc6455::Opcode::close) return take(index, arrival);
    expelled = index >= members();  // or the answer to a member's own close
  });
  if (stays) return crowd_.check(client, last);
  if (last.status == reactor::Status::blocked && !expelled) return;
  if (index < members()) return go_away(index);
  ++expelled_;
  banned_until_[index - members()] = reactor::now() + kAway;
  client.hang_up();
}

void Chatting::turn(Time until) {
  const Time now = reactor::now();
  Time due = std::min({until, talk_.next(), moves_.next()});
  if (noisy_) due = std::min(due, now + kNoiseNap);
  if (!absent_.empty()) due = std::min(due, absent_.front().until);
  for (const auto& ready : crowd_.wait(std::max(due - now, Duration::zero()))) take_edge(ready);
}

// ---- the run ----

void Chatting::run() {
  const Time start = reactor::now();
  const Duration length = to_duration(options_.seconds);
  talk_ = Metronome(start, options_.rate);
  moves_ = Metronome(start, options_.moves);
  gauge_.begin();
  for (Time now = start; now < start + length; now = reactor::now()) {
    const auto slice = (now - start) * kSlices / length;
    do_what_is_due(now, options_.flooders > 0 && slice % 2 == 1);
    turn(start + length);
  }
  gauge_.end();
  settle_down();
  call_the_roll();
}

bool Chatting::is_quiet() const {
  for (std::size_t i = 0; i < members(); ++i) {
    if (members_[i].state != State::here || !transcript_.is_up_to_date(room_of(i), i)) return false;
    if (members_[i].own_heard != members_[i].published) return false;
  }
  return true;
}

// Everybody is to be there, and to hear the end.
void Chatting::settle_down() {
  hush();
  talk_ = moves_ = Metronome({}, 0);
  const Time end = reactor::now() + kPatience;
  while (!is_quiet() && reactor::now() < end) {
    do_what_is_due(reactor::now(), false);
    turn(std::min(end, reactor::now() + kLook));
  }
  std::vector<std::uint64_t> published(crowd_.size());
  for (std::size_t i = 0; i < members(); ++i) {
    published[i] = members_[i].published;
    if (members_[i].state == State::here) transcript_.settle_member(room_of(i), i);
  }
  transcript_.settle(published, members());
}

// The list may be late with those who left without a word, but not for long.
void Chatting::call_the_roll() {
  std::vector<std::set<std::string>> there(options_.rooms);
  for (std::size_t i = 0; i < members(); ++i) {
    if (members_[i].state == State::here) there[room_of(i)].insert(person(i));
  }
  const Time end = reactor::now() + kPatience;
  do {
    ghosts_ = unlisted_ = 0;
    for (std::size_t room = 0; room < there.size(); ++room) {
      const auto listed = RollCall(options_, room).names();
      for (const auto& name : listed) ghosts_ += 1 - there[room].count(name);
      for (const auto& name : there[room]) unlisted_ += 1 - listed.count(name);
    }
    if (ghosts_ + unlisted_ > 0) turn(reactor::now() + kLook);
  } while (ghosts_ + unlisted_ > 0 && reactor::now() < end);
}

void Chatting::tell(Result& result) const {
  Figures& figures = result.figures;
  figures.add("people", static_cast<double>(members()));
  figures.add("rooms", static_cast<double>(options_.rooms));
  figures.add("said", static_cast<double>(said_));
  figures.add_cost(gauge_, "delivery", "deliveries", static_cast<double>(deliveries_));
  figures.add("left", static_cast<double>(left_));
  figures.add("left_without_goodbye", static_cast<double>(dropped_));
  figures.add("came_back", static_cast<double>(came_back_));
  figures.add_latency("latency_", calm_latency_);
  if (options_.flooders > 0) {
    figures.add_latency("flooded_latency_", noisy_latency_);
    figures.add("flood_messages", static_cast<double>(noise_));
    figures.add("flooders_expelled", static_cast<double>(expelled_));
  }
  figures.add("ghosts", static_cast<double>(ghosts_));
  figures.add("unlisted", static_cast<double>(unlisted_));
  figures.add_faults(transcript_.faults());
  result.faultless = transcript_.faults().sum() + ghosts_ + unlisted_ == 0;
}

}  // namespace

Result run_chat(const Options& options) {
  Chatting chatting(options);
  chatting.run();
  Result result;
  chatting.tell(result);
  return result;
}

}  // namespace fanout
