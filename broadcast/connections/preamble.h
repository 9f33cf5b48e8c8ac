// What lies between accept and a connection's first byte of HTTP: the header of a proxy in front of
// us, then TLS.
#pragma once

#include "broadcast/connections/connections.h"
#include "broadcast/counters.h"
#include "broadcast/settings.h"

namespace broadcast {

// Goes as far as what came allows. ok: HTTP may be read; blocked: not now, and not readable; the
// rest is the connection's end. Not a byte is taken that belongs to what comes next. REQUIRES:
// phase greeting.
reactor::Status pass_preamble(Connection& connection, Hot& hot, const Settings& settings,
                              Counters& counters);

}  // namespace broadcast
