// Raw rooms have names of their own among the rooms of the shard, apart from those of the chat.
#include "apps/wsd/relay.h"

namespace wsd {
namespace {

constexpr std::string_view kHall = "raw/";
constexpr broadcast::Form kRawForm = 0;

}  // namespace

void Relay::enter(Visitor& visitor, std::string_view room, const Options& options) {
  const broadcast::RoomOptions how{.content = broadcast::RoomOptions::Content::raw,
                                   .slow = broadcast::RoomOptions::Slow::closed,
                                   .flush_milliseconds = options.flush_milliseconds};
  visitor.hall = shard_.enter(std::string(kHall).append(room), how);
}

void Relay::on_opened(const Visitor& visitor, const broadcast::Event& event) {
  if (visitor.kind == Visitor::Kind::raw) shard_.join(event.connection, visitor.hall, kRawForm);
}

void Relay::on_message(const Visitor& visitor, const broadcast::Event& event) {
  if (visitor.kind == Visitor::Kind::raw) {
    shard_.publish(visitor.hall, event.connection, event.opcode, event.bytes);
  } else {
    shard_.send(event.connection, event.opcode, event.bytes);
  }
}

}  // namespace wsd
