// For tests of the whole chat: what people say and hear in a salon, in few words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/apps/wsd/salon.h"

namespace chat::test {

using broadcast::Guest;
using wsd::Salon;
using Lines = std::vector<std::string>;

inline constexpr broadcast::ShardNumber kTwoShards[] = {0, 1};
inline constexpr broadcast::ShardNumber kThreeShards[] = {0, 1, 2};
inline constexpr broadcast::ShardNumber kOneOrThree[] = {1, 3};

// Options with which nobody is too fast and nobody is welcomed.
wsd::Options unhurried();

// What that guest hears from saying it on, until nothing moves any more.
Lines say(Salon& salon, Guest& guest, std::string_view text);
// What that guest has heard since it was asked last.
Lines hear(Salon& salon, Guest& guest);

// A JSON guest who has said hello, with these further fields: `,"nick":"ana"`. It has forgotten
// what it heard.
Guest& greeted(Salon& salon, std::string_view fields = {}, broadcast::ShardNumber shard = 0,
               std::string_view path = "/");

// What stands in an object there ("/from/id"): a string without its quotes, the JSON of anything
// else; empty: nothing.
std::string at(std::string_view object, std::string_view place);
// The objects among these that are of that operation.
Lines only(const Lines& lines, std::string_view op);

// Whether a line is like that one, in which `"…"` stands for any value.
bool matches(std::string_view line, std::string_view like);

}  // namespace chat::test
