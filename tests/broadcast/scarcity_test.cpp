// What a peer makes the server allocate may be refused: then that peer's connection ends, and no
// other.
#include <cstdlib>
#include <new>

#include "reactor/dial.h"
#include "tests/broadcast/stage.h"
#include "tests/reactor/tls_pair.h"

namespace {

// Blocks of these sizes are refused.
std::size_t refused_from = ~std::size_t{0};
std::size_t refused_to = 0;

}  // namespace

void* operator new(std::size_t size) {
  void* const block = size >= refused_from && size <= refused_to ? nullptr : std::malloc(size);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}
void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t /*size*/) noexcept {
  std::free(block);
}

namespace broadcast {
namespace {

constexpr std::size_t kLarge = 20'000;

class Scarcity {
 public:
  explicit Scarcity(std::size_t from, std::size_t to = ~std::size_t{0}) {
    refused_from = from;
    refused_to = to;
  }
  ~Scarcity() {
    refused_from = ~std::size_t{0};
    refused_to = 0;
  }
};

void expect_only_that_one_ends(Stage& stage, Guest& greedy, Guest& other) {
  {
    const Scarcity scarcity(kLarge);
    stage.settle();
  }
  stage.settle();
  EXPECT_EQ(stage.told(greedy).back(), "closed transport 1006 connection lost");
  EXPECT_TRUE(greedy.over());
  other.say("unharmed");
  stage.settle();
  EXPECT_EQ(other.heard(), Heard{"text unharmed"});
}

TEST(ScarcityTest, AMessageThatCannotBeGathered) {
  Stage stage;
  Guest& ana = stage.guest("/void");
  Guest& bob = stage.guest("/echo");
  ana.send({{Opcode::text, std::string(2 * kLarge, 'x'), false}});
  expect_only_that_one_ends(stage, ana, bob);
}

TEST(ScarcityTest, AMessageThatCannotBeInflated) {
  if (!rfc6455::deflate_available()) GTEST_SKIP();
  Stage stage;
  Guest& ana = stage.guest("/void", 0, kDeflateOffer);
  Guest& bob = stage.guest("/echo");
  rfc6455::Deflater deflater(15, rfc6455::ContextTakeover::no);
  std::vector<std::byte> room(1000);
  const auto size = deflater.compress(reactor::bytes(std::string(500, 'x')), room);
  ana.send({{Opcode::text, rfc6455::string_of(std::span(room).first(*size)), true, true}});
  expect_only_that_one_ends(stage, ana, bob);
}

TEST(ScarcityTest, ATlsThatCannotBegin) {
  Stage stage;
  const reactor::TlsServer server(reactor::server_options());
  reactor::TlsClient client(reactor::client_options());
  reactor::Listener listener = reactor::listen_on("127.0.0.1:0");
  const reactor::Endpoint endpoint = reactor::local_endpoint(listener.fd());
  stage.shard().listen(std::move(listener), &server);
  Guest& bob = stage.guest("/echo");
  Guest& ana = stage.add(std::make_unique<Guest>(reactor::dial(endpoint).socket, client));
  ana.write(upgrade_request("/echo"));
  {
    const Scarcity scarcity(sizeof(reactor::Tls), sizeof(reactor::Tls));
    ASSERT_TRUE(stage.until([&] { return ana.over(); }));
  }
  EXPECT_EQ(stage.counters().requests, 1u);
  bob.say("unharmed");
  stage.settle();
  EXPECT_EQ(bob.heard(), Heard{"text unharmed"});
}

}  // namespace
}  // namespace broadcast
