// A client's end of a connection: what it says and hears, as it is or through TLS.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "tests/simulation/kernel.h"

struct ssl_st;
struct ssl_ctx_st;

namespace simulation {

class Channel {
 public:
  enum class Kind : std::uint8_t { plain, tls };

  Channel(Kernel& kernel, End end, Kind kind);

  // Goes out as far as the kernel takes it; the rest waits, behind what waits already.
  void say(std::string_view bytes);
  // Past TLS, as somebody who does not know of it. REQUIRES: nothing was said.
  void say_bare(std::string_view bytes);
  void send();      // what waits
  void send_one();  // one byte of it
  void shut();      // nothing more follows, TLS's own farewell neither
  bool waits() const { return !unsent_.empty() || !unsaid_.empty(); }
  // What has come: at most so many bytes of the wire, without TLS's own.
  std::string take(std::size_t most);

 private:
  struct Free {
    void operator()(ssl_st* ssl) const;
  };

  void begin_tls();
  void turn_tls();  // whatever TLS can do now
  void collect();   // what TLS wants to send

  Kernel& kernel_;
  End end_;
  std::unique_ptr<ssl_st, Free> ssl_;  // empty: plain
  std::string unsaid_;                 // until the handshake is done
  std::string unsent_;                 // of the wire
  std::string heard_;
  bool shut_ = false;
};

}  // namespace simulation
