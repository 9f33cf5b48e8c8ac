// Whether to send newcomers here: what /readyz says.
#pragma once

#include <atomic>
#include <cstdint>
#include <string_view>

namespace wsd {

enum class Stage : std::uint8_t { starting, ready, draining };

// One for the process. Set by whoever runs it, read by any thread.
class Readiness {
 public:
  Stage stage() const { return stage_.load(std::memory_order_relaxed); }
  void set(Stage stage) { stage_.store(stage, std::memory_order_relaxed); }

 private:
  std::atomic<Stage> stage_ = Stage::starting;
};

constexpr std::string_view word(Stage stage) {
  if (stage == Stage::starting) return "starting";
  return stage == Stage::ready ? "ok" : "draining";
}

}  // namespace wsd
