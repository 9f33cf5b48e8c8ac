// The members of a JSON object that mean something here, taken out of it once, with the sentence
// about what is wrong with them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/wsd/chat/request.h"

namespace chat::json {

// By rising length of their names.
enum class Key : std::uint8_t {
  q,
  id,
  op,
  to,
  on,
  cid,
  bin,
  room,
  text,
  data,
  echo,
  nick,
  user,
  rooms,
  since,
  after,
  limit,
  topic,
  before,
  around,
  latest,
  prefix,
  client,
  session,
  history,
  presence,
  none
};

// All views are valid until the next take(). Of all that is wrong the first is kept; what is asked
// for after that gives something harmless.
class Fields {
 public:
  Fields();
  ~Fields();

  // The members of another object. If it is none, that is complaint(). REQUIRES: valid UTF-8.
  void take(std::string_view object);

  // null is as good as nothing, but for data.
  bool has(Key key) const;
  // Each is empty, or what is said, when there is nothing; and complains if it is something else.
  std::string_view text(Key key);
  std::string_view needed_text(Key key);
  std::string_view short_text(Key key);  // at most kWordMax bytes
  std::uint64_t number(Key key, std::uint64_t least);
  std::uint32_t limit(Key key);  // from 1; 0: nothing
  bool flag(Key key, bool otherwise);
  Since since(Key key);
  std::vector<RoomWish> wishes(Key key);
  std::string_view json(Key key);  // without the spaces between. REQUIRES: has(key)
  std::string_view id() const;     // as it was sent; empty: none, or none that is good

  void wrong(Key key, std::string_view sentence);  // its name and this; 422
  void complain(std::uint16_t code, std::string_view sentence);
  const std::optional<Complaint>& complaint() const { return complaint_; }

 private:
  void collect();
  void read_id();

  struct Parser;  // the library's, and what it read
  std::unique_ptr<Parser> parser_;
  std::optional<Complaint> complaint_;
};

}  // namespace chat::json
