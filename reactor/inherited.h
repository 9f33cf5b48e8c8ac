// Socket activation: listeners that the parent opened and handed over.
#pragma once

#include <optional>

namespace reactor {

inline constexpr int kInheritedFirst = 3;  // after stdin, stdout and stderr

// How many descriptors, from kInheritedFirst on, were meant for this process. Reads nothing by
// itself: the arguments are the values of $LISTEN_PID and $LISTEN_FDS (nullptr where unset) and our
// process id. nullopt if the two are not a pair of plain numbers; 0 if they are meant for somebody
// else, or absent.
std::optional<int> inherited_count(const char* listen_pid, const char* listen_fds, int own_pid);

}  // namespace reactor
