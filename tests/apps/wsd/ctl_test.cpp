// The command as one runs it: what goes where, and how it ends.
#include "apps/wsd/ctl.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/apps/wsd/program.h"
#include "tests/reactor/folder.h"

namespace wsd {
namespace {

constexpr const char* kArchive = R"({"is":"archive","version":2}
{"is":"room","name":"lobby","epoch":"e","next":3}
{"is":"message","seq":1,"ts":1,"nick":"ana","text":"one"}
{"is":"message","seq":2,"ts":1,"nick":"bob","text":"two"}
{"is":"end"}
)";

TEST(Ctl, TellsWhatItDid) {
  const reactor::Folder folder;
  ControlRequest request{.what = ControlRequest::What::take, .data = folder.file("data")};
  std::istringstream in(kArchive);
  std::ostringstream out;
  EXPECT_EQ(control(request, in, out), "Imported: rooms 1, messages 2, letters 0.\n");
  EXPECT_EQ(out.str(), "");
  request.what = ControlRequest::What::give;
  EXPECT_EQ(control(request, in, out), "Exported: rooms 1, messages 2, letters 0.\n");
  EXPECT_EQ(out.str(), kArchive);
  request.room = "LobbY";
  std::ostringstream one;
  control(request, in, one);
  EXPECT_EQ(one.str(), kArchive) << "in any case, as one joins it";
  request.what = ControlRequest::What::erase;
  request.user = "ana";
  EXPECT_EQ(control(request, in, out), "Erased: messages 1, letters 0.\n");
  EXPECT_EQ(control(request, in, out),
            "Erased: messages 0, letters 0. Nothing is kept of \"ana\" or a name that looks like "
            "it.\n");
}

class CtlProgramTest : public ::testing::Test {
 protected:
  // Takes a file in.
  int import(const std::string& text, std::string& said) {
    std::ofstream(folder_.file("archive")) << text;
    const reactor::Socket file(::open(folder_.file("archive").c_str(), O_RDONLY | O_CLOEXEC));
    Program wsd({"ctl", "import", "--data", data_}, {}, file.fd());
    const int code = wsd.wait();
    said = wsd.rest_of_output();
    return code;
  }
  std::string exported(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"ctl", "export", "--data", data_};
    words.insert(words.end(), more.begin(), more.end());
    Program wsd(words);
    std::string all;
    for (std::string line = wsd.line(); !line.empty(); line = wsd.line()) all += line + "\n";
    EXPECT_EQ(wsd.wait(), kExitFine) << wsd.rest_of_output();
    return all;
  }
  reactor::Folder folder_;
  const std::string data_ = folder_.file("data");
};

TEST_F(CtlProgramTest, InAndOut) {
  std::string said;
  EXPECT_EQ(import(kArchive, said), kExitFine);
  EXPECT_EQ(said, "Imported: rooms 1, messages 2, letters 0.\n");
  EXPECT_EQ(exported(), kArchive);
  EXPECT_EQ(exported({"--room", "lobby"}), kArchive);
  EXPECT_EQ(import(kArchive, said), kExitFailure);
  EXPECT_EQ(said, "wsd: line 2: There is a room \"lobby\" already.\n");
  Program erase({"ctl", "erase", "--data", data_, "--user", "bob"});
  EXPECT_EQ(erase.wait(), kExitFine);
  EXPECT_EQ(erase.rest_of_output(), "Erased: messages 1, letters 0.\n");
  EXPECT_EQ(exported().find("bob"), std::string::npos);
}

// In words of the person who typed it, whoever finds it out.
TEST_F(CtlProgramTest, WhatIsNoDatabaseIsToldByItsFile) {
  std::filesystem::create_directory(data_);
  std::ofstream(data_ + "/wsd.db") << std::string(8192, 'x');
  const std::string why =
      "wsd: " + data_ + "/wsd.db: The file is no database. Move it away, or see docs/storage.md.\n";
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"ctl", "export"}, {"ctl", "erase", "--user", "ana"}, {"--listen", "127.0.0.1:0"}}) {
    std::vector<std::string> all = words;
    all.insert(all.end(), {"--data", data_});
    Program wsd(all);
    EXPECT_EQ(wsd.wait(), kExitFailure);
    EXPECT_EQ(wsd.rest_of_output(), why) << words.back();
  }
}

TEST_F(CtlProgramTest, BesideAServer) {
  std::string said;
  ASSERT_EQ(import(kArchive, said), kExitFine);
  Program server({"--listen", "127.0.0.1:0", "--data", data_, "--threads", "1"});
  (void)server.port();
  EXPECT_NE(exported().find("\"text\":\"two\""), std::string::npos);
  EXPECT_EQ(import(kArchive, said), kExitInUse);
  EXPECT_NE(said.find("another server has the data directory"), std::string::npos) << said;
  Program erase({"ctl", "erase", "--data", data_, "--user", "ana"});
  EXPECT_EQ(erase.wait(), kExitInUse);
  server.signal(SIGTERM);
  EXPECT_EQ(server.wait(), kExitFine);
  EXPECT_EQ(exported(), kArchive) << "as if nothing had been";
}

}  // namespace
}  // namespace wsd
