// The process as its operator has it: reloaded, supervised, logged, spoken to by a terminal.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <pty.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "apps/wsd/gen_cert.h"
#include "apps/wsd/options.h"
#include "reactor/dial.h"
#include "reactor/endpoint.h"
#include "tests/apps/wsd/program.h"
#include "tests/reactor/folder.h"
#include "tests/reactor/loopback.h"
#include "tests/reactor/tls_pair.h"

namespace wsd {
namespace {

using broadcast::Guest;

// What an HTTP request is answered.
std::string get(std::uint16_t port, std::string_view path, std::string_view fields = {}) {
  const auto address = reactor::parse_address("127.0.0.1:" + std::to_string(port)).address.value();
  const auto endpoint = reactor::resolve_blocking(address, reactor::Purpose::dial).front();
  const reactor::Socket socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  EXPECT_EQ(::connect(socket.fd(), endpoint.raw(), endpoint.size), 0);
  const std::string request = "GET " + std::string(path) +
                              " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" +
                              std::string(fields) + "\r\n";
  EXPECT_EQ(::write(socket.fd(), request.data(), request.size()),
            static_cast<ssize_t>(request.size()));
  std::string answer;
  char bytes[512];
  for (ssize_t size; (size = ::read(socket.fd(), bytes, sizeof bytes)) > 0;) {
    answer.append(bytes, static_cast<std::size_t>(size));
  }
  return answer;
}

std::uint16_t port_in(const std::string& line, std::string_view before) {
  const auto at = line.find(before);
  EXPECT_NE(at, line.npos) << line;
  return static_cast<std::uint16_t>(std::stoi(line.substr(at + before.size())));
}

class OperationsTest : public testing::Test {
 protected:
  void write(const std::string& text) { std::ofstream(path_) << text; }

