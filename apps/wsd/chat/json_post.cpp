// The bodies that programs post.
#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/json_fields.h"
#include "apps/wsd/chat/names.h"
#include "base/text.h"

namespace chat::json {

std::variant<Post, Complaint> read_post(std::string_view object) {
  Fields fields;
  fields.take(object);
  const std::string text = cleaned(fields.needed_text(Key::text));
  Post post{.nick = std::string(base::trimmed(fields.text(Key::nick)))};
  if (fields.complaint()) return *fields.complaint();
  post.text = Text::of(text).value();  // what was parsed is UTF-8
  if (post.text.empty()) return complaint(422, "There is nothing to say in text.");
  if (post.nick.empty()) return post;
  if (auto wrong = check_nick(post.nick)) return std::move(*wrong);
  return post;
}

}  // namespace chat::json
