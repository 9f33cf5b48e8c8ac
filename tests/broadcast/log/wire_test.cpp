// A wire is a form and a compression, and nothing is lost in between.
#include "broadcast/log/wire.h"

#include <gtest/gtest.h>

#include <set>

namespace broadcast {
namespace {

TEST(Wire, IsAFormAndACompression) {
  std::set<Wire> wires;
  for (Form form = 0; form < kFormsMax; ++form) {
    for (const auto compression :
         {Compression::plain, Compression::deflate15, Compression::deflate9}) {
      const Wire wire = wire_of(form, compression);
      EXPECT_EQ(form_of(wire), form);
      EXPECT_EQ(compression_of(wire), compression);
      wires.insert(wire);
    }
  }
  EXPECT_EQ(wires.size(), std::size_t{kFormsMax} * kCompressions);
}

}  // namespace
}  // namespace broadcast
