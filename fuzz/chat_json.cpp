// An object that a program sends: what is read of it is worded as JSON that a library reads, in
// valid UTF-8, with the same text in it; what is complained about is worded likewise.
#include <simdjson.h>

#include <cstdint>
#include <string>

#include "apps/wsd/chat/json_face.h"
#include "base/base64.h"
#include "fuzz/check.h"

namespace {

using namespace chat;

using fuzz::check;
using fuzz::valid;

simdjson::dom::parser& parser() {
  static simdjson::dom::parser parser;
  return parser;
}

simdjson::dom::object object_of(const std::string& json) {
  check(valid(json));
  check(json.find_first_of("\r\n") == json.npos);  // one line for whoever reads lines
  simdjson::dom::object object;
  check(!parser().parse(json).get(object));
  return object;
}

void check_answer(const Answer& answer, std::string_view id) {
  std::string out;
  json::word(out, answer, id);
  const auto object = object_of(out);
  check(object["re"].error() == (id.empty() ? simdjson::NO_SUCH_FIELD : simdjson::SUCCESS));
}

void check_message(const Request& request) {
  Happening happening;
  happening.content = request.content;
  happening.person = {3, request.name};
  happening.text = request.text;
  happening.cid = request.cid;
  std::string out;
  json::word(out, happening, "lobby", {.face = View::Face::json});
  const auto object = object_of(out);
  std::string_view text;
  if (request.content == Content::text) check(!object["text"].get(text) && text == request.text);
  if (request.content == Content::bin) {
    check(!object["bin"].get(text) && base::is_base64(text));
  }
  if (request.content == Content::data) check(!object["data"].error());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static json::Reader reader;
  const std::string sent(reinterpret_cast<const char*>(bytes), size);
  if (!valid(sent)) return 0;  // the layer below has ended the connection
  const auto read = reader.read(sent);
  const std::string id(reader.id());
  check(id.size() <= json::kWordMax && sent.find(id) != sent.npos);
  if (const auto* complaint = std::get_if<Complaint>(&read)) {
    check(complaint->text.ends_with('.') && complaint->text.size() < 200);
    check_answer(*complaint, id);
    return 0;
  }
  const auto& request = std::get<Request>(read);
  check(request.id == id);
  for (const std::string_view part : {request.room, request.name, request.text, request.cid,
                                      request.client, request.session, request.since.epoch}) {
    check(valid(part));
  }
  for (const RoomWish& wish : request.wishes) check(valid(wish.room) && valid(wish.since.epoch));
  check(request.since.seq <= json::kIntegerMax);
  check_message(request);
  check_answer(Done{}, request.id.empty() ? "1" : request.id);
  check_answer(Topic{request.room, request.content == Content::data ? "" : request.text}, id);
  return 0;
}
