// The web page as HTTP carries it: paths, encodings, validators, guards.
#include "apps/wsd/pages.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace wsd {
namespace {

const Page kSheet{"/a", "text/css; charset=utf-8", "\"5a\"", "body { }", "ZIPPED", true};

std::string ask(const Page& page, std::string_view fields = {}, std::string_view method = "GET") {
  const std::string request =
      std::string(method) + " / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n";
  rfc6455::HttpHead head(rfc6455::HttpHead::Kind::request);
  EXPECT_EQ(head.read(request), rfc6455::HttpHead::Progress::complete);
  const PageResponse response = page_response(page, head, "X-Further: yes\r\n");
  return response.head + std::string(response.body);
}

bool has(std::string_view answer, std::string_view line) {
  return answer.find("\r\n" + std::string(line) + "\r\n") != std::string_view::npos;
}

std::string_view body_of(std::string_view answer) {
  return answer.substr(answer.find("\r\n\r\n") + 4);
}

TEST(Pages, ThePageIsAtTheRootAndAtEveryRoom) {
  const Page* root = find_page("/");
  ASSERT_NE(root, nullptr);
  EXPECT_EQ(root->type, "text/html; charset=utf-8");
  EXPECT_FALSE(root->immutable);
  for (const std::string path : {"/r/lobby", "/r/Ops", "/r/a.b_c-d", "/r/7"}) {
    EXPECT_EQ(find_page(path), root) << path;
  }
  EXPECT_EQ(find_page("/r/" + std::string(64, 'a')), root);
  for (const std::string path : {"", "/r", "/r/", "/r/-a", "/r/a/b", "/r/a b", "/r/..", "/index",
                                 "/assets/", "/app.js", "/R/lobby", "/r/%61"}) {
    EXPECT_EQ(find_page(path), nullptr) << path;
  }
  EXPECT_EQ(find_page("/r/" + std::string(65, 'a')), nullptr);
}

TEST(Pages, EverythingThatThePagesNameIsThere) {
  int named = 0;
  for (const std::string path : {"/", "/stats"}) {
    const Page* page = find_page(path);
    ASSERT_NE(page, nullptr) << path;
    std::string_view rest = page->body;
    for (std::size_t at; (at = rest.find("\"/assets/")) != std::string_view::npos; ++named) {
      rest.remove_prefix(at + 1);
      const std::string_view asset = rest.substr(0, rest.find('"'));
      ASSERT_NE(find_page(asset), nullptr) << asset;
      EXPECT_TRUE(find_page(asset)->immutable) << asset;
    }
  }
  EXPECT_GT(named, 0);
  EXPECT_EQ(find_page("/")->body.find("@assets@"), std::string_view::npos);
}

// Several servers are upgraded one by one: one sends the page, the next is asked for its script.
TEST(Pages, AScriptOfAnotherVersionLoadsThePageAgain) {
  const Page* const other = find_page("/assets/0123456789abcdef/app.js");
  ASSERT_NE(other, nullptr);
  EXPECT_NE(other->body.find("location.reload()"), std::string_view::npos);
  EXPECT_EQ(other->type, "text/javascript; charset=utf-8");
  EXPECT_FALSE(other->immutable) << "the next server may have it";
  EXPECT_TRUE(has(ask(*other), "Cache-Control: no-cache"));
  EXPECT_EQ(find_page("/assets/0123456789abcdef/stats.js"), other);
  for (const std::string path :
       {"/assets/0123456789abcdef/look.css", "/assets/0123456789abcde/app.js",
        "/assets/0123456789abcdef0/app.js", "/assets/0123456789ABCDEF/app.js", "/assets/app.js",
        "/assets/0123456789abcdef/.js", "/assets/0123456789abcdef/a/b.js", "/assets/.js", "/.js",
        "/assets/0123456789abcdef/../app.js", "/assets//app.js"}) {
    EXPECT_EQ(find_page(path), nullptr) << path;
  }
  for (const Page& page : kPages) EXPECT_EQ(find_page(page.path), &page);
}

TEST(Pages, TheWholePageIsLight) {
  constexpr std::size_t kCompressedMax = 60 * 1024;
  std::size_t sum = 0;
  for (const Page& page : kPages) sum += page.gzip.empty() ? page.body.size() : page.gzip.size();
  if (std::ranges::all_of(kPages, [](const Page& page) { return page.gzip.empty(); }))
    GTEST_SKIP() << "built without zlib";
  EXPECT_LE(sum, kCompressedMax);
}

TEST(Pages, PlainWhenNothingElseIsAskedFor) {
  const std::string answer = ask(kSheet);
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n"));
  EXPECT_TRUE(has(answer, "Content-Type: text/css; charset=utf-8"));
  EXPECT_TRUE(has(answer, "Content-Length: 8"));
  EXPECT_TRUE(has(answer, "ETag: \"5a\""));
  EXPECT_TRUE(has(answer, "Vary: Accept-Encoding"));
  EXPECT_TRUE(has(answer, "Cache-Control: public, max-age=31536000, immutable"));
  EXPECT_TRUE(has(answer, "X-Further: yes"));
  EXPECT_EQ(answer.find("Content-Encoding"), std::string::npos);
  EXPECT_EQ(body_of(answer), "body { }");
}

TEST(Pages, WhatMayChangeIsAskedForAgain) {
  Page page = kSheet;
  page.immutable = false;
  EXPECT_TRUE(has(ask(page), "Cache-Control: no-cache"));
}

TEST(Pages, GzipForWhoTakesIt) {
  for (const std::string value :
       {"gzip", "deflate, gzip, br", "GZIP", "gzip;q=0.5", "gzip; q=1", "br, *", "*;q=0.1"}) {
    const std::string answer = ask(kSheet, "Accept-Encoding: " + value + "\r\n");
    EXPECT_TRUE(has(answer, "Content-Encoding: gzip")) << value;
    EXPECT_TRUE(has(answer, "Content-Length: 6")) << value;
    EXPECT_TRUE(has(answer, "ETag: \"5a-gz\"")) << value;
    EXPECT_EQ(body_of(answer), "ZIPPED") << value;
  }
  for (const std::string value :
       {"br", "", "gzip;q=0", "gzip; Q=0.000", "*;q=0", "gzip;q=0, *", "xgzip"}) {
    EXPECT_EQ(body_of(ask(kSheet, "Accept-Encoding: " + value + "\r\n")), "body { }") << value;
  }
  Page page = kSheet;
  page.gzip = {};
  EXPECT_EQ(body_of(ask(page, "Accept-Encoding: gzip\r\n")), "body { }");
}

TEST(Pages, NothingTwice) {
  for (const std::string tags : {"\"5a\"", "W/\"5a\"", "\"x\", \"5a\"", "*"}) {
    const std::string answer = ask(kSheet, "If-None-Match: " + tags + "\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 304 Not Modified\r\n")) << tags;
    EXPECT_TRUE(has(answer, "ETag: \"5a\"")) << tags;
    EXPECT_EQ(answer.find("Content-Length"), std::string::npos) << tags;
    EXPECT_EQ(body_of(answer), "") << tags;
  }
  EXPECT_TRUE(ask(kSheet, "If-None-Match: \"5b\"\r\n").starts_with("HTTP/1.1 200"));
  // What one representation has is no news of the other.
  EXPECT_TRUE(ask(kSheet, "If-None-Match: \"5a\"\r\nAccept-Encoding: gzip\r\n")
                  .starts_with("HTTP/1.1 200"));
  EXPECT_TRUE(ask(kSheet, "If-None-Match: \"5a-gz\"\r\nAccept-Encoding: gzip\r\n")
                  .starts_with("HTTP/1.1 304"));
}

