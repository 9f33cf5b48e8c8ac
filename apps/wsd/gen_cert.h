// A certificate that nobody has signed but itself, for trying out TLS.
#pragma once

#include <string>

#include "apps/wsd/options.h"

namespace wsd {

inline constexpr int kCertificateDays = 90;

// Writes cert.pem and key.pem (readable by its owner alone) into the folder; files that exist are
// left alone. Returns what to tell the user. Throws std::runtime_error with a sentence.
std::string generate_certificate(const CertificateRequest& request);

}  // namespace wsd
