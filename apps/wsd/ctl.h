// wsd ctl: what a data directory keeps goes out, comes in, or goes for good.
#pragma once

#include <iosfwd>
#include <string>

#include "apps/wsd/options.h"

namespace wsd {

// in, out: an archive. Returns what to tell the user. Throws disk::InUse if a server has the
// directory; std::runtime_error with a sentence.
std::string control(const ControlRequest& request, std::istream& in, std::ostream& out);

}  // namespace wsd
