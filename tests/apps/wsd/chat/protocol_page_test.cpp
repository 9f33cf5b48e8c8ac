// docs/protocol.md tells the truth: its examples are read and worded like this, and its table has
// every command.
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "apps/wsd/chat/commands.h"
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/text_face.h"

namespace chat {
namespace {

std::vector<std::string> page() {
  std::ifstream file(WSD_DOCS "/protocol.md");
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  EXPECT_GT(lines.size(), 100u);
  return lines;
}

// A line of an example: who sends it, or who receives it.
struct Line {
  bool sent = false;
  std::string text;
};

// The lines of all blocks of one kind. What another connection sends or receives is like one's own.
std::vector<Line> examples(const std::string& kind) {
  std::vector<Line> lines;
  bool inside = false;
  for (std::string line : page()) {
    if (line.starts_with("```")) {
      inside = line == "```" + kind;
    } else if (inside) {
      if (line.starts_with("bob")) line.erase(0, 3);
      EXPECT_TRUE(line.starts_with("> ") || line.starts_with("< ")) << line;
      lines.push_back({line[0] == '>', line.substr(2)});
    }
  }
  EXPECT_GT(lines.size(), 10u) << kind;
  return lines;
}

TEST(ProtocolPage, EveryObjectSentIsRead) {
  json::Reader reader;
  std::set<Verb> shown;
  const auto lines = examples("json");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].sent) continue;
    const auto read = reader.read(lines[i].text);
    if (const auto* request = std::get_if<Request>(&read)) {
      shown.insert(request->verb);
      continue;
    }
    std::string out;
    json::word(out, std::get<Complaint>(read), reader.id());
    ASSERT_LT(i + 1, lines.size()) << lines[i].text;
    EXPECT_EQ(out, lines[i + 1].text);
  }
  const std::set<Verb> text_only = {Verb::nothing, Verb::reply, Verb::go, Verb::since, Verb::help};
  for (int verb = 0; verb <= static_cast<int>(Verb::quit); ++verb) {
    const auto which = static_cast<Verb>(verb);
    EXPECT_NE(shown.contains(which), text_only.contains(which)) << verb;
  }
}

TEST(ProtocolPage, EveryObjectReceivedIsAnObject) {
  simdjson::dom::parser parser;
  std::set<std::string> shown;
  for (const Line& line : examples("json")) {
    if (line.sent) continue;
    simdjson::dom::object object;
    ASSERT_FALSE(parser.parse(line.text).get(object)) << line.text;
    std::string_view op;
    ASSERT_FALSE(object["op"].get(op)) << line.text;
    shown.emplace(op);
  }
  for (const char* op :
       {"welcome", "joined", "msg", "ack", "dm", "history", "search", "presence", "nick", "topic",
        "rooms", "whois", "typing", "pong", "stats", "ok", "error"}) {
    EXPECT_TRUE(shown.contains(op)) << op;
  }
}

TEST(ProtocolPage, EveryLineTypedIsRead) {
  const auto lines = examples("text");
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!lines[i].sent) continue;
    const auto read = text::read(lines[i].text);
    std::string out;
    if (const auto* complaint = std::get_if<Complaint>(&read)) {
      text::word(out, *complaint, {});
    } else if (std::get<Request>(read).verb == Verb::help) {
      text::word(out, Help{std::get<Request>(read).text}, {});
    } else {
      continue;
    }
    ASSERT_LT(i + 1, lines.size());
    EXPECT_EQ(out, lines[i + 1].text);
  }
}

// The first cells of the table of commands, the only one of two columns that begins with a slash.
std::set<std::string> rows() {
  std::set<std::string> rows;
  for (std::string line : page()) {
    for (auto at = line.find("\\|"); at != line.npos; at = line.find("\\|")) {
      line.replace(at, 2, "/");  // a bar inside of a cell
    }
    if (!line.starts_with("| `/") || std::ranges::count(line, '|') != 3) continue;
    rows.insert(line.substr(3, line.find('`', 3) - 3));
  }
  return rows;
}

TEST(ProtocolPage, TheTableHasEveryCommand) {
  std::set<std::string> expected;
  for (const Command& command : commands()) {
    std::string usage;
    append_usage(usage, command);
    std::ranges::replace(usage, '|', '/');
    expected.insert(usage);
  }
  EXPECT_EQ(rows(), expected);
}

}  // namespace
}  // namespace chat
