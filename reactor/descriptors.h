// How many descriptors there may be, and whose they are.
#pragma once

#include <cstddef>

namespace reactor {

// Raises the limit of open descriptors as far as an ordinary process may. Returns what it is now.
std::size_t raise_descriptor_limit();

// Gives the calling thread a descriptor table of its own: what is open stays open in both, what is
// opened or closed from now on is this thread's alone. The limit counts per table, so each thread
// gets all of it. A descriptor opened before lives on until every copy is closed. Returns false
// where it is not permitted.
bool own_descriptor_table();

}  // namespace reactor
