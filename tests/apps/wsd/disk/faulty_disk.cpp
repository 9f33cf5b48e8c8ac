// The real file system does the work; each call that changes something is asked about, and told.
#include "tests/apps/wsd/disk/faulty_disk.h"

#include <sqlite3.h>

#include <filesystem>
#include <fstream>

namespace disk::test {
namespace {

struct Handle {
  sqlite3_file base;
  FaultyDisk* disk;
  std::string* path;   // nullptr: a file without a name, which nobody finds after the power went
  sqlite3_file* real;  // stands behind this
};

Handle& of(sqlite3_file* file) {
  return *reinterpret_cast<Handle*>(file);
}
sqlite3_file* real(sqlite3_file* file) {
  return of(file).real;
}

int close(sqlite3_file* file) {
  const int code = real(file)->pMethods->xClose(real(file));
  delete of(file).path;
  return code;
}
int read(sqlite3_file* file, void* to, int size, sqlite3_int64 offset) {
  of(file).disk->before_read();
  return real(file)->pMethods->xRead(real(file), to, size, offset);
}
int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
  if (const int code = of(file).disk->admit()) return code;
  const int code = real(file)->pMethods->xWrite(real(file), from, size, offset);
  if (code == SQLITE_OK && of(file).path != nullptr) {
    of(file).disk->wrote(
        *of(file).path, {offset, {static_cast<const char*>(from), static_cast<std::size_t>(size)}});
  }
  return code;
}
int truncate(sqlite3_file* file, sqlite3_int64 size) {
  if (const int code = of(file).disk->admit()) return code;
  if (of(file).path != nullptr) of(file).disk->wrote(*of(file).path, {size, {}, true});
  return real(file)->pMethods->xTruncate(real(file), size);
}
int sync(sqlite3_file* file, int flags) {
  if (const int code = of(file).disk->admit()) return code;
  if (of(file).path != nullptr) of(file).disk->synced(*of(file).path);
  return real(file)->pMethods->xSync(real(file), flags);
}
int size(sqlite3_file* file, sqlite3_int64* to) {
  return real(file)->pMethods->xFileSize(real(file), to);
}
int lock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xLock(real(file), level);
}
int unlock(sqlite3_file* file, int level) {
  return real(file)->pMethods->xUnlock(real(file), level);
}
int reserved(sqlite3_file* file, int* to) {
  return real(file)->pMethods->xCheckReservedLock(real(file), to);
}
int control(sqlite3_file* file, int what, void* with) {
  return real(file)->pMethods->xFileControl(real(file), what, with);
}
int sector(sqlite3_file* file) {
  return real(file)->pMethods->xSectorSize(real(file));
}
int traits(sqlite3_file* file) {
  return real(file)->pMethods->xDeviceCharacteristics(real(file)) &
         ~SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}
int map(sqlite3_file* file, int page, int bytes, int extend, void volatile** to) {
  return real(file)->pMethods->xShmMap(real(file), page, bytes, extend, to);
}
int shared_lock(sqlite3_file* file, int offset, int n, int flags) {
  return real(file)->pMethods->xShmLock(real(file), offset, n, flags);
}
void barrier(sqlite3_file* file) {
  real(file)->pMethods->xShmBarrier(real(file));
}
int unmap(sqlite3_file* file, int remove) {
  return real(file)->pMethods->xShmUnmap(real(file), remove);
}

const sqlite3_io_methods kMethods = {
    2,       close,  read,   write, truncate,    sync,    size,  lock,    unlock, reserved,
    control, sector, traits, map,   shared_lock, barrier, unmap, nullptr, nullptr};

// The system's own, also while a faulty disk is the usual one.
sqlite3_vfs* usual() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  return found;
}

int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out) {
  Handle& handle = of(file);
  handle.base.pMethods = nullptr;
  handle.real = reinterpret_cast<sqlite3_file*>(&handle + 1);
  const int code = usual()->xOpen(usual(), path, handle.real, flags, out);
  if (code != SQLITE_OK) return code;
  handle.disk = static_cast<FaultyDisk*>(vfs->pAppData);
  handle.path = path == nullptr ? nullptr : new std::string(path);
  handle.base.pMethods = &kMethods;
  return code;
}

