// RFC 9110 §5.6 and RFC 6455 §9.1: lists, and elements with parameters.
#include "rfc6455/http_list.h"

#include <gtest/gtest.h>

#include "tests/rfc6455/heads.h"

namespace rfc6455 {
namespace {

// The elements of a list, each in brackets.
std::string elements(std::string_view value) {
  std::string all;
  ListReader list(value);
  while (const auto element = list.next()) all.append("[").append(*element).append("]");
  EXPECT_EQ(list.next(), std::nullopt);
  return all;
}

TEST(HttpList, Elements) {
  EXPECT_EQ(elements(""), "");
  EXPECT_EQ(elements("a"), "[a]");
  EXPECT_EQ(elements("a,b"), "[a][b]");
  EXPECT_EQ(elements(" \ta , b\t"), "[a][b]");
  EXPECT_EQ(elements(",,a, ,b,,"), "[a][b]");
  EXPECT_EQ(elements(" , \t ,"), "");
  EXPECT_EQ(elements("a b"), "[a b]");
}

TEST(HttpList, CommasWithinQuotesDoNotDivide) {
  EXPECT_EQ(elements("a=\"1,2\",b"), "[a=\"1,2\"][b]");
  EXPECT_EQ(elements("a=\"1\\\",2\",b"), "[a=\"1\\\",2\"][b]");
  EXPECT_EQ(elements("a=\"\\\\\",b"), "[a=\"\\\\\"][b]");
  EXPECT_EQ(elements("a=\"1,b"), "[a=\"1,b]");
  EXPECT_EQ(elements("a=\"\\"), "[a=\"\\]");
  EXPECT_EQ(elements("a\\,b"), "[a\\][b]");  // a backslash outside of quotes is only a byte
}

TEST(HttpList, SeveralFieldsAreOneList) {
  const auto read =
      read_every_way("GET / HTTP/1.1\r\nA: 1, 2\r\nB: x\r\na: ,\r\nA:\r\nA: 3\r\nAA: y\r\n\r\n");
  HeadListReader list(read.head, "a");
  for (const char* expected : {"1", "2", "3"}) EXPECT_EQ(list.next(), expected);
  EXPECT_EQ(list.next(), std::nullopt);
  EXPECT_EQ(list.next(), std::nullopt);
}

TEST(HttpList, Has) {
  const auto read =
      read_every_way("GET / HTTP/1.1\r\nConnection: keep-alive, Upgrade\r\nConnection: x\r\n\r\n");
  EXPECT_TRUE(list_has(read.head, "connection", "upgrade"));
  EXPECT_TRUE(list_has(read.head, "CONNECTION", "X"));
  EXPECT_FALSE(list_has(read.head, "Connection", "keep"));
  EXPECT_FALSE(list_has(read.head, "Upgrade", "upgrade"));
}

TEST(HttpList, Tokens) {
  EXPECT_TRUE(is_token("permessage-deflate"));
  for (const char* other : {"", "a b", "a,b", "\"a\"", "a=b", "\x80"}) {
    EXPECT_FALSE(is_token(other)) << other;
  }
}

// An extension in one line: "name(parameter)(parameter=value)", and " malformed" if so.
std::string extension(std::string_view element) {
  ExtensionReader reader(element);
  std::string all(reader.name());
  while (const auto parameter = reader.next()) {
    all.append("(").append(parameter->name);
    if (parameter->value) all.append("=").append(*parameter->value);
    all.append(")");
  }
  EXPECT_EQ(reader.next(), std::nullopt);
  return all.append(reader.malformed() ? " malformed" : "");
}

TEST(HttpList, Extensions) {
  EXPECT_EQ(extension("a"), "a");
  EXPECT_EQ(extension("a; b; c=1"), "a(b)(c=1)");
  EXPECT_EQ(extension("a;b;c=1"), "a(b)(c=1)");
  // RFC 6455 §9.1 uses RFC 2616's grammar, in which white space may stand between any two words.
  EXPECT_EQ(extension(" a ; b = 1 ;\tc "), "a(b=1)(c)");
  EXPECT_EQ(extension("a; b=\"1\""), "a(b=1)");
  EXPECT_EQ(extension("a; b = \"1\" ; c"), "a(b=1)(c)");
}

TEST(HttpList, MalformedExtensions) {
  EXPECT_EQ(extension(""), " malformed");
  EXPECT_EQ(extension(";"), " malformed");
  EXPECT_EQ(extension("a b"), "a b malformed");
  EXPECT_EQ(extension("a=b"), "a=b malformed");
  EXPECT_EQ(extension("a;"), "a malformed");
  EXPECT_EQ(extension("a;;b"), "a malformed");
  EXPECT_EQ(extension("a;b;"), "a(b) malformed");
  EXPECT_EQ(extension("a; =1"), "a malformed");
  EXPECT_EQ(extension("a; b="), "a malformed");
  EXPECT_EQ(extension("a; b=1=2"), "a malformed");
  EXPECT_EQ(extension("a; b c=1"), "a malformed");
  EXPECT_EQ(extension("a; b=\"\""), "a malformed");
  EXPECT_EQ(extension("a; b=\""), "a malformed");
  EXPECT_EQ(extension("a; b=\"1"), "a malformed");
  EXPECT_EQ(extension("a; b=1\""), "a malformed");
  EXPECT_EQ(extension("a; b=\"1 2\""), "a malformed");
  EXPECT_EQ(extension("a; b=\"1;c\"; d"), "a malformed");
  EXPECT_EQ(extension("a; b=\"\\1\""), "a malformed");  // §9.1 would allow it; nobody needs it
}

}  // namespace
}  // namespace rfc6455
