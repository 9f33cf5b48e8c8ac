// Verification is OpenSSL's; this file only makes sure it is asked for, with the right name. One
// session is kept, the latest: a client reconnects to the server it came from.
#include "reactor/tls_client.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "reactor/sys.h"

namespace reactor {
namespace {

bool is_number(const std::string& host) {
  in6_addr unused;
  return inet_pton(AF_INET, host.c_str(), &unused) == 1 ||
         inet_pton(AF_INET6, host.c_str(), &unused) == 1;
}

void trust(ssl_ctx_st* settings, const TlsClientOptions& options) {
  if (options.verification == Verification::none) return;
  SSL_CTX_set_verify(settings, SSL_VERIFY_PEER, nullptr);
  const bool loaded =
      options.authorities_file.empty()
          ? SSL_CTX_set_default_verify_paths(settings) == 1
          : SSL_CTX_load_verify_file(settings, options.authorities_file.c_str()) == 1;
  if (!loaded) refuse_tls("cannot read the authorities from " + options.authorities_file);
}

void identify(ssl_ctx_st* settings, const TlsClientOptions& options) {
  if (options.certificate_file.empty()) return;
  SSL_CTX_set_default_passwd_cb(settings, [](char*, int, int, void*) { return 0; });
  const char* certificate = options.certificate_file.c_str();
  if (SSL_CTX_use_certificate_chain_file(settings, certificate) != 1 ||
      SSL_CTX_use_PrivateKey_file(settings, options.key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    refuse_tls("cannot use the certificate " + options.certificate_file + " with the key " +
               options.key_file);
  }
}

}  // namespace

void TlsClient::FreeSession::operator()(ssl_session_st* session) const {
  SSL_SESSION_free(session);
}

TlsClient::TlsClient(const TlsClientOptions& options)
    : settings_(SSL_CTX_new(TLS_client_method()), &SSL_CTX_free),
      protocols_(protocol_list(options.protocols)) {
  if (!settings_) refuse_tls("cannot begin TLS");
  SSL_CTX_set_min_proto_version(settings_.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(settings_.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION);
  SSL_CTX_set_mode(settings_.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(settings_.get(), 1);
  trust(settings_.get(), options);
  identify(settings_.get(), options);
  SSL_CTX_set_session_cache_mode(settings_.get(),
                                 SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_app_data(settings_.get(), this);
  SSL_CTX_sess_set_new_cb(settings_.get(), &TlsClient::keep_session);
}

TlsClient::~TlsClient() = default;

// 1: the session is ours now.
int TlsClient::keep_session(ssl_st* ssl, ssl_session_st* session) {
  static_cast<TlsClient*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))->session_.reset(session);
  return 1;
}

std::unique_ptr<Tls> TlsClient::connect(int fd, const std::string& host) {
  auto tls = std::make_unique<Tls>(settings_.get(), fd, Tls::Side::client);
  SSL* ssl = tls->handle();
  if (is_number(host)) {
    X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), host.c_str());
  } else {
    SSL_set_tlsext_host_name(ssl, host.c_str());  // RFC 6066 §3: names only, no addresses
    if (SSL_set1_host(ssl, host.c_str()) != 1) refuse_tls("cannot verify the name " + host);
  }
  if (!protocols_.empty()) {
    SSL_set_alpn_protos(ssl, reinterpret_cast<const unsigned char*>(protocols_.data()),
                        static_cast<unsigned>(protocols_.size()));
  }
  if (session_ && host_ == host) {
    SSL_set_session(ssl, session_.get());
  } else {
    session_.reset();
  }
  host_ = host;
  return tls;
}

}  // namespace reactor
