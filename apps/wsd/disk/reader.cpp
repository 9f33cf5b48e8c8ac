// A connection that failed is opened anew for the next question: what was wrong with the disk may
// have passed.
#include "apps/wsd/disk/reader.h"

#include <memory>

#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/library.h"

namespace disk {

Reader::Reader(const std::string& path, const std::string& vfs, KnownRooms& rooms,
               chat::ToldQueue& told)
    : path_(path),
      vfs_(vfs),
      rooms_(rooms),
      told_(told),
      desk_(told, [this](const chat::Search& one, reactor::Time end) { return search(one, end); }),
      worker_([this](auto& queries) { answer_all(queries); }) {
  desk_.begin();  // with the descriptors of those who open the database
}

Reader::~Reader() = default;

void Reader::ask(Query query) {
  auto* const wish = std::get_if<SearchWish>(&query.what);
  if (wish == nullptr) return worker_.post(std::move(query));
  desk_.ask(
      {std::move(query.room), std::move(wish->words), wish->limit, query.shard, query.ticket});
}

chat::Page Reader::search(const chat::Search& search, reactor::Time end) {
  try {
    if (!searched_) searched_ = std::make_unique<Library>(path_, vfs_);
    return searched_->search(search.room, search.words, search.limit, end);
  } catch (const Failure& failure) {
    searched_.reset();
    return {.failure = failure.sentence()};
  }
}

void Reader::answer_all(reactor::Worker<Query>& queries) {
  std::unique_ptr<Library> library;
  while (const auto query = queries.next()) answer(*query, library);
}

// A room that cannot be read is opened all the same: what is said there is refused, with the
// reason.
void Reader::answer(const Query& query, std::unique_ptr<Library>& library) {
  const auto* const page = std::get_if<chat::PageWish>(&query.what);
  try {
    if (!library) library = std::make_unique<Library>(path_, vfs_);
    page != nullptr
        ? told_.put(query.shard, {query.ticket, library->page(query.room, *page)})
        : told_.put(query.shard,
                    {query.ticket, chat::Fetched{rooms_.fetch(library->rooms(), query.room)}});
  } catch (const Failure& failure) {
    library.reset();
    page != nullptr
        ? told_.put(query.shard, {query.ticket, chat::Page{.failure = failure.sentence()}})
        : told_.put(query.shard, {query.ticket, chat::Fetched{}});
  }
}

}  // namespace disk