  reactor::Folder folder_;
  std::string path_ = folder_.file("wsd.toml");
};

TEST_F(OperationsTest, TheAdminListenerIsSaidInTheLog) {
  Program wsd({"--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--threads", "2"});
  EXPECT_EQ(wsd.line().rfind("Server started on ws://localhost:", 0), 0u);
  const std::string started = wsd.log_line("started");
  const std::uint16_t admin = port_in(started, "\"admin\":\"http://localhost:");
  EXPECT_EQ(get(admin, "/healthz").rfind("HTTP/1.1 200 OK\r\n", 0), 0u);
}

TEST_F(OperationsTest, HangUpReloadsWhatCanBeReloaded) {
  write("echo = false\n");
  Program wsd({"-c", path_, "--listen", "127.0.0.1:0", "--threads", "2"});
  const std::uint16_t port = wsd.port();
  EXPECT_EQ(get(port, "/echo").rfind("HTTP/1.1 404", 0), 0u);
  write("echo = true\nthreads = 7\nadmin = \"off\"\nroom = \"ops\"\n");
  wsd.signal(SIGHUP);
  const std::string line = wsd.log_line("reloaded");
  EXPECT_NE(line.find("\"changed\":\"room echo\""), std::string::npos) << line;
  // Each shard takes the new edition at its next turn, which the reload itself has begun.
  EXPECT_TRUE(reactor::turn_until(
      [] { ::usleep(1000); }, [&] { return get(port, "/echo").rfind("HTTP/1.1 426", 0) == 0; }));
}

TEST_F(OperationsTest, WhatNeedsARestartIsNamed) {
  write("listen = \"127.0.0.1:0\"\n");
  Program wsd({"-c", path_});
  const std::uint16_t port = wsd.port();
  write("listen = \"127.0.0.1:1\"\nthreads = 2\n");
  wsd.signal(SIGHUP);
  EXPECT_NE(wsd.log_line("needs a restart").find("listen: needs a restart"), std::string::npos);
  EXPECT_NE(wsd.log_line("needs a restart").find("threads: needs a restart"), std::string::npos);
  EXPECT_EQ(get(port, "/healthz").rfind("HTTP/1.1 200", 0), 0u);
}

TEST_F(OperationsTest, ABadFileChangesNothing) {
  write("echo = true\n");
  Program wsd({"-c", path_, "--listen", "127.0.0.1:0"});
  const std::uint16_t port = wsd.port();
  write("echo = false\nrate = 3\n");
  wsd.signal(SIGHUP);
  const std::string line = wsd.log_line("not reloaded");
  EXPECT_NE(line.find(path_ + ":2: rate: must be two numbers"), std::string::npos) << line;
  EXPECT_EQ(get(port, "/echo").rfind("HTTP/1.1 426", 0), 0u);
}

// The name in the certificate that a new client gets.
std::string certificate_name(std::uint16_t port) {
  const auto address = reactor::parse_address("127.0.0.1:" + std::to_string(port)).address.value();
  const auto endpoint = reactor::resolve_blocking(address, reactor::Purpose::dial).front();
  reactor::TlsClientOptions options;
  options.verification = reactor::Verification::none;
  reactor::TlsClient client(options);
  reactor::Stream stream(reactor::dial(endpoint).socket);
  EXPECT_TRUE(reactor::turn_until([] { ::usleep(1000); },
                                  [&] { return reactor::dial_error(stream.fd()) == 0; }));
  stream.begin(client.connect(stream.fd(), "localhost"));
  EXPECT_TRUE(reactor::turn_until(
      [] { ::usleep(1000); }, [&] { return stream.handshake().status == reactor::Status::ok; }));
  return stream.tls()->peer_name();
}

TEST_F(OperationsTest, ANewCertificateIsTaken) {
  const std::string cert = folder_.file("cert.pem");
  const std::string key = folder_.file("key.pem");
  (void)generate_certificate({{"old.example"}, folder_.file("")});
  Program wsd({"--listen", "tls://127.0.0.1:0", "--admin", "127.0.0.1:0", "--tls-cert", cert,
               "--tls-key", key, "--threads", "2"});
  const std::uint16_t port = wsd.port();
  const std::string ready = "GET /readyz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  ASSERT_TRUE(
      reactor::turn_until([] { ::usleep(1000); },  // both threads have read the old one
                          [&] { return wsd.ask_admin(ready).rfind("HTTP/1.1 200", 0) == 0; }));
  EXPECT_NE(certificate_name(port).find("old.example"), std::string::npos);
  ::unlink(cert.c_str());
  ::unlink(key.c_str());
  wsd.signal(SIGHUP);
  EXPECT_NE(wsd.log_line("not reloaded").find("cannot read"), std::string::npos);
  EXPECT_NE(certificate_name(port).find("old.example"), std::string::npos);
  (void)generate_certificate({{"new.example"}, folder_.file("")});
  wsd.signal(SIGHUP);
  EXPECT_NE(wsd.log_line("reloaded"), "");
  EXPECT_TRUE(reactor::turn_until(
      [] { ::usleep(1000); },
      [&] { return certificate_name(port).find("new.example") != std::string::npos; }));
}

TEST_F(OperationsTest, WhoAsksInADrainIsToldSo) {
  Program wsd({"--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--threads", "2",
               "--drain-time", "10m"});
  const std::string started = wsd.log_line("started");
  const std::uint16_t port = wsd.port();
  const std::uint16_t admin = port_in(started, "\"admin\":\"http://localhost:");
  const auto is_ready = [&] { return get(admin, "/readyz").starts_with("HTTP/1.1 200 OK\r\n"); };
  EXPECT_TRUE(reactor::turn_until([] { ::usleep(1000); }, is_ready));
  // The closes are spread over a part of these ten minutes.
  broadcast::Guest one = wsd.connect(port, "/raw/lobby");
  broadcast::Guest other = wsd.connect(port, "/raw/lobby");
  ASSERT_TRUE(turn_until({&one, &other}, [&] { return one.upgraded() && other.upgraded(); }));
  wsd.signal(SIGTERM);
  EXPECT_NE(wsd.log_line("stopping"), "");
  const std::string answer = get(admin, "/readyz");
  EXPECT_EQ(answer.rfind("HTTP/1.1 503 ", 0), 0u) << answer;
  EXPECT_NE(answer.find("\r\n\r\ndraining\n"), std::string::npos) << answer;
  wsd.signal(SIGTERM);
  EXPECT_EQ(wsd.wait(), kExitFine);
}

TEST_F(OperationsTest, WhatIsNoTextIsNotPublished) {
  Program wsd({"--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0", "--log-format", "json"});
  const std::string json = "application/json";
  const std::string plain = "text/plain";
  const std::string escape = "This JSON has an escape that stands for no character.";
  const std::string latin = "This JSON is not valid UTF-8.";
  const std::string cases[][3] = {
      {json, R"({"text":"\ud800"})", escape},
      {json, R"({"text":"\udc00"})", escape},
      {json, R"({"text":"\ud800x"})", escape},
      {json, R"({"text":"\ud800\ud800"})", escape},
      {json, R"({"text":"\uDC00\uD800"})", escape},
      {json, R"({"text":"hi","nick":"\udfff"})", escape},
      {json, R"({"text":"hi","\ud800":1})", escape},
      {json, R"({"text":"\u12"})", escape},
      {json, "{\"text\":\"\xED\xA0\x80\"}", latin},
      {json, "{\"text\":\"\xC0\x80\"}", latin},
      {json, "{\"text\":\"caf\xE9\"}", latin},
      {json, "{\"text\":\"a\nb\"}", "This is not JSON."},
      {json, R"({"text":"hi")", "This is not JSON."},
      {json, R"(["hi"])", "This is JSON, but not an object."},
      {plain, "caf\xE9", "The body is not valid UTF-8."},
      {plain, "\xED\xA0\x80", "The body is not valid UTF-8."},
  };
  const auto post = [&](const std::string& path, const std::string& type, const std::string& body) {
    return wsd.ask_admin(
        "POST /api/v1/" + path +
        " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: " + type +
        "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  };
  for (const auto& [type, body, said] : cases) {
    for (const char* path : {"rooms/lobby/messages", "broadcast"}) {
      const std::string answer = post(path, type, body);
      EXPECT_EQ(answer.substr(0, 13), "HTTP/1.1 400 ") << body;
      EXPECT_NE(answer.find("\"text\":\"" + said + "\""), answer.npos) << body << "\n" << answer;
    }
  }
  const std::string good = post("rooms/lobby/messages", json, R"({"text":"\ud83d\ude00"})");
  EXPECT_NE(good.find("\"seq\":1,"), good.npos) << "the first that was published\n" << good;
  wsd.signal(SIGTERM);
  EXPECT_EQ(wsd.wait(), kExitFine);
}

TEST_F(OperationsTest, TheServiceManagerIsTold) {
  const std::string place = folder_.file("notify");
  const reactor::Socket manager(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const reactor::Endpoint endpoint = reactor::unix_endpoint(place);
  ASSERT_EQ(::bind(manager.fd(), endpoint.raw(), endpoint.size), 0);
  const auto heard = [&] {
    char bytes[256];
    const ssize_t size = ::recv(manager.fd(), bytes, sizeof bytes, 0);
    const std::string text(bytes, size < 0 ? 0 : static_cast<std::size_t>(size));
    return text.substr(0, text.find('\n'));
  };
  Program wsd({"--listen", "127.0.0.1:0"}, {"NOTIFY_SOCKET=" + place});
  EXPECT_EQ(heard(), "READY=1");
  wsd.signal(SIGHUP);
  EXPECT_EQ(heard(), "RELOADING=1");
  EXPECT_EQ(heard(), "READY=1");
  wsd.signal(SIGTERM);
  EXPECT_EQ(heard(), "STOPPING=1");
  EXPECT_EQ(wsd.wait(), kExitFine);
}

TEST_F(OperationsTest, AnInheritedListenerIsServed) {
  reactor::Listener listener = reactor::listen_on("127.0.0.1:0");
  const std::uint16_t port = reactor::port_of(listener);
  // In the child it has to be number 3, and the variable its process id: a shell does both.
  const std::string command = "echo $$; LISTEN_PID=$$ LISTEN_FDS=1 exec " WSD_PROGRAM
                              " --admin off 3<&" +
                              std::to_string(listener.fd());
  const int flags = ::fcntl(listener.fd(), F_GETFD);
  ::fcntl(listener.fd(), F_SETFD, flags & ~FD_CLOEXEC);
  FILE* const output = ::popen(command.c_str(), "re");
  ASSERT_NE(output, nullptr);
  char line[128] = {};
  ASSERT_NE(::fgets(line, sizeof line, output), nullptr);
  const pid_t child = std::stoi(line);
  ASSERT_NE(::fgets(line, sizeof line, output), nullptr);
  EXPECT_EQ(std::string(line), "Server started on ws://localhost:" + std::to_string(port) + "\n");
  EXPECT_EQ(get(port, "/healthz").rfind("HTTP/1.1 200", 0), 0u);
  ::kill(child, SIGTERM);
  EXPECT_EQ(WEXITSTATUS(::pclose(output)), kExitFine);
}

TEST_F(OperationsTest, AClosedTerminalEndsItLikeASignal) {
  int ends[2];
  ASSERT_EQ(::openpty(&ends[0], &ends[1], nullptr, nullptr, nullptr), 0);
  reactor::Socket keyboard(ends[0]);
  reactor::Socket terminal(ends[1]);
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  Program wsd({"--listen", "127.0.0.1:0"}, {}, terminal.fd());
  (void)wsd.port();
  terminal.close();
  keyboard.close();
  wsd.signal(SIGHUP);
  EXPECT_EQ(wsd.wait(), kExitFine);
}

TEST_F(OperationsTest, StandardInputMayBeAnything) {
  write("one line\nanother");
  const reactor::Socket file(::open(path_.c_str(), O_RDONLY | O_CLOEXEC));
  const reactor::Socket nothing(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  for (const int input : {file.fd(), nothing.fd()}) {
    Program wsd({"--listen", "127.0.0.1:0", "--console"}, {}, input);
    EXPECT_EQ(get(wsd.port(), "/healthz").rfind("HTTP/1.1 200", 0), 0u);
    wsd.signal(SIGTERM);
    EXPECT_EQ(wsd.wait(), kExitFine);
  }
}

TEST_F(OperationsTest, HeadsHaveTheirLimits) {
  Program wsd({"--listen", "127.0.0.1:0", "--max-head", "1KiB", "--max-fields", "8"});
  const std::uint16_t port = wsd.port();
  EXPECT_EQ(get(port, "/healthz").rfind("HTTP/1.1 200", 0), 0u);
  EXPECT_EQ(get(port, "/" + std::string(1000, 'x')).rfind("HTTP/1.1 431", 0), 0u);
  EXPECT_EQ(get(port, "/healthz", "a: b\r\n").rfind("HTTP/1.1 200", 0), 0u);
  EXPECT_EQ(
      get(port, "/healthz", "a:\r\nb:\r\nc:\r\nd:\r\ne:\r\nf:\r\ng:\r\n").rfind("HTTP/1.1 431", 0),
      0u);
}

TEST_F(OperationsTest, CheckingAndItsExitCodes) {
  write("ping = \"3s\"\n");
  Program good({"--check", "-c", path_});
  EXPECT_EQ(good.line(), "configuration is good");
  EXPECT_EQ(good.wait(), kExitFine);
  write("ping = \"x\"\n");
  Program bad({"--check", "-c", path_});
  EXPECT_EQ(bad.wait(), kExitBadConfiguration);
  EXPECT_EQ(bad.rest_of_output(),
            path_ + ":1: ping: must be a time, such as 500ms, 25s, 2m or 12h\n");
  Program certificate({"--check", "--listen", "tls://1", "--tls-cert", path_, "--tls-key", path_});
  EXPECT_EQ(certificate.wait(), kExitBadConfiguration);
  EXPECT_NE(certificate.rest_of_output().find("cannot read the certificate " + path_),
            std::string::npos);
}

// What the start would warn of, and what it would fail at.
TEST_F(OperationsTest, CheckingSaysWhatTheStartWouldSay) {
  Program doubtful({"--check", "--welcome", "{foo}"}, {"WSD_RAET=1/1"});
  EXPECT_EQ(doubtful.line(), "configuration is good");
  EXPECT_EQ(doubtful.wait(), kExitFine);
  EXPECT_EQ(doubtful.rest_of_output(),
            "warning: WSD_RAET: there is no such setting; did you mean WSD_RATE?\n"
            "warning: welcome: {foo} is shown as it stands; what is filled in is {name}, {others} "
            "and {room}\n");
  Program twice({"--check", "--listen", "8765", "--listen", "127.0.0.1:8765"});
  EXPECT_EQ(twice.wait(), kExitUsage);
  EXPECT_NE(twice.rest_of_output().find("--listen: 8765 and 127.0.0.1:8765 are one port twice"),
            std::string::npos);
  Program same({"--check", "--listen", "8765", "--admin", "8765"});
  EXPECT_EQ(same.wait(), kExitUsage);
}

TEST_F(OperationsTest, GenCert) {
  const std::string place = folder_.file("certificates");
  ASSERT_EQ(::mkdir(place.c_str(), 0700), 0);
  Program first({"gen-cert", "--out", place});
  EXPECT_NE(first.line().find("Wrote " + place + "/cert.pem"), std::string::npos);
  EXPECT_EQ(first.wait(), kExitFine);
  Program again({"gen-cert", "--out", place});
  EXPECT_EQ(again.wait(), kExitFailure);
  EXPECT_NE(again.rest_of_output().find("File exists"), std::string::npos);
}

}  // namespace
}  // namespace wsd
