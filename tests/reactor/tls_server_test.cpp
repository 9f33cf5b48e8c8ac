// The server's choices: by name, by protocol, by certificate; tickets, reload, stalled handshakes.
#include "reactor/tls_server.h"

#include <openssl/ssl.h>
#include <unistd.h>

#include <filesystem>

#include "tests/reactor/tls_pair.h"

namespace reactor {
namespace {

std::string refusal(const TlsServerOptions& options) {
  try {
    TlsServer server(options);
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "no refusal";
}

TEST(TlsServer, ChoosesTheCertificateByName) {
  TlsServerOptions options = server_options();
  options.identities.push_back(certificates().issue("other.example"));
  options.identities.push_back(certificates().issue("*.wild.example"));
  const TlsServer server(options);
  for (const char* host : {"chat.example", "other.example", "any.wild.example"}) {
    TlsClient client(client_options());
    TlsPair pair(server, client, host);
    EXPECT_TRUE(pair.shake_hands()) << host << ": " << pair.client->complaint();
  }
  TlsClient client(client_options());
  TlsPair stranger(server, client, "stranger.example");
  EXPECT_FALSE(stranger.shake_hands());  // gets the first one's, and does not believe it
  EXPECT_NE(stranger.client->complaint().find("hostname mismatch"), std::string::npos);
}

TEST(TlsServer, AgreesOnAProtocolOrRefuses) {
  const TlsServer server(server_options());
  const std::pair<std::vector<std::string>, std::string> cases[] = {
      {{"h2", "http/1.1"}, "http/1.1"}, {{}, ""}};
  for (const auto& [offered, agreed] : cases) {
    TlsClientOptions options = client_options();
    options.protocols = offered;
    TlsClient client(options);
    TlsPair pair(server, client);
    EXPECT_TRUE(pair.shake_hands());
    EXPECT_EQ(pair.server->protocol(), agreed);
    EXPECT_EQ(pair.client->protocol(), agreed);
  }
  TlsClientOptions options = client_options();
  options.protocols = {"h2"};
  TlsClient client(options);
  TlsPair pair(server, client);
  EXPECT_FALSE(pair.shake_hands());
  EXPECT_NE(pair.client->complaint().find("no application protocol"), std::string::npos);
}

TEST(TlsServer, ResumesByTicketAndAcrossAReload) {
  TlsServer server(server_options());
  TlsClient client(client_options());
  for (int connection = 0; connection < 3; ++connection) {
    TlsPair pair(server, client);
    ASSERT_TRUE(pair.shake_hands());
    EXPECT_EQ(pair.client->resumed(), connection > 0) << connection;
    pair.server->write(bytes("x"));  // the ticket comes before it
    wait_for_text(*pair.client, 1);
    server.reload();
  }
  const TlsServer sibling(server_options());  // with a ticket key of its own
  TlsPair pair(sibling, client);
  EXPECT_TRUE(pair.shake_hands());
  EXPECT_FALSE(pair.client->resumed());
}

TEST(TlsServer, ReloadDropsNobody) {
  const TlsIdentity one = certificates().issue(kHost);
  TlsServerOptions options = server_options();
  options.identities = {one};
  TlsServer server(options);
  TlsClient client(client_options());
  TlsPair established(server, client);
  ASSERT_TRUE(established.shake_hands());
  TlsPair under_way(server, client);
  under_way.client->handshake();

  const TlsIdentity other = certificates().issue("renamed.example");
  std::filesystem::copy_file(other.certificate_file, one.certificate_file,
                             std::filesystem::copy_options::overwrite_existing);
  EXPECT_THROW(server.reload(), std::runtime_error);  // the key does not fit: all stays as it was
  {
    TlsPair before(server, client);
    EXPECT_TRUE(before.shake_hands());
  }
  std::filesystem::copy_file(other.key_file, one.key_file,
                             std::filesystem::copy_options::overwrite_existing);
  server.reload();
  EXPECT_TRUE(under_way.shake_hands());
  established.client->write(bytes("still here"));
  EXPECT_EQ(wait_for_text(*established.server, 10), "still here");
  TlsClient newcomer(client_options());
  TlsPair renamed(server, newcomer, "renamed.example");
  EXPECT_TRUE(renamed.shake_hands());
}

TEST(TlsServer, ClientCertificates) {
  TlsServerOptions options = server_options();
  options.client_authorities_file = certificates().authority_file();
  options.client_certificate = ClientCertificate::required;
  const TlsServer strict(options);
  options.client_certificate = ClientCertificate::requested;
  const TlsServer curious(options);

  const TlsIdentity ana = certificates().issue("ana");
  TlsClientOptions with = client_options();
  with.certificate_file = ana.certificate_file;
  with.key_file = ana.key_file;
  TlsClient known(with);
  TlsClient unknown(client_options());

  TlsPair welcome(strict, known);
  EXPECT_TRUE(welcome.shake_hands()) << welcome.server->complaint();
  EXPECT_EQ(welcome.server->peer_name(), "CN=ana");
  TlsPair refused(strict, unknown);
  EXPECT_FALSE(refused.shake_hands());
  EXPECT_EQ(refused.server_end.status, Status::error);
  TlsPair anonymous(curious, unknown);
  EXPECT_TRUE(anonymous.shake_hands());
  EXPECT_EQ(anonymous.server->peer_name(), "");

  Certificates elsewhere;
  const TlsIdentity forged = elsewhere.issue("ana");
  with.certificate_file = forged.certificate_file;
  with.key_file = forged.key_file;
  TlsClient impostor(with);
  TlsPair wrong(curious, impostor);
  EXPECT_FALSE(wrong.shake_hands());
}

TEST(TlsServer, Speaks12ButNothingOlder) {
  const TlsServer server(server_options());
  TlsClient client(client_options());
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION, TLS1_1_VERSION}) {
    TlsPair pair(server, client);
    SSL_set_min_proto_version(pair.client->handle(), TLS1_VERSION);
    SSL_set_max_proto_version(pair.client->handle(), version);
    SSL_set_security_level(pair.client->handle(), 0);
    EXPECT_EQ(pair.shake_hands(), version != TLS1_1_VERSION);
  }
}

TEST(TlsServer, RenegotiationIsRefused) {
  const TlsServer server(server_options());
  TlsClient client(client_options());
  TlsPair pair(server, client);
  SSL_set_max_proto_version(pair.client->handle(), TLS1_2_VERSION);
  ASSERT_TRUE(pair.shake_hands());
  SSL_clear_options(pair.client->handle(), SSL_OP_NO_RENEGOTIATION);
  EXPECT_EQ(SSL_renegotiate(pair.client->handle()), 1);
  Transfer served;
  Transfer asked;
  turn_until(
      [&] {
        std::array<std::byte, 16> buffer;
        served = pair.server->read(buffer);
        asked = pair.client->read(buffer);
      },
      [&] { return asked.status == Status::error; });
  EXPECT_EQ(asked.status, Status::error);
  EXPECT_EQ(served.status, Status::blocked);  // refused by a warning; it is the client who gives up
}

TEST(TlsServer, AStalledHandshakeHasNoMemoryYet) {
  const TlsServer server(server_options());
  TlsClient client(client_options());
  Pair wire = unix_pair();  // the client's hello, to be passed on byte by byte
  const auto tls = client.connect(wire.here.fd(), kHost);
  tls->handshake();
  const std::string hello = read_text(wire.there.fd());
  ASSERT_GT(hello.size(), 100u);
  const Pair slow = tcp_pair();
  for (std::size_t i = 0; i < hello.size(); ++i) {
    ASSERT_FALSE(client_hello_waits(slow.there.fd())) << i;
    write_some(slow.here.fd(), bytes(hello).subspan(i, 1));
  }
  EXPECT_TRUE(turn_until([] {}, [&] { return client_hello_waits(slow.there.fd()); }));
}

TEST(TlsServer, AnythingElseIsForTlsToRefuse) {
  Pair pair = unix_pair();
  write_some(pair.here.fd(), bytes("GET / HTTP/1.1\r\n\r\n"));
  EXPECT_TRUE(client_hello_waits(pair.there.fd()));
  const TlsServer server(server_options());
  const auto tls = server.accept(pair.there.fd());
  EXPECT_EQ(tls->handshake().status, Status::error);
  EXPECT_EQ(tls->complaint(), "http request");
  EXPECT_EQ(tls->handshake().status, Status::error);
  Pair gone = unix_pair();
  gone.here.close();
  EXPECT_TRUE(client_hello_waits(gone.there.fd()));
  const auto nobody = server.accept(gone.there.fd());
  EXPECT_EQ(nobody->handshake().status, Status::reset);
}

TEST(TlsServer, WrongFilesAreNamed) {
  TlsServerOptions options = server_options();
  options.identities[0].certificate_file = "/no/such/file";
  EXPECT_NE(refusal(options).find("/no/such/file"), std::string::npos);
  options = server_options();
  options.identities[0].key_file = certificates().file("authority.key");
  EXPECT_NE(refusal(options).find("key"), std::string::npos);
  options = server_options();
  options.client_certificate = ClientCertificate::required;
  options.client_authorities_file = "/no/authorities";
  EXPECT_NE(refusal(options).find("/no/authorities"), std::string::npos);
  EXPECT_NE(refusal({}).find("needs a certificate"), std::string::npos);
}

}  // namespace
}  // namespace reactor
