// A person at a terminal: the line editor, what is shown above it, the status below it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "apps/wsc/face.h"
#include "apps/wsc/history.h"
#include "apps/wsc/key_reader.h"
#include "apps/wsc/line_editor.h"
#include "apps/wsc/screen.h"
#include "apps/wsc/terminal.h"

namespace wsc {

class TerminalFace final : public Face {
 public:
  // How long an Escape waits for what could make it a sequence.
  static constexpr reactor::Duration kEscapeWait = std::chrono::milliseconds(50);

  TerminalFace(int in, int out, Manner manner, Colours colours, const std::string& history_path);
  ~TerminalFace() override;

  bool tell(const Told& told, const Talk& talk) override;
  void refresh(const Talk& talk, const Narrator::Condition& condition) override;
  std::optional<Typed> next_typed(const Talk& talk, reactor::Time now) override;
  std::optional<reactor::Time> deadline() const override;
  int fd() const override { return input_.fd(); }
  void resized() override;

 private:
  std::optional<Typed> on_key(const Key& key, const Talk& talk);
  std::optional<Typed> submitted();
  Prompt prompt(const Line& status) const;
  void flush();

  Terminal terminal_;
  Input input_;
  Narrator narrator_;
  Screen screen_;
  HistoryFile history_file_;
  LineEditor editor_;
  KeyReader keys_;
  std::optional<reactor::Time> escape_at_;  // when what waits is a key of its own
  std::vector<Line> lines_;                 // to be printed
  Line status_;
  std::string shown_;  // the prompt as it was drawn last
  bool redraw_ = true;
};

}  // namespace wsc
