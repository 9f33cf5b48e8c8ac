// Certificates for trying out: TLS begins with them, and nothing is written over.
#include "apps/wsd/gen_cert.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "apps/wsd/server.h"
#include "tests/reactor/folder.h"

namespace wsd {
namespace {

std::string complaint(const CertificateRequest& request) {
  try {
    (void)generate_certificate(request);
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

TEST(GenCertTest, TlsBeginsWithIt) {
  const reactor::Folder folder;
  const std::string place = folder.file("");
  const std::string said = generate_certificate({{"localhost", "127.0.0.1", "::1"}, place});
  EXPECT_NE(said.find("for localhost, 127.0.0.1, ::1, good for 90 days"), std::string::npos)
      << said;
  Options options;
  options.tls_cert = place + "/cert.pem";
  options.tls_key = place + "/key.pem";
  EXPECT_NO_THROW(check_certificates(options));
  struct stat about {};
  ASSERT_EQ(::stat(options.tls_key.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST(GenCertTest, WhatIsThereStays) {
  const reactor::Folder folder;
  std::ofstream(folder.file("key.pem")) << "precious";
  EXPECT_NE(complaint({{"a"}, folder.file("")}).find("key.pem: File exists"), std::string::npos);
  std::stringstream text;
  text << std::ifstream(folder.file("key.pem")).rdbuf();
  EXPECT_EQ(text.str(), "precious");
  EXPECT_FALSE(std::ifstream(folder.file("cert.pem")).good());

  const reactor::Folder other;
  std::ofstream(other.file("cert.pem")) << "precious";
  EXPECT_NE(complaint({{"a"}, other.file("")}).find("cert.pem: File exists"), std::string::npos);
  EXPECT_FALSE(std::ifstream(other.file("key.pem")).good()) << "half a pair is none";
}

TEST(GenCertTest, WhatIsNoNameIsRefused) {
  const reactor::Folder folder;
  for (const char* host : {"", "a,DNS:evil", "a b", "a\n"}) {
    EXPECT_NE(complaint({{host}, folder.file("")}).find("is no host's name"), std::string::npos)
        << host;
  }
  EXPECT_NE(complaint({{"a"}, "/nowhere"}).find("cannot write /nowhere"), std::string::npos);
}

}  // namespace
}  // namespace wsd