int remove(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  static_cast<FaultyDisk*>(vfs->pAppData)->removed(path);
  return usual()->xDelete(usual(), path, sync_directory);
}

void apply(std::string& file, const FaultyDisk::Write& write, std::size_t size) {
  const auto offset = static_cast<std::size_t>(write.offset);
  if (write.truncates) return file.resize(offset);
  if (file.size() < offset + size) file.resize(offset + size);
  file.replace(offset, size, write.bytes, 0, size);
}

}  // namespace

FaultyDisk::FaultyDisk(const std::string& name) : name_(name), vfs_(new sqlite3_vfs(*usual())) {
  vfs_->pNext = nullptr;
  vfs_->zName = name_.c_str();
  vfs_->pAppData = this;
  vfs_->szOsFile = static_cast<int>(sizeof(Handle)) + usual()->szOsFile;
  vfs_->xOpen = open;
  vfs_->xDelete = remove;
  sqlite3_vfs_register(vfs_, 0);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(vfs_);
  delete vfs_;
}

void FaultyDisk::fail_after(int calls, int code) {
  const std::lock_guard guard(mutex_);
  fails_from_ = calls_ + calls;
  code_ = code;
}

void FaultyDisk::heal() {
  const std::lock_guard guard(mutex_);
  fails_from_ = -1;
}

int FaultyDisk::calls() const {
  const std::lock_guard guard(mutex_);
  return calls_;
}

void FaultyDisk::become_usual() {
  sqlite3_vfs_register(vfs_, 1);
}

void FaultyDisk::watch_this_thread() {
  const std::lock_guard guard(mutex_);
  watched_ = std::this_thread::get_id();
  reads_of_the_watched_ = 0;
}

int FaultyDisk::reads_of_the_watched() const {
  const std::lock_guard guard(mutex_);
  return reads_of_the_watched_;
}

void FaultyDisk::hold_reads() {
  const std::lock_guard guard(mutex_);
  holds_reads_ = true;
}

void FaultyDisk::let_reads_go() {
  const std::lock_guard guard(mutex_);
  holds_reads_ = false;
  let_go_.notify_all();
}

int FaultyDisk::reads_waiting() const {
  const std::lock_guard guard(mutex_);
  return reads_waiting_;
}

void FaultyDisk::before_read() {
  std::unique_lock guard(mutex_);
  if (std::this_thread::get_id() == watched_) {
    ++reads_of_the_watched_;
    return;
  }
  ++reads_waiting_;
  let_go_.wait(guard, [this] { return !holds_reads_; });
  --reads_waiting_;
}

int FaultyDisk::admit() {
  const std::lock_guard guard(mutex_);
  const bool fails = fails_from_ >= 0 && calls_ >= fails_from_;
  ++calls_;
  return fails ? code_ : 0;
}

void FaultyDisk::wrote(const std::string& path, Write write) {
  const std::lock_guard guard(mutex_);
  files_[path].since.push_back(std::move(write));
}

void FaultyDisk::synced(const std::string& path) {
  const std::lock_guard guard(mutex_);
  File& file = files_[path];
  for (const Write& write : file.since) apply(file.safe, write, write.bytes.size());
  file.since.clear();
}

void FaultyDisk::removed(const std::string& path) {
  const std::lock_guard guard(mutex_);
  files_.erase(path);
}

void FaultyDisk::cut_power(const std::string& directory, std::mt19937& chance) const {
  const std::lock_guard guard(mutex_);
  for (const auto& [path, file] : files_) {
    std::string left = file.safe;
    const unsigned share = chance() % 4;  // none of them, some, or nearly all
    for (const Write& write : file.since) {
      if (chance() % 4 >= share) continue;
      const bool torn = &write == &file.since.back() && !write.truncates;
      apply(left, write, torn ? write.bytes.size() / 2 : write.bytes.size());
    }
    std::ofstream(directory + "/" + std::filesystem::path(path).filename().string(),
                  std::ios::binary)
        << left;
  }
}

}  // namespace disk::test
