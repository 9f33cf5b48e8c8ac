// What /metrics says, in Prometheus' text form.
#pragma once

#include <string>

#include "apps/wsd/measures.h"

namespace wsd {

std::string metrics_page(const Measures& sum, const ProcessMeasures& process);

}  // namespace wsd
