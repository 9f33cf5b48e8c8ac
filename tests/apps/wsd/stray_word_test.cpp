// Words of the command line that mean nothing.
#include "apps/wsd/stray_word.h"

#include <gtest/gtest.h>

namespace wsd {
namespace {

TEST(StrayWord, WhatWasProbablyMeant) {
  const struct {
    std::vector<std::string> words;
    std::string stray;
    std::string said;
  } cases[] = {
      {{"--pign", "3"}, "--pign", "--pign: there is no such flag; did you mean --ping?"},
      {{"--nothing"}, "--nothing", "--nothing: there is no such flag"},
      {{"-"}, "-", "-: there is no such flag"},
      {{"--port", "9000"}, "--port", "--port: there is no such flag; did you mean --listen?"},
      {{"-p", "9000"}, "-p", "-p: there is no such flag; did you mean --listen?"},
      {{"9000"}, "9000", "9000: an address stands behind --listen; did you mean --listen 9000?"},
      {{"--listen", "1", "[::1]:9000"},
       "[::1]:9000",
       "[::1]:9000: an address stands behind --listen; did you mean --listen [::1]:9000?"},
      {{"run"}, "run", "run: there is no such command; there are gen-cert and ctl"},
      {{"--deflate", "9"},
       "9",
       "9: the value of --deflate stands behind a =; did you mean --deflate=9?"},
      {{"-i", "no"},
       "no",
       "no: the value of --console stands behind a =; did you mean --console=no?"},
      {{"ctl", "foo"},
       "foo",
       "ctl foo: there is no such command; there are export, import and erase"},
      {{"ctl", "export", "foo"}, "foo", "foo: ctl export takes flags only"},
      {{"gen-cert", "chat.example"}, "chat.example", "chat.example: gen-cert takes flags only"},
  };
  for (const auto& [words, stray, said] : cases) EXPECT_EQ(about_stray(words, stray), said);
}

}  // namespace
}  // namespace wsd
