// Data and bytes are for programs: people are shown that there was something, and how it begins.
#include "apps/wsd/chat/text_line.h"

#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/text_face.h"
#include "base/base64.h"
#include "base/digits.h"
#include "base/text.h"

namespace chat::text {

void append_message(std::string& out, const Happening& happening) {
  if (happening.kind == Happening::Kind::action) out += "** ";
  append_name(out, happening.person);
  switch (happening.content) {
    case Content::text:
      out += happening.kind == Happening::Kind::action ? " " : ": ";
      return append_indented(out, happening.text);
    case Content::data: {
      const std::string_view shown = base::cut(happening.text, kDataShownMax);
      out += " sent data: ";
      out += cleaned_line(shown);
      if (shown.size() < happening.text.size()) out += "\xE2\x80\xA6";  // an ellipsis
      return;
    }
    case Content::bin:
      out += " sent ";
      base::append_count(out, base::decoded_size(happening.text), "byte");
      out += '.';
      return;
  }
}

}  // namespace chat::text
