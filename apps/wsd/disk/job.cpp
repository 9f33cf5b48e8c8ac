// Only messages and slips are of any size.
#include "apps/wsd/disk/job.h"

namespace disk {

std::size_t Job::weight() const {
  std::size_t weight = sizeof *this;
  if (const auto* append = std::get_if<Append>(&what)) weight += append->message.weight();
  if (const auto* slips = std::get_if<Slips>(&what)) {
    for (const chat::Slip& slip : slips->slips)
      weight += slip.key.size() + slip.value.value_or("").size();
  }
  return weight;
}

}  // namespace disk
