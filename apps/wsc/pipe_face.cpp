// What is written goes through a buffer that refresh() empties, so that a thousand lines are a few
// writes. Writing waits for whoever reads: then the server is not read either, and its slow-reader
// rules apply, as they should.
#include "apps/wsc/pipe_face.h"

#include <chrono>
#include <utility>

#include "apps/wsc/escape.h"
#include "base/base64.h"
#include "base/json_object.h"

namespace wsc {
namespace {

using Kind = Told::Kind;

constexpr std::size_t kBuffered = 64 * 1024;
constexpr std::size_t kLineMax = 64 << 20;  // of input, without a line break

std::int64_t unix_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             reactor::wall_now().time_since_epoch())
      .count();
}

// A message stays one line.
std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char byte : text) {
    if (byte == '\n') {
      out += "\\n";
    } else if (byte == '\r') {
      out += "\\r";
    } else {
      out += byte;
    }
  }
  return out;
}

}  // namespace

PipeFace::PipeFace(int in, int out, int errors, Manner manner, PipeManner pipe,
                   std::deque<Typed> script)
    : input_(in < 0 ? std::nullopt : std::optional<Input>(in)),
      out_(out),
      errors_(errors),
      narrator_(std::move(manner)),
      pipe_(pipe),
      script_(std::move(script)) {}

bool PipeFace::is_worth_telling(const Told& told) const {
  if (pipe_.verbose || told.asked != Told::Asked::no) return true;
  switch (told.kind) {
    case Kind::gap:
    case Kind::error:
    case Kind::lost:
    case Kind::detail:
      return true;
    default:
      return false;
  }
}

bool PipeFace::tell(const Told& told, const Talk& talk) {
  const bool answers = told.asked == Told::Asked::answered;
  if (answers && pipe_.jsonl && told.json.empty()) return true;  // a part of one that has all
  const bool in_json = pipe_.jsonl && !told.json.empty() &&
                       (told.is_message() || told.kind == Kind::gap || pipe_.verbose);
  if (told.is_message() || answers || in_json) {
    if (!write_message(told, talk)) return false;
    if (told.kind != Kind::gap) return true;
  }
  if (!is_worth_telling(told)) return true;
  const std::string text = words(told, talk);
  write_all(errors_, (pipe_.errors_terminal ? escaped(text) : text) + "\n");
  return true;
}

std::string PipeFace::words(const Told& told, const Talk& talk) const {
  const Line line = narrator_.tell(told, talk.standing(), talk.showing(), unix_milliseconds());
  return on_one_line(line.text());
}

bool PipeFace::write_message(const Told& told, const Talk& talk) {
  if (pipe_.jsonl) {
    std::string json = told.json;
    if (json.empty() && told.kind == Kind::binary) {
      json = base::JsonObject().field("binary", base::to_base64(told.text)).text();
    } else if (json.empty()) {
      json = base::JsonObject().field("text", told.text).text();
    }
    unwritten_ += escaped_json(json) + "\n";
  } else if (told.own && !told.quoted && told.kind != Kind::sent) {
    return true;  // what was said here is known here
  } else if (told.kind == Kind::binary && told.from.empty() && !pipe_.terminal) {
    unwritten_ += told.text;
  } else {
    const std::string text = words(told, talk);
    unwritten_ += (pipe_.terminal ? escaped(text) : text) + "\n";
  }
  if (unwritten_.size() >= kBuffered) {
    broken_ |= !write_all(out_, std::exchange(unwritten_, {}));
  }
  return !broken_;
}

void PipeFace::refresh(const Talk&, const Narrator::Condition&) {
  if (!unwritten_.empty()) broken_ |= !write_all(out_, std::exchange(unwritten_, {}));
}

std::optional<Typed> PipeFace::next_typed(const Talk&, reactor::Time) {
  if (broken_) return Typed{Typed::Kind::leave, {}};
  if (!script_.empty()) {
    Typed typed = std::move(script_.front());
    script_.pop_front();
    return typed;
  }
  while (input_) {
    const std::size_t end = read_.find('\n', searched_);
    if (end != std::string::npos) {
      std::string line = read_.substr(0, end);
      read_.erase(0, end + 1);
      searched_ = 0;
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.empty()) continue;
      return Typed{Typed::Kind::message, std::move(line)};
    }
    searched_ = read_.size();
    if (read_.size() > kLineMax || !input_->read(read_)) break;
  }
  const bool over = !input_ || input_->ended() || read_.size() > kLineMax;
  if (!over || told_end_) return std::nullopt;
  if (!read_.empty()) return Typed{Typed::Kind::message, std::exchange(read_, {})};
  told_end_ = true;
  return Typed{Typed::Kind::end, {}};
}

}  // namespace wsc
