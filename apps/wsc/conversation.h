// The chat in its JSON form (wsd.1.json): who we are, which rooms we are in and up to where we have
// seen each, what of ours is not yet kept. It outlives connections: what was missed is asked for
// when the next one is open, what was not acknowledged is sent again; nothing is told twice.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsc/command.h"
#include "apps/wsc/outbox.h"
#include "apps/wsc/roster.h"
#include "apps/wsc/server_word.h"
#include "apps/wsc/talk.h"

namespace wsc {

struct ConversationWishes {
  std::string nick{};
  std::vector<std::string> rooms{};  // empty: where the server puts us
  std::string since{};               // a number or "all"; empty: from now on
  unsigned history = 0;              // messages to ask for on joining
  bool names = false;                // keep track of who is there, to complete names
};

class Conversation final : public Talk {
 public:
  Conversation(ConversationWishes wishes, const Random& random);

  void opened(reactor::Time now) override;
  void lost() override;
  void hear(std::string_view text, reactor::Time now) override;
  void hear_binary(std::string_view bytes) override;
  bool type(std::string_view line) override;
  void say(std::string_view text) override;
  void say_binary(std::string_view bytes) override;
  std::optional<Told> next_told() override;
  std::optional<Out> next_out(reactor::Time now) override;
  std::optional<reactor::Time> next_out_at() const override {
    return can_send() ? outbox_.next_at() : std::nullopt;
  }
  bool settled() const override;
  Outcome outcome() const override;
  Standing standing() const override;
  Vocabulary vocabulary() const override;
  std::vector<std::pair<std::string, std::string>> query() const override;
  Showing showing() const override { return showing_; }

 private:
  struct Place {  // a room we are in, or want to be in
    bool joined = false;
    std::string epoch{};
    std::optional<std::uint64_t> seen{};  // the last message told, or before which we did not look
    std::uint64_t head = 0;               // up to which the server replays what we asked for
    bool fetching = false;                // its history is on the way; what comes meanwhile waits
    std::vector<Told> held{};
    Roster roster{};
    std::string topic{};
    std::size_t unread = 0;
  };
  // What an answer belongs to.
  struct Question {
    Command::Verb verb{};
    std::string what{};    // a room, a cid, a nick
    bool quietly = false;  // not asked by a person
    reactor::Time sent{};
  };
  struct Request {
    std::string id;  // of its question
    std::string json;
  };

  // conversation.cpp: the connection and what is sent
  std::string hello();
  bool can_send() const;
  bool refuse_too_long(const std::string& text);
  void drop_too_long();
  std::string worded(const Letter& letter);
  std::string ask(Question question);
  void request(std::string json);
  void fetch_history(const std::string& room, Place& place);
  std::vector<std::string> names_here() const;
  void tell(Told told);
  void tell(Told::Kind kind, std::string text);
  void answer(std::string text, std::string json);

  // conversation_hears.cpp: what the server says
  void on_welcome(const ServerWord& word);
  void on_joined(const ServerWord& word);
  void on_message(const ServerWord& word);
  void on_secret(const ServerWord& word);
  void on_ack(const ServerWord& word);
  void on_history(const ServerWord& word);
  void on_presence(const ServerWord& word);
  void on_gap(const ServerWord& word);
  void on_error(const ServerWord& word);
  void ask_who(const std::string& room);
  Told told_of(const ServerWord& word) const;
  void deliver(Place& place, Told told);
  void release(const std::string& room);
  bool is_self(const Somebody& who) const;
  bool is_own(const ServerWord& message) const;
  void be(const std::string& nick);

  // conversation_answers.cpp: what answers a person's question
  void on_answer(const ServerWord& word);
  void show_answer(const ServerWord& word, const Question& question);
  void show_rooms(const ServerWord& word);
  void show_profile(const ServerWord& word);
  void on_left(const std::string& room);
  void speak_in(const std::string& room);
  void give_up(const std::string& room);

  // conversation_commands.cpp: what the person asks for
  void obey(const Command& command);
  void obey_about_rooms(const Command& command);
  void obey_about_people(const Command& command);
  void help(const std::string& about);
  void set(const Command& command);
  void join(const std::string& room);
  void leave(const std::string& room);
  void send_letter(Letter letter);
  void go(const std::string& room);
  bool has_no_room();
  bool needs_connection();

  ConversationWishes wishes_;
  std::string session_;
  ServerReader reader_;
  Outbox outbox_;
  std::map<std::string, Place> rooms_;
  std::string current_;   // empty: the first one is on its way, or the last one was left
  std::string entering_;  // asked for last: it becomes the current one
  std::deque<Told> told_;
  std::deque<Request> requests_;
  std::map<std::string, Question> questions_;  // by id
  std::uint64_t last_id_ = 0;
  bool connected_ = false;
  std::size_t refused_ = 0;  // rooms of this hello, which the server does not name
  bool nameless_ = false;    // from the beginning
  bool awaits_why_ = false;  // the name was not given: an error follows that says why
  bool something_refused_ = false;
  bool welcomed_ = false;
  bool welcomed_before_ = false;
  bool settled_in_ = false;  // a room was entered, at some time
  reactor::Time now_{};      // when something was last heard or sent
  std::string nick_;
  std::string id_;  // on this connection; the numbers in ids begin again when the server does
  std::set<std::pair<std::string, std::string>> selves_;  // ids and nicks that we have had
  std::set<std::string> secrets_told_;                    // by cid: ours
  std::string last_secret_from_;
  std::uint64_t message_max_ = 0;
  bool shows_presence_ = true;
  bool shows_own_ = true;
  Showing showing_;
};

}  // namespace wsc
