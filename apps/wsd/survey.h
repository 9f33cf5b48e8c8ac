// Questions to all shards, and what they answered: how one of them speaks for the whole server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "broadcast/shard.h"

namespace wsd {

// What a shard is asked. Each answers with text of its own making.
struct Question {
  enum class Kind : std::uint8_t { metrics, connections, close } kind{};
  std::uint64_t number = 0;  // close: the connection; connections: those after it
  std::uint32_t limit = 0;
};

using SurveyId = std::uint64_t;

// A shard answers in its next turn. One that takes longer than this stands still or has ended.
inline constexpr reactor::Duration kSurveyTimeMax = std::chrono::seconds(5);

class Survey {
 public:
  Survey(broadcast::Shard& shard, broadcast::ShardNumber shards) : shard_(shard), shards_(shards) {}

  // To every shard, this one too.
  SurveyId ask(const Question& question);

  // What a note of another shard, or of this one, says.
  struct Asked {
    broadcast::ShardNumber by = 0;
    SurveyId id = 0;
    Question question;
  };
  struct Complete {  // all have answered
    SurveyId id = 0;
    std::vector<std::string> answers;  // one of each shard
  };
  std::optional<Asked> asked(const broadcast::Event& note);
  std::optional<Complete> take(const broadcast::Event& note);  // an answer

  // One that not all have answered in kSurveyTimeMax; it is forgotten, and what is answered after
  // that is dropped. A shard that has ended (a drain lets each go when it is done) answers nothing.
  std::optional<SurveyId> overdue(reactor::Time now);
  std::optional<reactor::Time> next_due() const;  // of those that are open

  void answer(const Asked& asked, std::string_view text);

 private:
  struct Open {
    reactor::Time due{};
    std::vector<std::string> answers{};
  };
  broadcast::Shard& shard_;
  const broadcast::ShardNumber shards_;
  SurveyId ids_ = 0;
  std::map<SurveyId, Open> open_;  // the oldest first, which is due first
};

// Whether a note is a survey's: the first byte tells.
bool is_survey(std::span<const std::byte> note);

}  // namespace wsd
