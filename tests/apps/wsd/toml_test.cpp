// The configuration's grammar: what is read, and what is said of the rest, with its line.
#include "apps/wsd/toml.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

using Texts = std::vector<std::string>;

Texts values(std::string_view text) {
  const TomlFile file = read_toml(text);
  EXPECT_EQ(file.complaint, "") << text;
  return file.entries.size() == 1 ? file.entries[0].values : Texts{"(no single entry)"};
}

TEST(TomlTest, KeysAndTheirLines) {
  const TomlFile file =
      read_toml("# head\r\n\r\nping = \"25s\"  # why\n\n  'drain-time'=30\necho = true");
  ASSERT_EQ(file.entries.size(), 3u);
  EXPECT_EQ(file.entries[0].key, "ping");
  EXPECT_EQ(file.entries[0].line, 3);
  EXPECT_EQ(file.entries[1].key, "drain-time");
  EXPECT_EQ(file.entries[1].line, 5);
  EXPECT_EQ(file.entries[1].values, Texts{"30"});
  EXPECT_EQ(file.entries[2].line, 6);
  EXPECT_EQ(file.entries[2].values, Texts{"true"});
}

TEST(TomlTest, ValuesOfAllKinds) {
  EXPECT_EQ(values(R"(a = "x\t\"\\\u00e4\U0001F600#")"), Texts{"x\t\"\\\xC3\xA4\xF0\x9F\x98\x80#"});
  EXPECT_EQ(values(R"(a = 'C:\new')"), Texts{"C:\\new"});
  EXPECT_EQ(values("a = \"\"\"\none\ntwo \\\n    three\"\"\""), Texts{"one\ntwo three"});
  EXPECT_EQ(values("a = '''it''s \\n'''"), Texts{"it''s \\n"});
  EXPECT_EQ(values("a = \"\"\"\"quoted\"\"\"\""), Texts{"\"quoted\""});
  EXPECT_EQ(values("a = 1_000"), Texts{"1000"});
  EXPECT_EQ(values("a = -5"), Texts{"-5"});
  EXPECT_EQ(values("a = +5"), Texts{"5"});
  EXPECT_EQ(values("a = \"\""), Texts{""});
  EXPECT_EQ(values("a = []"), Texts{});
  EXPECT_EQ(values("a = [\"x\", 2, # two\n  'y',\n]"), (Texts{"x", "2", "y"}));
  EXPECT_TRUE(read_toml("\xEF\xBB\xBF# only a mark\n").complaint.empty());
}

TEST(TomlTest, LinesAreCountedThroughStringsAndArrays) {
  const TomlFile file = read_toml("a = \"\"\"\n1\n2\"\"\"\nb = [\n1,\n2 ]\nc = 3\n");
  ASSERT_EQ(file.entries.size(), 3u);
  EXPECT_EQ(file.entries[1].line, 4);
  EXPECT_EQ(file.entries[2].line, 7);
}

TEST(TomlTest, WhatIsWrongAndWhere) {
  const struct {
    const char* text;
    int line;
    const char* said;
  } cases[] = {
      {"\nping", 2, "a line is KEY = VALUE"},
      {"= 3", 1, "a line is KEY = VALUE"},
      {"a = ", 1, "the value is missing"},
      {"a = 25s", 1, "\"25s\" is no value: texts stand in quotes"},
      {"a = 1.5", 1, "\"1.5\" is no value: texts stand in quotes"},
      {"a = 007", 1, "\"007\" is no value: texts stand in quotes"},
      {"a = 1__0", 1, "\"1__0\" is no value: texts stand in quotes"},
      {"a = True", 1, "\"True\" is no value: a switch is true or false, texts stand in quotes"},
      {"a = 1 b = 2", 1, "there is something behind the value"},
      {"\n\na = \"x", 3, "the string has no end"},
      {"a = \"x\nb = 1", 1, "the string has no end on its line"},
      {"\na = '''x\n\n", 2, "the string has no end"},
      {"a = \"\\q\"", 1,
       "\\ begins none of \\n \\t \\r \\b \\f \\\" \\\\ \\u0000 here; '...' takes it as it is"},
      {"a = \"\\u12\"", 1, "\\u wants four hexadecimal digits, \\U eight"},
      {"a = \"\\u\x11\x12\x13\x14\"", 1, "\\u wants four hexadecimal digits, \\U eight"},
      {"a = \"\\uD800\"", 1, "\\u names no character"},
      {"a = \"\\UFFFFFFFF\"", 1, "\\u wants four hexadecimal digits, \\U eight"},
      {"a = \"\x1b\"", 1, "there is a control character in a string: write it as \\u001B"},
      {"# \x1b\n", 1, "there is a control character in a comment"},
      {"a = [1\n", 1, "the array has no end"},
      {"a = [1 2]", 1, "a comma is missing in the array"},
      {"a = [[1]]", 1, "there are no arrays in arrays here"},
      {"a = 1\n[table]\n", 2, "there are no [tables] here: every key stands for itself"},
      {"a.b = 1", 1, "dotted keys are not known here"},
      {"a = \"\xff\"", 1, "the file is not UTF-8"},
  };
  for (const auto& [text, line, said] : cases) {
    const TomlFile file = read_toml(text);
    EXPECT_EQ(file.complaint, said) << text;
    EXPECT_EQ(file.line, line) << text;
    EXPECT_TRUE(file.entries.empty()) << text;
  }
}

TEST(TomlTest, EveryCutOfAGoodFileEndsInEntriesOrASentence) {
  const std::string text = "a = \"x\\u00e4\"\nb = [1, '''y\n''', \"\"\"z\"\"\"] # c\n";
  for (std::size_t size = 0; size < text.size(); ++size) {
    const TomlFile file = read_toml(text.substr(0, size));
    EXPECT_TRUE(file.complaint.empty() || file.line > 0) << size;
  }
}

TEST(TomlTest, WrittenValuesAreReadBack) {
  for (const std::string& text :
       {std::string(), std::string("25s"), std::string("42"), std::string("true"),
        std::string("007"), std::string("a\"b\\c\n\td\x7F\x01"),
        std::string("99999999999999999999"), std::string("\xC3\xA4")}) {
    EXPECT_EQ(values("a = " + toml_value(text)), Texts{text});
  }
  EXPECT_EQ(toml_value("42"), "42");
  EXPECT_EQ(toml_value("true"), "true");
  EXPECT_EQ(toml_value("25s"), "\"25s\"");
}

}  // namespace
}  // namespace wsd