TEST(Pages, HeadIsLikeGetWithoutTheBody) {
  const std::string get = ask(kSheet);
  EXPECT_EQ(ask(kSheet, {}, "HEAD"), get.substr(0, get.size() - kSheet.body.size()));
}

TEST(Pages, GuardsStandOnEveryAnswer) {
  for (const std::string& answer : {ask(kSheet), ask(kSheet, "If-None-Match: *\r\n")}) {
    const std::size_t at = answer.find("\r\nContent-Security-Policy: ");
    ASSERT_NE(at, std::string::npos);
    const std::string policy = answer.substr(at, answer.find("\r\n", at + 2) - at);
    for (const std::string part :
         {"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
          "frame-ancestors 'none'", "base-uri 'none'", "form-action 'none'",
          "require-trusted-types-for 'script'"}) {
      EXPECT_NE(policy.find(part), std::string::npos) << part;
    }
    EXPECT_EQ(policy.find("unsafe"), std::string::npos);
    EXPECT_TRUE(has(answer, "X-Content-Type-Options: nosniff"));
    EXPECT_TRUE(has(answer, "X-Frame-Options: DENY"));
    EXPECT_TRUE(has(answer, "Referrer-Policy: no-referrer"));
  }
}

TEST(Pages, NothingInThemRunsInline) {
  for (const Page& page : kPages) {
    if (!page.type.starts_with("text/html")) continue;
    for (const std::string_view part : {"<style", " style=", " onclick=", "javascript:", "//cdn"}) {
      EXPECT_EQ(page.body.find(part), std::string_view::npos) << page.path << part;
    }
  }
}

}  // namespace
}  // namespace wsd
