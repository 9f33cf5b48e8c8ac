// Lines of an archive: anything may stand in one. What is read is written as a line that is read as
// the same.
#include "apps/wsd/disk/record.h"

#include <cstdint>
#include <string>
#include <variant>

#include "apps/wsd/chat/session_key.h"
#include "fuzz/check.h"

using fuzz::check;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static disk::RecordReader reader;
  auto read = reader.read({reinterpret_cast<const char*>(bytes), size});
  if (!read.complaint.empty()) {
    check(read.complaint.ends_with('.') && read.complaint.size() < 200);
    return 0;
  }
  if (read.session_in_clear) {  // an import hashes it
    auto& session = std::get<chat::Message>(read.record).session;
    session = chat::SessionKey("secret").hash(session);
  }
  std::string line;
  disk::append_record(line, read.record);
  check(line.find('\n') == line.size() - 1);
  line.pop_back();
  const auto again = reader.read(line);
  check(again.complaint.empty() && again.record.index() == read.record.index());
  std::string same;
  disk::append_record(same, again.record);
  check(same == line + '\n');
  return 0;
}
