// Numbers and their words.
#include "apps/wsd/chat/complaint.h"

#include <gtest/gtest.h>

namespace chat {
namespace {

TEST(ComplaintTest, EveryNumberHasItsWord) {
  const struct {
    std::uint16_t code;
    const char* word;
    bool temporary;
  } cases[] = {
      {400, "bad_request", false}, {403, "forbidden", false},   {404, "not_found", false},
      {405, "not_allowed", false}, {409, "conflict", false},    {410, "gone", false},
      {413, "too_large", false},   {415, "unsupported", false}, {422, "invalid", false},
      {429, "rate_limited", true}, {500, "internal", false},    {503, "unavailable", true},
      {599, "internal", false},
  };
  for (const auto& [code, word, temporary] : cases) {
    const Complaint one = complaint(code, "Why.");
    EXPECT_EQ(one.code, code);
    EXPECT_EQ(one.word, word) << code;
    EXPECT_EQ(one.text, "Why.");
    EXPECT_EQ(one.temporary, temporary) << code;
  }
}

}  // namespace
}  // namespace chat
