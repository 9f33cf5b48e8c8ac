// A connection that failed is opened anew for the next question: what was wrong with the disk may
// have passed.
#include "apps/wsd/disk/reader.h"

#include <memory>

#include "apps/wsd/disk/failure.h"
#include "apps/wsd/disk/library.h"

namespace disk {

Reader::Reader(const std::string& path, const std::string& vfs, chat::ToldQueue& told)
    : path_(path),
      vfs_(vfs),
      told_(told),
      worker_([this](auto& queries) { answer_all(queries); }) {}

void Reader::answer_all(reactor::Worker<Query>& queries) {
  std::unique_ptr<Library> library;
  while (auto query = queries.next()) {
    chat::Page page;
    try {
      if (!library) library = std::make_unique<Library>(path_, vfs_);
      page = std::holds_alternative<chat::PageWish>(query->what)
                 ? library->page(query->room, std::get<chat::PageWish>(query->what))
                 : library->search(query->room, std::get<SearchWish>(query->what).words,
                                   std::get<SearchWish>(query->what).limit);
    } catch (const Failure& failure) {
      library.reset();
      page = {};
      page.failure = failure.sentence();
    }
    told_.put(query->shard, {query->ticket, std::move(page)});
  }
}

}  // namespace disk
