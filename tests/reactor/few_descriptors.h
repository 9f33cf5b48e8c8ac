// A process that has hardly any descriptors left.
#pragma once

#include <fcntl.h>
#include <sys/resource.h>

#include <vector>

#include "reactor/socket.h"

namespace reactor {

// Leaves room for `left` more descriptors while it lives. REQUIRES: fewer than kMost are open.
class FewDescriptors {
 public:
  static constexpr rlim_t kMost = 256;

  explicit FewDescriptors(int left) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    rlimit lower = before_;
    lower.rlim_cur = kMost;
    ::setrlimit(RLIMIT_NOFILE, &lower);
    for (int fd; (fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) >= 0;) taken_.emplace_back(fd);
    for (int i = 0; i < left; ++i) taken_.pop_back();
  }
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;

 private:
  rlimit before_{};
  std::vector<Socket> taken_;
};

}  // namespace reactor
