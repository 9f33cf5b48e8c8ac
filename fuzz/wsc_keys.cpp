// Bytes of a terminal: the same keys however they are cut, and an editor that stays sane whatever
// is pressed.
#include <algorithm>
#include <cstdint>
#include <vector>

#include "apps/wsc/key_reader.h"
#include "apps/wsc/line_editor.h"
#include "fuzz/check.h"

namespace {

using fuzz::check;
using fuzz::valid;

std::vector<wsc::Key> keys_of(std::string_view bytes, std::size_t piece) {
  wsc::KeyReader reader;
  std::vector<wsc::Key> keys;
  while (!bytes.empty()) {
    reader.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (auto key = reader.next()) keys.push_back(std::move(*key));
  }
  reader.settle();
  while (auto key = reader.next()) keys.push_back(std::move(*key));
  return keys;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  if (size < 1) return 0;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const auto keys = keys_of(text, text.size() + 1);
  check(keys == keys_of(text, 1));
  check(keys == keys_of(text, bytes[0] % 16 + 1u));

  wsc::LineEditor editor;
  for (const wsc::Key& key : keys) {
    check(valid(key.text));
    switch (editor.press(key)) {
      case wsc::LineEditor::Outcome::submitted:
        editor.history().add(editor.take());
        break;
      case wsc::LineEditor::Outcome::complete:
        editor.offer(
            wsc::complete({{"/join"}, {"ops"}, {"ana", "anton"}}, editor.text(), editor.cursor()));
        break;
      default:
        break;
    }
    check(editor.cursor() <= editor.text().size());
    check(valid(editor.text()));
  }
  return 0;
}
