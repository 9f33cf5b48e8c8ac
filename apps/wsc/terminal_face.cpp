// A turn's lines are printed together and the prompt is drawn once, in one write: nothing flickers.
#include "apps/wsc/terminal_face.h"

#include <chrono>
#include <utility>

namespace wsc {
namespace {

constexpr std::size_t kLinesTogether = 200;  // printed in one go
constexpr std::size_t kCandidatesShown = 8;

std::int64_t unix_milliseconds() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             reactor::wall_now().time_since_epoch())
      .count();
}

}  // namespace

TerminalFace::TerminalFace(int in, int out, Manner manner, Colours colours,
                           const std::string& history_path)
    : terminal_(in, out),
      input_(in),
      narrator_(std::move(manner)),
      screen_(terminal_.size(), colours),
      history_file_(history_path) {
  history_file_.load(editor_.history());
}

TerminalFace::~TerminalFace() {
  if (!lines_.empty()) terminal_.write(screen_.print(lines_));
  terminal_.write(screen_.leave());
}

bool TerminalFace::tell(const Told& told, const Talk& talk) {
  lines_.push_back(narrator_.tell(told, talk.standing(), talk.showing(), unix_milliseconds()));
  if (lines_.size() >= kLinesTogether) flush();
  return true;
}

void TerminalFace::flush() {
  terminal_.write(screen_.print(std::exchange(lines_, {})));
}

void TerminalFace::refresh(const Talk& talk, const Narrator::Condition& condition) {
  status_ = narrator_.status(talk.standing(), condition);
  Prompt next = prompt(status_);
  std::string looks = next.before + next.text + '\0' + std::to_string(next.cursor) + '\0';
  for (const Span& span : next.status.spans()) looks += span.text;
  const bool same = looks == shown_ && !redraw_;
  if (same && lines_.empty()) return;
  shown_ = std::move(looks);
  redraw_ = false;
  std::string bytes;
  if (!lines_.empty()) bytes = screen_.print(std::exchange(lines_, {}));
  if (!same) bytes += screen_.show(std::move(next));
  terminal_.write(bytes);
}

Prompt TerminalFace::prompt(const Line& status) const {
  Prompt prompt{
      .before = "> ", .text = editor_.text(), .cursor = editor_.cursor(), .status = status};
  if (editor_.searching()) {
    prompt.status = Line();
    prompt.status.add(
        editor_.found() || editor_.query().empty() ? Span::Paint::good : Span::Paint::bad,
        "search: " + editor_.query());
    prompt.status.add(Span::Paint::dim, "  Ctrl-R further back, Enter takes it, Escape leaves");
  } else if (editor_.candidates().size() > 1) {
    prompt.status = Line();
    const std::size_t chosen = editor_.candidate().value_or(0);
    const std::size_t first = chosen / kCandidatesShown * kCandidatesShown;
    const std::size_t count = editor_.candidates().size();
    for (std::size_t i = first; i < std::min(first + kCandidatesShown, count); ++i) {
      std::string one = editor_.candidates()[i];
      one.erase(one.find_last_not_of(": ") + 1);
      prompt.status.add(editor_.candidate() == i ? Span::Paint::mention : Span::Paint::dim,
                        " " + one + " ");
    }
    if (first + kCandidatesShown < count) prompt.status.add(Span::Paint::dim, " …");
  }
  return prompt;
}

std::optional<Typed> TerminalFace::next_typed(const Talk& talk, reactor::Time now) {
  std::string bytes;
  for (;;) {
    while (const auto key = keys_.next()) {
      escape_at_.reset();
      if (auto typed = on_key(*key, talk)) return typed;
    }
    bytes.clear();
    if (!input_.read(bytes)) break;
    keys_.feed(bytes);
  }
  if (input_.ended()) return Typed{Typed::Kind::leave, {}};
  if (!keys_.waits()) {
    escape_at_.reset();
  } else if (!escape_at_) {
    escape_at_ = now + kEscapeWait;
  } else if (now >= *escape_at_) {
    escape_at_.reset();
    keys_.settle();
    return next_typed(talk, now);
  }
  return std::nullopt;
}

std::optional<reactor::Time> TerminalFace::deadline() const {
  return escape_at_;
}

std::optional<Typed> TerminalFace::on_key(const Key& key, const Talk& talk) {
  using Outcome = LineEditor::Outcome;
  Outcome outcome = editor_.press(key);
  if (outcome == Outcome::complete) {
    outcome = editor_.offer(complete(talk.vocabulary(), editor_.text(), editor_.cursor()));
  }
  switch (outcome) {
    case Outcome::submitted:
      return submitted();
    case Outcome::leave:
      return Typed{Typed::Kind::leave, {}};
    case Outcome::clear:
      terminal_.write(screen_.clear());
      break;
    case Outcome::suspend:
      terminal_.write(screen_.leave());
      terminal_.suspend();
      redraw_ = true;
      break;
    case Outcome::cut_off:
      lines_.push_back(
          Line().add(Span::Paint::bad, "The paste was too long; not all of it is there."));
      break;
    case Outcome::nothing:
      terminal_.write("\a");
      break;
    default:
      break;
  }
  return std::nullopt;
}

std::optional<Typed> TerminalFace::submitted() {
  std::string line = editor_.take();
  if (editor_.history().add(line)) history_file_.append(line);
  if (line == "exit" || line == "quit") return Typed{Typed::Kind::leave, {}};
  return Typed{Typed::Kind::line, std::move(line)};
}

void TerminalFace::resized() {
  terminal_.write(screen_.resize(terminal_.size()));
  redraw_ = true;
}

}  // namespace wsc
