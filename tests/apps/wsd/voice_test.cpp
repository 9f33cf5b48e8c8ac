// What the server says by itself, in order, and how long it may sleep until then.
#include "apps/wsd/voice.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "reactor/socket.h"
#include "tests/reactor/folder.h"

namespace wsd {
namespace {

using chat::operator""_text;

using std::chrono_literals::operator""s;

constexpr reactor::Time kNow{1000s};

std::vector<std::string> said(Voice& voice, reactor::Time now) {
  std::vector<std::string> all;
  while (const auto one = voice.next(now, reactor::WallTime()))
    all.push_back(one->room + "|" + std::string(one->text));
  return all;
}

using Said = std::vector<std::string>;

TEST(VoiceTest, SilentWithoutConsoleAndAnnouncements) {
  Voice voice(std::nullopt);
  EXPECT_EQ(voice.fd(), std::nullopt);
  EXPECT_EQ(voice.next_due(kNow), std::nullopt);
  EXPECT_EQ(said(voice, kNow), Said{});
  EXPECT_FALSE(voice.hung_up());
}

TEST(VoiceTest, TypedLinesGoToAllRoomsAnnouncementsToTheirs) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const reactor::Socket out(ends[0]);
  const reactor::Socket in(ends[1]);
  Voice voice(Console(out.fd()));
  EXPECT_EQ(voice.fd(), out.fd());
  voice.announce({{"lobby", 3s, "tick"_text}}, kNow);
  EXPECT_EQ(voice.next_due(kNow), kNow + 3s);
  ASSERT_EQ(::write(in.fd(), "hello\n", 6), 6);
  EXPECT_EQ(said(voice, kNow + 3s), (Said{"|hello", "lobby|tick"}));
}

TEST(VoiceTest, AFileIsReadTurnByTurnToItsEnd) {
  const reactor::Folder folder;
  {
    std::ofstream lines(folder.file("lines"));
    for (int i = 0; i < kLinesPerTurnMax + 5; ++i) lines << i << "\n";
  }
  const reactor::Socket file(::open(folder.file("lines").c_str(), O_RDONLY | O_CLOEXEC));
  Voice voice(Console(file.fd()));
  voice.unwatchable();
  EXPECT_EQ(voice.next_due(kNow), kNow);
  EXPECT_EQ(said(voice, kNow).size(), static_cast<std::size_t>(kLinesPerTurnMax));
  EXPECT_EQ(voice.next_due(kNow), kNow);
  EXPECT_EQ(said(voice, kNow).size(), 5u);
  EXPECT_EQ(voice.next_due(kNow), std::nullopt);
  EXPECT_EQ(voice.fd(), std::nullopt);
}

TEST(VoiceTest, ManyLinesOfAPipeAreNotForgotten) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const reactor::Socket out(ends[0]);
  const reactor::Socket in(ends[1]);
  Voice voice(Console(out.fd()));
  std::string lines;
  for (int i = 0; i < kLinesPerTurnMax + 1; ++i) lines += "x\n";
  ASSERT_EQ(::write(in.fd(), lines.data(), lines.size()), static_cast<ssize_t>(lines.size()));
  EXPECT_EQ(said(voice, kNow).size(), static_cast<std::size_t>(kLinesPerTurnMax));
  EXPECT_EQ(voice.next_due(kNow), kNow) << "no edge will come for what was read already";
  EXPECT_EQ(said(voice, kNow).size(), 1u);
  EXPECT_EQ(voice.next_due(kNow), std::nullopt);
}

TEST(VoiceTest, ALineThatIsNoTextIsNotSaid) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
  const reactor::Socket out(ends[0]);
  const reactor::Socket in(ends[1]);
  Voice voice(Console(out.fd()));
  constexpr std::string_view kLines = "one\ncaf\xE9\n\xC3\nthree\n";
  ASSERT_EQ(::write(in.fd(), kLines.data(), kLines.size()), static_cast<ssize_t>(kLines.size()));
  EXPECT_EQ(said(voice, kNow), (Said{"|one", "|three"}));
}

}  // namespace
}  // namespace wsd
