// The JSON form, subprotocol wsd.1.json: one object in each message.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "apps/wsd/chat/answer.h"
#include "apps/wsd/chat/request.h"
#include "apps/wsd/chat/view.h"

namespace chat::json {

// Reads requests; one for each thread.
class Reader {
 public:
  Reader();
  ~Reader();

  // Views are valid until the next call. A complaint's id, if it could be read, is at id().
  std::variant<Request, Complaint> read(std::string_view object);
  std::string_view id() const;

 private:
  struct Parser;  // the library's
  std::unique_ptr<Parser> parser_;
};

void word(std::string& out, const Happening& happening, std::string_view room, const View& view);

// id: of the request it answers, as it was sent; empty: none.
void word(std::string& out, const Answer& answer, std::string_view id);

}  // namespace chat::json
