// A batch, then its answers, then whoever wanted to read what was in it. Only when nothing waits is
// there time for the index.
#include "apps/wsd/disk/writer.h"

#include <algorithm>
#include <span>
#include <utility>

namespace disk {
namespace {

constexpr std::size_t kBatchMax = 8192;        // jobs of one transaction
constexpr std::size_t kBatchBytes = 1 << 20;   // and about so much of them
constexpr std::size_t kWaitingMax = 64 << 20;  // bytes of jobs
constexpr const char* kTooSlow = "The disk is too slow just now; that is not kept.";

}  // namespace

Writer::Writer(Scribe& scribe, KnownRooms& rooms, Reader& reader, chat::ToldQueue& told)
    : scribe_(scribe), rooms_(rooms), reader_(reader), told_(told), thread_([this] { run(); }) {}

Writer::~Writer() {
  stopping_.store(true);
  waker_.wake();
  thread_.join();
}

void Writer::post(Job job) {
  bytes_.fetch_add(job.weight(), std::memory_order_relaxed);
  jobs_.post(std::move(job));
}

std::string Writer::refusal() const {
  if (in_trouble_.load()) return trouble();
  return bytes_.load(std::memory_order_relaxed) > kWaitingMax ? kTooSlow : "";
}

std::string Writer::trouble() const {
  if (!in_trouble_.load()) return {};
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void Writer::set_trouble(const std::string& sentence) {
  const std::lock_guard lock(mutex_);
  trouble_ = sentence;
  in_trouble_.store(!sentence.empty());
}

void Writer::run() {
  std::vector<Job> batch;
  for (;;) {
    const bool last = stopping_.load();
    batch.clear();
    jobs_.take(batch);
    if (!batch.empty()) {
      work(batch);
      continue;
    }
    if (last) break;
    if (!in_trouble_.load() && scribe_.tidy()) continue;
    waker_.drowsy();
    if (jobs_.empty() && !stopping_.load()) waker_.sleep();
    waker_.awake();
  }
  scribe_.finish();
}

void Writer::work(std::vector<Job>& batch) {
  for (std::size_t from = 0, end = 0; from < batch.size(); from = end) {
    for (std::size_t bytes = 0; end < batch.size() && end - from < kBatchMax && bytes < kBatchBytes;
         ++end) {
      bytes += batch[end].weight();
    }
    const std::span<Job> jobs(batch.data() + from, end - from);
    const bool writes = std::ranges::any_of(jobs, [](const Job& job) {
      return !std::holds_alternative<Tick>(job.what) && !std::holds_alternative<Query>(job.what);
    });
    Scribe::Outcome outcome;
    if (writes) {
      outcome = scribe_.write(jobs);
      set_trouble(outcome.trouble);
    }
    outcome.kept.resize(jobs.size());
    Rooms done;
    std::size_t weight = 0;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      Job& job = jobs[i];
      weight += job.weight();
      if (job.awaits(outcome.kept[i])) answer(job, std::move(outcome.kept[i]));
      if (job.room) done.push_back(job.room);
    }
    for (chat::ShardNumber shard = 0; shard < answers_.size(); ++shard)
      told_.put(shard, answers_[shard]);
    rooms_.done(done);
    bytes_.fetch_sub(weight, std::memory_order_relaxed);
    for (Job& job : jobs) {
      if (auto* query = std::get_if<Query>(&job.what)) reader_.ask(std::move(*query));
      const auto* tick = std::get_if<Tick>(&job.what);
      if (tick == nullptr) continue;
      if (in_trouble_.load()) set_trouble(scribe_.probe());
      if (!in_trouble_.load()) scribe_.tick(tick->wall, tick->even);
    }
  }
}

void Writer::answer(const Job& job, chat::Kept kept) {
  if (const auto* append = std::get_if<Append>(&job.what)) {
    kept.seq = append->message.seq;
    kept.ts = append->message.ts;
    kept.duplicate = append->again;
  }
  if (answers_.size() <= job.shard) answers_.resize(job.shard + 1);
  answers_[job.shard].push_back({job.ticket, std::move(kept)});
}

}  // namespace disk
