// RFC 7692 §5 and §7.1: which offers are taken, what is answered, which answers a client accepts.
#include "rfc6455/deflate_offer.h"

#include <gtest/gtest.h>

#include "tests/rfc6455/heads.h"

namespace rfc6455 {
namespace {

// A server that wants nothing of its own, so that an answer shows what the offer asked for.
constexpr DeflatePolicy kAnything{.server_no_context_takeover = false,
                                  .client_no_context_takeover = false};

std::optional<DeflateAnswer> answer_to(std::string_view field,
                                       const DeflatePolicy& policy = kAnything) {
  const auto read = read_every_way(
      "GET / HTTP/1.1\r\nSec-WebSocket-Extensions: " + std::string(field) + "\r\n\r\n");
  return answer_offers(read.head, policy);
}

// The answer without the extension's name: "" is a bare acceptance, "-" none at all.
std::string answered(std::string_view field, const DeflatePolicy& policy = kAnything) {
  const auto answer = answer_to(field, policy);
  if (!answer) return "-";
  EXPECT_TRUE(answer->header.starts_with("permessage-deflate"));
  return answer->header.substr(std::string_view("permessage-deflate").size());
}

// An offer with these parameters.
std::string offer(std::string_view parameters) {
  return "permessage-deflate" + std::string(parameters);
}

// §7.1.3.
TEST(DeflateOffer, TheExamplesOfSection7_1) {
  EXPECT_EQ(answered("permessage-deflate"), "");
  EXPECT_EQ(answered("permessage-deflate; client_max_window_bits; server_max_window_bits=10"),
            "; server_max_window_bits=10");
  EXPECT_EQ(answered("permessage-deflate; client_max_window_bits; server_max_window_bits=10, "
                     "permessage-deflate; client_max_window_bits"),
            "; server_max_window_bits=10");
}

TEST(DeflateOffer, Taken) {
  const std::pair<const char*, const char*> cases[] = {
      {"; server_no_context_takeover", "; server_no_context_takeover"},
      {"; client_no_context_takeover", "; client_no_context_takeover"},
      {"; client_no_context_takeover; server_no_context_takeover",
       "; server_no_context_takeover; client_no_context_takeover"},
      {"; server_max_window_bits=9", "; server_max_window_bits=9"},
      {"; server_max_window_bits=15", "; server_max_window_bits=15"},
      {"; server_max_window_bits=\"12\"", "; server_max_window_bits=12"},
      {" ;server_max_window_bits = 12 ", "; server_max_window_bits=12"},
      {"; client_max_window_bits", ""},
      {"; client_max_window_bits=8", "; client_max_window_bits=8"},
      {"; client_max_window_bits=15", "; client_max_window_bits=15"},
      {"; client_max_window_bits=\"10\"", "; client_max_window_bits=10"},
  };
  for (const auto& [asked, expected] : cases) EXPECT_EQ(answered(offer(asked)), expected) << asked;
}

TEST(DeflateOffer, Declined) {
  for (const char* asked : {"; unknown",
                            "; unknown=1",
                            "; Server_no_context_takeover",
                            "; server_no_context_takeover=1",
                            "; server_no_context_takeover=\"true\"",
                            "; client_no_context_takeover=1",
                            "; server_no_context_takeover; server_no_context_takeover",
                            "; client_no_context_takeover; client_no_context_takeover",
                            "; server_max_window_bits=10; server_max_window_bits=10",
                            "; client_max_window_bits; client_max_window_bits",
                            "; client_max_window_bits; client_max_window_bits=10",
                            "; client_max_window_bits=10; client_max_window_bits",
                            "; server_max_window_bits",
                            "; server_max_window_bits=8",
                            ";",
                            ";;",
                            "; =1",
                            "; client_max_window_bits=",
                            "; client_max_window_bits=\"\"",
                            "; client_max_window_bits=\"10",
                            "; client_max_window_bits 10",
                            "; client_max_window_bits=\"\\10\"",
                            " x",
                            "=1",
                            "s"}) {
    EXPECT_EQ(answered(offer(asked)), "-") << asked;
  }
  for (const char* field :
       {"", ",", "x-webkit-deflate-frame", "Permessage-Deflate", "\"permessage-deflate\"",
        "constructor; prototype=1", "permessage-bzip2; permessage-deflate"}) {
    EXPECT_EQ(answered(field), "-") << field;
  }
}

TEST(DeflateOffer, WindowBitsAreStrictNumbers) {
  for (const char* name : {"; server_max_window_bits=", "; client_max_window_bits="}) {
    for (const char* bits : {"0",
                             "1",
                             "7",
                             "16",
                             "20",
                             "08",
                             "09",
                             "010",
                             "015",
                             "+9",
                             "-9",
                             "9.0",
                             "0x9",
                             "1e1",
                             "9a",
                             "a",
                             "99999999999999999999",
                             "100",
                             "1",
                             "1:",
                             "1/"}) {
      EXPECT_EQ(answered(offer(std::string(name) + bits)), "-") << name << bits;
    }
    for (int bits = 9; bits <= 15; ++bits) {
      const std::string asked = name + std::to_string(bits);
      EXPECT_EQ(answered(offer(asked)), asked);
    }
  }
}

TEST(DeflateOffer, TheFirstThatCanBeHonoured) {
  EXPECT_EQ(answered("permessage-deflate; server_max_window_bits=8, permessage-deflate"), "");
  EXPECT_EQ(answered("permessage-deflate; unknown, permessage-deflate; server_max_window_bits=11, "
                     "permessage-deflate"),
            "; server_max_window_bits=11");
  EXPECT_EQ(
      answered("a; b=\"1, permessage-deflate\", permessage-deflate; client_max_window_bits=9"),
      "; client_max_window_bits=9");
  EXPECT_EQ(
      answered(
          "permessage-deflate; unknown\r\nX: y\r\nsec-websocket-extensions: ,permessage-deflate; "
          "server_no_context_takeover, permessage-deflate"),
      "; server_no_context_takeover");
  EXPECT_FALSE(answer_offers(read_every_way("GET / HTTP/1.1\r\n\r\n").head, kAnything));
}

TEST(DeflateOffer, WhatThisServerWants) {
  EXPECT_EQ(answered("permessage-deflate", DeflatePolicy{}),
            "; server_no_context_takeover; client_no_context_takeover");
  const DeflatePolicy small{false, false, 9};
  EXPECT_EQ(answered("permessage-deflate", small), "; server_max_window_bits=9");
  EXPECT_EQ(answered("permessage-deflate; server_max_window_bits=15", small),
            "; server_max_window_bits=9");
  EXPECT_EQ(answered("permessage-deflate; server_max_window_bits=8", small), "-");
}

TEST(DeflateOffer, WhatWasAgreed) {
  const auto agreed = [](const char* field) { return answer_to(field)->agreed; };
  EXPECT_EQ(agreed("permessage-deflate"), (DeflateParameters{false, false, 15, 15}));
  EXPECT_EQ(agreed("permessage-deflate; client_max_window_bits=8; server_no_context_takeover"),
            (DeflateParameters{true, false, 15, 8}));
  EXPECT_EQ(agreed("permessage-deflate; client_no_context_takeover; server_max_window_bits=9"),
            (DeflateParameters{false, true, 9, 15}));
}

TEST(DeflateOffer, EveryParameterCounts) {
  const DeflateParameters same{};
  for (const DeflateParameters& other :
       {DeflateParameters{true, false, 15, 15}, DeflateParameters{false, true, 15, 15},
        DeflateParameters{false, false, 14, 15}, DeflateParameters{false, false, 15, 14}}) {
    EXPECT_NE(same, other);
  }
}

TEST(DeflateOffer, OfferHeader) {
  EXPECT_EQ(offer_header({}),
            "permessage-deflate; client_no_context_takeover; client_max_window_bits");
  EXPECT_EQ(offer_header({false, false, 15}), "permessage-deflate; client_max_window_bits");
  EXPECT_EQ(offer_header({true, true, 8}),
            "permessage-deflate; server_no_context_takeover; client_no_context_takeover; "
            "server_max_window_bits=8; client_max_window_bits");
}

TEST(DeflateOffer, AnswersAccepted) {
  const DeflateOffer plain{false, false, 15};
  const std::pair<const char*, DeflateParameters> cases[] = {
      {"", {}},
      {"; server_no_context_takeover", {true, false, 15, 15}},  // more than was asked
      {"; client_no_context_takeover", {false, true, 15, 15}},
      {"; server_max_window_bits=8", {false, false, 8, 15}},
      {"; server_max_window_bits=15; client_max_window_bits=8", {false, false, 15, 8}},
      {"; client_max_window_bits=\"15\"", {}},
  };
  for (const auto& [parameters, expected] : cases) {
    EXPECT_EQ(accept_answer(offer(parameters), plain), expected) << parameters;
  }
  const DeflateOffer small{true, true, 10};
  for (const char* parameters : {"; server_no_context_takeover; server_max_window_bits=10",
                                 "; server_no_context_takeover; server_max_window_bits=9"}) {
    const auto agreed = accept_answer(offer(parameters), small);
    ASSERT_TRUE(agreed) << parameters;
    EXPECT_TRUE(agreed->client_no_context_takeover);  // our own promise, repeated or not
    EXPECT_LE(agreed->server_max_window_bits, 10);
  }
}

TEST(DeflateOffer, AnswersRefused) {
  const DeflateOffer plain{false, false, 15};
  for (const char* answer :
       {"", "x", "permessage-deflate2", "permessage-deflate;", "permessage-deflate; unknown",
        "permessage-deflate; client_max_window_bits", "permessage-deflate; server_max_window_bits",
        "permessage-deflate; server_max_window_bits=7",
        "permessage-deflate; server_max_window_bits=16",
        "permessage-deflate; client_max_window_bits=08",
        "permessage-deflate; server_no_context_takeover=1",
        "permessage-deflate; client_max_window_bits=9; client_max_window_bits=9",
        "permessage-deflate; server_no_context_takeover; server_no_context_takeover"}) {
    EXPECT_EQ(accept_answer(answer, plain), std::nullopt) << answer;
  }
  const DeflateOffer small{true, false, 10};
  for (const char* answer :
       {"permessage-deflate", "permessage-deflate; server_no_context_takeover",
        "permessage-deflate; server_max_window_bits=10",
        "permessage-deflate; server_no_context_takeover; server_max_window_bits=11"}) {
    EXPECT_EQ(accept_answer(answer, small), std::nullopt) << answer;
  }
}

// Whatever a client of ours offers, both sides come to mean the same.
TEST(DeflateOffer, BothSidesAgree) {
  for (int flags = 0; flags < 16; ++flags) {
    for (std::uint8_t asked = 8; asked <= 15; ++asked) {
      for (std::uint8_t window = 9; window <= 15; ++window) {
        const DeflateOffer offered{(flags & 1) != 0, (flags & 2) != 0, asked};
        const auto answer =
            answer_to(offer_header(offered), {(flags & 4) != 0, (flags & 8) != 0, window});
        EXPECT_EQ(answer.has_value(), asked > 8);
        if (!answer) continue;
        EXPECT_EQ(accept_answer(answer->header, offered), answer->agreed) << answer->header;
      }
    }
  }
}

}  // namespace
}  // namespace rfc6455
