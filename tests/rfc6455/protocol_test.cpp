// §5.2 and §7.4: which opcodes and close codes exist.
#include "rfc6455/protocol.h"

#include <gtest/gtest.h>

#include <set>

namespace rfc6455 {
namespace {

TEST(Protocol, SixOpcodesExist) {
  std::set<unsigned> known;
  for (unsigned bits = 0; bits < 16; ++bits) {
    if (is_opcode(bits)) known.insert(bits);
  }
  EXPECT_EQ(known, (std::set<unsigned>{0, 1, 2, 8, 9, 10}));
}

TEST(Protocol, ControlOpcodesHaveTheHighBit) {
  EXPECT_TRUE(is_control(Opcode::close));
  EXPECT_TRUE(is_control(Opcode::ping));
  EXPECT_TRUE(is_control(Opcode::pong));
  EXPECT_FALSE(is_control(Opcode::continuation));
  EXPECT_FALSE(is_control(Opcode::text));
  EXPECT_FALSE(is_control(Opcode::binary));
}

TEST(Protocol, CloseCodesThatMayStandOnTheWire) {
  for (unsigned code = 0; code <= 0xFFFF; ++code) {
    const bool registered = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
    const bool free_for_use = code >= 3000 && code <= 4999;
    EXPECT_EQ(is_close_code(static_cast<CloseCode>(code)), registered || free_for_use) << code;
  }
}

}  // namespace
}  // namespace rfc6455
