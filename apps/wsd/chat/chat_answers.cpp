// Answers leave when there is room for them, and requests wait for that: a connection that asks
// faster than it reads is not read meanwhile, and is not closed.
//
//     requests ──▶ obey ──▶ store ──▶ answers ──▶ private frames ──▶ socket
//        ▲ held while one of these is full ◀────────┘
//
// The answers that wait for one connection are bounded: one page of history, one of a search,
// kDueMax acknowledgements, and the letters that it is handed (see Letterbox). Its further requests
// stay in the buffer that they were read into, or unread (Shard::hold).
//
// tell() sends at once, past the answers that wait: that a place was taken, that messages are
// missing. The order of the two kinds is not promised.
#include <utility>

#include "apps/wsd/chat/chat.h"
#include "apps/wsd/chat/text_face.h"

namespace chat {
namespace {

// Answers that the store owes one connection.
constexpr std::size_t kDueMax = 1024;

}  // namespace

// ---- answers ----

void Chat::answer(Member& member, const Answer& answer, std::string_view id) {
  word(member, answer, id);
  if (words_.empty()) return;
  if (has_room(member, words_.size())) return send_words(member);
  member.answers.push_back(words_);
  hold(member);
}

void Chat::hold(Member& member) {
  if (std::exchange(member.held, true)) return;
  if (!std::exchange(member.listed, true)) held_.push_back(member.id);
  shard_.hold(member.id);
}

// ---- requests ----

// Valid until the next one is read.
Chat::Asked Chat::read_request(const Member& member, std::string_view bytes) {
  return member.view.face == View::Face::json ? reader_.read(bytes) : text::read(bytes);
}

std::string_view Chat::id_of_request(const Member& member) const {
  return member.view.face == View::Face::json ? reader_.id() : std::string_view();
}

bool Chat::has_to_wait(Member& member, const Asked& asked) {
  const auto* const request = std::get_if<Request>(&asked);
  const bool history =
      request != nullptr && (request->verb == Verb::history || request->verb == Verb::since);
  return !member.answers.empty() || !member.requests.empty() || member.due >= kDueMax ||
         (history && member.reads_history) || member.arriving ||
         (request != nullptr && waits_for_heads(member, *request));
}

void Chat::put_off(Member& member, std::string_view request) {
  member.requests.emplace_back(request);
  hold(member);
}

void Chat::obey(Member& member, const Asked& asked) {
  if (const auto* wrong = std::get_if<Complaint>(&asked)) {
    ++counters_.complaints;
    return answer(member, *wrong, id_of_request(member));
  }
  execute(member, std::get<Request>(asked));
  let_heads_go(member);
}

// ---- going on ----

// Whether something can be done for one that is held.
bool Chat::may_go_on(const Member& member) const {
  if (!member.answers.empty()) return shard_.has_room(member.id, member.answers.front().size());
  if (member.fetching > 0) return false;
  if (member.requests.empty() || member.arriving) return true;
  return !member.reads_history && member.due < kDueMax && shard_.has_room(member.id, 0);
}

void Chat::go_on(Member& member) {
  while (member.held && may_go_on(member)) {
    if (!member.answers.empty()) {
      words_ = std::move(member.answers.front());
      member.answers.pop_front();
      send_words(member);
      ask_for_proof(member);
    } else if (member.arriving) {
      enter_own_room(member);
    } else if (!member.requests.empty()) {
      const Asked asked = read_request(member, member.requests.front());
      const auto* const request = std::get_if<Request>(&asked);
      if (request != nullptr && waits_for_heads(member, *request)) return;
      obey(member, asked);
      member.requests.pop_front();
    } else {
      member.held = false;
      shard_.release(member.id);
    }
  }
}

void Chat::go_on_with_those_who_wait() {
  for (const broadcast::ConnectionId& id : std::exchange(held_, {})) {
    Member* const member = find_own(id);
    if (member == nullptr) continue;
    go_on(*member);
    member->listed = member->held;
    if (member->held) held_.push_back(id);
  }
}

}  // namespace chat
