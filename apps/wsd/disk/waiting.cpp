// Only sums are kept: a letter is counted and let go of.
#include "apps/wsd/disk/waiting.h"

namespace disk {

Waiting::Waiting(Database& database, const chat::LetterboxLimits& limits) : limits_(limits) {
  Statement slips = database.prepare("SELECT key, value FROM slips");
  while (slips.step()) {
    const auto kept = chat::read_letter({std::string(slips.text(0)), std::string(slips.text(1))});
    if (kept) count(*kept);
  }
}

void Waiting::count(const chat::KeptLetter& kept) {
  const std::size_t weight = kept.letter.weight();
  Box& box = boxes_[kept.skeleton];
  for (chat::Load* const load : {&box.all, &box.from[kept.letter.conversation]}) {
    ++load->letters;
    load->bytes += weight;
  }
  bytes_ += weight;
}

chat::Letterbox::Refusal Waiting::add(const chat::KeptLetter& kept) {
  const Box& box = boxes_[kept.skeleton];
  const auto from = box.from.find(kept.letter.conversation);
  const chat::Load from_one = from == box.from.end() ? chat::Load() : from->second;
  const auto refusal = chat::Letterbox::refusal_of(limits_, box.all, from_one, bytes_, kept.letter);
  if (refusal == chat::Letterbox::Refusal::none) count(kept);
  return refusal;
}

}  // namespace disk
