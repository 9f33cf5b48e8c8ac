// What is spoken over the link: the seam between the chat's JSON form (conversation.h) and plain
// messages (plain_talk.h). A talk outlives connections; it knows no socket and no terminal.
//
//   link ──hear──▶ talk ──next_told──▶ who sits in front of it
//   link ◀─next_out── talk ◀──type──
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/wsc/completion.h"
#include "reactor/clock.h"

namespace wsc {

// Something to tell the person or the program in front of us. Texts are as they came from outside.
struct Told {
  // Whether it answers a question, and so is what a script waits for.
  enum class Asked : std::uint8_t { no, answered, in_vain };
  enum class Kind : std::uint8_t {
    // messages
    message,  // in a room
    action,   // "* ana waves"
    secret,   // private; to: its other side if it is our own
    line,     // plain: a text message as it came
    binary,   // text: its bytes
    // what goes on around them
    arrived,  // connected
    joined,   // from another room
    departed,
    left,     // and stays connected
    renamed,  // to: the new name
    away,     // text: that, or that they are back
    topic,
    info,
    gap,    // messages are missing, or may be
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
  bool old = false;       // from the history
  bool quoted = false;    // somebody asked for it: number and time say where it belongs
  Asked asked = Asked::no;
  std::string json{};  // the object it came as; empty: none

  bool is_message() const { return kind <= Kind::binary; }
};

struct Out {
  bool binary = false;
  std::string bytes{};
};

// For the status line.
struct Standing {
  std::string room{};                      // the current one; empty: there is none
  std::optional<std::uint64_t> members{};  // in it
  std::vector<std::pair<std::string, std::size_t>> unread{};  // rooms with messages not yet seen
  std::size_t pending = 0;  // messages of ours that are not yet known to be kept
  std::string nick{};
};

// What was asked for by /set; nullopt: as the options have it.
struct Showing {
  std::optional<bool> times{};
  std::optional<bool> numbers{};
};

class Talk {
 public:
  virtual ~Talk() = default;

  virtual void opened(reactor::Time now) = 0;
  virtual void lost() = 0;  // the connection; what was under way may or may not have arrived

  virtual void hear(std::string_view text, reactor::Time now) = 0;
  virtual void hear_binary(std::string_view bytes) = 0;

  // A line as a person typed it: a command or a message. False: it asks to leave.
  virtual bool type(std::string_view line) = 0;
  // A message, whatever it looks like.
  virtual void say(std::string_view text) = 0;
  virtual void say_binary(std::string_view bytes) = 0;

  virtual std::optional<Told> next_told() = 0;
  // What is to be sent now; nullopt: nothing, or nothing before next_out_at().
  virtual std::optional<Out> next_out(reactor::Time now) = 0;
  virtual std::optional<reactor::Time> next_out_at() const { return std::nullopt; }

  // Everything that was said has arrived, as far as this form can tell.
  virtual bool settled() const = 0;
  // What became of what was to be said and done; each refusal was told as an error.
  enum class Outcome : std::uint8_t {
    fine,
    refused,   // some of it was
    nameless,  // the name cannot be had, and nothing has been said yet
  };
  virtual Outcome outcome() const { return Outcome::fine; }
  virtual Standing standing() const = 0;
  virtual Vocabulary vocabulary() const { return {}; }
  virtual Showing showing() const { return {}; }
  // Parameters for the query of the next request.
  virtual std::vector<std::pair<std::string, std::string>> query() const { return {}; }
};

}  // namespace wsc
