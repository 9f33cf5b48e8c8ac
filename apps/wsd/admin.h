// The operator's side: figures, health, and an API for programs. On a listener of its own, on one
// shard, which asks the others when a question is about all of them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "apps/wsd/chat/chat.h"
#include "apps/wsd/reply.h"
#include "apps/wsd/shared.h"
#include "apps/wsd/survey.h"
#include "apps/wsd/visitor.h"
#include "broadcast/shard.h"
#include "rfc6455/request_target.h"

namespace wsd {

class Admin {
 public:
  Admin(broadcast::Shard& shard, Shared& shared, const Options& options, chat::Chat& chat,
        Visitors& visitors, broadcast::ShardNumber shards)
      : shard_(shard),
        shared_(shared),
        options_(options),
        chat_(chat),
        visitors_(visitors),
        survey_(shard, shards) {}

  // A request on the operators' listener; it is answered now or later.
  void handle(const broadcast::Event& event, const rfc6455::RequestTarget& target);
  void take_note(const broadcast::Event& event);  // REQUIRES: is_survey()
  void take(const chat::Told& outcome);           // of what the chat was asked to do
  void finish_turn(reactor::Time now);            // who waits for too long is told so
  std::optional<reactor::Time> next_due() const { return survey_.next_due(); }

  Reply readiness() const;

 private:
  // Who waits for an answer.
  struct Asker {
    broadcast::ConnectionId connection{};
    Ending ending = Ending::stays;
    Body body = Body::sent;
    std::string room{};  // messages were asked for
    Question question{};
  };

  std::optional<Reply> turned_away(const rfc6455::HttpHead& request) const;
  static Asker asker_of(const broadcast::Event& event);
  void answer(const Asker& asker, const Reply& reply);
  std::optional<Reply> route(const broadcast::Event& event, const rfc6455::RequestTarget& target,
                             Asker& asker);
  std::optional<Reply> api(const broadcast::Event& event, const rfc6455::RequestTarget& target,
                           std::string_view path, Asker& asker);
  std::optional<Reply> rooms(const rfc6455::RequestTarget& target);
  std::optional<Reply> messages(const rfc6455::RequestTarget& target, const std::string& room,
                                Asker& asker);
  std::optional<Reply> publish(const broadcast::Event& event, const std::string& room,
                               Asker& asker);
  std::optional<Reply> publish_everywhere(const broadcast::Event& event);
  std::optional<Reply> connections(const rfc6455::RequestTarget& target, Asker& asker);
  std::optional<Reply> close(std::string_view name, Asker& asker);
  std::optional<Reply> metrics(Asker& asker);

  std::string answer_own(const Question& question);
  std::string close_own(std::uint64_t number);
  std::string add_up(const Survey::Complete& complete) const;

  broadcast::Shard& shard_;
  Shared& shared_;
  const Options& options_;
  chat::Chat& chat_;
  Visitors& visitors_;
  Survey survey_;
  std::map<SurveyId, Asker> surveys_;
  std::map<chat::Ticket, Asker> tickets_;
};

}  // namespace wsd
