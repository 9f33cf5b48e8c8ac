// Makes one C++ source of the web page's files: bytes, gzip bytes, types, ETags. Runs at build
// time.
//
// Scripts and styles are served under /assets/HASH/, where HASH is that of all of them, so they may
// be kept for ever and name each other by relative paths. HTML is told the hash in place of
// @assets@.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/press/binder.h"

namespace press {

struct Sheet {  // what is served
  std::string path;
  std::string type;
  std::string etag;  // with its quotes
  std::string bytes;
  std::string gzip;  // empty if it is not smaller
  bool immutable = false;
};

// 64 bits of FNV-1a in hexadecimal: tells versions apart, keeps no secret.
std::string fingerprint(std::string_view bytes);

// Throws std::runtime_error for a file whose type is not known, and what bind_scripts() throws.
std::vector<Sheet> set(const std::vector<File>& files);

// The source that defines wsd::kPages.
std::string print(const std::vector<Sheet>& sheets);

}  // namespace press
