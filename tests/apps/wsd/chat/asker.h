// For tests of stores: a shard that asks and waits for the answer, as a real one does.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "apps/wsd/chat/store.h"
#include "broadcast/mesh/mesh.h"

namespace chat::test {

class Asker {
 public:
  Asker(Store& store, broadcast::Mesh& mesh, ShardNumber self)
      : store_(store), mesh_(mesh), self_(self) {}

  // The next answer; sleeps until it is there.
  Told await() {
    for (;;) {
      if (auto told = store_.next(self_)) return *std::move(told);
      reactor::Waker& waker = mesh_.waker(self_);
      waker.drowsy();
      if (mesh_.empty(self_)) waker.sleep();
      waker.awake();
      std::vector<broadcast::Parcel> mail;
      mesh_.take(self_, mail);
    }
  }
  // REQUIRES: nothing else was asked for.
  Page page(std::string_view room, const PageWish& wish) {
    store_.read(room, wish, self_, ++ticket_);
    return std::get<Page>(await().what);
  }
  Page search(std::string_view room, std::string_view words, std::uint32_t limit = 0) {
    store_.search(room, words, limit, self_, ++ticket_);
    return std::get<Page>(await().what);
  }
  Kept append(std::string_view room, const Message& message) {
    store_.append(room, message, self_, ++ticket_);
    return std::get<Kept>(await().what);
  }

 private:
  Store& store_;
  broadcast::Mesh& mesh_;
  ShardNumber self_;
  Ticket ticket_ = 0;
};

}  // namespace chat::test
