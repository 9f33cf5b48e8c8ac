// A text is found by what stands in front of it, first where the last one was: in a run most lines
// are alike up to there.
#include "bench/fanout/hearing.h"

#include <array>
#include <charconv>

namespace fanout {
namespace {

constexpr std::string_view kBehindName = ": ";
constexpr std::string_view kTextField = R"("text":")";
constexpr std::array<std::string_view, 2> kSaid = {R"({"op":"msg",)", R"({"op":"dm",)"};
constexpr std::string_view kAck = R"({"op":"ack",)";

constexpr std::string_view kNumberField = R"("seq":)";

}  // namespace

std::optional<std::uint64_t> number_of(Wire wire, std::span<const std::byte> payload) {
  std::string_view line(reinterpret_cast<const char*>(payload.data()), payload.size());
  const std::string_view mark = wire == Wire::json ? kNumberField : "#";
  const std::size_t at = line.find(mark);
  if (at == std::string_view::npos || (wire == Wire::text && at != 0)) return std::nullopt;
  line.remove_prefix(at + mark.size());
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  if (error != std::errc()) return std::nullopt;
  return number;
}

// The text begins at `at`. What has no stamp was not said by us.
Heard Hearing::hear_at(std::string_view line, std::size_t at) const {
  if (line.size() < at + kSpelledStampSize) return {Heard::Kind::aside};
  const auto stamp = read_spelled(line.data() + at);
  if (!stamp) return {Heard::Kind::aside};
  const bool whole = wire_ == Wire::text ? line.size() == at + size_
                                         : line.size() > at + size_ && line[at + size_] == '"';
  return {whole ? Heard::Kind::message : Heard::Kind::damaged, *stamp};
}

Heard Hearing::hear_chat(std::span<const std::byte> payload) {
  const std::string_view line(reinterpret_cast<const char*>(payload.data()), payload.size());
  if (wire_ == Wire::json && !line.starts_with(kSaid[0]) && !line.starts_with(kSaid[1])) {
    return {line.starts_with(kAck) ? Heard::Kind::ack : Heard::Kind::aside};
  }
  const std::string_view mark = wire_ == Wire::text ? kBehindName : kTextField;
  if (last_ >= mark.size() && line.size() > last_ &&
      line.substr(last_ - mark.size(), mark.size()) == mark) {
    const Heard heard = hear_at(line, last_);
    if (heard.kind != Heard::Kind::aside) return heard;
  }
  for (std::size_t at = 0; (at = line.find(mark, at)) != std::string_view::npos;) {
    at += mark.size();
    const Heard heard = hear_at(line, at);
    if (heard.kind == Heard::Kind::aside) continue;
    last_ = at;
    return heard;
  }
  return {Heard::Kind::aside};
}

}  // namespace fanout
