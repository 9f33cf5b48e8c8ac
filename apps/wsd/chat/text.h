// A text that people are shown. It is valid UTF-8, since it can only be made of bytes that were
// looked at: of what comes in by a setting, a file, the console, the API, this is the entrance.
// (Frames of clients were looked at by their session.)
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chat {

class Text {
 public:
  Text() = default;
  // nullopt: that is not UTF-8.
  static std::optional<Text> of(std::string_view bytes);

  std::string_view view() const { return text_; }
  operator std::string_view() const { return text_; }  // NOLINT: a text is a view of valid bytes
  bool empty() const { return text_.empty(); }
  bool operator==(const Text&) const = default;

 private:
  explicit Text(std::string_view checked) : text_(checked) {}

  std::string text_;
};

// "ours"_text. REQUIRES: valid UTF-8.
Text operator""_text(const char* bytes, std::size_t size);

bool is_text(std::string_view bytes);
// In debug builds: what is sent as a text frame is valid UTF-8.
void check_words(std::string_view words);

}  // namespace chat
