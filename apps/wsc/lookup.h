// A host's addresses, looked up on a thread of its own: the loop turns meanwhile, and what is being
// typed does not stand still.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reactor/address.h"
#include "reactor/endpoint.h"
#include "reactor/mailbox.h"
#include "reactor/worker.h"

namespace wsc {

class Lookup {
 public:
  struct Found {
    std::vector<reactor::Endpoint> endpoints;
    std::string complaint;  // a sentence, if there are none
  };

  // waker: the owner's, woken when an answer has come. Make it before signals may come (reactor's
  // Signals blocks them for later threads).
  explicit Lookup(reactor::Waker& waker) : found_(waker), worker_(body()) {}

  void ask(const reactor::Address& address) {
    ++asked_;
    worker_.post(address);
  }
  std::optional<Found> next();
  bool busy() const { return asked_ > 0; }
  bool ready() const { return !found_.empty(); }

 private:
  struct Body {
    reactor::Mailbox<Found>& found;
    void operator()(reactor::Worker<reactor::Address>& jobs) const;
  };
  Body body() { return {found_}; }

  reactor::Mailbox<Found> found_;
  unsigned asked_ = 0;
  std::vector<Found> taken_;
  reactor::Worker<reactor::Address> worker_;
};

}  // namespace wsc
