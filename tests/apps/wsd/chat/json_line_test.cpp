// People and messages as objects.
#include "apps/wsd/chat/json_line.h"

#include <gtest/gtest.h>

#include <string>

#include "base/json_writer.h"

namespace chat::json {
namespace {

std::string person_of(const Person& person) {
  std::string out;
  base::JsonWriter json(out);
  json.object();
  add_person(json, person);
  json.close();
  return out;
}

TEST(JsonLine, People) {
  EXPECT_EQ(person_of({3, "bob"}), R"({"id":"u3","nick":"bob"})");
  EXPECT_EQ(person_of({3, ""}), R"({"id":"u3","nick":"User 3"})");
  EXPECT_EQ(person_of({}), R"({"id":"server","nick":"Server"})");
  EXPECT_EQ(person_of({3, "\"\\"}), R"({"id":"u3","nick":"\"\\"})");
}

TEST(JsonLine, Messages) {
  Happening happening;
  happening.person = {3, "bob"};
  happening.text = "say \"hi\"";
  happening.seq = 121;
  happening.ts = 1'700'000'000'123;
  std::string out;
  append_message(out, "lobby", happening);
  EXPECT_EQ(out, R"({"op":"msg","room":"lobby","seq":121,"from":{"id":"u3","nick":"bob"},)"
                 R"("text":"say \"hi\"","ts":1700000000123})");
}

}  // namespace
}  // namespace chat::json
