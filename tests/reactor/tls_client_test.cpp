// The client's doubts: the chain, the name, the address.
#include "reactor/tls_client.h"

#include "tests/reactor/tls_pair.h"

namespace reactor {
namespace {

TEST(TlsClient, BelievesTheRightNameOnly) {
  const TlsServer server(server_options());
  TlsClient client(client_options());
  TlsPair right(server, client);
  EXPECT_TRUE(right.shake_hands());
  TlsPair wrong(server, client, "chat.example.evil.example");
  EXPECT_FALSE(wrong.shake_hands());
  EXPECT_EQ(wrong.client_end.status, Status::error);
  EXPECT_EQ(wrong.server_end.status, Status::error);  // told by an alert
}

TEST(TlsClient, AddressesAreVerifiedAsAddresses) {
  TlsServerOptions options = server_options();
  options.identities = {certificates().issue("IP:127.0.0.1")};
  const TlsServer server(options);
  TlsClient client(client_options());
  TlsPair right(server, client, "127.0.0.1");
  EXPECT_TRUE(right.shake_hands()) << right.client->complaint();
  TlsPair wrong(server, client, "::1");
  EXPECT_FALSE(wrong.shake_hands());
}

TEST(TlsClient, BelievesItsAuthoritiesOnly) {
  const TlsServer server(server_options());
  Certificates elsewhere;
  TlsClientOptions options;
  options.authorities_file = elsewhere.authority_file();
  TlsClient strict(options);
  TlsPair refused(server, strict);
  EXPECT_FALSE(refused.shake_hands());
  EXPECT_FALSE(refused.client->complaint().empty());
  TlsClient by_the_systems({});
  TlsPair unknown(server, by_the_systems);
  EXPECT_FALSE(unknown.shake_hands());
  options.verification = Verification::none;
  TlsClient trusting(options);
  TlsPair accepted(server, trusting);
  EXPECT_TRUE(accepted.shake_hands());
}

TEST(TlsClient, OffersASessionToItsOwnHostOnly) {
  TlsServerOptions options = server_options();
  options.identities.push_back(certificates().issue("other.example"));
  const TlsServer server(options);
  TlsClient client(client_options());
  for (const char* host : {"chat.example", "other.example", "other.example"}) {
    static std::string before;
    TlsPair pair(server, client, host);
    ASSERT_TRUE(pair.shake_hands());
    EXPECT_EQ(pair.client->resumed(), before == host);
    before = host;
    pair.server->write(bytes("x"));
    wait_for_text(*pair.client, 1);
  }
}

TEST(TlsClient, WrongFilesAreNamed) {
  TlsClientOptions options;
  options.authorities_file = "/no/such/file";
  EXPECT_THROW(TlsClient client(options), std::runtime_error);
  options = client_options();
  options.certificate_file = "/no/such/file";
  EXPECT_THROW(TlsClient client(options), std::runtime_error);
}

}  // namespace
}  // namespace reactor
