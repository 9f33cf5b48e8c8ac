// fanout: load for any WebSocket server, every message checked. --help tells how.
#include <sys/prctl.h>

#include <cstdio>
#include <exception>

#include "bench/fanout/options.h"
#include "bench/fanout/runs.h"

namespace {

fanout::Result run(const fanout::Options& options) {
  using fanout::Mode;
  switch (options.mode) {
    case Mode::paced:
    case Mode::flat:
    case Mode::burst:
      return run_broadcast(options);
    case Mode::steady:
      return run_steady(options);
    case Mode::echo:
      return run_echo(options);
    case Mode::idle:
      return run_idle(options);
    case Mode::churn:
      return run_churn(options);
    case Mode::chat:
      return run_chat(options);
    case Mode::hold:
      return run_hold(options);
    case Mode::slow:
      return run_slow(options);
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto options = fanout::parse_options({argv + 1, argv + argc});
    if (options.help) {
      std::fputs(fanout::help(argv[0]).c_str(), stdout);
      return 0;
    }
    prctl(PR_SET_TIMERSLACK, 1);  // a paced message goes out when it is due, not 50 µs later
    const fanout::Result result = run(options);
    const std::string out =
        options.json ? result.figures.json(name(options.mode)) : result.figures.table();
    std::fputs(out.c_str(), stdout);
    return result.faultless ? 0 : 1;
  } catch (const std::exception& problem) {
    std::fprintf(stderr, "%s: %s\n", fanout::program_name(argv[0]).c_str(), problem.what());
    return 2;
  }
}
