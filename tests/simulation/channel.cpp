// TLS stands between two buffers in memory; only their bytes meet the kernel. Which bytes they are
// differs from run to run, how many does not: so a seed replays.
#include "tests/simulation/channel.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <new>
#include <utility>

#include "tests/violation.h"

namespace simulation {
namespace {

// Certificates are none of the simulation's matters.
SSL_CTX* settings() {
  static SSL_CTX* const made = [] {
    SSL_CTX* context = SSL_CTX_new(TLS_client_method());
    if (context == nullptr) throw std::bad_alloc();
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION);
    return context;
  }();
  return made;
}

}  // namespace

void Channel::Free::operator()(ssl_st* ssl) const {
  SSL_free(ssl);
}

Channel::Channel(Kernel& kernel, End end, Kind kind) : kernel_(kernel), end_(end) {
  if (kind == Kind::tls) begin_tls();
}

void Channel::begin_tls() {
  ssl_.reset(SSL_new(settings()));
  BIO* const in = BIO_new(BIO_s_mem());
  BIO* const out = BIO_new(BIO_s_mem());
  if (!ssl_ || in == nullptr || out == nullptr) throw std::bad_alloc();
  SSL_set_bio(ssl_.get(), in, out);
  SSL_set_connect_state(ssl_.get());
}

void Channel::say(std::string_view bytes) {
  if (ssl_) {
    unsaid_ += bytes;
    turn_tls();
  } else {
    unsent_ += bytes;
  }
}

void Channel::say_bare(std::string_view bytes) {
  ssl_.reset();
  unsent_ += bytes;
}

void Channel::send() {
  if (!unsent_.empty()) unsent_.erase(0, kernel_.write(end_, unsent_));
}

void Channel::send_one() {
  if (!unsent_.empty()) unsent_.erase(0, kernel_.write(end_, unsent_.substr(0, 1)));
}

void Channel::shut() {
  shut_ = true;
  kernel_.shut(end_);
}

std::string Channel::take(std::size_t most) {
  std::string bytes;
  kernel_.read(end_, bytes, most);
  if (!ssl_) return bytes;
  if (!bytes.empty()) {
    BIO_write(SSL_get_rbio(ssl_.get()), bytes.data(), static_cast<int>(bytes.size()));
    turn_tls();
    send();
  }
  return std::exchange(heard_, {});
}

void Channel::turn_tls() {
  ERR_clear_error();
  if (!SSL_is_init_finished(ssl_.get())) SSL_do_handshake(ssl_.get());
  if (SSL_is_init_finished(ssl_.get())) {
    if (!unsaid_.empty()) {
      SSL_write(ssl_.get(), unsaid_.data(), static_cast<int>(unsaid_.size()));
      unsaid_.clear();
    }
    std::array<char, 16 << 10> record;
    int got = 0;
    while ((got = SSL_read(ssl_.get(), record.data(), record.size())) > 0)
      heard_.append(record.data(), static_cast<std::size_t>(got));
    const int why = SSL_get_error(ssl_.get(), got);
    const bool fine = why == SSL_ERROR_WANT_READ || why == SSL_ERROR_ZERO_RETURN;
    // An end without close_notify is answered by an alert (RFC 8446 §6.1).
    tests::demand(fine || shut_ || kernel_.was_hit(end_), "the server broke TLS");
  }
  collect();
}

void Channel::collect() {
  BIO* const out = SSL_get_wbio(ssl_.get());
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out, &bytes);
  unsent_.append(bytes, static_cast<std::size_t>(size));
  (void)BIO_reset(out);
}

}  // namespace simulation
