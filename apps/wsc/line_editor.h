// The line being typed: a key goes in, the state changes, and what the key asks of others comes
// back. Pure: no terminal, no file, no clock.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "apps/wsc/completion.h"
#include "apps/wsc/history.h"
#include "apps/wsc/key_reader.h"
#include "apps/wsc/text_field.h"

namespace wsc {

class LineEditor {
 public:
  enum class Outcome : std::uint8_t {
    nothing,    // the key has no meaning at this place: ring
    changed,    // show it again
    submitted,  // take() it
    complete,   // offer() a completion for text() and cursor()
    clear,      // the screen
    leave,      // Ctrl-C, or Ctrl-D in an empty line
    suspend,    // Ctrl-Z
    cut_off,    // changed, but a paste was longer than kPasteMax
  };

  Outcome press(const Key& key);

  // What was submitted; the line is empty after it. Multi-line if it was pasted or typed so.
  std::string take();
  Outcome offer(Completion completion);

  const std::string& text() const { return field_.text(); }
  std::size_t cursor() const { return field_.cursor(); }

  // While one looks through the history by Ctrl-R.
  bool searching() const { return search_.has_value(); }
  const std::string& query() const { return search_->query; }
  bool found() const { return search_->at.has_value(); }

  // While Tab goes through candidates: which there are, and which it is.
  const std::vector<std::string>& candidates() const { return completion_.candidates; }
  std::optional<std::size_t> candidate() const { return candidate_; }

  History& history() { return history_; }

 private:
  struct Search {
    std::string query{};
    std::optional<std::size_t> at{};  // in the history
    std::string before{};             // the text when it began
  };

  Outcome in_search(const Key& key);
  void search_from(std::size_t before);
  Outcome by_name(const Key& key);
  Outcome by_control(char letter);
  Outcome by_alt(const Key& key);
  Outcome tab(bool backwards);
  Outcome submit();
  bool back_in_history();
  bool forward_in_history();

  TextField field_;
  History history_;
  std::optional<std::size_t> at_;  // in the history; none: a line of its own
  std::string draft_;              // that line, while one looks at old ones
  std::optional<Search> search_;
  Completion completion_;
  std::optional<std::size_t> candidate_;
};

}  // namespace wsc
