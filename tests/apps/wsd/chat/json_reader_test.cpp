// Objects that programs send: what each asks for, or which sentence it gets.
#include <gtest/gtest.h>

#include <string>

#include "apps/wsd/chat/json_face.h"

namespace chat::json {
namespace {

class JsonReader : public testing::Test {
 protected:
  Request asked(std::string_view object) {
    auto read = reader_.read(object);
    if (const auto* complaint = std::get_if<Complaint>(&read)) {
      ADD_FAILURE() << object << ": " << complaint->text;
      return {};
    }
    return std::get<Request>(read);
  }

  Complaint refused(std::string_view object) {
    auto read = reader_.read(object);
    const auto* complaint = std::get_if<Complaint>(&read);
    if (!complaint) ADD_FAILURE() << object << " is read";
    return complaint ? *complaint : Complaint{};
  }

  Reader reader_;
};

TEST_F(JsonReader, Hello) {
  const Request request =
      asked(R"({"op":"hello","id":1,"client":"wsc/0.1","session":"0123456789abcdef","nick":"ana",
      "rooms":[{"room":"lobby","since":{"epoch":"k3x","seq":120}},{"room":"ops"}]})");
  EXPECT_EQ(request.verb, Verb::hello);
  EXPECT_EQ(request.id, "1");
  EXPECT_EQ(request.client, "wsc/0.1");
  EXPECT_EQ(request.session, "0123456789abcdef");
  EXPECT_EQ(request.name, "ana");
  ASSERT_EQ(request.wishes.size(), 2u);
  EXPECT_EQ(request.wishes[0].room, "lobby");
  EXPECT_EQ(request.wishes[0].since.epoch, "k3x");
  EXPECT_EQ(request.wishes[0].since.seq, 120u);
  EXPECT_EQ(request.wishes[1].since.kind, Since::Kind::latest);
  EXPECT_TRUE(request.has_rooms);
  EXPECT_EQ(asked(R"({"op":"hello"})").verb, Verb::hello);
  EXPECT_FALSE(asked(R"({"op":"hello"})").has_rooms);
  EXPECT_TRUE(asked(R"({"op":"hello","rooms":[]})").has_rooms);
}

TEST_F(JsonReader, Messages) {
  const Request request = asked(
      R"({"op":"msg","id":"x","room":"lobby","text":"hi\n\ud83d\ude00","cid":"a1","echo":false})");
  EXPECT_EQ(request.verb, Verb::say);
  EXPECT_EQ(request.id, "\"x\"");
  EXPECT_EQ(request.room, "lobby");
  EXPECT_EQ(request.text, "hi\n\xF0\x9F\x98\x80");
  EXPECT_EQ(request.content, Content::text);
  EXPECT_EQ(request.cid, "a1");
  EXPECT_EQ(request.echo, false);
  EXPECT_EQ(asked(R"({"op":"msg","text":"hi"})").echo, std::nullopt);
  EXPECT_EQ(asked(R"({"op":"msg","text":"hi"})").room, "");
}

TEST_F(JsonReader, DataAndBytes) {
  Request request = asked(R"({"op":"msg","data":{"temperature": 21.50}})");
  EXPECT_EQ(request.content, Content::data);
  EXPECT_EQ(request.text, R"({"temperature":21.50})");
  request = asked(R"({"op":"msg","bin":"Zm9v"})");
  EXPECT_EQ(request.content, Content::bin);
  EXPECT_EQ(request.text, "Zm9v");
  EXPECT_EQ(asked(R"({"op":"msg","data":null})").text, "null");
  EXPECT_EQ(refused(R"({"op":"msg","bin":"Zm9"})").text,
            "\"bin\" must be base64 (RFC 4648, with padding).");
  for (const char* json : {R"({"op":"msg"})", R"({"op":"msg","text":"a","data":1})",
                           R"({"op":"msg","bin":"","data":null})", R"({"op":"msg","text":null})"}) {
    EXPECT_EQ(refused(json).text, "Give one of \"text\", \"data\" and \"bin\".");
    EXPECT_EQ(refused(json).code, 422);
    EXPECT_EQ(refused(json).word, "invalid");
  }
}

TEST_F(JsonReader, ActionsAndPrivateMessages) {
  EXPECT_EQ(asked(R"({"op":"me","room":"ops","text":"waves"})").verb, Verb::me);
  EXPECT_EQ(refused(R"({"op":"me"})").text, "\"text\" is missing.");
  const Request request = asked(R"({"op":"dm","to":"User 7","text":"psst","cid":"a2","room":"x"})");
  EXPECT_EQ(request.verb, Verb::dm);
  EXPECT_EQ(request.name, "User 7");
  EXPECT_EQ(request.text, "psst");
  EXPECT_EQ(request.cid, "a2");
  EXPECT_EQ(request.room, "");
  EXPECT_EQ(refused(R"({"op":"dm","text":"psst"})").text, "\"to\" is missing.");
  EXPECT_EQ(refused(R"({"op":"dm","to":"bob"})").text, "\"text\" is missing.");
}

TEST_F(JsonReader, JoinAndLeave) {
  Request request = asked(R"({"op":"join","room":"ops","since":"all","history":50})");
  EXPECT_EQ(request.verb, Verb::join);
  EXPECT_EQ(request.room, "ops");
  EXPECT_EQ(request.since.kind, Since::Kind::all);
  EXPECT_EQ(request.page.limit, 50u);
  EXPECT_EQ(asked(R"({"op":"join","room":"ops","since":"latest"})").since.kind,
            Since::Kind::latest);
  EXPECT_EQ(asked(R"({"op":"join","room":"ops","since":{"epoch":"e","seq":3}})").since.seq, 3u);
  EXPECT_EQ(refused(R"({"op":"join"})").text, "\"room\" is missing.");
  request = asked(R"({"op":"leave","room":"ops"})");
  EXPECT_EQ(request.verb, Verb::leave);
  EXPECT_EQ(request.room, "ops");
}

TEST_F(JsonReader, History) {
  using From = PageWish::From;
  const std::pair<const char*, PageWish> pages[] = {
      {R"({"op":"history","room":"a"})", {From::latest, 0, 0}},
      {R"({"op":"history","room":"a","latest":true,"limit":5})", {From::latest, 0, 5}},
      {R"({"op":"history","room":"a","before":100,"limit":50})", {From::before, 100, 50}},
      {R"({"op":"history","room":"a","after":0})", {From::after, 0, 0}},
      {R"({"op":"history","room":"a","around":7})", {From::around, 7, 0}}};
  for (const auto& [json, page] : pages) {
    const Request request = asked(json);
    EXPECT_EQ(request.verb, Verb::history);
    EXPECT_EQ(request.page.from, page.from) << json;
    EXPECT_EQ(request.page.seq, page.seq) << json;
    EXPECT_EQ(request.page.limit, page.limit) << json;
  }
  EXPECT_EQ(refused(R"({"op":"history","before":1,"after":2})").text,
            R"(Give one of "before", "after", "around" and "latest".)");
  EXPECT_EQ(refused(R"({"op":"history","latest":false})").text, "\"latest\" must be true.");
  EXPECT_EQ(refused(R"({"op":"history","limit":0})").text,
            "\"limit\" must be an integer from 1 to 9007199254740991.");
  const Request search = asked(R"({"op":"search","room":"lobby","q":" deploy ","limit":20})");
  EXPECT_EQ(search.verb, Verb::search);
  EXPECT_EQ(search.text, "deploy");
  EXPECT_EQ(search.page.limit, 20u);
  EXPECT_EQ(refused(R"({"op":"search"})").text, "\"q\" is missing.");
  EXPECT_EQ(refused(R"({"op":"search","q":" "})").text, "\"q\" must have a word in it.");
}

TEST_F(JsonReader, PeopleAndRooms) {
  Request request = asked(R"({"op":"who","room":"lobby","after":"u12","limit":100})");
  EXPECT_EQ(request.verb, Verb::who);
  EXPECT_EQ(request.page.seq, 12u);
  EXPECT_EQ(request.page.limit, 100u);
  for (const char* id : {"12", "u", "", "u1x", "ux", "u99999999999999999999", "u-1"}) {
    EXPECT_EQ(refused(R"({"op":"who","after":")" + std::string(id) + "\"}").text,
              "\"after\" must be somebody's id, like \"u12\".");
  }
  EXPECT_EQ(asked(R"({"op":"whois","user":"bob"})").name, "bob");
  EXPECT_EQ(refused(R"({"op":"whois"})").text, "\"user\" is missing.");
  request = asked(R"({"op":"rooms","prefix":"dev","after":"dev-2","limit":10})");
  EXPECT_EQ(request.verb, Verb::rooms);
  EXPECT_EQ(request.text, "dev");
  EXPECT_EQ(request.name, "dev-2");
  EXPECT_EQ(request.page.limit, 10u);
}

