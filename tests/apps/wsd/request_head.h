// A request's head for tests that look at its fields.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "rfc6455/http_head.h"

namespace wsd {

// Owns the bytes that the head's views are into. fields: lines, each ending in CRLF.
class RequestHead {
 public:
  explicit RequestHead(const std::string& fields, const std::string& target = "/")
      : bytes_("GET " + target + " HTTP/1.1\r\n" + fields + "\r\n") {
    EXPECT_EQ(head_.read(bytes_), rfc6455::HttpHead::Progress::complete) << bytes_;
  }

  const rfc6455::HttpHead& head() const { return head_; }

 private:
  std::string bytes_;
  rfc6455::HttpHead head_{rfc6455::HttpHead::Kind::request};
};

}  // namespace wsd
