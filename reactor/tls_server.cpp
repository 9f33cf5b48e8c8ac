// One SSL_CTX per identity. A connection begins with the first's and changes over when it names
// another. What the callbacks need hangs on the first one and lives as long as the last connection
// that began with it; so a reload is just another set, and old connections do not notice.
//
// Little is kept per connection: buffers go back after use, sessions live in the clients' tickets
// alone.
#include "reactor/tls_server.h"

#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <stdexcept>

#include "reactor/signals.h"
#include "reactor/sys.h"

namespace reactor {
namespace {

// Forward secret and authenticated, and of these the one with the fewest rounds first: 128 bits are
// more than anybody will ever try.
constexpr char kCiphers12[] = "ECDHE+AESGCM+AES128:ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr char kCiphers13[] =
    "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256";
constexpr unsigned char kSessionPurpose[] = "reactor";
constexpr std::size_t kTicketsPerHandshake = 1;
constexpr std::uint8_t kHandshakeRecord = 22;  // RFC 8446 §5.1
constexpr std::size_t kRecordHeader = 5;

// What the callbacks know. Owned by the first identity's SSL_CTX.
struct Site {
  std::string protocols;  // as ALPN lists them
  std::vector<std::shared_ptr<ssl_ctx_st>> others;
};

int site_index() {
  static const int index = SSL_CTX_get_ex_new_index(
      0, nullptr, nullptr, nullptr, [](void*, void* site, CRYPTO_EX_DATA*, int, long, void*) {
        delete static_cast<Site*>(site);
      });
  return index;
}

bool speaks_for(ssl_ctx_st* settings, const char* name) {
  X509* certificate = SSL_CTX_get0_certificate(settings);
  return X509_check_host(certificate, name, 0, 0, nullptr) == 1;
}

int choose_identity(SSL* ssl, int* /*alert*/, void* argument) {
  const auto& site = *static_cast<const Site*>(argument);
  const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (name == nullptr) return SSL_TLSEXT_ERR_NOACK;
  if (speaks_for(SSL_get_SSL_CTX(ssl), name)) return SSL_TLSEXT_ERR_OK;
  for (const auto& other : site.others) {
    if (!speaks_for(other.get(), name)) continue;
    SSL_set_SSL_CTX(ssl, other.get());
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;  // the first answers for everybody else
}

// RFC 7301 §3.2: "In the event that the server supports no protocols that the client advertises,
// then the server SHALL respond with a fatal "no_application_protocol" alert."
int choose_protocol(SSL* /*ssl*/, const unsigned char** chosen, unsigned char* size,
                    const unsigned char* offered, unsigned offered_size, void* argument) {
  const auto& ours = static_cast<const Site*>(argument)->protocols;
  unsigned char* found = nullptr;
  const int outcome =
      SSL_select_next_proto(&found, size, reinterpret_cast<const unsigned char*>(ours.data()),
                            static_cast<unsigned>(ours.size()), offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_ALERT_FATAL;
}

void ask_for_certificates(ssl_ctx_st* settings, const TlsServerOptions& options) {
  if (options.client_certificate == ClientCertificate::ignored) return;
  const char* file = options.client_authorities_file.c_str();
  if (SSL_CTX_load_verify_file(settings, file) != 1) {
    refuse_tls("cannot read the clients' authorities from " + options.client_authorities_file);
  }
  SSL_CTX_set_client_CA_list(settings, SSL_load_client_CA_file(file));
  const bool required = options.client_certificate == ClientCertificate::required;
  SSL_CTX_set_verify(settings, SSL_VERIFY_PEER | (required ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0),
                     nullptr);
}

void set_rules(ssl_ctx_st* settings) {
  SSL_CTX_set_min_proto_version(settings, TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(settings, kCiphers12);
  SSL_CTX_set_ciphersuites(settings, kCiphers13);
  SSL_CTX_set_options(settings, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                    SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
  SSL_CTX_set_mode(settings, SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(settings, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(settings, kTicketsPerHandshake);
  SSL_CTX_set_session_id_context(settings, kSessionPurpose, sizeof kSessionPurpose - 1);
  if (kernel_tls_available()) {
    ignore_broken_pipes();  // OpenSSL itself writes to the socket then, by a plain write(2)
    SSL_CTX_set_options(settings, SSL_OP_ENABLE_KTLS);
  } else {
    SSL_CTX_set_read_ahead(settings, 1);  // one read for a record instead of two
  }
}

std::shared_ptr<ssl_ctx_st> make_settings(const TlsIdentity& identity,
                                          const TlsServerOptions& options) {
  std::shared_ptr<ssl_ctx_st> settings(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
  if (!settings) refuse_tls("cannot begin TLS");
  set_rules(settings.get());
  // A key that wants a password must not stop the program at a prompt.
  SSL_CTX_set_default_passwd_cb(settings.get(), [](char*, int, int, void*) { return 0; });
  if (SSL_CTX_use_certificate_chain_file(settings.get(), identity.certificate_file.c_str()) != 1) {
    refuse_tls("cannot read the certificate " + identity.certificate_file);
  }
  if (SSL_CTX_use_PrivateKey_file(settings.get(), identity.key_file.c_str(), SSL_FILETYPE_PEM) !=
      1) {
    refuse_tls("cannot use the key " + identity.key_file + " with " + identity.certificate_file);
  }
  auto key = options.ticket_key;  // the call does not promise to leave it alone
  if (SSL_CTX_set_tlsext_ticket_keys(settings.get(), key.data(), key.size()) != 1) {
    refuse_tls("cannot set the ticket key");
  }
  ask_for_certificates(settings.get(), options);
  return settings;
}

std::shared_ptr<ssl_ctx_st> make_all(const TlsServerOptions& options) {
  if (options.identities.empty()) throw std::runtime_error("TLS needs a certificate and its key");
  auto site = std::make_unique<Site>();
  site->protocols = protocol_list(options.protocols);
  std::vector<std::shared_ptr<ssl_ctx_st>> all;
  for (const TlsIdentity& identity : options.identities) {
    all.push_back(make_settings(identity, options));
    if (!site->protocols.empty()) {
      SSL_CTX_set_alpn_select_cb(all.back().get(), choose_protocol, site.get());
    }
  }
  auto first = all.front();
  site->others.assign(all.begin() + 1, all.end());
  SSL_CTX_set_tlsext_servername_callback(first.get(), choose_identity);
  SSL_CTX_set_tlsext_servername_arg(first.get(), site.get());
  if (SSL_CTX_set_ex_data(first.get(), site_index(), site.get()) != 1)
    refuse_tls("cannot begin TLS");
  (void)site.release();  // first's from now on
  return first;
}

}  // namespace

TicketKey random_ticket_key() {
  TicketKey key;
  if (RAND_bytes(key.data(), static_cast<int>(key.size())) != 1) refuse_tls("no random numbers");
  return key;
}

TlsServer::TlsServer(TlsServerOptions options)
    : options_(std::move(options)), settings_(make_all(options_)) {}

void TlsServer::reload() {
  settings_ = make_all(options_);
}

std::unique_ptr<Tls> TlsServer::accept(int fd) const {
  return std::make_unique<Tls>(settings_.get(), fd, Tls::Side::server);
}

bool client_hello_waits(int fd) {
  std::array<std::uint8_t, kRecordHeader> header;
  ssize_t peeked;
  do {
    peeked = sys().recv(fd, header.data(), header.size(), MSG_PEEK);
  } while (peeked < 0 && errno == EINTR);
  if (peeked < 0) return errno != EAGAIN;
  if (peeked == 0) return true;  // like any failure, an end is for TLS to tell
  if (header[0] != kHandshakeRecord) return true;
  if (peeked < static_cast<ssize_t>(header.size())) return false;
  const int record = header[3] << 8 | header[4];
  int waiting = 0;
  if (sys().ioctl(fd, FIONREAD, &waiting) != 0) return true;
  return waiting >= static_cast<int>(kRecordHeader) + record;
}

}  // namespace reactor
