// What every store does, whatever it keeps its messages in: store_test.cpp. Each kind of store runs
// it by
//
//   INSTANTIATE_TEST_SUITE_P(Memory, StoreSuite, ::testing::Values(&make_memory_store));
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "apps/wsd/chat/memory_store.h"
#include "tests/apps/wsd/chat/asker.h"

namespace chat::test {

// A store and whatever it needs.
class Shelf {
 public:
  virtual ~Shelf() = default;
  virtual Store& store() = 0;
};
using MakeShelf = std::unique_ptr<Shelf> (*)(const Retention&, broadcast::Mesh&);

inline Message message(Sequence seq, std::string text = "text") {
  return {.seq = seq,
          .ts = 1'000'000 + static_cast<Milliseconds>(seq),
          .kind = Happening::Kind::message,
          .content = Content::text,
          .user = 7,
          .nick = "ana",
          .text = std::move(text),
          .session = {},
          .cid = {}};
}

class StoreSuite : public ::testing::TestWithParam<MakeShelf> {
 protected:
  static constexpr Retention kNoRetention{.messages = 0, .bytes = 0, .milliseconds = 0};

  StoreSuite() { begin(kNoRetention); }
  void begin(const Retention& retention) {
    shelf_.reset();
    shelf_ = GetParam()(retention, mesh_);
  }
  Store& store() { return shelf_->store(); }
  Asker asker(ShardNumber shard = 0) { return {store(), mesh_, shard}; }
  // Appends messages first to last.
  void fill(std::string_view room, Sequence first, Sequence last);
  // Lets the store trim until that message is its oldest; false: it never is.
  bool trims_to(std::string_view room, Sequence first, Milliseconds now);

  broadcast::Mesh mesh_{2};
  std::unique_ptr<Shelf> shelf_;
};

}  // namespace chat::test
