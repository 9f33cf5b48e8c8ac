// What was typed before: kept in memory, and in a file of one line each.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace wsc {

inline constexpr std::size_t kHistoryMax = 1000;           // lines
inline constexpr std::size_t kHistoryLineMax = 16 * 1024;  // a longer one is not kept

class History {
 public:
  // Neither twice in a row nor empty ones. Says whether it was added.
  bool add(std::string_view line);

  std::size_t size() const { return lines_.size(); }
  const std::string& line(std::size_t index) const { return lines_[index]; }  // 0: the oldest
  // The youngest before `before` that holds the words.
  std::optional<std::size_t> find(std::string_view words, std::size_t before) const;

  // The form in the file: line breaks are \n, backslashes are doubled.
  static std::string packed(std::string_view line);
  static std::string unpacked(std::string_view packed);
  void read(std::string_view file);  // its contents

 private:
  std::deque<std::string> lines_;
};

// The file behind it. Whatever goes wrong with it only means that nothing is remembered.
class HistoryFile {
 public:
  // $WSC_HISTORY, or wsc/history under $XDG_STATE_HOME or ~/.local/state. Empty: none is kept.
  static std::string usual_path();

  explicit HistoryFile(std::string path) : path_(std::move(path)) {}
  // Shortens the file when it has become twice as long as what is kept of it.
  void load(History& history) const;
  void append(std::string_view line) const;

 private:
  std::string path_;
};

}  // namespace wsc
