// The process as a whole, in this one: a server that nobody answers, one that echoes, and the exit
// codes of both. The rest is seen from outside, in scripts_test.py and screens_test.py.
#include "apps/wsc/app.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/apps/wsc/host.h"
#include "tests/apps/wsc/pipes.h"

namespace wsc {
namespace {

struct Ran {
  int code = -1;
  std::string output;
  std::string errors;
};

Ran run(std::vector<std::string> words, std::string_view input = {}) {
  Pipe in, out, errors;
  in.write(input);
  in.to.close();
  std::vector<const char*> argv = {"wsc"};
  for (const std::string& word : words) argv.push_back(word.c_str());
  Ran ran;
  {
    App app(
        parse_options(static_cast<int>(argv.size()), argv.data()).options.value(),
        {.in = in.from.fd(), .out = out.to.fd(), .errors = errors.to.fd()},
        [](const char*) { return std::string(); }, system_random());
    ran.code = app.run();
  }
  out.to.close();
  errors.to.close();
  ran.output = out.rest();
  ran.errors = errors.rest();
  return ran;
}

// A host turned by a thread of its own, which echoes.
class Echo {
 public:
  Echo() : thread_([this] { turn(); }) {}
  ~Echo() {
    over_ = true;
    thread_.join();
  }
  std::string url() const { return host_.url(); }

 private:
  void turn() {
    while (!over_) {
      host_.turn();
      ::usleep(500);
    }
  }

  Host host_{{.echo = true}};
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

TEST(App, EchoesThroughAPipe) {
  const Echo echo;
  const Ran ran = run({"--raw", echo.url()}, "one\ntwo\n");
  EXPECT_EQ(ran.code, kExitClean);
  EXPECT_EQ(ran.output, "one\ntwo\n");
  EXPECT_EQ(ran.errors, "");
}

TEST(App, WaitsForOneMessageOnly) {
  const Echo echo;
  const Ran ran = run({"--raw", "-1", "-x", "a", "-x", "b", echo.url()});
  EXPECT_EQ(ran.code, kExitClean);
  EXPECT_EQ(ran.output, "a\n");
  EXPECT_EQ(run({"--raw", "-1", "-w", "0.05", echo.url()}).code, kExitNoMessage);
}

TEST(App, SaysWhyItCannotConnect) {
  std::string url;
  {
    Host gone;
    url = gone.url();
  }
  const Ran ran = run({"--raw", url});
  EXPECT_EQ(ran.code, kExitCannotConnect);
  EXPECT_EQ(ran.errors, "Cannot connect to " + url + ": Connection refused.\n");
}

}  // namespace
}  // namespace wsc
