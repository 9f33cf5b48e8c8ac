// A person at a terminal, with the test as the person.
#include "apps/wsc/terminal_face.h"

#include <gtest/gtest.h>

#include "apps/wsc/plain_talk.h"
#include "tests/apps/wsc/glass.h"
#include "tests/apps/wsc/pseudo_terminal.h"
#include "tests/reactor/folder.h"

namespace wsc {
namespace {

// A talk that only knows names.
class Names final : public Talk {
 public:
  void opened(reactor::Time) override {}
  void lost() override {}
  void hear(std::string_view, reactor::Time) override {}
  void hear_binary(std::string_view) override {}
  bool type(std::string_view) override { return true; }
  void say(std::string_view) override {}
  void say_binary(std::string_view) override {}
  std::optional<Told> next_told() override { return std::nullopt; }
  std::optional<Out> next_out(reactor::Time) override { return std::nullopt; }
  bool settled() const override { return true; }
  Standing standing() const override { return {.room = "lobby"}; }
  Vocabulary vocabulary() const override {
    return {.commands = {"/join"}, .rooms = {}, .names = {"ana", "anton"}};
  }
};

struct Sitting {
  Sitting() { refresh(); }

  std::string type(std::string_view keys) {
    pseudo.type(keys);
    std::string said;
    while (auto typed = face->next_typed(talk, now)) {
      said += typed->kind == Typed::Kind::leave ? "leave" : "line " + typed->text;
      said += "\n";
      if (typed->kind == Typed::Kind::leave) break;
    }
    refresh();
    return said;
  }
  void refresh() {
    face->refresh(talk, {Narrator::Condition::Link::open, 0, -1});
    look();
  }
  // Without the switching of bracketed paste, which a glass does not know.
  void look() {
    std::string bytes = pseudo.shown();
    for (const char* paste : {"\x1b[?2004h", "\x1b[?2004l"}) {
      const std::size_t at = bytes.find(paste);
      if (at != std::string::npos) bytes.erase(at, 8);
    }
    EXPECT_TRUE(glass.write(bytes)) << glass.complaint();
  }

  reactor::Folder folder;
  PseudoTerminal pseudo;
  Names talk;
  Glass glass{40, 10};
  reactor::Time now{};
  std::unique_ptr<TerminalFace> face = std::make_unique<TerminalFace>(
      pseudo.program.fd(), pseudo.program.fd(), Manner{.signs = Manner::Signs::plain},
      Colours::none, folder.file("history"));
};

TEST(TerminalFace, TypesWhileMessagesArrive) {
  Sitting one;
  EXPECT_EQ(one.glass.text(), ">\n#lobby\n");
  EXPECT_EQ(one.type("hel"), "");
  one.face->tell({.kind = Told::Kind::message, .text = "hi", .room = "lobby", .from = "bob"},
                 one.talk);
  one.refresh();
  EXPECT_EQ(one.glass.text(), "bob: hi\n> hel\n#lobby\n");
  EXPECT_EQ(one.type("lo\r"), "line hello\n");
  EXPECT_EQ(one.glass.text(), "bob: hi\n>\n#lobby\n");
}

TEST(TerminalFace, LeavesByWordsAndKeys) {
  for (const char* keys : {"exit\r", "quit\r", "\x03", "\x04"}) {
    Sitting one;
    EXPECT_EQ(one.type(keys), "leave\n") << keys;
  }
  Sitting one;
  EXPECT_EQ(one.type("/quit\r"), "line /quit\n");
  one.pseudo.person.close();
  EXPECT_EQ(one.face->next_typed(one.talk, one.now)->kind, Typed::Kind::leave);
}

TEST(TerminalFace, CompletesAndShowsTheCandidates) {
  Sitting one;
  one.type("a\t");
  EXPECT_EQ(one.glass.text(), "> an\n ana  anton\n");
  one.type("\t");
  EXPECT_EQ(one.glass.rows()[0], "> ana:");
  one.type("x");
  EXPECT_EQ(one.glass.text(), "> ana: x\n#lobby\n");
  one.type("\x15/j\t");
  EXPECT_EQ(one.glass.rows()[0], "> /join");
}

TEST(TerminalFace, RemembersAndSearches) {
  Sitting one;
  one.type("deploy one\r");
  one.type("other\r");
  one.face.reset();
  one.face = std::make_unique<TerminalFace>(one.pseudo.program.fd(), one.pseudo.program.fd(),
                                            Manner{.signs = Manner::Signs::plain}, Colours::none,
                                            one.folder.file("history"));
  one.look();
  EXPECT_EQ(one.type("\x1b[A\x1b[A\r"), "line deploy one\n");
  one.type(
      "\x12"
      "oth");
  EXPECT_EQ(one.glass.rows()[0], "> other");
  EXPECT_EQ(one.glass.rows()[1].rfind("search: oth", 0), 0u);
  EXPECT_EQ(one.type("\r"), "line other\n");
}

TEST(TerminalFace, AnEscapeAloneIsAKeyAfterAWhile) {
  Sitting one;
  one.type("x\x12y");
  EXPECT_EQ(one.glass.rows()[1].rfind("search: y", 0), 0u);
  one.type("\x1b");
  EXPECT_EQ(one.glass.rows()[1].rfind("search: y", 0), 0u);
  ASSERT_EQ(one.face->deadline(), one.now + TerminalFace::kEscapeWait);
  one.now += TerminalFace::kEscapeWait;
  one.type("");
  EXPECT_EQ(one.glass.text(), "> x\n#lobby\n");
  EXPECT_FALSE(one.face->deadline());
}

TEST(TerminalFace, PastesAsOne) {
  Sitting one;
  EXPECT_EQ(one.type("\x1b[200~one\rtwo\r\x1b[201~"), "");
  EXPECT_EQ(one.glass.text(), "> one\n  two\n\n#lobby\n");
  EXPECT_EQ(one.type("\r"), "line one\ntwo\n\n");
}

TEST(TerminalFace, TakesANewSize) {
  Sitting one;
  one.type("some words");
  one.pseudo.resize(8, 10);
  one.glass.narrow(8);
  one.face->resized();
  one.look();
  EXPECT_EQ(one.glass.text(), "> some\n  words\n#lobby\n");
}

TEST(TerminalFace, ClearsAndRings) {
  Sitting one;
  one.face->tell({.kind = Told::Kind::line, .text = "old"}, one.talk);
  one.refresh();
  one.type("x\x0c");
  EXPECT_EQ(one.glass.text(), "> x\n#lobby\n");
  EXPECT_FALSE(one.glass.rang());
  one.type("\x1b[F");
  EXPECT_TRUE(one.glass.rang());
}

TEST(TerminalFace, LeavesNothingOfThePromptBehind) {
  Sitting one;
  one.type("half typed");
  one.face->tell({.kind = Told::Kind::lost, .text = "Gone."}, one.talk);
  one.face.reset();
  one.look();
  EXPECT_EQ(one.glass.text(), "! Gone.\n");
}

}  // namespace
}  // namespace wsc
