// Heads: against a parser that is slow and obvious, and the same for every way of cutting them.
// Then everything that is asked about a head, on either side of a handshake.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "fuzz/check.h"
#include "rfc6455/handshake.h"
#include "rfc6455/request_target.h"

namespace {

using rfc6455::HttpHead;
using Kind = HttpHead::Kind;
using Progress = HttpHead::Progress;

using fuzz::check;

// ---- the obvious parser: the whole head as lines, by searching and copying ----

using Words = std::vector<std::string>;  // three of the first line, then name and value by turns

const std::string kVisible = [] {
  std::string bytes;
  for (char byte = '!'; byte <= '~'; ++byte) bytes += byte;
  return bytes;
}();
const std::string kToken =
    "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

bool only(const std::string& text, const std::string& allowed) {
  return text.find_first_not_of(allowed) == text.npos;
}

bool is_text(const std::string& text) {
  for (const unsigned char byte : text) {
    if ((byte < ' ' && byte != '\t') || byte == 0x7F) return false;
  }
  return true;
}

bool is_version(const std::string& text) {
  return text == "HTTP/1.1" || text == "HTTP/1.0";
}

bool is_status(const std::string& text) {
  return text.size() == 3 && only(text, "0123456789") && text >= "100" && text <= "599";
}

std::optional<Words> first_line(const std::string& line, Kind kind) {
  const auto first = line.find(' ');
  const auto second = first == line.npos ? line.npos : line.find(' ', first + 1);
  if (second == line.npos || line.size() > rfc6455::HeadLimits().first_line) return std::nullopt;
  const Words words = {line.substr(0, first), line.substr(first + 1, second - first - 1),
                       line.substr(second + 1)};
  const bool good = kind == Kind::request
                        ? !words[0].empty() && only(words[0], kToken) && !words[1].empty() &&
                              only(words[1], kVisible) && is_version(words[2])
                        : is_version(words[0]) && is_status(words[1]) && is_text(words[2]);
  return good ? std::optional(words) : std::nullopt;
}

std::optional<Words> obvious(const std::string& bytes, Kind kind) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == bytes.npos || end + 4 > rfc6455::HeadLimits().head) return std::nullopt;
  std::optional<Words> words;
  for (std::size_t at = 0; at < end + 2;) {
    const auto stop = bytes.find("\r\n", at);
    const auto line = bytes.substr(at, stop - at);
    at = stop + 2;
    if (!words) {
      words = first_line(line, kind);
      if (!words) return std::nullopt;
      continue;
    }
    const auto colon = line.find(':');
    if (colon == line.npos || colon == 0 || !only(line.substr(0, colon), kToken))
      return std::nullopt;
    const auto begin = line.find_first_not_of(" \t", colon + 1);
    const auto last = line.find_last_not_of(" \t");
    words->push_back(line.substr(0, colon));
    words->push_back(begin == line.npos ? "" : line.substr(begin, last + 1 - begin));
    if (!is_text(words->back())) return std::nullopt;
  }
  return words->size() <= 3 + 2 * rfc6455::kFieldsMax ? words : std::nullopt;
}

// ---- reading in pieces ----

struct Reading {
  HttpHead head;
  std::vector<char> bytes;  // what was handed over last, with nothing behind it
  Progress progress = Progress::partial;
};

