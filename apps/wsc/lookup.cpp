// A number needs no lookup, but goes the same way: it is rare, and one way is enough.
#include "apps/wsc/lookup.h"

#include <system_error>
#include <utility>

namespace wsc {

void Lookup::Body::operator()(reactor::Worker<reactor::Address>& jobs) const {
  while (const auto address = jobs.next()) {
    Found answer;
    try {
      answer.endpoints = reactor::resolve_blocking(*address, reactor::Purpose::dial);
    } catch (const std::system_error& error) {
      answer.complaint = error.what();
    }
    found.post(std::move(answer));
  }
}

std::optional<Lookup::Found> Lookup::next() {
  if (taken_.empty()) found_.take(taken_);
  if (taken_.empty()) return std::nullopt;
  Found answer = std::move(taken_.front());
  taken_.erase(taken_.begin());
  --asked_;
  return answer;
}

}  // namespace wsc
