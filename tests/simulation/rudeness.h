// What nobody should send: bytes out of nowhere, frames that lie, requests that are none.
#pragma once

#include <string>

#include "tests/simulation/choices.h"

namespace simulation {

std::string rude_request(Choices& choices);
std::string rude_frames(Choices& choices);

}  // namespace simulation
