// The steps before the first message: TCP to one of the server's addresses, a proxy's tunnel, TLS,
// the upgrade.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/wsc/call.h"
#include "reactor/clock.h"
#include "reactor/endpoint.h"
#include "reactor/poller.h"
#include "reactor/stream.h"
#include "rfc6455/accept_key.h"
#include "rfc6455/deflate_offer.h"

namespace wsc {

inline constexpr reactor::Duration kConnectTime = std::chrono::seconds(10);  // each address
inline constexpr reactor::Duration kOpeningTime = std::chrono::seconds(20);  // what comes then
inline constexpr std::size_t kRefusalMax = 4096;  // of a refusal's body that is read

class Opening {
 public:
  enum class Stage : std::uint8_t { connecting, tunnelling, securing, upgrading, done, failed };

  // call must outlive the opening. The poller tells this token's edges.
  Opening(const Call& call, std::vector<reactor::Endpoint> endpoints, reactor::Poller& poller,
          reactor::Token token, reactor::Time now);

  // Goes as far as it can. Call it after an edge, and at the deadline.
  Stage advance(reactor::Time now);
  reactor::Time deadline() const { return deadline_; }

  // Once it is done:
  reactor::Stream take_stream() { return std::move(stream_); }
  std::string take_rest();  // bytes that came behind the answer
  const std::string& subprotocol() const { return subprotocol_; }  // granted; empty: none
  const std::optional<rfc6455::DeflateParameters>& deflate() const { return deflate_; }
  std::string tls_version() const { return stream_.secure() ? stream_.tls()->version() : ""; }

  // Once it has failed: a sentence, the status if it was the server who refused, else 0, and the
  // seconds in its Retry-After.
  const std::string& complaint() const { return complaint_; }
  unsigned status() const { return status_; }
  unsigned retry_after() const { return retry_after_; }

  // What was said, for the curious.
  const std::string& request() const { return request_; }
  std::string answer_head() const { return answer_.substr(0, head_size_); }

 private:
  bool dial_next(reactor::Time now);
  bool connected(reactor::Time now);
  bool tunnelled();
  bool secured();
  bool upgraded();
  void ask_for_upgrade();
  bool flush();
  bool read_head();
  bool refused();
  bool fail(std::string complaint);

  const Call& call_;
  reactor::Poller& poller_;
  const reactor::Token token_;
  std::vector<reactor::Endpoint> endpoints_;
  std::size_t next_endpoint_ = 0;
  reactor::Time deadline_;
  Stage stage_ = Stage::connecting;
  reactor::Stream stream_;
  std::string unsent_;
  std::string request_;
  std::string answer_;
  std::size_t head_size_ = 0;
  bool over_ = false;  // nothing more comes
  rfc6455::HandshakeKey key_{};
  std::string subprotocol_;
  std::optional<rfc6455::DeflateParameters> deflate_;
  std::string complaint_;
  unsigned status_ = 0;
  unsigned retry_after_ = 0;
};

}  // namespace wsc
