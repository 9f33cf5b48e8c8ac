// The number is looked at every turn, the lock only when it moved.
#include "apps/wsd/edition.h"

namespace wsd {

void Editions::publish(Options next) {
  auto edition = std::make_shared<const Options>(std::move(next));
  const std::lock_guard guard(lock_);
  latest_ = std::move(edition);
  number_.fetch_add(1, std::memory_order_release);
}

std::shared_ptr<const Options> Editions::latest() const {
  const std::lock_guard guard(lock_);
  return latest_;
}

// The number first: an edition that comes in between is taken twice, never missed.
Edition::Edition(const Editions& editions)
    : editions_(editions), number_(editions.number()), options_(*editions.latest()) {}

bool Edition::turn() {
  const unsigned number = editions_.number();
  if (number == number_) return false;
  number_ = number;
  options_ = *editions_.latest();
  return true;
}

}  // namespace wsd
