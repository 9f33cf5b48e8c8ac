// The store on disk: messages kept and acknowledged, the time to that, a search among a million,
// and how long a start with a million takes. In $TMPDIR; a million is made once, which takes a
// while.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "apps/wsd/disk/sqlite_store.h"

namespace disk {
namespace {

using Clock = std::chrono::steady_clock;

constexpr chat::Sequence kMillion = 1'000'000;
constexpr std::size_t kWindow = 4096;  // messages that wait for their acknowledgement
constexpr const char* kWords[] = {"deploy", "server", "today", "morning", "coffee", "release",
                                  "please", "thanks", "where", "meeting", "again",  "number"};

class Folder {
 public:
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "wsd-bench-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) std::abort();
    path_ = name;
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// 100 bytes of words, one of which is rare.
chat::Message message(chat::Sequence seq) {
  std::string text = seq % 10'000 == 0 ? "needle" : "hay";
  for (chat::Sequence i = seq; text.size() < 94; i = i * 7 + 3) {
    text.append(" ").append(kWords[i % std::size(kWords)]);
  }
  text.resize(100, 'x');
  return {.seq = seq,
          .ts = static_cast<chat::Milliseconds>(seq),
          .user = 7,
          .nick = "ana",
          .text = text};
}

StoreOptions options(const std::string& folder, Durability durability = Durability::process) {
  return {.directory = folder, .durability = durability, .retention = {0, 0, 0}, .seed = 1};
}

// As a shard waits.
chat::Told await(chat::Store& store, broadcast::Mesh& mesh) {
  for (;;) {
    if (auto told = store.next(0)) return *std::move(told);
    reactor::Waker& waker = mesh.waker(0);
    waker.drowsy();
    if (mesh.empty(0)) waker.sleep();
    waker.awake();
    std::vector<broadcast::Parcel> mail;
    mesh.take(0, mail);
  }
}

// A million, made once.
const std::string& million() {
  static const Folder folder;
  static const bool made = [] {
    broadcast::Mesh mesh(1);
    SqliteStore store(options(folder.path()), mesh);
    store.open("lobby");
    for (chat::Sequence seq = 1; seq <= kMillion; ++seq) {
      store.append("lobby", message(seq), 0, seq % kWindow == 0 ? seq : 0);
      if (seq % kWindow == 0) await(store, mesh);
    }
    store.trim(1);  // the index is made up for
    const auto indexed = [&] {
      store.search("lobby", "needle", 1, 0, 1);
      const auto begin = Clock::now();
      await(store, mesh);
      return Clock::now() - begin < std::chrono::milliseconds(20);
    };
    for (int quick = 0; quick < 5; quick = indexed() ? quick + 1 : 0) {
      std::this_thread::sleep_for(std::chrono::seconds(1));
      store.trim(1);
    }
    return true;
  }();
  benchmark::DoNotOptimize(made);
  return folder.path();
}

// As fast as they are acknowledged; rooms: over how many they are spread.
void keep(benchmark::State& state, Durability durability) {
  const Folder folder;
  broadcast::Mesh mesh(1);
  SqliteStore store(options(folder.path(), durability), mesh);
  std::vector<std::string> rooms;
  for (int i = 0; i < state.range(0); ++i)
    store.open(rooms.emplace_back("room" + std::to_string(i)));
  std::vector<Clock::duration> times;
  std::deque<Clock::time_point> sent;
  const auto hear = [&] {
    await(store, mesh);
    times.push_back(Clock::now() - sent.front());
    sent.pop_front();
  };
  chat::Sequence seq = 0;
  for (auto _ : state) {
    ++seq;
    sent.push_back(Clock::now());
    store.append(rooms[seq % rooms.size()], message(seq), 0, seq);
    while (sent.size() >= kWindow) hear();
  }
  while (!sent.empty()) hear();
  std::sort(times.begin(), times.end());
  state.SetItemsProcessed(static_cast<std::int64_t>(seq));
  const auto p99 = times[times.size() * 99 / 100];
  state.counters["p99_ms"] = std::chrono::duration<double, std::milli>(p99).count();
}

// One at a time: how long an acknowledgement takes when nobody else talks.
void acknowledge(benchmark::State& state, Durability durability) {
  const Folder folder;
  broadcast::Mesh mesh(1);
  SqliteStore store(options(folder.path(), durability), mesh);
  store.open("lobby");
  chat::Sequence seq = 0;
  for (auto _ : state) {
    ++seq;
    store.append("lobby", message(seq), 0, seq);
    await(store, mesh);
  }
}

void search(benchmark::State& state, const char* words) {
  broadcast::Mesh mesh(1);
  SqliteStore store(options(million()), mesh);
  store.open("lobby");
  for (auto _ : state) {
    store.search("lobby", words, 20, 0, 1);
    benchmark::DoNotOptimize(await(store, mesh));
  }
}

void page(benchmark::State& state) {
  broadcast::Mesh mesh(1);
  SqliteStore store(options(million()), mesh);
  store.open("lobby");
  chat::Sequence seq = 1;
  for (auto _ : state) {
    seq = seq * 48'271 % kMillion;
    store.read("lobby", {.from = chat::PageWish::From::before, .seq = seq, .limit = 50}, 0, 1);
    benchmark::DoNotOptimize(await(store, mesh));
  }
}

void start(benchmark::State& state) {
  million();
  broadcast::Mesh mesh(1);
  for (auto _ : state) {
    auto store = std::make_unique<SqliteStore>(options(million()), mesh);
    benchmark::DoNotOptimize(store->open("lobby"));
    state.PauseTiming();
    store.reset();
    state.ResumeTiming();
  }
}

BENCHMARK_CAPTURE(keep, process, Durability::process)->Arg(1)->Arg(100)->UseRealTime();
BENCHMARK_CAPTURE(keep, power, Durability::power)->Arg(1)->UseRealTime();
BENCHMARK_CAPTURE(acknowledge, process, Durability::process)->UseRealTime();
BENCHMARK_CAPTURE(acknowledge, power, Durability::power)->UseRealTime();
BENCHMARK_CAPTURE(search, rare, "needle")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(search, common, "deploy")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(search, beginning, "d")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(search, none, "zebra")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(page)->UseRealTime();
BENCHMARK(start)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace disk
