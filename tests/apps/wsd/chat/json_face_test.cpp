// Whatever is said, what is worded is JSON that a library reads back as it was.
#include "apps/wsd/chat/json_face.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <random>
#include <string>

#include "base/json_writer.h"

namespace chat::json {
namespace {

TEST(JsonFace, ATextArrivesAsItWasSent) {
  simdjson::dom::parser parser;
  Reader reader;
  std::mt19937 random(7);
  for (int i = 0; i < 5000; ++i) {
    std::string text;
    for (auto count = random() % 30; count > 0; --count) text += static_cast<char>(random() % 128);
    std::string sent = R"({"op":"msg","text":)";
    base::append_json_string(sent, text);
    sent += '}';
    const auto read = reader.read(sent);
    ASSERT_TRUE(std::holds_alternative<Request>(read)) << sent;
    Happening happening;
    happening.text = std::get<Request>(read).text;
    ASSERT_EQ(happening.text, text);
    std::string out;
    word(out, happening, "lobby", {.face = View::Face::json});
    std::string_view arrived;
    ASSERT_FALSE(parser.parse(out)["text"].get(arrived));
    ASSERT_EQ(arrived, text);
  }
}

TEST(JsonFace, DataArrivesAsItWasSent) {
  Reader reader;
  for (const char* data :
       {"1.50", "[]", R"({"a":{"b":["\u0041",null,-0.0,1E+2]}})", "\"x\"", "false"}) {
    const auto read = reader.read(R"({"op":"msg","data":)" + std::string(data) + "}");
    ASSERT_TRUE(std::holds_alternative<Request>(read)) << data;
    Happening happening;
    happening.content = Content::data;
    happening.text = std::get<Request>(read).text;
    std::string out;
    word(out, happening, "lobby", {.face = View::Face::json});
    EXPECT_NE(out.find(",\"data\":" + std::string(data) + ",\"ts\""), out.npos) << out;
  }
}

TEST(JsonFace, ForWhomTextsAreHostile) {
  simdjson::dom::parser parser;
  const char* const kHostile = "\"},{\"op\":\"msg\"\n\\";
  for (int kind = 0; kind <= static_cast<int>(Happening::Kind::typing); ++kind) {
    Happening happening;
    happening.kind = static_cast<Happening::Kind>(kind);
    happening.person = {3, kHostile};
    happening.text = kHostile;
    happening.cid = kHostile;
    happening.arrived = {{4, kHostile}};
    happening.arrivals = 1;
    std::string out;
    word(out, happening, "lobby", {.face = View::Face::json});
    simdjson::dom::object object;
    EXPECT_FALSE(parser.parse(out).get(object)) << out;
  }
}

}  // namespace
}  // namespace chat::json
