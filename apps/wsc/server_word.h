// One object of the server's, read: every field that the client makes something of.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace wsc {

struct Somebody {
  std::string id{};
  std::string nick{};
  std::string away{};
  bool is_away = false;
};

struct ServerWord {
  std::string op{};
  std::string re{};  // the id that it answers: an integer's digits or a string; empty: none
  std::string room{};
  std::string epoch{};
  std::string cid{};
  std::string text{};
  std::string data{};  // JSON, on one line; empty: none
  std::string bin{};   // base64
  std::string error{};
  std::string reason{};
  std::string topic{};
  std::string nick{};
  std::string was{};  // the name before
  Somebody from{};
  Somebody to{};  // a name alone is a nick without an id
  Somebody user{};
  std::optional<std::uint64_t> seq{};
  std::optional<std::uint64_t> pv{};
  std::optional<std::uint64_t> members{};  // how many
  std::uint64_t gap_from = 0;
  std::uint64_t gap_to = 0;
  std::int64_t ts = 0;
  bool full = false;
  bool more = false;
  bool action = false;
  bool queued = false;
  bool temporary = false;
  bool moved = false;               // between rooms, with the same connection
  std::vector<Somebody> people{};   // members, or add
  std::vector<std::string> gone{};  // del
  std::vector<ServerWord> items{};  // history
  struct RoomLine {
    std::string name{};
    std::string topic{};
    std::uint64_t members = 0;
  };
  std::vector<RoomLine> rooms{};  // whois: names alone
  struct Limits {                 // 0: none, or not told
    std::uint64_t message = 0;
    std::uint64_t burst = 0;
    std::uint64_t rate = 0;  // a second
  } limits{};
  std::map<std::string, std::uint64_t> figures{};  // every number, by its key
  std::string json{};                              // the whole object, on one line

  std::uint64_t figure(const char* name) const {  // 0: there is none
    const auto found = figures.find(name);
    return found == figures.end() ? 0 : found->second;
  }
};

class ServerReader {
 public:
  ServerReader();
  ~ServerReader();

  // nullopt: that is no object, or has no "op". Fields of another type than they should have count
  // as absent.
  std::optional<ServerWord> read(std::string_view json);

 private:
  struct Parser;  // the library's
  std::unique_ptr<Parser> parser_;
};

}  // namespace wsc
