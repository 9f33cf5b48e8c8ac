// The lock is flock(2) on a file beside the database: it ends with its process, however that ends.
// The file says who has it.
#include "apps/wsd/disk/directory.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "apps/wsd/disk/failure.h"

namespace disk {
namespace {

constexpr mode_t kOwnerAlone = 0600;

std::string holder_of(int file) {
  char said[32];
  const ssize_t size = ::pread(file, said, sizeof said, 0);
  std::string process(said, static_cast<std::size_t>(size > 0 ? size : 0));
  while (!process.empty() && process.back() == '\n') process.pop_back();
  return process.empty() ? std::string() : " (process " + process + ")";
}

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

// What is no directory where one should be: the path, or what it lies in.
std::string in_the_way(std::filesystem::path path) {
  std::error_code ignored;
  while (path.has_relative_path() && !std::filesystem::exists(path, ignored)) {
    path = path.parent_path();
  }
  return std::filesystem::is_directory(path, ignored) ? std::string() : path.string();
}

}  // namespace

Directory::Directory(std::string path) : path_(std::move(path)) {
  if (const std::string file = in_the_way(path_); !file.empty()) {
    throw std::runtime_error("cannot keep data in " + path_ + ": " + file + " is a file");
  }
  std::error_code error;
  const bool made = std::filesystem::create_directories(path_, error);
  if (error) fail(error.value(), "cannot make the data directory " + path_);
  if (made) {
    std::filesystem::permissions(path_, std::filesystem::perms::owner_all, error);
    if (error) fail(error.value(), "cannot keep " + path_ + " to its owner");
  }
  const std::string file = path_ + "/lock";
  lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, kOwnerAlone);
  if (lock_ < 0) fail(errno, "cannot write in the data directory " + path_);
  if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
    const int why = errno;
    const std::string holder = holder_of(lock_);
    ::close(lock_);
    if (why != EWOULDBLOCK) fail(why, "cannot lock " + file);
    throw InUse("another server has the data directory " + path_ + holder +
                ": give each its own with --data");
  }
  const std::string self = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock_, 0) != 0 || ::pwrite(lock_, self.data(), self.size(), 0) < 0) {
    // A full disk: the lock holds all the same.
  }
}

Directory::~Directory() {
  ::close(lock_);
}

}  // namespace disk
