// A crowd of all kinds of clients, for a while; then all are heard out and go. One line of JSON
// tells what they have seen.
//
//   crowd PLAIN_PORT TLS_PORT CLIENTS SECONDS PATIENCE
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <stdexcept>
#include <vector>

#include "reactor/timer_wheel.h"
#include "tests/soak/member.h"

namespace soak {
namespace {

using std::chrono_literals::operator""ms;
using std::chrono_literals::operator""s;

constexpr std::uint32_t kKinds = 20;
constexpr std::uint32_t kSmall = 1000;  // a crowd below that is for seconds: its slow ones hurry
constexpr std::size_t kLoudWords = 16 << 10;

// Of twenty: six speak as text and six as JSON (one of them is curious), three are in raw rooms,
// one echoes, two are slow, one comes and goes, one is cut off.
Part part_of(std::uint32_t number, std::uint32_t clients) {
  const bool small = clients < kSmall;
  const std::uint32_t block = number / kKinds, kind = number % kKinds;
  Part part;
  part.secure = block % 4 == 1;
  part.compression = (block + kind) % 3 == 0 ? Compression::yes : Compression::no;
  part.room = "room" + std::to_string(block % std::max(1u, clients / 70));
  part.pause = small ? 3s : 20s;
  if (kind < 12) {
    part.form = kind < 6 ? Form::text : Form::json;
    if (kind == 11) part.habit = Habit::curious;
  } else if (kind < 15) {
    const std::uint32_t rooms = std::max(1u, clients / 300), rank = block * 3 + kind - 12;
    part.form = Form::raw;
    part.room = "raw" + std::to_string(rank % rooms);
    part.habit = rank < rooms ? Habit::speaking : Habit::listening;
    part.pause = rank < rooms ? 500ms : 60s;
  } else if (kind == 15) {
    part.form = Form::echo;
    part.pause = 2s;
  } else if (kind < 18) {  // a loud room: one who speaks, one who listens, and the slow
    const std::uint32_t rooms = std::max(1u, clients / 200);
    part.form = kind == 16 ? Form::json : Form::raw;
    part.room = (kind == 16 ? "loud" : "loudraw") + std::to_string(block % rooms);
    part.habit = block < rooms       ? Habit::speaking
                 : block < 2 * rooms ? Habit::listening
                                     : Habit::slow;
    part.words = kLoudWords;
    part.pause = small ? 100ms : 800ms;
    if (part.habit == Habit::slow) part.pause = small ? 4s : 20s;
  } else {
    part.form = kind == 18 && block % 2 == 0 ? Form::text : Form::json;
    part.habit = kind == 18 ? Habit::churning : Habit::resetting;
    part.pause = small ? 500ms : 2s;
  }
  return part;
}

class Crowd {
 public:
  Crowd(const Places& places, std::uint32_t clients) : wheel_(reactor::now()) {
    for (std::uint32_t i = 0; i < clients; ++i) {
      members_.emplace_back(desk_, places, tally_, i, part_of(i, clients));
      wheel_.arm(i, reactor::now() + 10s * i / std::max(clients, kSmall));
    }
  }

  // Lives until then.
  void live(reactor::Time end) {
    while (reactor::now() < end) step(20ms);
  }

  // True once everything has been heard.
  bool calm_down(reactor::Time end) {
    for (auto& member : members_) guard(member, [&] { member.calm(); });
    bool settled = false;
    while (!(settled = heard_all()) && reactor::now() < end) step(20ms);
    return settled;
  }

  bool leave(reactor::Time end) {
    for (auto& member : members_) guard(member, [&] { member.leave(); });
    const auto away = [](const Member& member) { return member.away(); };
    while (!std::all_of(members_.begin(), members_.end(), away) && reactor::now() < end) step(20ms);
    return std::all_of(members_.begin(), members_.end(), away);
  }

  void complain(const std::string& words) {
    if (++violations_ <= 10) std::fprintf(stderr, "crowd: %s\n", words.c_str());
  }

