// One side of a connection that sends a stream of its own and checks the other's, byte by byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "reactor/poller.h"
#include "reactor/stream.h"
#include "reactor/tls_server.h"

namespace reactor {

// Each direction is four bytes of seed, then bytes that follow from the seed and the position. A
// Talker does with levels what any owner of a Stream has to do; everything it moves it has checked.
class Talker {
 public:
  Talker(Stream stream, std::uint32_t seed) : stream_(std::move(stream)), seed_(seed) {}

  // A server's side that begins TLS once there is something to begin with.
  void expect_tls(const TlsServer& server) { server_ = &server; }

  void ready(Ready ready);
  void say(std::size_t more) { to_say_ += finishing_ ? 0 : more; }
  void finish() { finishing_ = true; }  // half close when all is said

  // One read and one write, as far as the levels allow. True: something moved.
  bool turn();

  bool has_level() const { return readable_ || (writable_ && has_something_to_write()); }
  bool ended() const { return eof_ && shut_; }  // both ways, in order
  bool failed() const { return failed_; }       // reset or error
  bool wrong() const { return wrong_; }         // a byte was not what it should be
  bool heard_eof() const { return eof_; }

  std::uint32_t seed() const { return seed_; }
  std::uint64_t said() const { return said_; }
  std::uint64_t heard() const { return heard_; }
  std::uint32_t others_seed() const { return others_seed_; }  // once heard() > 3
  Stream& stream() { return stream_; }
  std::string state() const;  // for whoever wonders why it does not end

 private:
  bool has_something_to_write() const;
  bool begin();
  bool read();
  bool write();
  bool say_some();
  void check(std::span<const std::byte> bytes);
  bool note(const Transfer& transfer);

  Stream stream_;
  const TlsServer* server_ = nullptr;
  std::uint32_t seed_;
  std::uint32_t others_seed_ = 0;
  std::uint64_t to_say_ = 4;
  std::uint64_t said_ = 0;
  std::uint64_t heard_ = 0;
  bool established_ = false;
  bool readable_ = false;
  bool writable_ = false;
  bool flushing_ = false;  // a write was blocked: TLS may hold bytes that we count as said
  bool hangup_ = false;    // read until the end, past what is blocked
  bool finishing_ = false;
  bool shutting_ = false;
  bool shut_ = false;
  bool eof_ = false;
  bool failed_ = false;
  bool wrong_ = false;
};

}  // namespace reactor
