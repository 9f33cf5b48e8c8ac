// `who` in pages, in the order of ids. Names are taken out of the answer by their key: those of a
// run hold nothing that would have to be unescaped.
#include "bench/fanout/roll_call.h"

#include <stdexcept>

#include "rfc6455/encoder.h"
#include "rfc6455/masking.h"

namespace fanout {
namespace {

constexpr std::string_view kOwnPrefix = "p";  // of person()

// Whoever asks has to be in the room; one connection for each is not soon too fast for the server.
Options alone(Options options, std::size_t room) {
  const std::size_t query = std::min(options.url.find('?'), options.url.size());
  if (options.rooms > 1) options.url.insert(query, std::to_string(room));
  options.mode = Mode::paced;
  options.wire = Wire::json;
  options.subscribers = options.rooms = 1;
  options.flooders = 0;
  options.pids.clear();
  return options;
}

// The next string behind the key; the text goes on behind it.
std::string_view take_string(std::string_view& text, std::string_view key) {
  const std::size_t at = text.find(key);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + key.size());
  const std::string_view value = text.substr(0, text.find('"'));
  text.remove_prefix(value.size());
  return value;
}

}  // namespace

Page read_page(std::string_view answer) {
  Page page;
  page.more = answer.find(R"("more":true)") != std::string_view::npos;
  answer.remove_prefix(std::min(answer.find(R"("members":[)"), answer.size()));
  for (;;) {
    const std::string_view id = take_string(answer, R"("id":")");
    if (id.empty()) return page;
    page.last = id;
    const std::string_view name = take_string(answer, R"("nick":")");
    if (name.starts_with(kOwnPrefix)) page.names.emplace_back(name);
  }
}

RollCall::RollCall(const Options& options, std::size_t room) : crowd_(alone(options, room)) {
  crowd_.open();
}

std::string RollCall::ask(const std::string& request) {
  const rfc6455::FrameHeader header{
      .opcode = rfc6455::Opcode::text, .length = request.size(), .key = rfc6455::MaskingKey{}};
  std::array<std::byte, rfc6455::kHeaderMax> bytes;
  crowd_[0].send(std::span(bytes).first(rfc6455::put_header(bytes, header)));
  crowd_[0].send(std::as_bytes(std::span(request)));  // the key is 0: masked, it is the same
  std::string answer;
  while (answer.empty()) {
    const auto edges = crowd_.wait(kPatience);
    if (edges.empty()) throw std::runtime_error("the server does not tell who is there");
    crowd_[0].flush();
    crowd_.read(edges.front(), [&](const Arrival& arrival) {
      const std::string_view line(reinterpret_cast<const char*>(arrival.payload.data()),
                                  arrival.payload.size());
      if (line.find(R"("re":"roll")") != std::string_view::npos) answer = line;
    });
  }
  if (answer.starts_with(R"({"op":"error")")) throw std::runtime_error(answer);
  return answer;
}

std::set<std::string> RollCall::names() {
  std::set<std::string> names;
  Page page;
  do {
    const std::string after = page.last.empty() ? "" : R"(,"after":")" + page.last + '"';
    page = read_page(ask(R"({"op":"who","id":"roll","limit":1000)" + after + '}'));
    names.insert(page.names.begin(), page.names.end());
  } while (page.more && !page.last.empty());
  return names;
}

}  // namespace fanout