void hand_over(Reading& reading, const std::string& bytes, std::size_t size) {
  reading.bytes.assign(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
  reading.bytes.shrink_to_fit();
  reading.progress = reading.head.read({reading.bytes.data(), size});
}

Words words_of(const HttpHead& head, Kind kind) {
  const std::string version = head.minor_version() == 0 ? "HTTP/1.0" : "HTTP/1.1";
  Words words;
  if (kind == Kind::request) {
    words = {std::string(head.method()), std::string(head.target()), version};
  } else {
    words = {version, std::to_string(head.status()), ""};  // the reason is not kept
  }
  for (std::size_t i = 0; i < head.fields(); ++i) {
    words.emplace_back(head.name(i));
    words.emplace_back(head.value(i));
  }
  return words;
}

void check_same(const Reading& a, const Reading& b, Kind kind) {
  check(a.progress == b.progress);
  if (a.progress == Progress::bad) check(&a.head.error() == &b.head.error());
  if (a.progress != Progress::complete) return;
  check(a.head.size() == b.head.size());
  check(words_of(a.head, kind) == words_of(b.head, kind));
}

Reading read_in_pieces(const std::string& bytes, Kind kind) {
  std::minstd_rand random(static_cast<unsigned>(bytes.size()));
  Reading reading{HttpHead(kind), {}};
  std::size_t size = 0;
  while (reading.progress == Progress::partial && size < bytes.size()) {
    size = std::min(bytes.size(), size + 1 + random() % (random() % 4 == 0 ? 100 : 3));
    hand_over(reading, bytes, size);
  }
  return reading;
}

// ---- what is asked about a head ----

void check_error(const rfc6455::HttpError& error) {
  check(error.status >= 400 && error.status < 600 && error.why.ends_with('.'));
  HttpHead refusal(Kind::response);
  const std::string text = rfc6455::refuse_response(error);
  check(refusal.read(text) == Progress::complete && refusal.status() == error.status);
}

void ask_about_target(std::string_view target) {
  const auto parts = rfc6455::parse_target(target);
  if (!parts) return;
  check(parts->path.starts_with('/'));
  check(parts->authority.empty() || rfc6455::is_authority(parts->authority));
  std::array<char, 64> room;
  rfc6455::percent_decode(parts->path, room);
  rfc6455::QueryReader query(parts->query);
  std::size_t sum = 0;
  while (const auto pair = query.next()) {
    sum += pair->name.size() + (pair->value ? 1 + pair->value->size() : 0);
    const auto value = pair->value.value_or("");
    const auto text = rfc6455::percent_decode(value, room, rfc6455::Plus::space);
    check(!text || text->size() <= value.size());
  }
  check(sum <= parts->query.size());
}

void ask_about_request(const HttpHead& request) {
  ask_about_target(request.target());
  constexpr std::string_view kSpoken[] = {"wsd.1.text", "wsd.1.json"};
  const auto subprotocol = rfc6455::choose_subprotocol(request, kSpoken);
  const auto error = rfc6455::check_upgrade(request);
  if (error) return check_error(*error);
  check(rfc6455::asks_for_upgrade(request) && !rfc6455::check_request(request));
  check(rfc6455::parse_target(request.target()).has_value());
  // A client that sent this request believes the answer to it.
  HttpHead response(Kind::response);
  const std::string answer = rfc6455::accept_response(request, subprotocol, {});
  check(response.read(answer) == Progress::complete && response.size() == answer.size());
  rfc6455::HandshakeKey key;
  request.find("Sec-WebSocket-Key")->copy(key.data(), key.size());
  check(rfc6455::check_response(response, key, kSpoken, nullptr).answer.has_value());
}

void ask_about_response(const HttpHead& response) {
  constexpr std::string_view kAsked[] = {"chat", "superchat"};
  const rfc6455::DeflateOffer offered;
  rfc6455::HandshakeKey key;
  std::string_view("dGhlIHNhbXBsZSBub25jZQ==").copy(key.data(), key.size());  // RFC 6455 §1.3
  const auto judged = rfc6455::check_response(response, key, kAsked, &offered);
  if (judged.answer) return;
  check(judged.error.status == response.status() && judged.error.why.ends_with('.'));
}

void read_as(const std::string& bytes, Kind kind) {
  Reading whole{HttpHead(kind), {}};
  hand_over(whole, bytes, bytes.size());
  check_same(whole, read_in_pieces(bytes, kind), kind);

  auto expected = obvious(bytes, kind);
  check(expected.has_value() == (whole.progress == Progress::complete));
  if (whole.progress == Progress::bad) {
    check_error(whole.head.error());
    check(!obvious(bytes + "\r\n\r\n", kind));  // no end could have made it good
  }
  if (!expected) return;
  if (kind == Kind::response) (*expected)[2].clear();
  check(words_of(whole.head, kind) == *expected);
  check(whole.head.size() == bytes.find("\r\n\r\n") + 4);
  kind == Kind::request ? ask_about_request(whole.head) : ask_about_response(whole.head);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  read_as(text, Kind::request);
  read_as(text, Kind::response);
  return 0;
}
