// The few statuses that are used here, and the lines around a body.
#include "apps/wsd/reply.h"

#include "rfc6455/handshake.h"
#include "rfc6455/http_list.h"

namespace wsd {
namespace {

std::string_view phrase(std::uint16_t status) {
  switch (status) {
    case 200:
      return "OK";
    case 202:
      return "Accepted";
    case 204:
      return "No Content";
    case 304:
      return "Not Modified";
    case 400:
      return "Bad Request";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 413:
      return "Content Too Large";
    case 415:
      return "Unsupported Media Type";
    case 421:
      return "Misdirected Request";
    case 422:
      return "Unprocessable Content";
    case 426:
      return "Upgrade Required";
    case 503:
      return "Service Unavailable";
    default:
      return "Error";
  }
}

}  // namespace

bool is_last(const rfc6455::HttpHead& request) {
  return request.minor_version() == 0 || rfc6455::list_has(request, "Connection", "close");
}

std::string to_bytes(const Reply& reply, Body body, Ending ending) {
  std::string text = "HTTP/1.1 " + std::to_string(reply.status) + " ";
  text += phrase(reply.status);
  text += "\r\nContent-Type: ";
  text += reply.type;
  text += "\r\n";
  text.append(rfc6455::kNoPageFields).append(rfc6455::kGuardFields);
  if (ending == Ending::closes) text += "Connection: close\r\n";
  text += reply.fields;
  text += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n\r\n";
  if (body == Body::sent) text += reply.body;
  return text;
}

}  // namespace wsd
