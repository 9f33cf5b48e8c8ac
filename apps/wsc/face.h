// Who sits in front of us: the seam between a person at a terminal (terminal_face.h) and a program
// at a pipe (pipe_face.h).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "apps/wsc/narrator.h"
#include "apps/wsc/talk.h"
#include "reactor/clock.h"

namespace wsc {

struct Typed {
  enum class Kind : std::uint8_t {
    line,     // as typed: a command or a message
    message,  // whatever it looks like
    binary,
    leave,
    end,  // nothing more will come
  };
  Kind kind{};
  std::string text{};
};

class Face {
 public:
  virtual ~Face() = default;

  // Something to show, at the latest when refresh() is called. False: nobody sees it any more.
  virtual bool tell(const Told& told, const Talk& talk) = 0;
  // The end of a turn.
  virtual void refresh(const Talk& talk, const Narrator::Condition& condition) = 0;
  // What is said; nullopt: nothing at present.
  virtual std::optional<Typed> next_typed(const Talk& talk, reactor::Time now) = 0;
  // When next_typed() has to be called though nothing has come.
  virtual std::optional<reactor::Time> deadline() const { return std::nullopt; }
  // The descriptor that is read; -1: none.
  virtual int fd() const = 0;
  virtual void resized() {}
};

}  // namespace wsc
