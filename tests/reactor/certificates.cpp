// Keys and certificates of one day, by OpenSSL's own calls.
#include "tests/reactor/certificates.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cassert>
#include <cstdio>
#include <memory>

namespace reactor {
namespace {

struct Close {
  void operator()(FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<FILE, Close>;

void extend(X509* certificate, int kind, const std::string& value) {
  X509V3_CTX words;
  X509V3_set_ctx_nodb(&words);
  X509V3_set_ctx(&words, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &words, kind, value.c_str());
  assert(extension != nullptr);
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
}

X509* unsigned_certificate(const std::string& name, EVP_PKEY* key, int serial) {
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
  return certificate;
}

EVP_PKEY* make_key(Certificates::Key kind) {
  return kind == Certificates::Key::p256 ? EVP_EC_gen("P-256")
                                         : EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519");
}

// Ed25519 has its digest built in.
void sign(X509* certificate, EVP_PKEY* key) {
  X509_sign(certificate, key, EVP_PKEY_is_a(key, "ED25519") == 1 ? nullptr : EVP_sha256());
}

void write_files(X509* certificate, EVP_PKEY* key, const TlsIdentity& identity) {
  PEM_write_X509(File(std::fopen(identity.certificate_file.c_str(), "w")).get(), certificate);
  PEM_write_PrivateKey(File(std::fopen(identity.key_file.c_str(), "w")).get(), key, nullptr,
                       nullptr, 0, nullptr, nullptr);
}

}  // namespace

struct Certificates::Authority {
  EVP_PKEY* key;
  X509* certificate = unsigned_certificate("authority", key, 1);

  explicit Authority(Key kind) : key(make_key(kind)) {
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    extend(certificate, NID_basic_constraints, "critical,CA:TRUE");
    sign(certificate, key);
  }
  ~Authority() {
    X509_free(certificate);
    EVP_PKEY_free(key);
  }
};

Certificates::Certificates(Key key) : key_(key), authority_(std::make_unique<Authority>(key)) {
  write_files(authority_->certificate, authority_->key, {authority_file(), file("authority.key")});
}

Certificates::~Certificates() = default;

TlsIdentity Certificates::issue(const std::string& name) {
  const std::string number = std::to_string(++issued_);
  const TlsIdentity identity = {file(number + ".pem"), file(number + ".key")};
  EVP_PKEY* key = make_key(key_);
  X509* certificate = unsigned_certificate(name, key, issued_ + 1);
  X509_set_issuer_name(certificate, X509_get_subject_name(authority_->certificate));
  extend(certificate, NID_subject_alt_name, name.starts_with("IP:") ? name : "DNS:" + name);
  sign(certificate, authority_->key);
  write_files(certificate, key, identity);
  X509_free(certificate);
  EVP_PKEY_free(key);
  return identity;
}

}  // namespace reactor