TEST_F(JsonReader, OneselfAndTheRoom) {
  EXPECT_EQ(asked(R"({"op":"nick","nick":"ana"})").name, "ana");
  EXPECT_EQ(refused(R"({"op":"nick"})").text, "\"nick\" is missing.");
  EXPECT_FALSE(asked(R"({"op":"topic","room":"ops"})").has_text);
  EXPECT_TRUE(asked(R"({"op":"topic","room":"ops","topic":""})").has_text);
  EXPECT_EQ(asked(R"({"op":"topic","room":"ops","topic":"x"})").text, "x");
  EXPECT_TRUE(asked(R"({"op":"typing","room":"ops"})").on);
  EXPECT_FALSE(asked(R"({"op":"typing","room":"ops","on":false})").on);
  EXPECT_FALSE(asked(R"({"op":"away"})").has_text);
  EXPECT_TRUE(asked(R"({"op":"away","on":true})").has_text);
  EXPECT_TRUE(asked(R"({"op":"away","text":"lunch"})").has_text);
  EXPECT_FALSE(asked(R"({"op":"away","text":"lunch","on":false})").has_text);
  EXPECT_EQ(asked(R"({"op":"set","echo":false})").setting, Setting::echo);
  EXPECT_FALSE(asked(R"({"op":"set","echo":false})").on);
  EXPECT_EQ(asked(R"({"op":"set","presence":true})").setting, Setting::presence);
  EXPECT_TRUE(asked(R"({"op":"set","presence":true})").on);
  for (const char* json : {R"({"op":"set"})", R"({"op":"set","seq":true})",
                           R"({"op":"set","echo":true,"presence":true})"}) {
    EXPECT_EQ(refused(json).text, R"(Give one of "echo" and "presence", true or false.)");
  }
  EXPECT_EQ(asked(R"({"op":"ping"})").verb, Verb::ping);
  EXPECT_EQ(asked(R"({"op":"stats"})").verb, Verb::stats);
  EXPECT_EQ(asked(R"({"op":"quit","text":"good night"})").text, "good night");
}

