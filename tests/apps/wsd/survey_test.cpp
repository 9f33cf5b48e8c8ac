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

TEST(SurveyTest, WhoeverHasNotAnsweredInTimeIsNotWaitedFor) {
  const broadcast::Settings settings;
  broadcast::Mesh mesh(2);
  broadcast::Shard shard(mesh, 0, settings);  // the other has ended
  Survey survey(shard, 2);
  EXPECT_EQ(survey.next_due(), std::nullopt);
  const SurveyId id = survey.ask({Question::Kind::metrics, 0, 0});
  const reactor::Time due = shard.now() + kSurveyTimeMax;
  EXPECT_EQ(survey.next_due(), due);
  shard.flush();
  shard.wait(reactor::Duration::zero());
  while (const auto event = shard.next()) {
    if (const auto asked = survey.asked(*event)) survey.answer(*asked, "mine");
    EXPECT_FALSE(survey.take(*event).has_value());
  }
  EXPECT_EQ(survey.overdue(due - reactor::Duration(1)), std::nullopt);
  EXPECT_EQ(survey.overdue(due), id);
  EXPECT_EQ(survey.overdue(due), std::nullopt) << "once";
  EXPECT_EQ(survey.next_due(), std::nullopt);
  // Its own answer, which comes now, is of a survey that nobody waits for.
  shard.flush();
  shard.wait(reactor::Duration::zero());
  while (const auto event = shard.next()) EXPECT_FALSE(survey.take(*event).has_value());
}

TEST(SurveyTest, NotesOfTheChatAreNotItsOwn) {
  EXPECT_FALSE(is_survey(chat::pack(chat::Note{.kind = chat::Note::Kind::displaced})));
}

}  // namespace
}  // namespace wsd
