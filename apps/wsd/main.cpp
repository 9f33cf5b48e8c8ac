// wsd, the server.
#include <cstdio>
#include <exception>
#include <system_error>

#include "apps/wsd/options.h"
#include "apps/wsd/server.h"

int main(int argc, char** argv) {
  auto [options, exit_code, text] = wsd::parse_options(argc, argv);
  if (!options) {
    std::fputs(text.c_str(), exit_code == wsd::kExitFine ? stdout : stderr);
    return exit_code;
  }
  try {
    return wsd::Server(std::move(*options)).run();
  } catch (const std::system_error& error) {
    std::fprintf(stderr, "wsd: %s\n", error.what());
    return error.code() == std::errc::address_in_use ? wsd::kExitPortInUse : wsd::kExitFailure;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "wsd: %s\n", error.what());
    return wsd::kExitFailure;
  }
}
