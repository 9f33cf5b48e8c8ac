// The sizes of what is shared, and what the chat is told of the options.
#include "apps/wsd/shared.h"

#include <random>

#include "apps/wsd/chat/memory_store.h"
#include "apps/wsd/keeping.h"
#include "apps/wsd/version.h"

namespace wsd {
namespace {

constexpr std::size_t kRoomsMax = 100'000;
// Of the log budget: what messages in memory may take, and the rooms' tails.
constexpr std::size_t kStoreShare = 4;
constexpr std::size_t kTailsShare = 4;

std::uint64_t seed() {
  std::random_device device;
  return static_cast<std::uint64_t>(device()) << 32 | device();
}

std::unique_ptr<chat::Store> open_store(const Options& options, broadcast::Mesh& mesh) {
  const Retention keep = history_of(options);
  const auto age = std::chrono::duration_cast<std::chrono::milliseconds>(keep.age).count();
  const chat::Retention retention{keep.count, keep.bytes, age};
  if (!options.data.empty()) {
    return std::make_unique<disk::SqliteStore>(disk::StoreOptions{.directory = options.data,
                                                                  .durability = options.durability,
                                                                  .retention = retention,
                                                                  .data_max = data_max_of(options),
                                                                  .seed = seed()},
                                               mesh);
  }
  return std::make_unique<chat::MemoryStore>(retention, options.settings.log.budget / kStoreShare,
                                             mesh, seed());
}

std::uint32_t seconds(reactor::Duration time) {
  return static_cast<std::uint32_t>(std::chrono::ceil<std::chrono::seconds>(time).count());
}

}  // namespace

Shared::Shared(const Options& options, broadcast::Mesh& mesh, std::size_t places)
    : store(open_store(options, mesh)),
      commons(*store, chat::RoomLimits{.bytes = options.settings.log.retention}, kRoomsMax,
              options.settings.log.budget / kTailsShare, {}, seed()),
      gatekeeper(places),
      started(
          std::chrono::duration_cast<std::chrono::seconds>(reactor::wall_now().time_since_epoch())
              .count()) {}

chat::Rules rules_of(const Options& options) {
  const std::uint64_t most = options.settings.message.bytes;
  return {.lobby = options.room,
          .welcome = options.welcome,
          .server = "wsd/" + std::string(kVersion),
          .rate = options.rate,
          .new_rooms = options.new_rooms,
          .limits = {.message_bytes = most == kNoLimit ? 0 : most,
                     .rooms = options.settings.memberships_max,
                     .burst = options.rate.burst,
                     .per_second = options.rate.count},
          .ping_interval = seconds(options.settings.ping_interval),
          .ping_timeout = seconds(options.settings.ping_timeout)};
}

}  // namespace wsd
