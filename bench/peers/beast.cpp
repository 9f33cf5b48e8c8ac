// The peer `Beast`: Boost.Beast in the shape of its chat examples. beast PORT [--deflate] [--tls
// CERT KEY]
//
// A message is one shared string; a session has a queue of them and writes one after the other. All
// on one thread, which Asio is told, so that it takes no locks.
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/ssl.hpp>
#include <boost/beast/websocket.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::size_t kMessageMax = 1 << 20;

struct Message {
  std::string payload;
  bool text;
};
using Shared = std::shared_ptr<const Message>;

class Member {
 public:
  virtual ~Member() = default;
  virtual void send(const Shared& message) = 0;
};
using Room = std::unordered_set<Member*>;
std::map<std::string, Room> rooms;  // by path

template <class Transport>
class Session final : public Member, public std::enable_shared_from_this<Session<Transport>> {
 public:
  Session(Transport transport, bool deflate) : socket_(std::move(transport)), deflate_(deflate) {}

  ~Session() override {
    if (room_ != nullptr) room_->erase(this);
  }

  void start() {
    if constexpr (std::is_same_v<Transport, beast::tcp_stream>) {
      read_request();
    } else {
      socket_.next_layer().async_handshake(asio::ssl::stream_base::server,
                                           [own = this->shared_from_this()](error_code error) {
                                             if (!error) own->read_request();
                                           });
    }
  }

  void send(const Shared& message) override {
    queue_.push_back(message);
    if (queue_.size() == 1) write();
  }

 private:
  void read_request() {
    http::async_read(socket_.next_layer(), buffer_, request_,
                     [own = this->shared_from_this()](error_code error, std::size_t) {
                       if (!error) own->accept();
                     });
  }

  void accept() {
    socket_.set_option(websocket::stream_base::timeout::suggested(beast::role_type::server));
    websocket::permessage_deflate deflate;
    deflate.server_enable = deflate_;
    deflate.server_no_context_takeover = deflate.client_no_context_takeover = true;
    socket_.set_option(deflate);
    socket_.auto_fragment(false);
    socket_.read_message_max(kMessageMax);
    socket_.async_accept(request_, [own = this->shared_from_this()](error_code error) {
      if (!error) own->enter();
    });
  }

  void enter() {
    const std::string path(request_.target());
    request_ = {};
    if (path != "/echo") {
      room_ = &rooms[path];
      room_->insert(this);
    }
    read();
  }

  void read() {
    socket_.async_read(buffer_, [own = this->shared_from_this()](error_code error, std::size_t) {
      if (!error) own->publish();
    });
  }

  void publish() {
    const auto message = std::make_shared<const Message>(
        Message{beast::buffers_to_string(buffer_.data()), socket_.got_text()});
    buffer_.consume(buffer_.size());
    if (room_ == nullptr) {
      send(message);
    } else {
      for (Member* member : *room_) member->send(message);
    }
    read();
  }

  void write() {
    socket_.text(queue_.front()->text);
    socket_.async_write(asio::buffer(queue_.front()->payload),
                        [own = this->shared_from_this()](error_code error, std::size_t) {
                          if (error) return;
                          own->queue_.pop_front();
                          if (!own->queue_.empty()) own->write();
                        });
  }

  websocket::stream<Transport> socket_;
  bool deflate_;
  beast::flat_buffer buffer_;
  http::request<http::empty_body> request_;
  Room* room_ = nullptr;
  std::deque<Shared> queue_;  // the first one is being written
};

class Server {
 public:
  Server(std::uint16_t port, bool deflate)
      : acceptor_(loop_, {asio::ip::make_address("127.0.0.1"), port}), deflate_(deflate) {
    acceptor_.listen(4096);
  }

  void use_tls(const char* certificate, const char* key) {
    tls_.emplace(asio::ssl::context::tls_server);
    tls_->use_certificate_chain_file(certificate);
    tls_->use_private_key_file(key, asio::ssl::context::pem);
  }

  void run() {
    accept();
    loop_.run();
  }

 private:
  void accept() {
    acceptor_.async_accept([this](error_code error, tcp::socket socket) {
      if (!error) begin(std::move(socket));
      accept();
    });
  }

  void begin(tcp::socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    beast::tcp_stream stream(std::move(socket));
    if (tls_) {
      using Secure = beast::ssl_stream<beast::tcp_stream>;
      std::make_shared<Session<Secure>>(Secure(std::move(stream), *tls_), deflate_)->start();
    } else {
      std::make_shared<Session<beast::tcp_stream>>(std::move(stream), deflate_)->start();
    }
  }

  asio::io_context loop_{BOOST_ASIO_CONCURRENCY_HINT_UNSAFE};
  tcp::acceptor acceptor_;
  bool deflate_;
  std::optional<asio::ssl::context> tls_;
};

}  // namespace

int main(int count, char** words) {
  bool deflate = false;
  int tls = 0;  // where its files are
  for (int i = 2; i < count; ++i) {
    const std::string_view word = words[i];
    if (word == "--deflate") deflate = true;
    if (word == "--tls" && i + 2 < count) tls = i + 1;
  }
  if (count < 2) {
    std::fputs("beast PORT [--deflate] [--tls CERT KEY]\n", stderr);
    return 2;
  }
  Server server(static_cast<std::uint16_t>(std::atoi(words[1])), deflate);
  if (tls > 0) server.use_tls(words[tls], words[tls + 1]);
  server.run();
}
