// The examples of docs/protocol.md, run in their order against a server.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <map>

#include "tests/apps/wsd/chat/talk.h"

namespace chat::test {
namespace {

// What is sent, and what everybody hears of it.
struct Exchange {
  std::string who;
  std::string said;
  std::map<std::string, Lines> heard;
};

// "" is whoever has no name in the examples.
std::vector<Exchange> examples(const std::string& kind) {
  std::ifstream file(WSD_DOCS "/protocol.md");
  std::vector<Exchange> all;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      inside = line == "```" + kind;
    } else if (inside) {
      const std::string who = line.starts_with("bob") ? "bob" : "";
      line.erase(0, who.size());
      if (line.starts_with("> ")) all.push_back({who, line.substr(2), {}});
      if (line.starts_with("< ")) all.back().heard[who].push_back(line.substr(2));
    }
  }
  return all;
}

// Answers to one request may come in another order. Presence that the example is not about is left
// out on the page, and so is the end of a connection.
void compare(const Exchange& exchange, const std::string& who, Lines heard) {
  const auto expected = exchange.heard.find(who);
  Lines wanted = expected == exchange.heard.end() ? Lines{} : expected->second;
  for (const std::string& like : wanted) {
    const auto found =
        std::ranges::find_if(heard, [&](const std::string& line) { return matches(line, like); });
    EXPECT_NE(found, heard.end()) << exchange.said << "\n" << who << "< " << like;
    if (found != heard.end()) heard.erase(found);
  }
  for (const std::string& line : heard) {
    const bool presence = line.starts_with(R"({"op":"presence")") && at(line, "/full").empty();
    EXPECT_TRUE(presence || line.starts_with("close ") || line == "eof") << exchange.said << "\n"
                                                                         << who << "< " << line;
  }
}

void run(Salon& salon, const std::string& kind, const std::function<Guest&()>& come) {
  std::map<std::string, Guest*> guests;
  const auto all = examples(kind);
  EXPECT_GT(all.size(), 10u);
  for (const Exchange& exchange : all) {
    Guest*& guest = guests[exchange.who];
    if (guest == nullptr) {
      guest = &come();
      hear(salon, *guest);
    }
    // The page tells the usual limits, which the examples, sent at once, would not keep.
    if (kind == "json" && exchange.said.find("hello\",") == exchange.said.npos &&
        guests.size() > 1) {
      salon.set_options(unhurried());
    }
    guest->say(exchange.said);
    salon.settle();
    for (auto& [name, one] : guests) compare(exchange, name, Salon::heard(*one));
  }
}

TEST(ProtocolExamples, Text) {
  Salon salon(unhurried());
  run(salon, "text", [&]() -> Guest& { return salon.guest("/"); });
}

TEST(ProtocolExamples, Json) {
  Salon salon({}, 2);
  run(salon, "json", [&]() -> Guest& { return salon.json("/"); });
}

}  // namespace
}  // namespace chat::test
