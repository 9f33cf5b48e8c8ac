// Of several rooms, each has its number behind the URL's path; the last word of the path is what a
// chat calls them.
#include "bench/fanout/target.h"

#include <unistd.h>

#include <string_view>

namespace fanout {
namespace {

constexpr std::size_t kPerSource = 10'000;  // connections from one loopback address

}  // namespace

// No other run's: a server may not have noticed yet that the last one is over.
std::string person(std::size_t connection) {
  return "p" + std::to_string(::getpid()) + "-" + std::to_string(connection);
}

Target make_target(const Options& options) {
  Target target;
  target.url = parse_url(options.url);
  target.framing = options.framing;
  target.wire = options.wire;
  target.deflate = options.deflate == Unpacker::Deflate::asked_for;
  target.pairs = options.pairs && options.wire != Wire::raw;
  target.named = target.pairs || options.mode == Mode::chat;
  target.numbered = options.mode == Mode::chat && options.wire == Wire::text;
  target.acknowledged = options.acknowledged;
  target.size = options.size;
  target.first = options.first_address;
  target.seating = options.seating();
  return target;
}

std::string Target::path(std::size_t connection) const {
  const std::size_t query = url.path.find('?');
  std::string path = url.path.substr(0, query);
  if (seating.rooms > 1 && !pairs) path += std::to_string(room_of(connection));
  if (query != std::string::npos) path += url.path.substr(query);
  const char* const mark = query == std::string::npos ? "?" : "&";
  if (named) path += mark + ("nick=" + person(connection));
  if (numbered) path += "&seq=1";
  return path;
}

std::string Target::room_name(std::size_t room) const {
  const std::string_view path = std::string_view(url.path).substr(0, url.path.find('?'));
  const std::string name(path.substr(path.rfind('/') + 1));
  return seating.rooms == 1 ? name : name + std::to_string(room);
}

std::string Target::hello(std::size_t connection) const {
  if (wire != Wire::json) return {};
  if (joins() == 1) return R"({"op":"hello"})";
  std::string hello = R"({"op":"hello","rooms":[)";
  for (std::size_t nth = 0; nth < joins(); ++nth) {
    hello += nth == 0 ? "" : ",";
    hello += R"({"room":")" + room_name(seating.room(connection, nth)) + R"("})";
  }
  return hello + "]}";
}

Wrapping Target::wrapping(std::size_t room, std::size_t place) const {
  if (wire == Wire::raw) return {};
  const std::string to = pairs ? person(seating.connection(room, 1 - place)) : std::string();
  if (wire == Wire::text) return {.before = pairs ? "/msg " + to + " " : ""};
  Wrapping wrapping;
  std::string& before = wrapping.before;
  before = pairs ? R"({"op":"dm","to":")" + to + '"' : std::string(R"({"op":"msg")");
  if (!pairs && seating.each() > 1) before += R"(,"room":")" + room_name(room) + '"';
  if (acknowledged) {
    before += R"(,"cid":")";
    wrapping.word_at = before.size();
    before += std::string(kSpelledStampSize, '-') + '"';
  }
  before += R"(,"text":")";
  wrapping.after = R"("})";
  return wrapping;
}

std::uint32_t Target::source(std::size_t connection) const {
  if (!url.host.starts_with("127.")) return 0;
  return static_cast<std::uint32_t>(first + connection / kPerSource);
}

}  // namespace fanout
