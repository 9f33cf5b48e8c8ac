// Raw rooms and the echo: a raw room's messages go to all members exactly as they came, nothing
// else is ever said there.
#pragma once

#include <string_view>

#include "apps/wsd/options.h"
#include "apps/wsd/visitor.h"
#include "broadcast/shard.h"

namespace wsd {

class Relay {
 public:
  explicit Relay(broadcast::Shard& shard) : shard_(shard) {}

  // The room that somebody asks for; it is joined when the connection is opened.
  void enter(Visitor& visitor, std::string_view room, const Options& options);
  void on_opened(const Visitor& visitor, const broadcast::Event& event);
  void on_message(const Visitor& visitor, const broadcast::Event& event);

 private:
  broadcast::Shard& shard_;
};

}  // namespace wsd
