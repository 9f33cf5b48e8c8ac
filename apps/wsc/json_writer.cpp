// RFC 8259 §7: what must be escaped is the quotation mark, the backslash and C0.
#include "apps/wsc/json_writer.h"

#include <cstdio>

namespace wsc {

std::string json_string(std::string_view text) {
  std::string out = "\"";
  for (const char byte : text) {
    switch (byte) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(byte) < 0x20) {
          char escape[8];
          std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(byte));
          out += escape;
        } else {
          out += byte;
        }
    }
  }
  return out + '"';
}

}  // namespace wsc
