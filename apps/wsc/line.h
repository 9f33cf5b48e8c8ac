// A line to be shown: pieces of text, each with what it is, not how it looks. What came from
// outside is still as it came; whoever paints it makes it harmless.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace wsc {

struct Span {
  enum class Paint : std::uint8_t {
    plain,
    name,     // in a colour of its own
    own,      // oneself
    mention,  // somebody else says our name
    dim,      // times, numbers, rooms
    good,     // connected
    warning,  // something is missing
    bad,      // an error
    secret,   // private
  };

  Paint paint = Paint::plain;
  std::string text{};

  bool operator==(const Span&) const = default;
};

class Line {
 public:
  Line() = default;
  Line(std::string text) { add(Span::Paint::plain, std::move(text)); }
  Line(const char* text) : Line(std::string(text)) {}

  Line& add(Span::Paint paint, std::string text) {
    if (!text.empty()) spans_.push_back({paint, std::move(text)});
    return *this;
  }
  Line& add(std::string text) { return add(Span::Paint::plain, std::move(text)); }
  Line& ring() {
    rings_ = true;
    return *this;
  }

  const std::vector<Span>& spans() const { return spans_; }
  bool rings() const { return rings_; }  // the terminal's bell
  std::string text() const {
    std::string all;
    for (const Span& span : spans_) all += span.text;
    return all;
  }

 private:
  std::vector<Span> spans_;
  bool rings_ = false;
};

}  // namespace wsc
