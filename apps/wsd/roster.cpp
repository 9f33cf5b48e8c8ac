// Each shard sends its lines with their numbers; the asker puts them into one order.
#include "apps/wsd/roster.h"

#include <algorithm>
#include <vector>

#include "apps/wsd/chat/packing.h"
#include "apps/wsd/log.h"
#include "base/json_writer.h"

namespace wsd {
namespace {

struct Line {
  std::uint64_t number;
  std::string_view json;
};

std::int64_t milliseconds(reactor::Duration time) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(time).count();
}

std::string_view word(Visitor::Kind kind) {
  return kind == Visitor::Kind::raw ? "raw" : "echo";
}

void describe(base::JsonWriter& out, const chat::Member& member) {
  out.object("user").field("id", "u" + std::to_string(member.user));
  if (!member.nick.empty()) out.field("nick", member.nick);
  out.close().array("rooms");
  for (const chat::Seat& seat : member.seats) out.element(seat.room->name());
  out.close();
}

std::string describe(const Visitor& visitor, const broadcast::Inspection& look,
                     const chat::Member* member) {
  std::string text;
  base::JsonWriter out(text);
  out.object();
  out.field("id", log::connection_name(visitor.number));
  out.field("address", reactor::to_string(visitor.client));
  if (member == nullptr) {
    out.field("wire", word(visitor.kind));
  } else {
    out.field("wire", member->view.face == chat::View::Face::json ? "json" : "text");
    describe(out, *member);
  }
  out.field("open_ms", milliseconds(look.open)).field("idle_ms", milliseconds(look.idle));
  if (look.round_trip) {
    const auto trip = std::chrono::duration_cast<std::chrono::microseconds>(*look.round_trip);
    out.field("round_trip_us", trip.count());
  }
  out.field("messages_in", look.totals.messages_in);
  out.field("bytes_in", look.totals.bytes_in).field("bytes_out", look.totals.bytes_out);
  out.field("waiting_bytes", look.private_bytes);
  out.field("behind_bytes", look.bytes_behind).field("behind_messages", look.records_behind);
  out.close();
  return text;
}

}  // namespace

std::string roster(broadcast::Shard& shard, Visitors& visitors, const chat::Chat& chat,
                   std::uint64_t after, std::uint32_t limit) {
  std::vector<std::pair<std::uint64_t, broadcast::ConnectionId>> found;
  for (auto id = shard.next_connection({}); id; id = shard.next_connection(*id)) {
    const Visitor* const visitor = visitors.find(*id);
    if (visitor != nullptr && visitor->number > after) found.emplace_back(visitor->number, *id);
  }
  const std::size_t count = std::min<std::size_t>(found.size(), limit + std::size_t{1});
  const auto by_number = [](const auto& a, const auto& b) { return a.first < b.first; };
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(count), found.end(),
                    by_number);
  chat::Packer packer;
  packer.number(static_cast<std::uint32_t>(count));
  for (std::size_t i = 0; i < count; ++i) {
    const auto look = shard.inspect(found[i].second);
    packer.number(found[i].first);
    packer.text(describe(*visitors.find(found[i].second), look.value_or(broadcast::Inspection{}),
                         chat.find(found[i].second)));
  }
  const std::vector<std::byte> bytes = packer.take();
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string merge_rosters(std::span<const std::string> rosters, std::uint32_t limit) {
  std::vector<Line> lines;
  for (const std::string& one : rosters) {
    chat::Unpacker unpacker(std::as_bytes(std::span(one)));
    for (auto left = unpacker.number<std::uint32_t>(); left > 0; --left) {
      const auto number = unpacker.number<std::uint64_t>();
      lines.push_back({number, unpacker.text()});
    }
  }
  std::sort(lines.begin(), lines.end(),
            [](const Line& a, const Line& b) { return a.number < b.number; });
  const bool more = lines.size() > limit;
  if (more) lines.resize(limit);
  std::string text;
  base::JsonWriter out(text);
  out.object().array("connections");
  for (const Line& line : lines) out.element() += line.json;
  out.close().field("more", more).close();
  return text;
}

}  // namespace wsd
