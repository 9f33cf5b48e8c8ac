// What is asked of all shards is answered when the last of them has spoken.
#include "apps/wsd/admin.h"

#include <algorithm>
#include <charconv>

#include "apps/protocol/close_codes.h"
#include "apps/protocol/names.h"
#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/complaint.h"
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/chat/packing.h"
#include "apps/wsd/chat/room_answers.h"
#include "apps/wsd/host_names.h"
#include "apps/wsd/log.h"
#include "apps/wsd/measures.h"
#include "apps/wsd/metrics.h"
#include "apps/wsd/origin.h"
#include "apps/wsd/pages.h"
#include "apps/wsd/query.h"
#include "apps/wsd/roster.h"
#include "base/json_writer.h"

namespace wsd {
namespace {

using broadcast::Event;
using broadcast::KeepAlive;

constexpr std::string_view kApi = "/api/v1/";
constexpr std::string_view kOkAndFull =
    "ok\nstorage: the data directory has reached --data-max: the oldest messages are deleted\n";
constexpr std::string_view kStats = "/stats";
constexpr std::string_view kAssets = "/assets/";  // of /stats
constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view kWhatThereIs =
    "There is nothing here. There are /metrics, /healthz, /readyz, /stats, /api/v1/rooms, "
    "/api/v1/rooms/{room}/messages, /api/v1/broadcast and /api/v1/connections.\n";
constexpr std::string_view kNotAllAnswered =
    "Not all shards have answered within 5 seconds: the server is overloaded or stopping. Please "
    "ask "
    "again.";
static_assert(kSurveyTimeMax == std::chrono::seconds(5));
constexpr std::uint32_t kRoomsUsual = 100;
constexpr std::uint32_t kPageUsual = 50;
constexpr std::uint32_t kPageMax = 1'000;

Reply wrong(std::uint16_t status, std::string_view why) {
  std::string body;
  chat::json::word(body, chat::Answer(chat::complaint(status, std::string(why))), {});
  return {status, body + "\n", kJson};
}

Reply not_allowed(std::string_view allowed) {
  const auto last = allowed.rfind(", ");
  std::string which(allowed.substr(0, last));
  if (last != allowed.npos) which.append(" and ").append(allowed.substr(last + 2));
  const char* const are = last == allowed.npos ? " is" : " are";
  Reply reply = wrong(405, "Only " + which + are + " answered here.");
  reply.fields = "Allow: " + std::string(allowed) + "\r\n";
  return reply;
}

bool reads(std::string_view method) {
  return method == "GET" || method == "HEAD";
}

// The browser says so in Origin. A proxy may have taken off TLS: both schemes are ours.
bool is_of_another_page(const rfc6455::HttpHead& head, const std::vector<std::string>& names) {
  const OriginRule own{.names = names};
  return check_origin(own, head, Scheme::http) && check_origin(own, head, Scheme::https);
}

std::string text_of(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What stands between the two; nullopt if it does not.
std::optional<std::string_view> between(std::string_view path, std::string_view before,
                                        std::string_view behind) {
  if (path.size() <= before.size() + behind.size()) return std::nullopt;
  if (path.substr(0, before.size()) != before) return std::nullopt;
  if (path.substr(path.size() - behind.size()) != behind) return std::nullopt;
  path.remove_prefix(before.size());
  path.remove_suffix(behind.size());
  return path;
}

// RFC 9110 §8.3.1: type and subtype in any case; parameters may follow.
bool is_json(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  while (type.ends_with(' ') || type.ends_with('\t')) type.remove_suffix(1);
  return rfc6455::equal_ignoring_case(type, kJson);
}

// A message to publish: JSON, or just its text.
std::variant<chat::json::Post, chat::Complaint> read_post(const rfc6455::HttpHead& head,
                                                          std::span<const std::byte> body) {
  const std::string_view text(reinterpret_cast<const char*>(body.data()), body.size());
  if (is_json(head.find("Content-Type").value_or(""))) return chat::json::read_post(text);
  if (!chat::is_text(text)) return chat::complaint(400, "The body is not valid UTF-8.");
  chat::json::Post post{.text = chat::Text::of(chat::cleaned(text)).value()};
  if (post.text.empty()) return chat::complaint(422, "There is nothing to say in the body.");
  return post;
}

}  // namespace

// ---- requests ----

Admin::Asker Admin::asker_of(const Event& event) {
  return {.connection = event.connection,
          .ending = is_last(*event.head) ? Ending::closes : Ending::stays,
          .body = event.head->method() == "HEAD" ? Body::left_out : Body::sent};
}

void Admin::answer(const Asker& asker, const Reply& reply) {
  shard_.respond(asker.connection, to_bytes(reply, asker.body, asker.ending),
                 asker.ending == Ending::closes ? KeepAlive::no : KeepAlive::yes);
}

void Admin::handle(const Event& event, const rfc6455::RequestTarget& target) {
  Asker asker = asker_of(event);
  const bool shown = target.path == kStats || target.path.substr(0, kAssets.size()) == kAssets;
  const Page* const page = shown && reads(event.head->method()) ? find_page(target.path) : nullptr;
  if (page != nullptr) {
    const bool last = asker.ending == Ending::closes;
    const PageResponse response =
        page_response(*page, *event.head, last ? "Connection: close\r\n" : "");
    return shard_.respond(event.connection, response.head, last ? KeepAlive::no : KeepAlive::yes,
                          response.body);
  }
  if (const auto reply = route(event, target, asker)) answer(asker, *reply);
}

// Nothing: the answer comes later.
std::optional<Reply> Admin::route(const Event& event, const rfc6455::RequestTarget& target,
                                  Asker& asker) {
  const std::string_view path = target.path;
  if (path.substr(0, kApi.size()) == kApi)
    return api(event, target, path.substr(kApi.size()), asker);
  if (path != "/healthz" && path != "/readyz" && path != "/metrics" && path != kStats) {
    return Reply{404, std::string(kWhatThereIs)};
  }
  if (!reads(event.head->method())) return not_allowed("GET, HEAD");
  if (path == "/healthz") return Reply{.body = "ok\n"};
  return path == "/readyz" ? readiness() : metrics(asker);
}

// A page may make its reader's browser ask any address, also one that only the reader reaches: a
// listener without a password is not a browser's for the asking.
std::optional<Reply> Admin::turned_away(const rfc6455::HttpHead& request) const {
  if (!answers_to(options_.admin_hosts, request)) {
    return wrong(421,
                 "The API is asked by an address or as localhost; the operator can allow other "
                 "names with --admin-host.");
  }
  if (!reads(request.method()) && is_of_another_page(request, options_.admin_hosts)) {
    return wrong(403, "Pages of other origins may not change anything here.");
  }
  return std::nullopt;
}

std::optional<Reply> Admin::api(const Event& event, const rfc6455::RequestTarget& target,
                                std::string_view path, Asker& asker) {
  const std::string_view method = event.head->method();
  if (auto away = turned_away(*event.head)) return away;
  if (path == "rooms") return reads(method) ? rooms(target) : not_allowed("GET, HEAD");
  if (path == "broadcast") {
    return method == "POST" ? publish_everywhere(event) : not_allowed("POST");
  }
  if (path == "connections") {
    return reads(method) ? connections(target, asker) : not_allowed("GET, HEAD");
  }
  if (const auto name = between(path, "connections/", "")) {
    return method == "DELETE" ? close(*name, asker) : not_allowed("DELETE");
  }
  if (const auto name = between(path, "rooms/", "/messages")) {
    const auto room = protocol::room_name(*name);
    if (!room) return wrong(404, "That is no room's name.");
    if (method == "POST") return publish(event, *room, asker);
    return reads(method) ? messages(target, *room, asker) : not_allowed("GET, HEAD, POST");
  }
  return Reply{404, std::string(kWhatThereIs)};
}

Reply Admin::readiness() const {
  const Stage stage = shared_.readiness.stage();
  if (stage != Stage::ready) return {503, std::string(word(stage)) + "\n"};
  if (!shared_.store->trouble().empty())
    return {503, "storage: " + shared_.store->trouble() + "\n"};
  if (shared_.store->use().full) return {.body = std::string(kOkAndFull)};
  return {.body = "ok\n"};
}

// ---- rooms ----

std::optional<Reply> Admin::rooms(const rfc6455::RequestTarget& target) {
  Query query(target.query);
  const std::string prefix = query.text("prefix");
  const std::string after = query.text("after");
  const std::uint64_t limit = query.number("limit", kRoomsUsual, 1, kPageMax);
  query.allow({"prefix", "after", "limit"});
  if (!query.good()) return wrong(422, query.complaint());
  std::string body;
  const chat::Listing listing(shared_.commons.rooms, prefix, after, limit);
  chat::json::word(body, chat::Answer(listing.answer()), {});
  return Reply{200, body + "\n", kJson};
}

std::optional<Reply> Admin::messages(const rfc6455::RequestTarget& target, const std::string& room,
                                     Asker& asker) {
  Query query(target.query);
  chat::PageWish wish;
  wish.limit = static_cast<std::uint32_t>(query.number("limit", kPageUsual, 1, kPageMax));
  query.allow({"before", "after", "around", "limit"});
  query.allow_one_of({"before", "after", "around"});
  for (const auto& [name, from] : {std::pair("before", chat::PageWish::From::before),
                                   std::pair("after", chat::PageWish::From::after),
                                   std::pair("around", chat::PageWish::From::around)}) {
    if (!query.has(name)) continue;
    wish.from = from;
    wish.seq = query.number(name, 0, 0, UINT64_MAX >> 11);
  }
  if (!query.good()) return wrong(422, query.complaint());
  asker.room = room;
  tickets_.emplace(chat_.read(room, wish), asker);
  return std::nullopt;
}

std::optional<Reply> Admin::publish(const Event& event, const std::string& room, Asker& asker) {
  const auto read = read_post(*event.head, event.bytes);
  if (const auto* complaint = std::get_if<chat::Complaint>(&read)) {
    return wrong(complaint->code, complaint->text);
  }
  const auto& post = std::get<chat::json::Post>(read);
  asker.room = room;
  log::info(log::Kind::admin, "message published", {{"room", room}});
  tickets_.emplace(chat_.say(room, post.text, post.nick), asker);
  return std::nullopt;
}

std::optional<Reply> Admin::publish_everywhere(const Event& event) {
  const auto read = read_post(*event.head, event.bytes);
  if (const auto* complaint = std::get_if<chat::Complaint>(&read)) {
    return wrong(complaint->code, complaint->text);
  }
  const std::size_t rooms = chat_.say_everywhere(std::get<chat::json::Post>(read).text);
  log::info(log::Kind::admin, "message published everywhere", {{"rooms", rooms}});
  std::string body;
  base::JsonWriter(body).object().field("op", "ok").field("rooms", rooms).close();
  return Reply{200, body + "\n", kJson};
}

void Admin::take(const chat::Told& outcome) {
  auto waiting = tickets_.extract(outcome.ticket);
  if (waiting.empty()) return;
  const Asker& asker = waiting.mapped();
  const auto room = shared_.commons.rooms.find(asker.room);
  std::string body;
  if (const auto* page = std::get_if<chat::Page>(&outcome.what)) {
    if (!page->failure.empty()) return answer(asker, wrong(503, page->failure));
    chat::json::word(body, chat::Answer(chat::history_of(asker.room, room.get(), *page)), {});
  } else {
    const auto& kept = std::get<chat::Kept>(outcome.what);
    if (!kept.failure.empty()) return answer(asker, wrong(503, kept.failure));
    chat::json::word(body, chat::Answer(chat::ack_of(asker.room, room.get(), kept)), {});
  }
  answer(asker, {200, body + "\n", kJson});
}

// ---- connections ----

std::optional<Reply> Admin::connections(const rfc6455::RequestTarget& target, Asker& asker) {
  Query query(target.query);
  asker.question.kind = Question::Kind::connections;
  asker.question.number = query.number("after", 0, 0, UINT64_MAX >> 11);
  asker.question.limit = static_cast<std::uint32_t>(query.number("limit", kPageMax, 1, kPageMax));
  query.allow({"after", "limit"});
  if (!query.good()) return wrong(422, query.complaint());
  surveys_.emplace(survey_.ask(asker.question), asker);
  return std::nullopt;
}

std::optional<Reply> Admin::close(std::string_view name, Asker& asker) {
  asker.question.kind = Question::Kind::close;
  const char* const last = name.data() + name.size();
  const bool named = name.size() > 1 && name[0] == 'c';
  const auto [end, error] = std::from_chars(name.data() + 1, last, asker.question.number);
  if (!named || error != std::errc() || end != last) {
    return wrong(404, "A connection is named as in /api/v1/connections, such as c7.");
  }
  surveys_.emplace(survey_.ask(asker.question), asker);
  return std::nullopt;
}

void Admin::take_note(const Event& event) {
  if (const auto asked = survey_.asked(event)) {
    return survey_.answer(*asked, answer_own(asked->question));
  }
  const auto complete = survey_.take(event);
  if (!complete) return;
  const auto waiting = surveys_.extract(complete->id);
  if (waiting.empty()) return;
  const Asker& asker = waiting.mapped();
  switch (asker.question.kind) {
    case Question::Kind::metrics:
      return answer(asker, {200, add_up(*complete), kMetricsType});
    case Question::Kind::connections:
      return answer(asker,
                    {200, merge_rosters(complete->answers, asker.question.limit) + "\n", kJson});
    case Question::Kind::close: {
      const bool found = std::any_of(complete->answers.begin(), complete->answers.end(),
                                     [](const std::string& one) { return !one.empty(); });
      if (!found) return answer(asker, wrong(404, "There is no such connection."));
      return answer(asker, {200, "{\"op\":\"ok\"}\n", kJson});
    }
  }
}

void Admin::finish_turn(reactor::Time now) {
  while (const auto overdue = survey_.overdue(now)) {
    const auto waiting = surveys_.extract(*overdue);
    if (!waiting.empty()) answer(waiting.mapped(), wrong(503, kNotAllAnswered));
  }
}

// What this shard says.
std::string Admin::answer_own(const Question& question) {
  switch (question.kind) {
    case Question::Kind::metrics:
      return text_of(chat::Packer()
                         .number(Measures{shard_.counters(), shard_.gauges(), chat_.counters()})
                         .take());
    case Question::Kind::connections:
      return roster(shard_, visitors_, chat_, question.number, question.limit);
    case Question::Kind::close:
      return close_own(question.number);
  }
  return {};
}

std::string Admin::close_own(std::uint64_t number) {
  broadcast::ConnectionId id{};
  for (auto next = shard_.next_connection(id); next; next = shard_.next_connection(*next)) {
    const Visitor* const visitor = visitors_.find(*next);
    if (visitor == nullptr || visitor->number != number) continue;
    log::info(log::Kind::admin, "connection closed by the operator",
              {{"connection", log::connection_name(number)}});
    shard_.close(*next, protocol::kCloseKicked, "closed by the operator");
    return "closed";
  }
  return {};
}

std::optional<Reply> Admin::metrics(Asker& asker) {
  asker.question.kind = Question::Kind::metrics;
  surveys_.emplace(survey_.ask(asker.question), asker);
  return std::nullopt;
}

std::string Admin::add_up(const Survey::Complete& complete) const {
  Measures sum;
  for (const std::string& one : complete.answers) {
    sum += chat::Unpacker(std::as_bytes(std::span(one))).number<Measures>();
  }
  ProcessMeasures process = measure_process();
  process.shards = complete.answers.size();
  process.people = shared_.commons.directory.count();
  process.rooms = shared_.commons.rooms.count();
  process.started = shared_.started;
  process.store = shared_.store->use();
  return metrics_page(sum, process);
}

}  // namespace wsd
