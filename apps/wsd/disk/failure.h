// What a disk did not do, as a sentence. It travels as an exception inside this folder, and where a
// program cannot go on without its data: what() then says which file, and what to do.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace disk {

// The codes of SQLite as a sentence about this machine: "The disk is full." Empty: not an error.
std::string sentence_of(int code);

inline constexpr int kDamaged = 11;  // the code of a database in which something cannot be
inline constexpr int kTooBig = 18;   // the code of what is too large, or numbered too high

class Failure : public std::runtime_error {
 public:
  // file: which one; reason: SQLite's own words, told where a sentence of ours says too little.
  Failure(int code, std::string_view file, std::string_view reason = {});

  int code() const { return code_; }
  const std::string& sentence() const { return sentence_; }
  // The statement is at fault, and not what it was to be written on: others may go on.
  bool of_one_statement() const;
  bool was_interrupted() const;  // by Database::interrupt_at()

 private:
  int code_;
  std::string sentence_;
};

// Another process has the directory.
class InUse : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace disk
