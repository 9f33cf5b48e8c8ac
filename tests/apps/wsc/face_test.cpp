// What a face is unless it says otherwise.
#include "apps/wsc/face.h"

#include <gtest/gtest.h>

#include "apps/wsc/pipe_face.h"

namespace wsc {
namespace {

TEST(Face, HasNoDeadlineAndNoSize) {
  PipeFace pipe(-1, 1, 2, {}, {}, {});
  Face& face = pipe;
  EXPECT_FALSE(face.deadline());
  EXPECT_EQ(face.fd(), -1);
  face.resized();  // is nothing to it
}

}  // namespace
}  // namespace wsc
