// The members of an object, each of the kind that was asked for.
#include "apps/wsd/chat/json_fields.h"

#include <gtest/gtest.h>

#include <string>

#include "apps/wsd/chat/json_face.h"

namespace chat::json {
namespace {

std::string fault_of(std::string_view object, std::uint16_t code = 400) {
  Fields fields;
  fields.take(object);
  if (!fields.complaint()) return "";
  EXPECT_EQ(fields.complaint()->code, code);
  EXPECT_EQ(fields.complaint()->word, code == 400 ? "bad_request" : "invalid");
  return fields.complaint()->text;
}

TEST(JsonFields, WhatIsNoJson) {
  for (const char* text : {"", " ", "hello", "{", "{}x", "{\"op\":}", "{\"op\":\"x\",}", "{'op':1}",
                           "{\"op\":\"a\nb\"}", "[1,2", "{\"op\":tru}", "\xEF\xBB\xBF{}"}) {
    EXPECT_EQ(fault_of(text), "This is not JSON.") << text;
  }
  for (const char* text : {"[]", "1", "\"x\"", "null", "[{\"op\":\"x\"}]"}) {
    EXPECT_EQ(fault_of(text), "This is JSON, but not an object.") << text;
  }
  for (const char* text :
       {"{\"a\":01}", "{\"a\":1e999}", "{\"a\":123456789012345678901234567890}"}) {
    EXPECT_EQ(fault_of(text), "This JSON has a number that is malformed or too large.") << text;
  }
  for (const char* text : {R"({"text":"\ud83d"})", R"({"text":"\ude00"})", R"({"text":"\x"})"}) {
    EXPECT_EQ(fault_of(text), "This JSON has an escape that stands for no character.") << text;
  }
}

std::string nested(std::size_t depth) {
  return "{\"data\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
}

TEST(JsonFields, DepthHasALimit) {
  EXPECT_EQ(fault_of(nested(kDepthMax - 2)), "");
  EXPECT_EQ(fault_of(nested(kDepthMax)), "This JSON is nested more than 64 deep.");
  EXPECT_EQ(fault_of(nested(30'000)), "This JSON is nested more than 64 deep.");
}

TEST(JsonFields, NoNameTwice) {
  EXPECT_EQ(fault_of(R"({"text":"a","text":"b"})"), "\"text\" is there twice.");
  EXPECT_EQ(fault_of(R"({"text":"a","t\u0065xt":"b"})"), "\"text\" is there twice.");
  EXPECT_EQ(fault_of(R"({"other":1,"other":2})"), "");
}

TEST(JsonFields, EachNameIsKnown) {
  Fields fields;
  fields.take(
      R"({"q":"q","to":"to","cid":"cid","room":"room","nick":"nick","user":"user","prefix":"p",
                  "client":"client","session":"session","latestt":1,"p":2,"":3})");
  EXPECT_EQ(fields.text(Key::q), "q");
  EXPECT_EQ(fields.text(Key::to), "to");
  EXPECT_EQ(fields.short_text(Key::cid), "cid");
  EXPECT_EQ(fields.text(Key::room), "room");
  EXPECT_EQ(fields.needed_text(Key::nick), "nick");
  EXPECT_EQ(fields.text(Key::session), "session");
  EXPECT_FALSE(fields.has(Key::latest));
  EXPECT_EQ(fields.text(Key::text), "");
  EXPECT_FALSE(fields.complaint());
}

TEST(JsonFields, NullIsNothing) {
  Fields fields;
  fields.take(
      R"({"text":null,"limit":null,"on":null,"data":null,"id":null,"since":null,"rooms":null})");
  EXPECT_FALSE(fields.has(Key::text));
  EXPECT_EQ(fields.text(Key::text), "");
  EXPECT_EQ(fields.limit(Key::limit), 0u);
  EXPECT_TRUE(fields.flag(Key::on, true));
  EXPECT_TRUE(fields.has(Key::data));
  EXPECT_EQ(fields.json(Key::data), "null");
  EXPECT_EQ(fields.id(), "");
  EXPECT_EQ(fields.since(Key::since).kind, Since::Kind::latest);
  EXPECT_TRUE(fields.wishes(Key::rooms).empty());
  EXPECT_FALSE(fields.complaint());
}

// What asking for a member gives, or the sentence about it.
template <typename Ask>
std::string wrong(std::string_view object, Ask&& ask) {
  Fields fields;
  fields.take(object);
  ask(fields);
  return fields.complaint() ? fields.complaint()->text : "";
}

TEST(JsonFields, WrongKinds) {
  const auto text = [](Fields& fields) { fields.text(Key::text); };
  for (const char* json :
       {R"({"text":1})", R"({"text":true})", R"({"text":{}})", R"({"text":[]})"}) {
    EXPECT_EQ(wrong(json, text), "\"text\" must be a string.");
  }
  EXPECT_EQ(wrong("{}", [](Fields& fields) { fields.needed_text(Key::to); }), "\"to\" is missing.");
  EXPECT_EQ(wrong(R"({"cid":")" + std::string(65, 'x') + "\"}",
                  [](Fields& fields) { fields.short_text(Key::cid); }),
            "\"cid\" has at most 64 bytes.");
  EXPECT_EQ(wrong(R"({"on":"yes"})", [](Fields& fields) { fields.flag(Key::on, true); }),
            "\"on\" must be true or false.");
}

TEST(JsonFields, Numbers) {
  const auto number = [](Fields& fields) { fields.number(Key::before, 1); };
  for (const char* json : {R"({"before":1})", R"({"before":9007199254740991})"}) {
    EXPECT_EQ(wrong(json, number), "");
  }
  for (const char* json :
       {R"({"before":0})", R"({"before":-1})", R"({"before":1.0})", R"({"before":"1"})",
        R"({"before":9007199254740992})", R"({"before":18446744073709551615})"}) {
    EXPECT_EQ(wrong(json, number), "\"before\" must be an integer from 1 to 9007199254740991.");
  }
  Fields fields;
  fields.take(R"({"limit":9007199254740991})");
  EXPECT_EQ(fields.limit(Key::limit), UINT32_MAX);
}

TEST(JsonFields, PositionsInARoom) {
  Fields fields;
  fields.take(R"({"since":{"seq":120,"epoch":"k3x","other":1}})");
  const Since since = fields.since(Key::since);
  EXPECT_EQ(since.kind, Since::Kind::after);
  EXPECT_EQ(since.epoch, "k3x");
  EXPECT_EQ(since.seq, 120u);
  const auto ask = [](Fields& asked) { asked.since(Key::since); };
  EXPECT_EQ(wrong(R"({"since":"all"})", ask), "");
  EXPECT_EQ(wrong(R"({"since":{"seq":0}})", ask), "");
  for (const char* json :
       {R"({"since":"now"})", R"({"since":120})", R"({"since":{}})", R"({"since":[]})",
        R"({"since":{"epoch":"k"}})", R"({"since":{"epoch":1,"seq":1}})",
        R"({"since":{"epoch":"k","seq":-1}})", R"({"since":{"epoch":"k","seq":1.5}})",
        R"({"since":{"epoch":"k","seq":9007199254740992}})"}) {
    EXPECT_EQ(wrong(json, ask),
              R"("since" must be "latest", "all" or like {"epoch":"k3x","seq":120}.)")
        << json;
  }
}

TEST(JsonFields, RoomsWished) {
  Fields fields;
  fields.take(
      R"({"rooms":[{"room":"lobby"},{"room":"ops","since":"all"},{"since":null,"room":"x"}]})");
  const auto wishes = fields.wishes(Key::rooms);
  ASSERT_EQ(wishes.size(), 3u);
  EXPECT_EQ(wishes[0].room, "lobby");
  EXPECT_EQ(wishes[1].since.kind, Since::Kind::all);
  EXPECT_EQ(wishes[2].since.kind, Since::Kind::latest);
  const auto ask = [](Fields& asked) { asked.wishes(Key::rooms); };
  EXPECT_EQ(wrong(R"({"rooms":[]})", ask), "");
  for (const char* json : {R"({"rooms":"lobby"})", R"({"rooms":["lobby"]})", R"({"rooms":[{}]})",
                           R"({"rooms":[{"room":1}]})", R"({"rooms":[{"room":"a","since":1}]})"}) {
    EXPECT_EQ(wrong(json, ask),
              R"("rooms" must be a list of rooms like {"room":"lobby","since":"latest"}.)")
        << json;
  }
}

TEST(JsonFields, IdsComeBackAsTheyWere) {
  for (const char* id : {"1", "-7", "0", "-0", "9007199254740991", "-9007199254740991", R"("a")",
                         R"("")", R"("\u0041\"\/")", "\"\xC3\xA9\""}) {
    Fields fields;
    fields.take(R"({"text":"a,\"id\":9","id": )" + std::string(id) + " ,\"op\":\"x\"}");
    EXPECT_EQ(fields.id(), id);
    EXPECT_FALSE(fields.complaint());
  }
  for (const char* id : {"1.0", "1e3", "true", "{}", "[1]", "9007199254740992", "-9007199254740992",
                         "18446744073709551615"}) {
    const std::string object = "{\"id\":" + std::string(id) + "}";
    EXPECT_EQ(fault_of(object, 422),
              "\"id\" must be a string of at most 64 bytes or an integer below 2^53.");
  }
  EXPECT_NE(fault_of("{\"id\":\"" + std::string(63, 'x') + "\"}", 422), "");
  EXPECT_EQ(fault_of("{\"id\":\"" + std::string(62, 'x') + "\"}"), "");
}

TEST(JsonFields, DataIsPassedOnAsItWas) {
  Fields fields;
  fields.take(R"({"data": { "a" : [ 1.50 , 1E2, "x  y\u0041\/" ] , "b":{} } ,"op":"msg"})");
  EXPECT_EQ(fields.json(Key::data), R"({"a":[1.50,1E2,"x  y\u0041\/"],"b":{}})");
  fields.take("{\"data\":\n[1,\n\t2]}");
  EXPECT_EQ(fields.json(Key::data), "[1,2]");
  fields.take(R"({"data": "a b" })");
  EXPECT_EQ(fields.json(Key::data), R"("a b")");
  fields.take(R"({"data":7})");
  EXPECT_EQ(fields.json(Key::data), "7");
}

TEST(JsonFields, NothingIsLeftOfTheLastObject) {
  Fields fields;
  fields.take(R"({"id":1,"text":2})");
  fields.text(Key::text);
  EXPECT_TRUE(fields.complaint());
  fields.take("{");
  EXPECT_EQ(fields.id(), "");
  EXPECT_FALSE(fields.has(Key::text));
  fields.take("{}");
  EXPECT_FALSE(fields.complaint());
  EXPECT_FALSE(fields.has(Key::text));
}

TEST(JsonFields, LargeAfterSmall) {
  Fields fields;
  for (const std::size_t size : {10u, 1'000'000u, 100u}) {
    const std::string text(size, 'x');
    fields.take("{\"text\":\"" + text + "\"}");
    EXPECT_EQ(fields.text(Key::text), text);
  }
}

}  // namespace
}  // namespace chat::json
