// RFC 9112 §2-§5: which heads are good, which are not, and when that is known. Every head of these
// tables is read in every way in which it can be cut.
#include "rfc6455/http_head.h"

#include <gtest/gtest.h>

#include <span>

#include "tests/rfc6455/heads.h"

namespace rfc6455 {
namespace {

using Kind = HttpHead::Kind;
using Progress = HttpHead::Progress;
using namespace std::string_view_literals;

struct Case {
  const char* name;
  std::string_view bytes;  // error tables: the last byte is the one that must be refused
  unsigned error = 0;
};

TEST(HttpHead, ARequest) {
  const auto read = read_every_way(
      "GET /chat?nick=ana HTTP/1.1\r\nHost: a:80\r\nX-Empty:\r\nX-Two: b\r\nx-two:\tc d "
      "\t\r\n\r\nrest");
  ASSERT_EQ(read.progress, Progress::complete);
  const HttpHead& head = read.head;
  EXPECT_EQ(head.method(), "GET");
  EXPECT_EQ(head.target(), "/chat?nick=ana");
  EXPECT_EQ(head.minor_version(), 1u);
  EXPECT_EQ(head.fields(), 4u);
  EXPECT_EQ(head.name(3), "x-two");
  EXPECT_EQ(head.value(3), "c d");
  EXPECT_EQ(head.find("HOST"), "a:80");
  EXPECT_EQ(head.find("x-empty"), "");
  EXPECT_EQ(head.find("X-TWO"), "b");
  EXPECT_EQ(head.count("X-TWO"), 2u);
  EXPECT_EQ(head.count("X"), 0u);
  EXPECT_EQ(head.find("X"), std::nullopt);
  EXPECT_EQ(head.size(), read.decided_at);  // what follows belongs to somebody else
}

TEST(HttpHead, AResponse) {
  const auto read = read_every_way("HTTP/1.0 404 Not\tFound \x80\r\nA: b\r\n\r\n", Kind::response);
  ASSERT_EQ(read.progress, Progress::complete);
  EXPECT_EQ(read.head.status(), 404u);
  EXPECT_EQ(read.head.minor_version(), 0u);
  EXPECT_EQ(read.head.find("a"), "b");
}

TEST(HttpHead, GoodRequests) {
  const Case cases[] = {
      {"no field", "GET / HTTP/1.1\r\n\r\n"},
      {"HTTP/1.0", "GET / HTTP/1.0\r\n\r\n"},
      {"any token is a method", "!#$%&'*+-.^_`|~aZ09 / HTTP/1.1\r\n\r\n"},
      {"absolute-form", "GET http://a/b HTTP/1.1\r\n\r\n"},
      {"every visible byte in the target",
       "GET !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~ HTTP/1.1\r\n\r\n"},
      {"any token is a name", "GET / HTTP/1.1\r\n!#$%&'*+-.^_`|~aZ09:b\r\n\r\n"},
      {"obs-text in a value", "GET / HTTP/1.1\r\nA:\x80\xFF b\xC3\xA9\r\n\r\n"},
      {"tab and space within a value", "GET / HTTP/1.1\r\nA:b\t c\r\n\r\n"},
      {"a value of white space", "GET / HTTP/1.1\r\nA: \t \r\n\r\n"},
      {"an empty line first", "\r\nGET / HTTP/1.1\r\nA:b\r\n\r\n"},
      {"colons in a value", "GET / HTTP/1.1\r\nA::b:\r\n\r\n"},
  };
  for (const Case& c : cases) {
    const auto read = read_every_way(c.bytes);
    EXPECT_EQ(read.progress, Progress::complete) << c.name << ": " << told(read);
    EXPECT_EQ(read.decided_at, c.bytes.size()) << c.name;
  }
}

// Each is refused with its last byte, not earlier and not later.
void expect_refused(std::span<const Case> cases, Kind kind = Kind::request) {
  for (const Case& c : cases) {
    const auto read = read_every_way(c.bytes, kind);
    EXPECT_EQ(read.error(), c.error) << c.name << ": " << told(read);
    EXPECT_EQ(read.decided_at, c.bytes.size()) << c.name;
    EXPECT_EQ(read_every_way(std::string(c.bytes) + "\r\n\r\n", kind).decided_at, c.bytes.size());
    if (read.error() != 0) {
      EXPECT_TRUE(read.head.error().why.ends_with('.')) << c.name;
    }
  }
}

TEST(HttpHead, BadRequestLines) {
  const Case cases[] = {
      {"two empty lines first", "\r\n\r", 400},
      {"a CR first", "\rG", 400},
      {"an LF behind an empty line", "\r\n\n", 400},
      {"LF first", "\n", 400},
      {"space first", " ", 400},
      {"NUL", "\0"sv, 400},
      {"TLS", "\x16", 400},
      {"HTTP/2 preface", "PRI * HTTP/2", 505},
      {"not a token", "GET(", 400},
      {"obs-text in the method", "GE\x80", 400},
      {"tab after the method", "GET\t", 400},
      {"no target", "GET  ", 400},
      {"only a method", "GET\r", 400},
      {"no version", "GET /\r", 400},
      {"no version, LF", "GET /\n", 400},
      {"two spaces", "GET /  ", 400},
      {"tab in the target", "GET /\t", 400},
      {"NUL in the target", "GET /\0"sv, 400},
      {"DEL in the target", "GET /\x7F", 400},
      {"obs-text in the target", "GET /\xC3", 400},
      {"lower case version", "GET / h", 400},
      {"other name", "GET / HTTQ", 400},
      {"no slash", "GET / HTTP1", 400},
      {"HTTP/0.9", "GET / HTTP/0", 505},
      {"HTTP/2.0", "GET / HTTP/2", 505},
      {"HTTP/1.2", "GET / HTTP/1.2", 505},
      {"HTTP/1.9", "GET / HTTP/1.9", 505},
      {"HTTP/11", "GET / HTTP/11", 400},
      {"letter in the major version", "GET / HTTP/x", 400},
      {"letter in the minor version", "GET / HTTP/1.x", 400},
      {"no minor version", "GET / HTTP/1.\r", 400},
      {"HTTP/1.10", "GET / HTTP/1.10", 400},
      {"space after the version", "GET / HTTP/1.1 ", 400},
      {"bare LF", "GET / HTTP/1.1\n", 400},
      {"bare CR", "GET / HTTP/1.1\rH", 400},
      {"CR CR LF", "GET / HTTP/1.1\r\r", 400},
  };
  expect_refused(cases);
}

TEST(HttpHead, BadFields) {
  const std::string line = "GET / HTTP/1.1\r\n";
  const Case cases[] = {
      {"fold before any field", " ", 400},
      {"tab fold before any field", "\t", 400},
      {"fold", "A: b\r\n ", 400},
      {"tab fold", "A: b\r\n\t", 400},
      {"empty name", ":", 400},
      {"bare LF as the end", "\n", 400},
      {"bare LF as the end, after a field", "A: b\r\n\n", 400},
      {"LF in a name", "A\n", 400},
      {"CR in a name", "A\r", 400},
      {"NUL in a name", "A\0"sv, 400},
      {"NUL for a name", "\0"sv, 400},
      {"space before the colon", "A ", 400},
      {"tab before the colon", "A\t", 400},
      {"parenthesis in a name", "A(", 400},
      {"obs-text in a name", "A\xC3", 400},
      {"obs-text for a name", "\xC3", 400},
      {"bare LF after a value", "A: b\n", 400},
      {"bare CR in a value", "A: b\rc", 400},
      {"bare CR at the value's begin", "A:\rb", 400},
      {"NUL in a value", "A: b\0"sv, 400},
      {"NUL at the value's begin", "A:\0"sv, 400},
      {"ESC in a value", "A: b\x1B", 400},
      {"DEL in a value", "A: b\x7F", 400},
      {"vertical tab in a value", "A: b\v", 400},
      {"bare CR as the end", "A: b\r\n\rX", 400},
      {"bare CR as the end, no field", "\rX", 400},
  };
  for (const Case& c : cases) {
    const std::string bytes = line + std::string(c.bytes);
    const Case whole[] = {{c.name, bytes, c.error}};
    expect_refused(whole);
  }
}

TEST(HttpHead, Responses) {
  for (const char* good : {"HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 599 \r\n\r\n"}) {
    EXPECT_EQ(read_every_way(good, Kind::response).progress, Progress::complete);
  }
  const Case cases[] = {
      {"a request", "G", 400},
      {"other version", "HTTP/2", 505},
      {"two spaces", "HTTP/1.1  ", 400},
      {"no status", "HTTP/1.1\r", 400},
      {"status 099", "HTTP/1.1 0", 400},
      {"status 600", "HTTP/1.1 6", 400},
      {"two digits", "HTTP/1.1 10 ", 400},
      {"four digits", "HTTP/1.1 1010", 400},
      {"a letter", "HTTP/1.1 10x", 400},
      {"no space after the status", "HTTP/1.1 101\r", 400},
      {"NUL in the reason", "HTTP/1.1 101 S\0"sv, 400},
      {"LF", "HTTP/1.1 101 S\n", 400},
      {"CR", "HTTP/1.1 101 S\rw", 400},
  };
  expect_refused(cases, Kind::response);
}

TEST(HttpHead, AnythingIncompleteIsPartial) {
  constexpr std::string_view kWhole = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
  for (std::size_t size = 0; size < kWhole.size(); ++size) {
    EXPECT_EQ(read_every_way(kWhole.substr(0, size)).progress, Progress::partial) << size;
  }
}

TEST(HttpHead, FirstLineLimit) {
  const HeadLimits limits{.head = 8192, .first_line = 20};
  const std::string fits = "GET /234567 HTTP/1.1";  // 20 bytes
  EXPECT_EQ(read_every_way(fits + "\r\n\r\n", Kind::request, limits).progress, Progress::complete);
  for (const char* longer : {"GET /2345678 HTTP/1.1", "GET /23456789012345678901234567890",
                             "GETGETGETGETGETGETGETGETGET", "GET /234567 HTTP/1.1 "}) {
    const auto read = read_every_way(longer, Kind::request, limits);
    EXPECT_EQ(read.error(), 414u) << longer;
    EXPECT_EQ(read.decided_at, 21u) << longer;
  }
  const std::string long_target = "GET /" + std::string(HeadLimits().first_line, 'a');
  EXPECT_EQ(read_byte_by_byte(long_target, Kind::request, {}).decided_at, 4097u);
}

TEST(HttpHead, HeadLimit) {
  const std::string begin = "GET / HTTP/1.1\r\nA: ";
  const std::string fits = begin + std::string(8192 - begin.size() - 4, 'a') + "\r\n\r\n";
  ASSERT_EQ(fits.size(), 8192u);
  EXPECT_EQ(read_byte_by_byte(fits, Kind::request, {}).progress, Progress::complete);
  const auto over = read_byte_by_byte(begin + std::string(9000, 'a'), Kind::request, {});
  EXPECT_EQ(over.error(), 431u);
  EXPECT_EQ(over.decided_at, 8192u);  // none of its last four bytes is an end: no byte can help
  const HeadLimits small{.head = 40, .first_line = 100};
  EXPECT_EQ(read_every_way(begin + std::string(100, 'a'), Kind::request, small).decided_at, 40u);
  EXPECT_EQ(read_every_way("GET /" + std::string(100, 'a'), Kind::request, small).error(), 431u);
  EXPECT_EQ(read_every_way("G", Kind::request, {.head = 0, .first_line = 1}).error(), 431u);
}

TEST(HttpHead, FieldsLimit) {
  std::string head = "GET / HTTP/1.1\r\n";
  for (std::size_t i = 0; i < kFieldsMax; ++i) head += "a:\r\n";
  const auto fits = read_every_way(head + "\r\n");
  ASSERT_EQ(fits.progress, Progress::complete);
  EXPECT_EQ(fits.head.count("A"), kFieldsMax);
  const auto over = read_every_way(head + "b:\r\n\r\n");
  EXPECT_EQ(over.error(), 431u);
  EXPECT_EQ(over.decided_at, head.size() + 1);
  const HeadLimits two{.fields = 2};
  EXPECT_EQ(read_every_way("GET / HTTP/1.1\r\na:\r\nb:\r\n\r\n", Kind::request, two).error(), 0u);
  EXPECT_EQ(read_every_way("GET / HTTP/1.1\r\na:\r\nb:\r\nc:\r\n\r\n", Kind::request, two).error(),
            431u);
}

TEST(HttpHead, BytesAlreadySeenAreNotLookedAtAgain) {
  HttpHead head(Kind::request);
  EXPECT_EQ(head.read("GET / HTTP/1.1\r\nHo"), Progress::partial);
  EXPECT_EQ(head.read("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0st:a\r\n\r\n"sv), Progress::complete);
}

TEST(HttpHead, TheLargestLimitsThereAre) {
  const HeadLimits limits{.head = 65535, .first_line = 65535};
  const std::string endless = "GET /" + std::string(70000, 'a');
  HttpHead head(Kind::request, limits);
  EXPECT_EQ(head.read(endless), Progress::bad);
  EXPECT_EQ(head.error().status, 431u);
}

TEST(HttpHead, EqualIgnoringCase) {
  EXPECT_TRUE(equal_ignoring_case("", ""));
  EXPECT_TRUE(equal_ignoring_case("Az-09_", "aZ-09_"));
  EXPECT_FALSE(equal_ignoring_case("a", "ab"));
  EXPECT_FALSE(equal_ignoring_case("@", "`"));  // one bit apart, as letters are, but no letters
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("\xC4", "\xE4"));
}

TEST(HttpHead, TokenBytes) {
  int count = 0;
  for (int byte = 0; byte < 256; ++byte) count += is_token_byte(static_cast<char>(byte));
  EXPECT_EQ(count, 26 * 2 + 10 + 15);
  EXPECT_FALSE(is_token_byte('\0'));
}

}  // namespace
}  // namespace rfc6455
