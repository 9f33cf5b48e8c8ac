// A conversation in words: what goes to the server, what is told, with fixed chance and time.
#pragma once

#include <string>

#include "apps/wsc/conversation.h"

namespace wsc {

inline constexpr const char* kWelcome =
    R"({"op":"welcome","re":1,"user":{"id":"u1","nick":"ana"},"limits":{"message":100},"text":"Welcome."})";
inline constexpr const char* kJoined =
    R"({"op":"joined","room":"lobby","epoch":"e1","seq":10,"pv":3,"members":2,"recovered":true})";

struct Talking {
  explicit Talking(ConversationWishes wishes = {}) : talk(std::move(wishes), [] { return 7u; }) {}

  // Opened, welcomed and in the lobby; what that said is forgotten.
  void begin() {
    talk.opened(now);
    sent();
    hear(kWelcome);
    hear(kJoined);
    told();
    sent();
  }
  void hear(std::string_view json) { talk.hear(json, now); }
  void msg(int seq, const char* text, const char* from = R"({"id":"u2","nick":"bob"})") {
    hear(R"({"op":"msg","room":"lobby","seq":)" + std::to_string(seq) + R"(,"from":)" + from +
         R"(,"text":")" + text + "\"}");
  }

  // What goes out, one object a line.
  std::string sent() {
    std::string all;
    while (const auto out = talk.next_out(now)) all += out->bytes + "\n";
    return all;
  }
  // What is told: "room from: text #seq", the kind in front where it is not a message.
  std::string told() {
    static const char* const kKinds[] = {
        "",       "action ",  "secret ",  "line ", "binary ",  "+ ",    "joined ",
        "- ",     "left ",    "renamed ", "away ", "topic ",   "info ", "gap ",
        "error ", "calling ", "opened ",  "lost ", "waiting ", "sent ", "detail "};
    std::string all;
    while (const auto one = talk.next_told()) {
      all += kKinds[static_cast<int>(one->kind)];
      if (!one->room.empty()) all += "[" + one->room + "] ";
      if (!one->from.empty()) all += one->from + (one->own ? "(own)" : "");
      if (!one->to.empty()) all += ">" + one->to;
      if (!one->from.empty() && !one->text.empty()) all += ": ";
      all += one->text + (one->mentions ? " (mention)" : "") + (one->old ? " (old)" : "");
      all += "\n";
    }
    return all;
  }

  Conversation talk;
  reactor::Time now{};
};

}  // namespace wsc
