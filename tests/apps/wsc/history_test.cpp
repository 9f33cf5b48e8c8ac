// What was typed before, and its file.
#include "apps/wsc/history.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "tests/reactor/folder.h"

namespace wsc {
namespace {

std::string contents(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(History, KeepsWhatIsNew) {
  History history;
  EXPECT_TRUE(history.add("one"));
  EXPECT_FALSE(history.add("one"));
  EXPECT_FALSE(history.add(""));
  EXPECT_TRUE(history.add("two"));
  EXPECT_TRUE(history.add("one"));
  EXPECT_EQ(history.size(), 3u);
  EXPECT_FALSE(history.add(std::string(kHistoryLineMax + 1, 'x')));
}

TEST(History, FindsBackwards) {
  History history;
  for (const char* line : {"deploy a", "other", "deploy b"}) history.add(line);
  EXPECT_EQ(history.find("deploy", history.size()), 2u);
  EXPECT_EQ(history.find("deploy", 2), 0u);
  EXPECT_FALSE(history.find("deploy", 0));
  EXPECT_FALSE(history.find("nothing", 3));
}

TEST(History, IsBounded) {
  History history;
  for (std::size_t i = 0; i < kHistoryMax + 10; ++i) history.add(std::to_string(i));
  EXPECT_EQ(history.size(), kHistoryMax);
  EXPECT_EQ(history.line(0), "10");
}

TEST(History, AnyLineComesBackFromTheFile) {
  for (const char* line : {"plain", "two\nlines", "back\\slash", "\\n", "\\", "a\\\nb", "เธอ"}) {
    const std::string packed = History::packed(line);
    EXPECT_EQ(packed.find('\n'), std::string::npos);
    EXPECT_EQ(History::unpacked(packed), line);
  }
}

TEST(HistoryFile, IsMadeForItsOwnerAlone) {
  const reactor::Folder folder;
  const HistoryFile file(folder.file("deep/er/history"));
  file.append("first");
  file.append("second\nline");
  History history;
  file.load(history);
  ASSERT_EQ(history.size(), 2u);
  EXPECT_EQ(history.line(1), "second\nline");
  struct stat found {};
  ASSERT_EQ(::stat(folder.file("deep/er/history").c_str(), &found), 0);
  EXPECT_EQ(found.st_mode & 0777, 0600u);
}

TEST(HistoryFile, IsShortened) {
  const reactor::Folder folder;
  const std::string path = folder.file("history");
  {
    std::ofstream out(path);
    for (std::size_t i = 0; i < 2 * kHistoryMax + 1; ++i) out << i << '\n';
  }
  History history;
  HistoryFile(path).load(history);
  const std::string kept = contents(path);
  EXPECT_EQ(static_cast<std::size_t>(std::count(kept.begin(), kept.end(), '\n')), kHistoryMax);
  EXPECT_EQ(history.line(0), std::to_string(kHistoryMax + 1));
}

TEST(HistoryFile, WhatCannotBeKeptIsNoHarm) {
  History history;
  HistoryFile("").load(history);
  HistoryFile("").append("x");
  HistoryFile("/proc/nothing/here").append("x");
  HistoryFile("/proc/nothing/here").load(history);
  EXPECT_EQ(history.size(), 0u);
}

TEST(HistoryFile, StandsWhereStateBelongs) {
  ::setenv("XDG_STATE_HOME", "/state", 1);
  ::unsetenv("WSC_HISTORY");
  EXPECT_EQ(HistoryFile::usual_path(), "/state/wsc/history");
  ::unsetenv("XDG_STATE_HOME");
  ::setenv("HOME", "/home/ana", 1);
  EXPECT_EQ(HistoryFile::usual_path(), "/home/ana/.local/state/wsc/history");
  ::setenv("WSC_HISTORY", "", 1);
  EXPECT_EQ(HistoryFile::usual_path(), "");
}

}  // namespace
}  // namespace wsc
