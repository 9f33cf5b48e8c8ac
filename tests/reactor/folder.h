// A folder for a test's files.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace reactor {

// Goes with its contents.
class Folder {
 public:
  Folder() : path_((std::filesystem::temp_directory_path() / "reactor-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace reactor
