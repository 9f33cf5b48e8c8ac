// Every answer has words in both forms.
#include "apps/wsd/chat/answer.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <string>
#include <utility>

#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/text_face.h"

namespace chat {
namespace {

template <std::size_t... Index>
std::vector<Answer> one_of_each(std::index_sequence<Index...>) {
  return {Answer(std::in_place_index<Index>)...};
}

TEST(Answer, IsAnObjectForPrograms) {
  simdjson::dom::parser parser;
  for (const Answer& answer :
       one_of_each(std::make_index_sequence<std::variant_size_v<Answer>>())) {
    std::string out;
    json::word(out, answer, "\"x\"");
    if (std::holds_alternative<Help>(answer)) {
      EXPECT_EQ(out, "");
      continue;
    }
    simdjson::dom::object object;
    ASSERT_FALSE(parser.parse(out).get(object)) << out;
    std::string_view re;
    EXPECT_FALSE(object["re"].get(re)) << out;
    EXPECT_EQ(re, "x");
  }
}

TEST(Answer, IsALineForPeople) {
  for (const Answer& answer :
       one_of_each(std::make_index_sequence<std::variant_size_v<Answer>>())) {
    std::string out;
    text::word(out, answer, {});
    // A message is its own acknowledgement; the welcome and what is done are worded by who tells.
    const bool silent = std::holds_alternative<Welcome>(answer) ||
                        std::holds_alternative<Ack>(answer) || std::holds_alternative<Done>(answer);
    EXPECT_EQ(out.empty(), silent) << out;
    EXPECT_FALSE(out.ends_with('\n')) << out;
  }
}

}  // namespace
}  // namespace chat
