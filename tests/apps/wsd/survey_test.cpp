// Questions to all shards: whose note is whose.
#include "apps/wsd/survey.h"

#include <gtest/gtest.h>

#include "apps/wsd/chat/notes.h"

namespace wsd {
namespace {

TEST(SurveyTest, IsCompleteWhenAllHaveAnswered) {
  const broadcast::Settings settings;
  broadcast::Mesh mesh(1);
  broadcast::Shard shard(mesh, 0, settings);
  Survey survey(shard, 1);
  const SurveyId id = survey.ask({Question::Kind::close, 7, 0});
  std::vector<std::string> answers;
  for (int turn = 0; turn < 4; ++turn) {
    shard.wait(reactor::Duration::zero());
    while (const auto event = shard.next()) {
      ASSERT_TRUE(is_survey(event->bytes));
      if (const auto asked = survey.asked(*event)) {
        EXPECT_EQ(asked->question.number, 7u);
        survey.answer(*asked, "closed");
      } else if (auto complete = survey.take(*event)) {
        EXPECT_EQ(complete->id, id);
        answers = std::move(complete->answers);
      }
    }
    shard.flush();
  }
  EXPECT_EQ(answers, std::vector<std::string>{"closed"});
}

TEST(SurveyTest, NotesOfTheChatAreNotItsOwn) {
  EXPECT_FALSE(is_survey(chat::pack(chat::Note{.kind = chat::Note::Kind::displaced})));
}

}  // namespace
}  // namespace wsd
