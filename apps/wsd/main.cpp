// wsd, the server.
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>

#include "apps/wsd/ctl.h"
#include "apps/wsd/disk/failure.h"
#include "apps/wsd/entrances.h"
#include "apps/wsd/gen_cert.h"
#include "apps/wsd/options.h"
#include "apps/wsd/server.h"

namespace {

using Wish = wsd::ParsedOptions::Wish;

int complain(const std::exception& error, int exit_code) {
  std::fprintf(stderr, "wsd: %s\n", error.what());
  return exit_code;
}

int serve(wsd::ParsedOptions parsed, const wsd::CommandLine& line) {
  wsd::log::begin(parsed.options.log);
  for (const std::string& warning : parsed.warnings) {
    wsd::log::warning(wsd::log::Kind::process, warning);
  }
  return wsd::Server(std::move(parsed.options), line).run();
}

// What it did goes where complaints go: standard output is for the archive.
int control(const wsd::ControlRequest& request) {
  std::ios::sync_with_stdio(false);
  std::fputs(wsd::control(request, std::cin, std::cout).c_str(), stderr);
  return wsd::kExitFine;
}

// Whoever does not serve has no log: standard error.
void warn(const wsd::ParsedOptions& parsed) {
  for (const std::string& warning : parsed.warnings) {
    std::fprintf(stderr, "warning: %s\n", warning.c_str());
  }
}

int run(wsd::ParsedOptions parsed, const wsd::CommandLine& line) {
  if (parsed.wish != Wish::serve) warn(parsed);
  if (parsed.wish == Wish::control) return control(parsed.control);
  if (parsed.wish == Wish::gen_cert) {
    parsed.text = wsd::generate_certificate(parsed.certificate);
  } else if (parsed.wish == Wish::check || parsed.wish == Wish::serve) {
    try {
      wsd::check_certificates(parsed.options);
    } catch (const std::runtime_error& error) {
      return complain(error, wsd::kExitBadConfiguration);
    }
  }
  std::fputs(parsed.text.c_str(), parsed.exit_code == wsd::kExitFine ? stdout : stderr);
  return parsed.wish == Wish::serve ? serve(std::move(parsed), line) : parsed.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  const wsd::CommandLine line = wsd::command_line(argc, argv, environ);
  try {
    return run(wsd::parse_options(line), line);
  } catch (const wsd::AddressTaken& error) {
    return complain(error, wsd::kExitInUse);
  } catch (const disk::InUse& error) {
    return complain(error, wsd::kExitInUse);
  } catch (const std::exception& error) {
    return complain(error, wsd::kExitFailure);
  }
}
