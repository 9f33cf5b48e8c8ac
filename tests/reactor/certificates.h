// Certificates for tests and benchmarks, made on the spot: keys are never checked in.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "reactor/tls_server.h"
#include "tests/reactor/folder.h"

namespace reactor {

// An authority of its own and what it signs, as PEM files in a folder that goes with it.
class Certificates {
 public:
  enum class Key : std::uint8_t { p256, ed25519 };

  explicit Certificates(Key key = Key::p256);
  ~Certificates();
  Certificates(const Certificates&) = delete;
  Certificates& operator=(const Certificates&) = delete;

  // Signed for a DNS name ("chat.example", "*.chat.example") or, as "IP:127.0.0.1", for an address.
  TlsIdentity issue(const std::string& name);
  std::string authority_file() const { return folder_.file("authority.pem"); }
  std::string file(const std::string& name) const { return folder_.file(name); }

 private:
  struct Authority;

  Folder folder_;
  Key key_;
  int issued_ = 0;
  std::unique_ptr<Authority> authority_;
};

}  // namespace reactor
