// P-256, as browsers like it; the names stand in subjectAltName, the first also as the subject.
#include "apps/wsd/gen_cert.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>

#include "reactor/socket.h"

namespace wsd {
namespace {

constexpr long kHour = 3600;
constexpr int kSerialBytes = 16;
constexpr mode_t kForAll = 0644;
constexpr mode_t kForOwner = 0600;

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
  void operator()(BIGNUM* number) const { BN_free(number); }
  void operator()(BIO* bio) const { BIO_free(bio); }
};
template <class Type>
using Owned = std::unique_ptr<Type, Free>;

void demand(bool good) {
  if (!good) throw std::runtime_error("cannot make a certificate");
}

bool is_number(const std::string& host) {
  unsigned char address[sizeof(in6_addr)];
  return inet_pton(AF_INET, host.c_str(), address) == 1 ||
         inet_pton(AF_INET6, host.c_str(), address) == 1;
}

// What stands in a list of names of OpenSSL's own grammar: a comma would begin another one.
std::string alternative_names(const std::vector<std::string>& hosts) {
  std::string names;
  for (const std::string& host : hosts) {
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:*";
    if (host.empty() || host.find_first_not_of(kAllowed) != host.npos) {
      throw std::runtime_error("\"" + host + "\" is no host's name");
    }
    names += (names.empty() ? "" : ",") + std::string(is_number(host) ? "IP:" : "DNS:") + host;
  }
  return names;
}

void extend(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX words;
  X509V3_set_ctx_nodb(&words);
  X509V3_set_ctx(&words, certificate, certificate, nullptr, nullptr, 0);
  const Owned<X509_EXTENSION> extension(X509V3_EXT_conf_nid(nullptr, &words, kind, value.c_str()));
  demand(extension != nullptr && X509_add_ext(certificate, extension.get(), -1) == 1);
}

void set_serial(X509* certificate) {
  unsigned char bytes[kSerialBytes];
  demand(RAND_bytes(bytes, sizeof bytes) == 1);
  bytes[0] &= 0x7F;  // RFC 5280 §4.1.2.2: a positive number
  const Owned<BIGNUM> number(BN_bin2bn(bytes, sizeof bytes, nullptr));
  demand(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr);
}

Owned<X509> make_certificate(EVP_PKEY* key, const std::vector<std::string>& hosts) {
  Owned<X509> certificate(X509_new());
  demand(certificate != nullptr);
  const std::string names = alternative_names(hosts);
  X509_set_version(certificate.get(), X509_VERSION_3);
  set_serial(certificate.get());
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -kHour);  // clocks differ a little
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), kCertificateDays * 24 * kHour);
  X509_NAME* const name = X509_get_subject_name(certificate.get());
  demand(X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(hosts[0].c_str()), -1,
                                    -1, 0) == 1);
  X509_set_issuer_name(certificate.get(), name);
  X509_set_pubkey(certificate.get(), key);
  extend(certificate.get(), NID_subject_alt_name, names);
  extend(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
  demand(X509_sign(certificate.get(), key, EVP_sha256()) > 0);
  return certificate;
}

reactor::Socket create(const std::string& path, mode_t mode) {
  reactor::Socket file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
  if (!file) throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
  return file;
}

void write_pem(const reactor::Socket& file, BIO* pem, const std::string& path) {
  char* text = nullptr;
  const long size = BIO_get_mem_data(pem, &text);
  if (::write(file.fd(), text, static_cast<std::size_t>(size)) != size) {
    throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
  }
}

}  // namespace

std::string generate_certificate(const CertificateRequest& request) {
  const std::string certificate_path = request.folder + "/cert.pem";
  const std::string key_path = request.folder + "/key.pem";
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  demand(key != nullptr);
  const Owned<X509> certificate = make_certificate(key.get(), request.hosts);
  const Owned<BIO> certificate_pem(BIO_new(BIO_s_mem()));
  const Owned<BIO> key_pem(BIO_new(BIO_s_mem()));
  demand(PEM_write_bio_X509(certificate_pem.get(), certificate.get()) == 1);
  demand(PEM_write_bio_PrivateKey(key_pem.get(), key.get(), nullptr, nullptr, 0, nullptr,
                                  nullptr) == 1);
  const reactor::Socket key_file = create(key_path, kForOwner);
  const reactor::Socket certificate_file = [&] {
    try {
      return create(certificate_path, kForAll);
    } catch (...) {
      ::unlink(key_path.c_str());  // ours, and empty
      throw;
    }
  }();
  write_pem(key_file, key_pem.get(), key_path);
  write_pem(certificate_file, certificate_pem.get(), certificate_path);
  std::string names;
  for (const std::string& host : request.hosts) names += (names.empty() ? "" : ", ") + host;
  return "Wrote " + certificate_path + " and " + key_path + " for " + names + ", good for " +
         std::to_string(kCertificateDays) + " days.\nTry: wsd --listen tls://8765 --tls-cert " +
         certificate_path + " --tls-key " + key_path + "\n";
}

}  // namespace wsd
