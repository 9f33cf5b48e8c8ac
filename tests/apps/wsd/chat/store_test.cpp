// The promises of store.h, for any store.
#include "tests/apps/wsd/chat/store_suite.h"

#include <algorithm>
#include <random>
#include <thread>
#include <vector>

namespace chat::test {

void StoreSuite::fill(std::string_view room, Sequence first, Sequence last) {
  for (Sequence seq = first; seq <= last; ++seq) store().append(room, message(seq), 0, 0);
  asker().append(room, message(last + 1));  // and waits for the last
}

bool StoreSuite::trims_to(std::string_view room, Sequence first, Milliseconds now) {
  for (int i = 0; i < 1000; ++i) {
    store().trim(now);
    asker().page(room, {});  // behind what was begun
    if (store().first(room) == first) return true;
    std::this_thread::yield();
  }
  return false;
}

namespace {

using From = PageWish::From;

std::vector<Sequence> numbers(const Page& page) {
  std::vector<Sequence> numbers;
  for (const Message& message : page.messages) numbers.push_back(message.seq);
  return numbers;
}

TEST_P(StoreSuite, OpensARoomAtOne) {
  const Head head = store().open("lobby");
  EXPECT_FALSE(head.epoch.empty());
  EXPECT_EQ(head.next, 1u);
  EXPECT_EQ(head.first, 0u);
  EXPECT_EQ(head.topic, "");
  EXPECT_FALSE(head.jumped);
  EXPECT_EQ(store().first("lobby"), 0u);
  EXPECT_EQ(store().trouble(), "");
}

TEST_P(StoreSuite, OpensItAgainWhereItWas) {
  const Head head = store().open("lobby");
  fill("lobby", 1, 9);
  store().set_topic("lobby", "about cats");
  store().close("lobby", 11);
  const Head again = store().open("lobby");
  EXPECT_EQ(again.epoch, head.epoch);
  EXPECT_EQ(again.next, 11u);
  EXPECT_EQ(again.first, 1u);
  EXPECT_EQ(again.topic, "about cats");
}

TEST_P(StoreSuite, AnAppendUnderWayIsCountedWhenTheRoomCloses) {
  const Head head = store().open("lobby");
  fill("lobby", 1, 4);
  store().close("lobby", 7);  // 6 is not here yet
  const Head again = store().open("lobby");
  EXPECT_EQ(again.epoch, head.epoch);
  EXPECT_EQ(again.next, 7u);
  Asker one = asker();
  EXPECT_EQ(one.append("lobby", message(6)).failure, "");
  EXPECT_EQ(store().open("lobby").next, 7u);
  EXPECT_EQ(one.append("lobby", message(7)).failure, "");
  EXPECT_EQ(store().open("lobby").next, 8u);
  EXPECT_EQ(numbers(one.page("lobby", {})), (std::vector<Sequence>{1, 2, 3, 4, 5, 6, 7}));
}

TEST_P(StoreSuite, EachRoomHasItsEpoch) {
  EXPECT_NE(store().open("a").epoch, store().open("b").epoch);
}

TEST_P(StoreSuite, TellsThatAMessageIsKept) {
  store().open("lobby");
  store().append("lobby", message(1), 1, 77);
  const Told told = asker(1).await();
  EXPECT_EQ(told.ticket, 77u);
  const Kept& kept = std::get<Kept>(told.what);
  EXPECT_EQ(kept.seq, 1u);
  EXPECT_EQ(kept.ts, 1'000'001);
  EXPECT_FALSE(kept.duplicate);
  EXPECT_EQ(kept.failure, "");
  EXPECT_FALSE(store().next(0));
}

TEST_P(StoreSuite, TellsNobodyWhoDoesNotWait) {
  store().open("lobby");
  store().append("lobby", message(1), 0, 0);
  EXPECT_EQ(asker().page("lobby", {}).messages.size(), 1u);  // the first answer there is
  EXPECT_FALSE(store().next(0));
}

TEST_P(StoreSuite, TellsOfAMessageThatCameAgainAfterTheFirst) {
  store().open("lobby");
  store().append("lobby", message(1), 0, 5);
  store().confirm("lobby", message(1), 0, 6);
  Asker one = asker();
  EXPECT_EQ(one.await().ticket, 5u);
  const Told again = one.await();
  EXPECT_EQ(again.ticket, 6u);
  EXPECT_TRUE(std::get<Kept>(again.what).duplicate);
  EXPECT_EQ(std::get<Kept>(again.what).seq, 1u);
  EXPECT_EQ(std::get<Kept>(again.what).ts, 1'000'001);
}

TEST_P(StoreSuite, RefusesANumberThatWasGiven) {
  store().open("lobby");
  Asker one = asker();
  EXPECT_EQ(one.append("lobby", message(5)).failure, "");
  EXPECT_NE(one.append("lobby", message(5, "other")).failure, "");
  EXPECT_EQ(one.page("lobby", {}).messages, std::vector<Message>{message(5)});
}

TEST_P(StoreSuite, ReadsWhatWasKept) {
  store().open("lobby");
  std::vector<Message> all;
  for (Sequence seq = 1; seq <= 6; ++seq) all.push_back(message(seq));
  all[1].kind = Happening::Kind::action;
  all[2].kind = Happening::Kind::said;
  all[2].user = kNoUser;
  all[2].nick = "";
  all[3].content = Content::data;
  all[3].text = R"({"a":["\u0000",1]})";
  all[4].content = Content::bin;
  all[5].text = "Straße, \xf0\x9f\x98\x80, 'quoted' -- ; \"\n\ttwo";
  all[5].session = "s'; --";
  all[5].cid = "c";
  Asker one = asker();
  for (const Message& message : all) ASSERT_EQ(one.append("lobby", message).failure, "");
  const Page page = one.page("lobby", {});
  EXPECT_EQ(page.first, 1u);
  EXPECT_FALSE(page.more);
  ASSERT_EQ(page.messages.size(), all.size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Message& message = page.messages[i];
    EXPECT_EQ(message.seq, all[i].seq);
    EXPECT_EQ(message.ts, all[i].ts);
    EXPECT_EQ(message.kind, all[i].kind);
    EXPECT_EQ(message.content, all[i].content);
    EXPECT_EQ(message.user, all[i].user);
    EXPECT_EQ(message.nick, all[i].nick);
    EXPECT_EQ(message.text, all[i].text);
    EXPECT_EQ(message.cid, all[i].cid);
  }
}

TEST_P(StoreSuite, KeepsRoomsApart) {
  store().open("a");
  store().open("b");
  Asker one = asker();
  one.append("a", message(1, "of a"));
  one.append("b", message(1, "of b"));
  EXPECT_EQ(one.page("a", {}).messages.at(0).text, "of a");
  EXPECT_EQ(one.page("b", {}).messages.at(0).text, "of b");
  EXPECT_TRUE(one.page("c", {}).messages.empty());
  EXPECT_TRUE(one.search("b", "a").messages.empty());
}

// Every page of every kind is what one cuts out of a plain vector.
TEST_P(StoreSuite, PagesAreCutOutOfAPlainVector) {
  store().open("lobby");
  std::mt19937 random(1);
  std::vector<Sequence> all;
  for (Sequence seq = 3; all.size() < 300; seq += random() % 20 == 0 ? 500 : 1) {
    all.push_back(seq);
    store().append("lobby", message(seq), 0, 0);
  }
  Asker one = asker();
  for (int i = 0; i < 500; ++i) {
    PageWish wish{
        .from = static_cast<From>(random() % 4),
        .seq = random() % 3 == 0 ? all[random() % all.size()] : random() % (all.back() + 50),
        .limit = static_cast<std::uint32_t>(random() % 3 == 0 ? random() % 3 : random() % 400)};
    const std::size_t count = wish.limit == 0 ? kPageUsual : wish.limit;
    const auto middle = wish.from == From::latest ? all.end()
                        : wish.from == From::after
                            ? std::upper_bound(all.begin(), all.end(), wish.seq)
                            : std::lower_bound(all.begin(), all.end(), wish.seq);
    const std::size_t older = wish.from == From::around  ? count / 2
                              : wish.from == From::after ? 0
                                                         : count;
    const std::size_t newer = wish.from == From::around  ? count - count / 2
                              : wish.from == From::after ? count
                                                         : 0;
    const auto begin =
        middle - static_cast<std::ptrdiff_t>(std::min<std::size_t>(older, middle - all.begin()));
    const auto end =
        middle + static_cast<std::ptrdiff_t>(std::min<std::size_t>(newer, all.end() - middle));
    const bool more = (older > 0 && begin != all.begin()) || (newer > 0 && end != all.end());
    const Page page = one.page("lobby", wish);
    ASSERT_EQ(numbers(page), std::vector<Sequence>(begin, end))
        << static_cast<int>(wish.from) << " " << wish.seq << " " << wish.limit;
    ASSERT_EQ(page.first, 3u);
    if (wish.from == From::around && count < 2) continue;  // nobody can scroll by that
    ASSERT_EQ(page.more, more) << static_cast<int>(wish.from) << " " << wish.seq << " "
                               << wish.limit;
  }
}

TEST_P(StoreSuite, PagesAreBounded) {
  store().open("lobby");
  fill("lobby", 1, kPageMax + 50);
  Asker one = asker();
  const Page page = one.page("lobby", {.from = From::latest, .seq = 0, .limit = 1'000'000});
  EXPECT_EQ(page.messages.size(), kPageMax);
  EXPECT_TRUE(page.more);
  EXPECT_EQ(one.page("lobby", {}).messages.size(), kPageUsual);
  const Page whole = one.page("lobby", {.from = From::after, .seq = ~Sequence{0}, .limit = 10});
  EXPECT_TRUE(whole.messages.empty());
  EXPECT_FALSE(whole.more);
}

TEST_P(StoreSuite, PagesOfLongMessagesAreShorter) {
  store().open("lobby");
  const std::size_t size = kPageBytesMax / 4 - 100;
  Asker one = asker();
  for (Sequence seq = 1; seq <= 20; ++seq)
    one.append("lobby", message(seq, std::string(size, 'x')));
  const auto page = [&](From from, Sequence seq) {
    return one.page("lobby", {.from = from, .seq = seq, .limit = 20});
  };
  EXPECT_EQ(numbers(page(From::latest, 0)), (std::vector<Sequence>{17, 18, 19, 20}));
  EXPECT_EQ(numbers(page(From::before, 10)), (std::vector<Sequence>{6, 7, 8, 9}));
  EXPECT_EQ(numbers(page(From::after, 10)), (std::vector<Sequence>{11, 12, 13, 14}));
  EXPECT_EQ(numbers(page(From::around, 10)), (std::vector<Sequence>{8, 9, 10, 11}));
  EXPECT_TRUE(page(From::after, 10).more);
  EXPECT_TRUE(page(From::before, 10).more);
  one.append("lobby", message(21, std::string(3 * kPageBytesMax, 'y')));
  EXPECT_EQ(numbers(page(From::latest, 0)), std::vector<Sequence>{21});
  EXPECT_EQ(numbers(page(From::after, 20)), std::vector<Sequence>{21});
}

TEST_P(StoreSuite, ScrollingBackReadsEverythingOnce) {
  store().open("lobby");
  fill("lobby", 1, 499);
  Asker one = asker();
  std::vector<Sequence> seen;
  for (Sequence before = ~Sequence{0};;) {
    const Page page = one.page("lobby", {.from = From::before, .seq = before, .limit = 37});
    const auto some = numbers(page);
    seen.insert(seen.begin(), some.begin(), some.end());
    if (!page.more) break;
    before = some.front();
  }
  ASSERT_EQ(seen.size(), 500u);
  for (std::size_t i = 0; i < seen.size(); ++i) EXPECT_EQ(seen[i], i + 1);
}

TEST_P(StoreSuite, FindsMessagesByTheirWords) {
  store().open("lobby");
  Asker one = asker();
  one.append("lobby", message(1, "Deploy failed"));
  one.append("lobby", message(2, "nothing to see"));
  one.append("lobby", message(3, "the deployment is DONE"));
  Message secret = message(4, "deploy");
  secret.content = Content::bin;
  one.append("lobby", secret);
  EXPECT_EQ(numbers(one.search("lobby", "deploy")), (std::vector<Sequence>{1, 3}));
  EXPECT_EQ(numbers(one.search("lobby", "done deploy")), (std::vector<Sequence>{3}));
  EXPECT_EQ(numbers(one.search("lobby", "ploy")), (std::vector<Sequence>{}));
  EXPECT_EQ(numbers(one.search("lobby", "deploy", 1)), (std::vector<Sequence>{3}));
  EXPECT_TRUE(one.search("lobby", "deploy", 1).more);
  EXPECT_FALSE(one.search("lobby", "deploy").more);
  for (const char* words : {"", " ", "\"", "* - OR (", "'; drop table messages; --", "a:b",
                            "NOT zebra", "^x", "NEAR(a b)", "{a}"})
    EXPECT_TRUE(one.search("lobby", words).messages.empty()) << words;
  EXPECT_EQ(numbers(one.search("lobby", "to OR see")), std::vector<Sequence>{});
  EXPECT_TRUE(one.search("nowhere", "deploy").messages.empty());
}

// Whatever stands beside a word, and in whatever letters.
TEST_P(StoreSuite, FindsWordsOfAnyScript) {
  store().open("lobby");
  Asker one = asker();
  one.append("lobby", message(1, "he said “hello” and left"));
  one.append("lobby", message(2, "¡Hola—mundo!"));
  one.append("lobby", message(3, "«ПРИВЕТ», мир"));
  one.append("lobby", message(4, "Die Straße 🎉"));
  store().trim(1);  // an index follows, or does not: it finds the same
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(numbers(one.search("lobby", "hello")), std::vector<Sequence>{1});
    EXPECT_EQ(numbers(one.search("lobby", "hola")), std::vector<Sequence>{2});
    EXPECT_EQ(numbers(one.search("lobby", "MUNDO")), std::vector<Sequence>{2});
    EXPECT_EQ(numbers(one.search("lobby", "привет")), std::vector<Sequence>{3});
    EXPECT_EQ(numbers(one.search("lobby", "«Привет»")), std::vector<Sequence>{3});
    EXPECT_EQ(numbers(one.search("lobby", "STRASSE")), std::vector<Sequence>{4});
    EXPECT_EQ(numbers(one.search("lobby", "🎉")), std::vector<Sequence>{4});
    EXPECT_TRUE(one.search("lobby", "ривет").messages.empty());
  }
}

TEST_P(StoreSuite, WhoWaitsForBadNewsHearsNoOther) {
  store().open("lobby");
  store().append("lobby", message(1), 0, kBadNewsOnly | 7);
  store().confirm("lobby", message(1), 0, kBadNewsOnly | 8);
  store().put({{"key", "value"}}, 0, kBadNewsOnly | 9);
  store().append("lobby", message(1, "other"), 0, kBadNewsOnly | 10);
  const Told told = asker().await();
  EXPECT_EQ(told.ticket, kBadNewsOnly | 10);
  EXPECT_NE(std::get<Kept>(told.what).failure, "");
}

TEST_P(StoreSuite, KeepsSoManyMessages) {
  begin({.messages = 100, .bytes = 0, .milliseconds = 0});
  const Head head = store().open("lobby");
  fill("lobby", 1, 249);
  EXPECT_TRUE(trims_to("lobby", 151, 0));
  const Page page = asker().page("lobby", {.from = From::after, .seq = 0, .limit = 500});
  EXPECT_EQ(page.messages.size(), 100u);
  EXPECT_EQ(page.first, 151u);
  EXPECT_FALSE(page.more);
  store().close("lobby", 251);
  const Head again = store().open("lobby");
  EXPECT_EQ(again.first, 151u);
  EXPECT_EQ(again.epoch, head.epoch);
}

TEST_P(StoreSuite, KeepsMessagesSoLong) {
  begin({.messages = 0, .bytes = 0, .milliseconds = 5000});
  store().trim(1'000'000);
  store().open("lobby");
  store().open("other");
  for (Sequence seq = 1; seq <= 10; ++seq) {
    Message one = message(seq);
    one.ts = 1'000'000 + static_cast<Milliseconds>(seq) * 1000;
    asker().append("lobby", one);
  }
  EXPECT_TRUE(trims_to("lobby", 8, 1'012'500));
  EXPECT_TRUE(trims_to("lobby", 0, 2'000'000));
  EXPECT_TRUE(asker().page("lobby", {}).messages.empty());
  Message next = message(11);
  next.ts = 2'000'000;
  EXPECT_EQ(asker().append("lobby", next).failure, "");
  EXPECT_EQ(store().first("lobby"), 11u);
}

TEST_P(StoreSuite, KeepsSoManyBytes) {
  begin({.messages = 0, .bytes = 200'000, .milliseconds = 0});
  store().open("lobby");
  Asker one = asker();
  for (Sequence seq = 1; seq <= 100; ++seq)
    one.append("lobby", message(seq, std::string(10'000, 'x')));
  Sequence first = 0;
  for (int i = 0; i < 200; ++i) {
    store().trim(0);
    first = one.page("lobby", {}).first;
  }
  EXPECT_GE(first, 81u);
  EXPECT_LE(first, 84u);  // some of it is not text
}

TEST_P(StoreSuite, TellsEachShardItsOwn) {
  store().open("lobby");
  constexpr int kEach = 500;
  const auto ask = [this](ShardNumber shard) {
    Asker one = asker(shard);
    const std::string room = "room " + std::to_string(shard);
    store().open(room);
    for (Sequence i = 1; i <= kEach; ++i) store().append(room, message(i), shard, i);
    for (Sequence i = 1; i <= kEach; ++i) {
      const Told told = one.await();
      EXPECT_EQ(told.ticket, i);
      EXPECT_EQ(std::get<Kept>(told.what).seq, i);
    }
    store().open("lobby");
    EXPECT_EQ(one.page(room, {}).messages.size(), kPageUsual);
    EXPECT_EQ(one.search(room, "text", 10).messages.size(), 10u);
  };
  std::thread other(ask, ShardNumber{1});
  ask(0);
  other.join();
}

}  // namespace
}  // namespace chat::test
