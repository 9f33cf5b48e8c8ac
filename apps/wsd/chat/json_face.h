// The JSON form, subprotocol wsd.1.json: one object in each message. docs/protocol.md has all of
// them, with examples.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/request.h"
#include "apps/wsd/chat/text.h"
#include "apps/wsd/chat/view.h"

namespace chat::json {

inline constexpr std::size_t kDepthMax = 64;  // of objects and lists within another
inline constexpr std::size_t kWordMax = 64;   // bytes of an id, a cid, a session, a client's name
inline constexpr std::uint64_t kIntegerMax = (std::uint64_t{1} << 53) - 1;

// Reads requests; one for each thread.
class Reader {
 public:
  Reader();
  ~Reader();

  // REQUIRES: valid UTF-8. Views are valid until the next call. A complaint's id, if it could be
  // read, is at id(). Texts may hold controls: \u0007 is valid JSON.
  std::variant<Request, Complaint> read(std::string_view object);
  std::string_view id() const;

 private:
  struct Parser;  // the library's
  std::unique_ptr<Parser> parser_;
};

// Appended to out; nothing if this view has no word for it.
void word(std::string& out, const Happening& happening, std::string_view room, const View& view);

// id: of the request it answers, as it was sent; empty: none. Nothing, if it is not told: Done,
// when nobody asked.
void word(std::string& out, const Answer& answer, std::string_view id);

// What a program publishes over HTTP: {"text":"...","nick":"..."}, the nick if it
// wants to be somebody else than the server.
struct Post {
  Text text{};
  std::string nick{};
};
std::variant<Post, Complaint> read_post(std::string_view object);

}  // namespace chat::json
