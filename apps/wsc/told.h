// Something to tell the person or the program in front of us. Texts are as they came from outside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace wsc {

struct Told {
  enum class Kind : std::uint8_t {
    // messages
    message,  // in a room
    action,   // "* ana waves"
    secret,   // private; to: its other side if it is our own
    line,     // plain: a text message as it came
    binary,   // text: its bytes
    // what goes on around them
    arrived,
    departed,
    renamed,  // to: the new name
    away,     // text: that, or that they are back
    topic,
    info,
    gap,    // text: which messages are missing
    error,  // something was refused
    // our own connection
    calling,
    opened,
    lost,
    waiting,  // text: a message that goes out when the connection is back
    sent,     // plain: a message we sent
    detail,   // for --verbose
  };

  Kind kind = Kind::info;
  std::string text{};
  std::string room{};  // empty: none, or it does not matter
  std::string from{};
  std::string to{};
  std::uint64_t seq = 0;  // 0: none
  std::int64_t ts = 0;    // Unix milliseconds; 0: now
  bool own = false;       // from ourselves
  bool mentions = false;  // it holds our name, or is for us alone
  bool old = false;       // asked for: history
  std::string json{};     // the object it came as; empty: none

  bool is_message() const { return kind <= Kind::binary; }
};

}  // namespace wsc
