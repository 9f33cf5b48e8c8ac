// Messages as they are: the chat's text form, where the server words everything, and any other
// WebSocket server. What was written to a lost connection may or may not have arrived; what had not
// been written yet goes out on the next one.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsc/talk.h"

namespace wsc {

struct PlainWishes {
  enum class Speech : std::uint8_t {
    raw,       // no commands, no chat
    text,      // wsd's text form, asked for: the first request says who and where
    fallback,  // JSON was asked for and not granted
  };

  Speech speech = Speech::raw;
  std::string nick{};
  std::vector<std::string> rooms{};
  std::string since{};
  unsigned history = 0;
  bool shows_sent = false;  // what we send is told: nobody else repeats it to us
};

class PlainTalk final : public Talk {
 public:
  explicit PlainTalk(PlainWishes wishes) : wishes_(std::move(wishes)) {}

  // Whether the server has granted wsd's text form, and so understands commands and numbers lines.
  void granted(bool text_form) { text_form_ = text_form; }

  void opened(reactor::Time now) override;
  void lost() override;
  void hear(std::string_view text, reactor::Time now) override;
  void hear_binary(std::string_view bytes) override;
  bool type(std::string_view line) override;
  void say(std::string_view text) override;
  void say_binary(std::string_view bytes) override;
  std::optional<Told> next_told() override;
  std::optional<Out> next_out(reactor::Time now) override;
  bool settled() const override { return out_.empty(); }
  Standing standing() const override;
  Vocabulary vocabulary() const override;
  std::vector<std::pair<std::string, std::string>> query() const override;

 private:
  void send(Out out);

  PlainWishes wishes_;
  bool text_form_ = false;
  bool connected_ = false;
  bool opened_before_ = false;
  std::string seen_{};  // the last number of the first room
  std::deque<Out> introduction_;
  std::deque<Out> out_;
  std::deque<Told> told_;
};

}  // namespace wsc
