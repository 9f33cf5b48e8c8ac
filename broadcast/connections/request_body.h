// How long the body of a plain HTTP request is.
#pragma once

#include <cstddef>

#include "rfc6455/http_head.h"

namespace broadcast {

// Writes its length into body. Where that is not clear, what follows could be taken for the next
// request: then the answer is why it is refused, whatever it asks for; else nullptr.
const rfc6455::HttpError* measure_body(const rfc6455::HttpHead& head, std::size_t most,
                                       std::size_t& body);

}  // namespace broadcast
