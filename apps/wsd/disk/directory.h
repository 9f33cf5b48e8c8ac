// The directory that a server keeps its data in. While one has it no other may.
#pragma once

#include <string>

namespace disk {

class Directory {
 public:
  // Made if need be, for its owner alone. Throws InUse, or std::runtime_error.
  explicit Directory(std::string path);
  ~Directory();
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;

  static std::string database_in(const std::string& directory) { return directory + "/wsd.db"; }
  std::string database() const { return database_in(path_); }

 private:
  std::string path_;
  int lock_ = -1;
};

}  // namespace disk
