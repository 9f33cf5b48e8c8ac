// wsc, the client.
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "apps/wsc/app.h"
#include "apps/wsc/options.h"

namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

wsc::Descriptors descriptors() {
  wsc::Descriptors found;
  found.in_terminal = ::isatty(found.in) == 1;
  found.out_terminal = ::isatty(found.out) == 1;
  found.errors_terminal = ::isatty(found.errors) == 1;
  const std::string kind = variable("TERM");
  found.dumb = kind.empty() || kind == "dumb";
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  auto [options, exit_code, text] = wsc::parse_options(argc, argv);
  if (!options) {
    std::fputs(text.c_str(), exit_code == wsc::kExitClean ? stdout : stderr);
    return exit_code;
  }
  try {
    wsc::App app(std::move(*options), descriptors(), variable, wsc::system_random());
    const int code = app.run();
    if (app.stuck()) std::_Exit(code);
    return code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wsc: %s\n", error.what());
    return wsc::kExitCannotConnect;
  }
}