  int report() const {
    const auto tell = [](const char* name, std::uint64_t count) {
      std::printf("\"%s\":%llu,", name, static_cast<unsigned long long>(count));
    };
    std::printf("{");
    tell("opened", tally_.opened);
    tell("sent", tally_.sent);
    tell("said", tally_.said);
    tell("heard", tally_.heard);
    tell("missed", tally_.missed);
    tell("gaps", tally_.gaps);
    tell("slow_gaps", tally_.slow_gaps);
    tell("too_slow", tally_.too_slow);
    tell("cut", tally_.cut);
    tell("resumed", tally_.resumed);
    tell("histories", tally_.histories);
    tell("resets", tally_.resets);
    std::printf("\"violations\":%llu}\n", static_cast<unsigned long long>(violations_));
    return violations_ == 0 ? 0 : 1;
  }

 private:
  template <class Deed>
  void guard(Member& member, Deed deed) {
    try {
      deed();
    } catch (const std::exception& violation) {
      const Part& part = member.part();
      complain(std::string(violation.what()) + " (form " + std::to_string(int(part.form)) +
               ", habit " + std::to_string(int(part.habit)) + ", " + part.room + ")");
    }
  }

  void step(reactor::Duration at_most) {
    for (const reactor::Ready& ready : desk_.poller.wait(at_most)) {
      Member& member = members_[ready.token];
      guard(member, [&] { member.turn(); });
    }
    wheel_.advance(reactor::now());
    while (const auto due = wheel_.next_expired()) {
      reactor::Duration pause = 1s;
      guard(members_[*due], [&] { pause = members_[*due].act(); });
      wheel_.arm(*due, reactor::now() + pause);
    }
  }

  // Nobody waits, and all who read everything stand at the same number of their room.
  bool heard_all() const {
    std::map<std::string, std::uint64_t> ends;
    for (const Member& member : members_) {
      if (member.pending()) return false;
      if (member.away() || !member.steady() || !member.numbers().next()) continue;
      const auto [end, is_new] = ends.emplace(member.part().room, *member.numbers().next());
      if (end->second != *member.numbers().next()) return false;
    }
    return true;
  }

  Desk desk_;
  Tally tally_;
  reactor::TimerWheel wheel_;
  std::vector<Member> members_;
  std::uint64_t violations_ = 0;
};

reactor::Endpoint local(const char* port) {
  const auto parsed = reactor::parse_address(std::string("127.0.0.1:") + port);
  if (!parsed.address) throw std::runtime_error(parsed.complaint);
  return resolve_blocking(*parsed.address, reactor::Purpose::dial).front();
}

int run(char** argv) {
  reactor::TlsClientOptions anybody;
  anybody.verification = reactor::Verification::none;
  reactor::TlsClient tls(anybody);
  const Places places{.plain = local(argv[1]), .secure = local(argv[2]), .tls = &tls};
  const auto seconds = 1s * std::atoi(argv[4]), patience = 1s * std::atoi(argv[5]);
  const reactor::Time began = reactor::now();
  Crowd crowd(places, static_cast<std::uint32_t>(std::atoi(argv[3])));
  crowd.live(began + seconds);
  if (!crowd.calm_down(began + seconds + patience / 2)) crowd.complain("not everything was heard");
  if (!crowd.leave(began + seconds + patience)) crowd.complain("not everybody got away");
  return crowd.report();
}

}  // namespace
}  // namespace soak

int main(int argc, char** argv) {
  if (argc != 6) {
    std::fputs("crowd PLAIN_PORT TLS_PORT CLIENTS SECONDS PATIENCE\n", stderr);
    return 2;
  }
  rlimit descriptors{};
  getrlimit(RLIMIT_NOFILE, &descriptors);
  descriptors.rlim_cur = descriptors.rlim_max;
  setrlimit(RLIMIT_NOFILE, &descriptors);
  try {
    return soak::run(argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "crowd: %s\n", error.what());
    return 1;
  }
}
