// wsd, the server.
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <system_error>

#include "apps/wsd/options.h"
#include "apps/wsd/server.h"

int main(int argc, char** argv) {
  const wsd::CommandLine line = wsd::command_line(argc, argv, environ);
  wsd::ParsedOptions parsed = wsd::parse_options(line);
  std::fputs(parsed.text.c_str(), parsed.exit_code == wsd::kExitFine ? stdout : stderr);
  if (parsed.wish != wsd::ParsedOptions::Wish::serve) return parsed.exit_code;
  try {
    return wsd::Server(std::move(parsed.options)).run();
  } catch (const std::system_error& error) {
    std::fprintf(stderr, "wsd: %s\n", error.what());
    return error.code() == std::errc::address_in_use ? wsd::kExitPortInUse : wsd::kExitFailure;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wsd: %s\n", error.what());
    return wsd::kExitFailure;
  }
}
