// What one connection alone is told, as an object. "re" comes right after "op".
#include <algorithm>

#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/json_line.h"
#include "base/json_writer.h"

namespace chat::json {
namespace {

// The beginning of an answer.
base::JsonWriter& begin(base::JsonWriter& json, std::string_view op, std::string_view id) {
  json.object().field("op", op);
  if (!id.empty()) json.raw("re", id);
  return json;
}

void tell(base::JsonWriter& json, const Welcome& welcome, std::string_view id) {
  begin(json, "welcome", id).field("server", welcome.server).id("conn", 'c', welcome.connection);
  add_person(json, "user", welcome.person);
  json.field("ts", welcome.ts);
  json.object("ping").field("interval", welcome.ping_interval);
  json.field("timeout", welcome.ping_timeout).close();
  json.object("limits").field("message", welcome.limits.message_bytes);
  json.field("rooms", welcome.limits.rooms).field("burst", welcome.limits.burst);
  json.field("rate", welcome.limits.per_second).close();
  json.field("text", welcome.text).close();
}

void tell(base::JsonWriter& json, const Joined& joined, std::string_view id) {
  begin(json, "joined", id).field("room", joined.room).field("epoch", joined.epoch);
  json.field("seq", joined.seq).field("first", joined.first);
  json.field("recovered", joined.recovered).field("pv", joined.presence);
  json.field("members", joined.members).field("topic", joined.topic).close();
}

void tell(base::JsonWriter& json, const Left& left, std::string_view id) {
  begin(json, id.empty() ? "left" : "ok", id);
  if (id.empty()) json.field("room", left.room);
  json.close();
}

std::string_view word_of(Gap::Reason reason) {
  switch (reason) {
    case Gap::Reason::retention:
      return "retention";
    case Gap::Reason::slow:
      return "slow";
    case Gap::Reason::epoch:
      return "epoch";
    case Gap::Reason::restart:
      return "restart";
  }
  return "";
}

void tell(base::JsonWriter& json, const Gap& gap, std::string_view id) {
  begin(json, "gap", id).field("room", gap.room).field("epoch", gap.epoch);
  json.field("from", gap.from).field("to", gap.to).field("reason", word_of(gap.reason)).close();
}

void tell(base::JsonWriter& json, const Ack& ack, std::string_view id) {
  begin(json, "ack", id);
  if (ack.conversation.empty()) {
    json.field("room", ack.room);
  } else {
    json.field("conv", ack.conversation).field("to", ack.to);
  }
  json.field("epoch", ack.epoch).field("seq", ack.seq);
  if (!ack.cid.empty()) json.field("cid", ack.cid);
  json.field("ts", ack.ts);
  if (ack.duplicate) json.field("dup", true);
  if (ack.queued) json.field("queued", true);
  json.close();
}

// A name alone: its person is away, or was here before the server was started.
void add_correspondent(base::JsonWriter& json, std::string_view key, const Person& person) {
  if (person.number != kNoUser) return add_person(json, key, person);
  json.object(key).field("nick", person.nick).close();
}

void tell(base::JsonWriter& json, const Private& letter, std::string_view id) {
  begin(json, "dm", id).field("conv", letter.conversation).field("seq", letter.seq);
  add_correspondent(json, "from", letter.from);
  add_correspondent(json, "to", letter.to);
  json.field("text", letter.text);
  if (letter.own && !letter.cid.empty()) json.field("cid", letter.cid);
  json.field("ts", letter.ts);
  if (letter.own) json.field("own", true);
  if (letter.waited) json.field("waited", true);
  json.close();
}

void tell(base::JsonWriter& json, const History& history, std::string_view id) {
  begin(json, history.search ? "search" : "history", id).field("room", history.room);
  json.field("epoch", history.epoch).array("items");
  for (const Message& message : history.items) {
    append_message(json.element(), history.room, happening_of(message));
  }
  json.close().field("first", history.first).field("head", history.head);
  json.field("more", history.more).close();
}

void add_member(base::JsonWriter& json, const Present& member) {
  add_person(json, member.person);
  if (member.is_away) json.field("away", member.away);
}

void tell(base::JsonWriter& json, const People& people, std::string_view id) {
  begin(json, "presence", id).field("room", people.room).field("pv", people.presence);
  json.field("full", true).array("members");
  for (const Present& member : people.members) {
    json.object();
    add_member(json, member);
    json.close();
  }
  const auto count = std::max<std::size_t>(people.count, people.members.size());
  json.close().field("count", count).field("more", people.more).close();
}

void tell(base::JsonWriter& json, const Profile& profile, std::string_view id) {
  begin(json, "whois", id).object("user");
  add_member(json, profile.member);
  json.close().field("since", profile.since).array("rooms");
  for (const std::string_view room : profile.rooms) json.element(room);
  json.close().close();
}

void tell(base::JsonWriter& json, const RoomList& list, std::string_view id) {
  begin(json, "rooms", id).array("rooms");
  for (const RoomLine& room : list.rooms) {
    json.object().field("room", room.name).field("members", room.members);
    json.field("seq", room.seq).field("topic", room.topic).close();
  }
  json.close().field("more", list.more).close();
}

void tell(base::JsonWriter& json, const Renamed& renamed, std::string_view id) {
  begin(json, "nick", id).field("nick", renamed.nick).close();
}

void tell(base::JsonWriter& json, const Topic& topic, std::string_view id) {
  begin(json, "topic", id).field("room", topic.room).field("topic", topic.text).close();
}

void tell(base::JsonWriter& json, const Done&, std::string_view id) {
  if (!id.empty()) begin(json, "ok", id).close();
}

void tell(base::JsonWriter& json, const Pong& pong, std::string_view id) {
  begin(json, "pong", id);
  if (pong.microseconds >= 0) json.field("rtt", pong.microseconds);
  json.field("ts", pong.ts).close();
}

void tell(base::JsonWriter& json, const Stats& stats, std::string_view id) {
  begin(json, "stats", id).field("messages_in", stats.messages_in);
  json.field("bytes_in", stats.bytes_in).field("bytes_out", stats.bytes_out);
  json.field("seconds", stats.seconds).field("rooms", stats.rooms);
  json.field("people", stats.people).close();
}

void tell(base::JsonWriter&, const Help&, std::string_view) {}  // a command for people

void tell(base::JsonWriter& json, const Waiting& waiting, std::string_view id) {
  begin(json, "dropped", id).field("count", waiting.dropped).close();
}

void tell(base::JsonWriter& json, const Complaint& complaint, std::string_view id) {
  begin(json, "error", id).field("code", complaint.code).field("error", complaint.word);
  json.field("text", complaint.text).field("temporary", complaint.temporary).close();
}

}  // namespace

void word(std::string& out, const Answer& answer, std::string_view id) {
  base::JsonWriter json(out);
  std::visit([&](const auto& what) { tell(json, what, id); }, answer);
}

}  // namespace chat::json
