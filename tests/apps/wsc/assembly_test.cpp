// From options to parts.
#include "apps/wsc/assembly.h"

#include <gtest/gtest.h>

#include <fstream>
#include <stdexcept>

#include "apps/protocol/subprotocols.h"
#include "tests/apps/wsc/pseudo_terminal.h"
#include "tests/reactor/folder.h"

namespace wsc {
namespace {

const Environment kNone = [](const char*) { return std::string(); };
const Random kRandom = [] { return 1u; };

Options options(std::vector<const char*> words) {
  words.insert(words.begin(), "wsc");
  return parse_options(static_cast<int>(words.size()), words.data()).options.value();
}

Descriptors both_terminals() {
  Descriptors found;
  found.in_terminal = found.out_terminal = true;
  return found;
}

TEST(Assembly, APersonIsSomebodyAtATerminalWhoAskedForNothingElse) {
  EXPECT_TRUE(is_interactive(options({}), both_terminals()));
  EXPECT_TRUE(is_interactive(options({"--raw", "-v", "--bell"}), both_terminals()));
  for (const char* flag : {"-1", "--jsonl"}) {
    EXPECT_FALSE(is_interactive(options({flag}), both_terminals())) << flag;
  }
  for (const char* flag : {"-x", "--binary"}) {
    EXPECT_FALSE(is_interactive(options({flag, "x"}), both_terminals())) << flag;
  }
  Descriptors found = both_terminals();
  found.dumb = true;
  EXPECT_FALSE(is_interactive(options({}), found));
  found = both_terminals();
  found.in_terminal = false;
  EXPECT_FALSE(is_interactive(options({}), found));
}

TEST(Assembly, TheCallSaysWhatWasAsked) {
  const Call chat = make_call(options({"example.org/x", "-H", "A: b", "-o", "http://o"}), kNone,
                              nullptr, kRandom);
  EXPECT_EQ(chat.subprotocols, (std::vector<std::string>{"wsd.1.json", "wsd.1.text"}));
  EXPECT_EQ(chat.host, "example.org:8765");
  EXPECT_NE(chat.fields.find("User-Agent: wsc/"), std::string::npos);
  EXPECT_NE(chat.fields.find("\r\nA: b\r\nOrigin: http://o\r\n"), std::string::npos);
  EXPECT_FALSE(chat.proxy);
  EXPECT_EQ(make_call(options({"--text"}), kNone, nullptr, kRandom).subprotocols.size(), 1u);
  const Call raw = make_call(options({"--raw", "-s", "x", "-H", "Host: h", "-H", "user-agent: me"}),
                             kNone, nullptr, kRandom);
  EXPECT_EQ(raw.subprotocols, (std::vector<std::string>{"x"}));
  EXPECT_EQ(raw.host, "h");
  EXPECT_EQ(raw.fields, "user-agent: me\r\n");
}

TEST(Assembly, TheProxyComesFromTheEnvironment) {
  const Environment with = [](const char* name) {
    return std::string(name) == "http_proxy" ? "p:1" : "";
  };
  EXPECT_TRUE(make_call(options({"example.org"}), with, nullptr, kRandom).proxy);
  const Environment wrong = [](const char* name) {
    return std::string(name) == "all_proxy" ? "socks5://p" : "";
  };
  EXPECT_THROW(make_call(options({"example.org"}), wrong, nullptr, kRandom), std::runtime_error);
}

TEST(Assembly, EachFormHasItsTalk) {
  const auto hello = [](const Options& how, bool interactive) {
    const auto talk = make_talk(how, interactive, kRandom);
    talk->opened({});
    const auto out = talk->next_out({});
    return out ? out->bytes : std::string();
  };
  EXPECT_NE(hello(options({"-n", "ana"}), true).find(R"("nick":"ana")"), std::string::npos);
  EXPECT_EQ(hello(options({"--raw"}), true), "");
  EXPECT_EQ(make_talk(options({"--text", "-r", "ops"}), true, kRandom)->query().at(0).second,
            "ops");
  const auto fallback = make_fallback(options({"-n", "ana"}), false, protocol::kTextSubprotocol);
  fallback->opened({});
  EXPECT_EQ(fallback->next_out({})->bytes, "/nick ana");
}

TEST(Assembly, EachKindOfUseHasItsFace) {
  PseudoTerminal pseudo;
  Descriptors found = both_terminals();
  found.in = found.out = found.errors = pseudo.program.fd();
  const auto talk = make_talk(options({}), true, kRandom);
  EXPECT_EQ(make_face(options({}), found, kNone)->fd(), pseudo.program.fd());
  EXPECT_EQ(make_face(options({"-x", "a"}), found, kNone)->fd(), -1);
  EXPECT_EQ(make_face(options({"-1"}), found, kNone)->fd(), -1);
  EXPECT_EQ(make_face(options({"--jsonl"}), found, kNone)->fd(), pseudo.program.fd());
  const auto script = make_face(options({"-x", "a", "-x", "b"}), found, kNone);
  EXPECT_EQ(script->next_typed(*talk, {})->text, "a");
  EXPECT_EQ(script->next_typed(*talk, {})->text, "b");
  EXPECT_EQ(script->next_typed(*talk, {})->kind, Typed::Kind::end);
}

TEST(Assembly, ColoursAreLeftOutIfSomebodySaysSo) {
  const auto shown = [](const Options& how, const Environment& environment) {
    PseudoTerminal pseudo;
    Descriptors found = both_terminals();
    found.in = found.out = pseudo.program.fd();
    const auto talk = make_talk(how, true, kRandom);
    const auto face = make_face(how, found, environment);
    face->tell({.kind = Told::Kind::error, .text = "x"}, *talk);
    face->refresh(*talk, {});
    return pseudo.shown();
  };
  const Environment no_colour = [](const char* name) {
    return std::string(name) == "NO_COLOR" ? "1" : "";
  };
  EXPECT_NE(shown(options({}), kNone).find("\x1b[31mx"), std::string::npos);
  EXPECT_EQ(shown(options({"--no-color"}), kNone).find("\x1b[31m"), std::string::npos);
  EXPECT_EQ(shown(options({}), no_colour).find("\x1b[31m"), std::string::npos);
  EXPECT_NE(shown(options({}), kNone).find("❌"), std::string::npos);
  EXPECT_EQ(shown(options({"--no-emoji"}), kNone).find("❌"), std::string::npos);
}

TEST(Assembly, AFileIsSentAsItIs) {
  const reactor::Folder folder;
  const std::string path = folder.file("b");
  std::ofstream(path, std::ios::binary) << std::string("\0\xff", 2);
  const auto talk = make_talk(options({}), false, kRandom);
  const auto face = make_face(options({"--binary", path.c_str()}), {}, kNone);
  const auto typed = face->next_typed(*talk, {});
  EXPECT_EQ(typed->kind, Typed::Kind::binary);
  EXPECT_EQ(typed->text, std::string("\0\xff", 2));
  EXPECT_THROW(make_face(options({"--binary", "/nowhere"}), {}, kNone), std::runtime_error);
}

}  // namespace
}  // namespace wsc
