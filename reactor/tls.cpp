// OpenSSL writes to and reads from a BIO of ours, which stands on the same two calls as a plain
// socket.
//
// OpenSSL's own rule for a refused write ("call again with the same bytes") does not fit a caller
// who may have something more urgent to say by then. So our BIO never refuses: what the socket does
// not take is kept in unsent_, and no further record is made until it has gone. It holds one record
// and, at worst, a few answers of TLS itself (kUnsentMax ends a peer that provokes more of these
// and reads none).
//
//     write ──▶ SSL_write ──▶ bio_write ──▶ socket
//                                 └─ rest ─▶ unsent_ ──flush, at the next call──▶ socket
//
// Where the kernel has TLS, OpenSSL gets the socket itself and hands the keys down during the
// handshake; from then on our writes are plain writes. Where either side of that is missing, our
// BIO takes over.
#include "reactor/tls.h"

#include <linux/tls.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <new>
#include <stdexcept>

#include "reactor/sys.h"

namespace reactor {
namespace {

constexpr std::size_t kRecordMax = SSL3_RT_MAX_PLAIN_LENGTH;  // 16 KiB
constexpr std::size_t kUnsentMax = 64 << 10;

std::span<const std::byte> bytes_of(const iovec& piece) {
  return {static_cast<const std::byte*>(piece.iov_base), piece.iov_len};
}

// Walks over pieces a record at a time: straight from a piece where a full record or the end of all
// lies in it, else gathered.
class Records {
 public:
  explicit Records(std::span<const iovec> pieces) : pieces_(pieces) { skip_empty(); }

  std::span<const std::byte> next() {
    if (pieces_.empty()) return {};
    const auto rest = bytes_of(pieces_.front()).subspan(offset_);
    if (rest.size() >= kRecordMax || pieces_.size() == 1) {
      const auto record = rest.first(std::min(rest.size(), kRecordMax));
      advance(record.size());
      return record;
    }
    std::size_t size = 0;
    while (size < gathered_.size() && !pieces_.empty()) {
      const auto from = bytes_of(pieces_.front()).subspan(offset_);
      const std::size_t part = std::min(from.size(), gathered_.size() - size);
      std::memcpy(gathered_.data() + size, from.data(), part);
      size += part;
      advance(part);
    }
    return std::span(gathered_).first(size);
  }

 private:
  void advance(std::size_t bytes) {
    offset_ += bytes;
    skip_empty();
  }

  void skip_empty() {
    while (!pieces_.empty() && pieces_.front().iov_len == offset_) {
      pieces_ = pieces_.subspan(1);
      offset_ = 0;
    }
  }

  std::span<const iovec> pieces_;
  std::size_t offset_ = 0;
  std::array<std::byte, kRecordMax> gathered_;  // left as it is until something is gathered
};

// SSL_get_error() looks at what lies in the thread's queue of errors: it must be empty before a
// call. To look is much cheaper than to clear.
void forget_errors() {
  if (ERR_peek_error() != 0) ERR_clear_error();
}

// OpenSSL's words for this thread's last failure.
std::string reason() {
  const unsigned long error = ERR_peek_last_error();
  const char* words = error != 0 ? ERR_reason_error_string(error) : nullptr;
  return words != nullptr ? words : "unknown reason";
}

}  // namespace

void refuse_tls(const std::string& sentence) {
  const std::string words = reason();
  ERR_clear_error();
  throw std::runtime_error(sentence + ": " + words);
}

std::string protocol_list(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    assert(!name.empty() && name.size() <= 255);
    list += static_cast<char>(name.size());
    list += name;
  }
  return list;
}