TEST_F(JsonReader, WhatIsUnknownIsNotFatal) {
  const Complaint complaint = refused(R"({"op":"foo","id":7})");
  EXPECT_EQ(complaint.code, 404);
  EXPECT_EQ(complaint.word, "not_found");
  EXPECT_EQ(complaint.text, "There is no operation \"foo\".");
  EXPECT_EQ(reader_.id(), "7");
  EXPECT_EQ(asked(R"({"op":"ping","colour":"red","id":8,"nested":{"op":"msg"}})").id, "8");
  EXPECT_EQ(refused(R"({"op":"a\nb)" + std::string(1000, 'x') + "\"}").text,
            "There is no operation \"a b" + std::string(29, 'x') + "\".");
}

TEST_F(JsonReader, WhatIsNoRequest) {
  EXPECT_EQ(refused("hello").code, 400);
  EXPECT_EQ(refused("hello").word, "bad_request");
  EXPECT_EQ(refused("{}").text, "\"op\" is missing.");
  EXPECT_EQ(refused("{}").code, 400);
  EXPECT_EQ(refused(R"({"op":5})").text, "\"op\" must be a string.");
  EXPECT_EQ(refused(R"({"op":"ping","op":"ping"})").text, "\"op\" is there twice.");
}

TEST_F(JsonReader, AComplaintHasTheIdIfThereIsOne) {
  refused(R"({"text":5,"op":"msg","id":"a"})");
  EXPECT_EQ(reader_.id(), "\"a\"");
  refused(R"({"id":3,"text":"a","text":"b"})");
  EXPECT_EQ(reader_.id(), "3");
  refused(R"({"id":3)");
  EXPECT_EQ(reader_.id(), "");
}

TEST_F(JsonReader, AWordThatIsEasilyGuessedIsRefused) {
  EXPECT_EQ(
      refused(R"({"op":"hello","session":"1"})").text,
      "\"session\" must have at least 16 characters, and this has 1: choose a random word once "
      "and send it every time.");
  EXPECT_EQ(refused(R"({"op":"hello","session":""})").code, 422);
  EXPECT_EQ(refused(R"({"op":"hello","session":"éééééééé"})").code, 422) << "of 16 bytes";
  EXPECT_EQ(asked(R"({"op":"hello","session":null})").session, "");
}

}  // namespace
}  // namespace chat::json
