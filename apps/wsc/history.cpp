// Several programs may append to the file at once: each line is one write. Only the owner may read
// it, since people type what is private.
#include "apps/wsc/history.h"

#include <fcntl.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "apps/wsc/terminal.h"
#include "reactor/socket.h"

namespace wsc {
namespace {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

}  // namespace

bool History::add(std::string_view line) {
  if (line.empty() || line.size() > kHistoryLineMax) return false;
  if (!lines_.empty() && lines_.back() == line) return false;
  lines_.emplace_back(line);
  if (lines_.size() > kHistoryMax) lines_.pop_front();
  return true;
}

std::optional<std::size_t> History::find(std::string_view words, std::size_t before) const {
  for (std::size_t index = std::min(before, lines_.size()); index-- > 0;) {
    if (lines_[index].find(words) != std::string::npos) return index;
  }
  return std::nullopt;
}

std::string History::packed(std::string_view line) {
  std::string out;
  for (const char byte : line) {
    if (byte == '\n') {
      out += "\\n";
    } else if (byte == '\\') {
      out += "\\\\";
    } else {
      out += byte;
    }
  }
  return out;
}

std::string History::unpacked(std::string_view packed) {
  std::string out;
  for (std::size_t i = 0; i < packed.size(); ++i) {
    if (packed[i] != '\\' || i + 1 == packed.size()) {
      out += packed[i];
      continue;
    }
    out += packed[++i] == 'n' ? '\n' : packed[i];
  }
  return out;
}

void History::read(std::string_view file) {
  while (!file.empty()) {
    const std::size_t end = std::min(file.find('\n'), file.size());
    add(unpacked(file.substr(0, end)));
    file.remove_prefix(std::min(end + 1, file.size()));
  }
}

std::string HistoryFile::usual_path() {
  if (std::getenv("WSC_HISTORY") != nullptr) return variable("WSC_HISTORY");
  const std::string state = variable("XDG_STATE_HOME");
  if (!state.empty()) return state + "/wsc/history";
  const std::string home = variable("HOME");
  return home.empty() ? std::string() : home + "/.local/state/wsc/history";
}

void HistoryFile::load(History& history) const {
  if (path_.empty()) return;
  std::ifstream file(path_, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  history.read(text);
  const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (lines <= 2 * kHistoryMax) return;
  const std::string shorter = path_ + ".new";
  const reactor::Socket out(
      ::open(shorter.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!out) return;
  std::string kept;
  for (std::size_t i = 0; i < history.size(); ++i) kept += History::packed(history.line(i)) + '\n';
  write_all(out.fd(), kept);
  ::rename(shorter.c_str(), path_.c_str());
}

void HistoryFile::append(std::string_view line) const {
  if (path_.empty()) return;
  std::error_code ignored;
  std::filesystem::create_directories(std::filesystem::path(path_).parent_path(), ignored);
  const reactor::Socket out(::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (out) write_all(out.fd(), History::packed(line) + '\n');
}

}  // namespace wsc