bool kernel_tls_available() {
#if defined(WSD_FAULTS)
  return false;  // what the kernel sends by itself no seam can see
#else
  static const bool available = [] {
    const Socket probe(sys().socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (!probe) return false;
    constexpr char kName[] = "tls";
    // Not being connected is only found out after the module was.
    return sys().setsockopt(probe.fd(), IPPROTO_TCP, TCP_ULP, kName, sizeof kName) == 0 ||
           errno == ENOTCONN;
  }();
  return available;
#endif
}

void Tls::Free::operator()(ssl_st* ssl) const {
  SSL_free(ssl);
}

Tls::Tls(ssl_ctx_st* settings, int fd, Side side) : ssl_(SSL_new(settings)), fd_(fd) {
  if (!ssl_) throw std::bad_alloc();
  side == Side::server ? SSL_set_accept_state(ssl_.get()) : SSL_set_connect_state(ssl_.get());
  if ((SSL_get_options(ssl_.get()) & SSL_OP_ENABLE_KTLS) != 0) {
    if (SSL_set_fd(ssl_.get(), fd) != 1) throw std::bad_alloc();
    return;
  }
  bio_st* bio = make_transport(this);
  SSL_set_bio(ssl_.get(), bio, bio);
}

Tls::~Tls() {
  // OpenSSL spoils the session of a connection that ends without notice; RFC 8446 has no such rule.
  SSL_set_shutdown(ssl_.get(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  forget_errors();
}

const bio_method_st* Tls::transport() {
  static const BIO_METHOD* const method = [] {
    BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "reactor");
    if (made == nullptr) throw std::bad_alloc();
    BIO_meth_set_write_ex(made, &Tls::bio_write);
    BIO_meth_set_read_ex(made, &Tls::bio_read);
    BIO_meth_set_ctrl(made, &Tls::bio_control);
    return made;
  }();
  return method;
}

bio_st* Tls::make_transport(Tls* tls) {
  BIO* bio = BIO_new(transport());
  if (bio == nullptr) throw std::bad_alloc();
  BIO_set_data(bio, tls);
  BIO_set_init(bio, 1);
  return bio;
}

int Tls::bio_write(bio_st* bio, const char* bytes, std::size_t size, std::size_t* written) {
  auto& tls = *static_cast<Tls*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  *written = size;
  return tls.take({reinterpret_cast<const std::byte*>(bytes), size}) ? 1 : 0;
}

int Tls::bio_read(bio_st* bio, char* into, std::size_t size, std::size_t* got) {
  auto& tls = *static_cast<Tls*>(BIO_get_data(bio));
  BIO_clear_retry_flags(bio);
  *got = 0;
  if (!tls.drained_) {
    const Transfer read = read_some(tls.fd_, {reinterpret_cast<std::byte*>(into), size});
    tls.drained_ = read.status == Status::blocked;
    tls.met_eof_ = read.status == Status::eof;
    *got = read.bytes;
    if (read.bytes > 0) return 1;
    if (read.status != Status::blocked) {
      if (read.status != Status::eof) tls.end(read);
      return 0;
    }
  }
  BIO_set_retry_read(bio);
  return 0;
}

long Tls::bio_control(bio_st* bio, int command, long /*number*/, void* /*pointer*/) {
  if (command == BIO_CTRL_FLUSH) return 1;
  if (command == BIO_CTRL_EOF) return static_cast<Tls*>(BIO_get_data(bio))->met_eof_ ? 1 : 0;
  return 0;
}

// To the socket, or behind what waits for it already. False: the connection has ended.
bool Tls::take(std::span<const std::byte> record) {
  if (unsent_.empty()) {
    const Transfer wrote = write_some(fd_, record);
    if (wrote.status == Status::reset || wrote.status == Status::error) {
      end(wrote);
      return false;
    }
    record = record.subspan(wrote.bytes);
  }
  if (unsent_.size() + record.size() > kUnsentMax) {
    end({0, Status::error, ENOBUFS});
    return false;
  }
  try {
    unsent_.insert(unsent_.end(), record.begin(), record.end());
  } catch (const std::bad_alloc&) {  // must not pass through OpenSSL, which called us
    end({0, Status::error, ENOMEM});
    return false;
  }
  return true;
}

// True: nothing waits for the socket any more.
bool Tls::flush() {
  if (unsent_.empty()) return true;
  const Transfer wrote = write_some(fd_, unsent_);
  if (wrote.status == Status::reset || wrote.status == Status::error) {
    end(wrote);
    return false;
  }
  unsent_.erase(unsent_.begin(), unsent_.begin() + static_cast<std::ptrdiff_t>(wrote.bytes));
  if (unsent_.empty()) unsent_.shrink_to_fit();  // an idle connection keeps nothing
  return unsent_.empty();
}

Transfer Tls::end(Transfer how) {
  if (end_.status == Status::ok) end_ = {0, how.status, how.error};
  return end_;
}

// What OpenSSL means by a result that is no success.
Transfer Tls::stopped(int result) {
  if (end_.status != Status::ok) return end_;
  const int before = errno;
  switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ:
    case SSL_ERROR_WANT_WRITE:
      return {0, Status::blocked, 0};
    case SSL_ERROR_ZERO_RETURN:  // OpenSSL says so again at each read
      return {0, Status::eof, 0};
    case SSL_ERROR_SYSCALL:  // only where OpenSSL has the socket itself
      return end(before == 0 || before == EAGAIN ? Transfer{0, Status::reset, ECONNRESET}
                                                 : failed(before));
    default:
      break;
  }
  if (met_eof_ || ERR_GET_REASON(ERR_peek_last_error()) == SSL_R_UNEXPECTED_EOF_WHILE_READING) {
    return end({0, Status::reset, ECONNRESET});
  }
  const long verified = SSL_get_verify_result(ssl_.get());
  complaint_ = verified == X509_V_OK ? reason() : X509_verify_cert_error_string(verified);
  flush();  // the alert that tells the peer
  return end({0, Status::error, EPROTO});
}

Transfer Tls::handshake() {
  if (end_.status != Status::ok) return end_;
  if (!established_) {
    drained_ = false;
    forget_errors();
    const int result = SSL_do_handshake(ssl_.get());
    if (result != 1) {
      flush();
      return stopped(result);
    }
    settle();
  }
  if (!flush()) return end_.status != Status::ok ? end_ : Transfer{0, Status::blocked, 0};
  return {};
}

// After the handshake it is known who encrypts. If it is not the kernel, our BIO does the writing.
void Tls::settle() {
  established_ = true;
  if ((SSL_get_options(ssl_.get()) & SSL_OP_ENABLE_KTLS) == 0) return;
  kernel_sends_ = BIO_get_ktls_send(SSL_get_wbio(ssl_.get()));
  if (!kernel_sends_) SSL_set0_wbio(ssl_.get(), make_transport(this));
}

Transfer Tls::read(std::span<std::byte> into) {
  assert(established_ && !into.empty());
  if (end_.status != Status::ok) return end_;
  flush();  // answers of TLS's own
  drained_ = false;
  std::size_t done = 0;
  while (done < into.size()) {
    forget_errors();
    std::size_t got = 0;
    const int result = SSL_read_ex(ssl_.get(), into.data() + done, into.size() - done, &got);
    done += got;
    if (result == 1) continue;
    const Transfer why = stopped(result);
    if (why.status == Status::blocked) return {done, Status::blocked, 0};
    return done > 0 ? Transfer{done, Status::ok, 0} : why;  // the next read tells the end
  }
  return {done, Status::ok, 0};
}

Transfer Tls::write(std::span<const std::byte> bytes) {
  const iovec piece = {const_cast<std::byte*>(bytes.data()), bytes.size()};  // only read
  return write(std::span(&piece, 1));
}

Transfer Tls::write(std::span<const iovec> pieces) {
  assert(established_ && !shut_);
  if (end_.status != Status::ok) return end_;
  if (kernel_sends_) return write_some(fd_, pieces);
  std::size_t taken = 0;
  Records records(pieces);
  while (flush()) {
    const auto record = records.next();
    if (record.empty()) return {taken, Status::ok, 0};
    forget_errors();
    std::size_t wrote = 0;
    const int result = SSL_write_ex(ssl_.get(), record.data(), record.size(), &wrote);
    if (result != 1) {
      const Transfer why = stopped(result);
      return {taken, why.status, why.error};
    }
    assert(wrote == record.size());
    taken += wrote;
  }
  if (end_.status == Status::ok) return {taken, Status::blocked, 0};
  return {taken, end_.status, end_.error};
}

Transfer Tls::shut_write() {
  if (end_.status != Status::ok) return end_;
  if (!shut_ && established_) {
    shut_ = true;
    forget_errors();
    SSL_shutdown(ssl_.get());
  }
  if (!flush()) return end_.status != Status::ok ? end_ : Transfer{0, Status::blocked, 0};
  sys().shutdown(fd_, SHUT_WR);
  return {};
}

bool Tls::resumed() const {
  return SSL_session_reused(ssl_.get()) == 1;
}

std::string Tls::version() const {
  return SSL_get_version(ssl_.get());
}

std::string Tls::protocol() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_.get(), &name, &size);
  return {reinterpret_cast<const char*>(name), size};
}

std::string Tls::peer_name() const {
  const X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr) return {};
  const std::unique_ptr<BIO, decltype(&::BIO_free)> text(BIO_new(BIO_s_mem()), &::BIO_free);
  X509_NAME_print_ex(text.get(), X509_get_subject_name(certificate), 0, XN_FLAG_RFC2253);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(text.get(), &bytes);
  return {bytes, static_cast<std::size_t>(std::max(size, 0L))};
}

}  // namespace reactor
