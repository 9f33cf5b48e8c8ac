// The peer `websocketpp`, like its broadcast example. websocketpp PORT [--deflate] [--tls CERT KEY]
//
// One thread, and the library's locks and logs switched off at compile time, as its pages on
// performance advise. Deflate is negotiated with whoever asks.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <websocketpp/concurrency/none.hpp>
#include <websocketpp/config/asio.hpp>
#include <websocketpp/extensions/permessage_deflate/enabled.hpp>
#include <websocketpp/server.hpp>

namespace {

namespace asio = websocketpp::lib::asio;
using websocketpp::connection_hdl;

constexpr std::size_t kMessageMax = 1 << 20;

// Given: the library's configuration, plain or TLS.
template <class Given>
struct Settings : Given {
  using type = Settings;
  using concurrency_type = websocketpp::concurrency::none;
  using elog_type = websocketpp::log::basic<concurrency_type, websocketpp::log::elevel>;
  using alog_type = websocketpp::log::basic<concurrency_type, websocketpp::log::alevel>;
  static const bool enable_multithreading = false;
  static const websocketpp::log::level alog_level = websocketpp::log::alevel::none;
  static const websocketpp::log::level elog_level = websocketpp::log::elevel::none;

  struct transport_config : Given::transport_config {
    using concurrency_type = Settings::concurrency_type;
    using elog_type = Settings::elog_type;
    using alog_type = Settings::alog_type;
    static const bool enable_multithreading = false;
  };
  using transport_type = websocketpp::transport::asio::endpoint<transport_config>;

  struct permessage_deflate_config {};
  using permessage_deflate_type =
      websocketpp::extensions::permessage_deflate::enabled<permessage_deflate_config>;
};

template <class Given>
class Server {
 public:
  using Endpoint = websocketpp::server<Settings<Given>>;
  using Message = typename Endpoint::message_ptr;

  Server() {
    endpoint_.init_asio();
    endpoint_.set_reuse_addr(true);
    endpoint_.set_listen_backlog(4096);
    endpoint_.set_max_message_size(kMessageMax);
    endpoint_.set_tcp_pre_init_handler([this](connection_hdl who) {
      websocketpp::lib::error_code error;
      auto& socket = endpoint_.get_con_from_hdl(who, error)->get_raw_socket();
      socket.set_option(asio::ip::tcp::no_delay(true));
    });
    endpoint_.set_open_handler([this](connection_hdl who) { room_of(who).insert(who); });
    endpoint_.set_close_handler([this](connection_hdl who) { room_of(who).erase(who); });
    endpoint_.set_message_handler(
        [this](connection_hdl who, Message message) { publish(who, message); });
  }

  Endpoint& endpoint() { return endpoint_; }

  void run(std::uint16_t port) {
    endpoint_.listen(asio::ip::tcp::endpoint(asio::ip::make_address("127.0.0.1"), port));
    endpoint_.start_accept();
    endpoint_.run();
  }

 private:
  using Room = std::set<connection_hdl, std::owner_less<connection_hdl>>;

  Room& room_of(connection_hdl who) {
    return rooms_[endpoint_.get_con_from_hdl(who)->get_resource()];
  }

  void publish(connection_hdl who, const Message& message) {
    websocketpp::lib::error_code error;
    if (endpoint_.get_con_from_hdl(who)->get_resource() == "/echo") {
      endpoint_.send(who, message->get_payload(), message->get_opcode(), error);
      return;
    }
    message->set_compressed(true);  // for those who negotiated it
    for (const connection_hdl& member : room_of(who)) endpoint_.send(member, message, error);
  }

  Endpoint endpoint_;
  std::map<std::string, Room> rooms_;  // by path
};

void run_plain(std::uint16_t port) {
  Server<websocketpp::config::asio> server;
  server.run(port);
}

void run_tls(std::uint16_t port, const char* certificate, const char* key) {
  Server<websocketpp::config::asio_tls> server;
  const auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_server);
  context->use_certificate_chain_file(certificate);
  context->use_private_key_file(key, asio::ssl::context::pem);
  server.endpoint().set_tls_init_handler([context](connection_hdl) { return context; });
  server.run(port);
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fputs("websocketpp PORT [--deflate] [--tls CERT KEY]\n", stderr);
    return 2;
  }
  const auto port = static_cast<std::uint16_t>(std::atoi(words[1]));
  for (int i = 2; i + 2 < count; ++i) {
    if (std::string_view(words[i]) == "--tls") {
      run_tls(port, words[i + 1], words[i + 2]);
      return 0;
    }
  }
  run_plain(port);
}
