// The work is done in disk/; here it is chosen and told of.
#include "apps/wsd/ctl.h"

#include "apps/protocol/names.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/disk/archive.h"
#include "apps/wsd/disk/erasure.h"

namespace wsd {
namespace {

std::string told(const char* what, const disk::Archived& archived) {
  return std::string(what) + ": rooms " + std::to_string(archived.rooms) + ", messages " +
         std::to_string(archived.messages) + ", letters " + std::to_string(archived.letters) +
         ".\n";
}

// A conversation's name, "ana:bob", stays as it is.
std::string as_kept(const std::string& room) {
  return protocol::room_name(room).value_or(room);
}

}  // namespace

std::string control(const ControlRequest& request, std::istream& in, std::ostream& out) {
  switch (request.what) {
    case ControlRequest::What::give:
      return told("Exported", disk::write_archive(request.data, as_kept(request.room), out));
    case ControlRequest::What::take:
      return told("Imported", disk::read_archive(request.data, in));
    case ControlRequest::What::erase:
      break;
  }
  const disk::Erased erased = disk::erase_person(request.data, request.user);
  std::string done = "Erased: messages " + std::to_string(erased.messages) + ", letters " +
                     std::to_string(erased.letters) + ".";
  if (erased.messages == 0 && erased.letters == 0) {
    done += " Nothing is kept of \"" + request.user + "\" or a name that looks like it.";
  }
  return done + "\n";
}

}  // namespace wsd
