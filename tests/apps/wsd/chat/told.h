// For tests: sleeps until an answer of a store is there.
#pragma once

#include <vector>

#include "apps/wsd/chat/told_queue.h"
#include "broadcast/mesh/mesh.h"

namespace chat::test {

// What is told to shard 0.
inline Told await(ToldQueue& told, broadcast::Mesh& mesh) {
  for (;;) {
    if (auto one = told.next(0)) return *std::move(one);
    reactor::Waker& waker = mesh.waker(0);
    waker.drowsy();
    if (mesh.empty(0)) waker.sleep();
    waker.awake();
    std::vector<broadcast::Parcel> mail;
    mesh.take(0, mail);
  }
}

}  // namespace chat::test
