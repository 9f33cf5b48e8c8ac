// A note goes to the asker itself too, so that one answer is like another.
#include "apps/wsd/survey.h"

#include "apps/wsd/chat/packing.h"

namespace wsd {
namespace {

// Notes of the chat begin with its own small numbers.
enum class Tag : std::uint8_t { question = 0xF0, answer = 0xF1 };

Tag tag_of(std::span<const std::byte> note) {
  return static_cast<Tag>(note.front());
}

}  // namespace

bool is_survey(std::span<const std::byte> note) {
  return tag_of(note) == Tag::question || tag_of(note) == Tag::answer;
}

SurveyId Survey::ask(const Question& question) {
  const SurveyId id = ++ids_;
  open_[id] = {.due = shard_.now() + kSurveyTimeMax};
  chat::Packer packer;
  packer.number(Tag::question).number(id).number(question);
  const std::vector<std::byte> note = packer.take();
  for (broadcast::ShardNumber shard = 0; shard < shards_; ++shard) shard_.note(shard, note);
  return id;
}

std::optional<Survey::Asked> Survey::asked(const broadcast::Event& note) {
  chat::Unpacker unpacker(note.bytes);
  if (unpacker.number<Tag>() != Tag::question) return std::nullopt;
  Asked asked;
  asked.by = note.shard;
  asked.id = unpacker.number<SurveyId>();
  asked.question = unpacker.number<Question>();
  return asked;
}

void Survey::answer(const Asked& asked, std::string_view text) {
  chat::Packer packer;
  packer.number(Tag::answer).number(asked.id).text(text);
  shard_.note(asked.by, packer.take());
}

std::optional<Survey::Complete> Survey::take(const broadcast::Event& note) {
  chat::Unpacker unpacker(note.bytes);
  if (unpacker.number<Tag>() != Tag::answer) return std::nullopt;
  const auto id = unpacker.number<SurveyId>();
  const auto open = open_.find(id);
  if (open == open_.end()) return std::nullopt;
  open->second.answers.emplace_back(unpacker.text());
  if (open->second.answers.size() < shards_) return std::nullopt;
  Complete complete{id, std::move(open->second.answers)};
  open_.erase(open);
  return complete;
}

std::optional<SurveyId> Survey::overdue(reactor::Time now) {
  if (open_.empty() || now < open_.begin()->second.due) return std::nullopt;
  const SurveyId id = open_.begin()->first;
  open_.erase(open_.begin());
  return id;
}

std::optional<reactor::Time> Survey::next_due() const {
  if (open_.empty()) return std::nullopt;
  return open_.begin()->second.due;
}

}  // namespace wsd
