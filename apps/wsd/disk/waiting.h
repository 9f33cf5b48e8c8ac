// What waits for each name in a database, counted while letters are put there without a letterbox.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "apps/wsd/chat/letter_slips.h"
#include "apps/wsd/chat/letterbox.h"
#include "apps/wsd/disk/database.h"

namespace disk {

class Waiting {
 public:
  // Counts what is there. Throws Failure.
  Waiting(Database& database, const chat::LetterboxLimits& limits);

  // Counts one more letter, unless a letterbox would refuse it.
  chat::Letterbox::Refusal add(const chat::KeptLetter& kept);

 private:
  struct Box {
    chat::Load all;
    std::map<std::string, chat::Load> from;  // by conversation
  };

  void count(const chat::KeptLetter& kept);

  const chat::LetterboxLimits limits_;
  std::map<std::string, Box> boxes_;  // by skeleton
  std::size_t bytes_ = 0;
};

}  // namespace disk
