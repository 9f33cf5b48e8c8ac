// Lines in, lines out.
#include "apps/wsc/pipe_face.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>

#include "apps/wsc/plain_talk.h"
#include "tests/apps/wsc/hostile.h"
#include "tests/apps/wsc/pipes.h"

namespace wsc {
namespace {

using Kind = Told::Kind;

struct Piped {
  explicit Piped(PipeManner pipe = {}, std::deque<Typed> script = {}, bool reads = true)
      : face(reads ? in.from.fd() : -1, out.to.fd(), errors.to.fd(),
             Manner{.signs = Manner::Signs::none}, pipe, std::move(script)) {}

  std::string typed() {
    static const char* const kKinds[] = {"line ", "message ", "binary ", "leave", "end"};
    std::string all;
    while (const auto one = face.next_typed(talk, {})) {
      all += kKinds[static_cast<int>(one->kind)] + one->text + "\n";
      if (one->kind == Typed::Kind::leave) break;
    }
    return all;
  }
  std::string output() {
    face.refresh(talk, {});
    out.to.close();
    return out.rest();
  }
  std::string complaints() {
    errors.to.close();
    return errors.rest();
  }

  Pipe in, out, errors;
  PlainTalk talk{PlainWishes{}};
  PipeFace face;
};

TEST(PipeFace, LinesAreMessages) {
  Piped one;
  one.in.write("first\nsec");
  EXPECT_EQ(one.typed(), "message first\n");
  one.in.write("ond\r\n\n/join x\nexit\nlast");
  EXPECT_EQ(one.typed(), "message second\nmessage /join x\nmessage exit\n");
  one.in.to.close();
  EXPECT_EQ(one.typed(), "message last\nend\n");
  EXPECT_EQ(one.typed(), "");
}

TEST(PipeFace, AScriptIsSaidFirst) {
  Piped one({}, {{Typed::Kind::binary, "b"}, {Typed::Kind::line, "/x"}}, false);
  EXPECT_EQ(one.typed(), "binary b\nline /x\nend\n");
}

TEST(PipeFace, MessagesAreOneLineEach) {
  Piped one;
  one.face.tell({.kind = Kind::message, .text = "a\nb\r\nc", .from = "bob"}, one.talk);
  one.face.tell({.kind = Kind::message, .text = "mine", .from = "ana", .own = true}, one.talk);
  one.face.tell({.kind = Kind::line, .text = "\x1b[1mas it is\x1b[0m"}, one.talk);
  one.face.tell({.kind = Kind::binary, .text = std::string("\0\xff\n", 3)}, one.talk);
  EXPECT_EQ(one.output(),
            "bob: a\\nb\\r\\nc\n\x1b[1mas it is\x1b[0m\n" + std::string("\0\xff\n", 3));
}

TEST(PipeFace, OnATerminalTheyAreHarmless) {
  Piped one({.terminal = true, .errors_terminal = true});
  for (const std::string& text : kHostile) {
    one.face.tell({.kind = Kind::line, .text = text}, one.talk);
    one.face.tell({.kind = Kind::binary, .text = text}, one.talk);
    one.face.tell({.kind = Kind::error, .text = text}, one.talk);
  }
  const std::string all = one.output() + one.complaints();
  for (const char byte : all) {
    EXPECT_TRUE(byte == '\n' || static_cast<unsigned char>(byte) >= 0x20) << static_cast<int>(byte);
  }
  EXPECT_EQ(static_cast<std::size_t>(std::count(all.begin(), all.end(), '\n')),
            3 * kHostile.size());
}

TEST(PipeFace, WhatIsNoMessageGoesToStandardError) {
  Piped one;
  for (const Kind kind : {Kind::gap, Kind::error, Kind::lost, Kind::detail, Kind::info,
                          Kind::arrived, Kind::opened}) {
    one.face.tell({.kind = kind, .text = "x", .from = "y"}, one.talk);
  }
  EXPECT_EQ(one.output(), "");
  EXPECT_EQ(one.complaints(), "x\nx\nx\nx\n");
  Piped verbose({.verbose = true});
  verbose.face.tell({.kind = Kind::info, .text = "x"}, verbose.talk);
  verbose.face.tell({.kind = Kind::arrived, .from = "bob"}, verbose.talk);
  EXPECT_EQ(verbose.complaints(), "x\nbob has connected.\n");
}

TEST(PipeFace, AnswersAreOutput) {
  using Asked = Told::Asked;
  const Told answer{.kind = Kind::info, .text = "a", .asked = Asked::answered, .json = "{}"};
  const Told more{.kind = Kind::info, .text = "b", .asked = Asked::answered};
  const Told vain{.kind = Kind::info, .text = "Nothing.", .asked = Asked::in_vain};
  const Told own{.kind = Kind::message, .text = "x", .from = "ana", .own = true, .quoted = true};
  Piped one;
  for (const Told& told : {answer, more, vain, own}) one.face.tell(told, one.talk);
  EXPECT_EQ(one.output(), "a\nb\nana: x\n");
  EXPECT_EQ(one.complaints(), "Nothing.\n");
  Piped json({.jsonl = true});
  for (const Told& told : {answer, more, vain}) json.face.tell(told, json.talk);
  EXPECT_EQ(json.output(), "{}\n");
  EXPECT_EQ(json.complaints(), "Nothing.\n");
}

TEST(PipeFace, JsonLines) {
  Piped one({.jsonl = true});
  one.face.tell({.kind = Kind::message,
                 .text = "x",
                 .json = R"({"op":"msg","text":"a)"
                         "\u202e"
                         R"("})"},
                one.talk);
  one.face.tell({.kind = Kind::message, .text = "x", .own = true, .json = R"({"op":"msg"})"},
                one.talk);
  one.face.tell({.kind = Kind::line, .text = "two\nlines"}, one.talk);
  one.face.tell({.kind = Kind::binary, .text = "AB"}, one.talk);
  one.face.tell({.kind = Kind::gap, .text = "g", .json = R"({"op":"gap"})"}, one.talk);
  one.face.tell({.kind = Kind::arrived, .json = R"({"op":"presence"})"}, one.talk);
  EXPECT_EQ(one.output(),
            "{\"op\":\"msg\",\"text\":\"a\\u202e\"}\n{\"op\":\"msg\"}\n{\"text\":\"two\\nlines\"}\n"
            "{\"binary\":\"QUI=\"}\n{\"op\":\"gap\"}\n");
  EXPECT_EQ(one.complaints(), "g\n");
  Piped verbose({.jsonl = true, .verbose = true});
  verbose.face.tell({.kind = Kind::arrived, .json = R"({"op":"presence"})"}, verbose.talk);
  EXPECT_EQ(verbose.output(), "{\"op\":\"presence\"}\n");
}

TEST(PipeFace, WhenNobodyReadsItLeaves) {
  ::signal(SIGPIPE, SIG_IGN);
  Piped one;
  one.out.from.close();
  EXPECT_TRUE(one.face.tell({.kind = Kind::line, .text = "x"}, one.talk));
  one.face.refresh(one.talk, {});
  EXPECT_FALSE(one.face.tell({.kind = Kind::line, .text = "x"}, one.talk));
  EXPECT_EQ(one.typed(), "leave\n");
}

}  // namespace
}  // namespace wsc
