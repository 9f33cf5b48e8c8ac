// A program at a pipe, or a script: lines of standard input are messages, standard output is one
// message a line, everything else is on standard error.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "apps/wsc/face.h"
#include "apps/wsc/terminal.h"

namespace wsc {

struct PipeManner {
  bool jsonl = false;
  bool verbose = false;
  bool terminal = false;         // a terminal reads standard output: what it gets is made harmless
  bool errors_terminal = false;  // likewise standard error
};

class PipeFace final : public Face {
 public:
  // script: what is said before anything is read. in: -1 reads nothing.
  PipeFace(int in, int out, int errors, Manner manner, PipeManner pipe, std::deque<Typed> script);

  bool tell(const Told& told, const Talk& talk) override;
  void refresh(const Talk& talk, const Narrator::Condition& condition) override;
  std::optional<Typed> next_typed(const Talk& talk, reactor::Time now) override;
  int fd() const override { return input_ ? input_->fd() : -1; }

 private:
  bool write_message(const Told& told, const Talk& talk);
  std::string words(const Told& told, const Talk& talk) const;
  bool is_worth_telling(const Told& told) const;

  std::optional<Input> input_;
  const int out_;
  const int errors_;
  Narrator narrator_;
  const PipeManner pipe_;
  std::deque<Typed> script_;
  std::string read_;          // not yet a line
  std::size_t searched_ = 0;  // of read_: holds no line break
  std::string unwritten_;
  bool told_end_ = false;
  bool broken_ = false;  // nobody reads our output
};

}  // namespace wsc
