// A directory for one server, and for its owner alone.
#include "apps/wsd/disk/directory.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <stdexcept>

#include "apps/wsd/disk/failure.h"
#include "tests/apps/wsd/disk/folder.h"

namespace disk::test {
namespace {

TEST(Directory, IsMadeForItsOwnerAlone) {
  const Folder folder;
  const Directory directory(folder / "a/b");
  EXPECT_EQ(directory.database(), folder / "a/b/wsd.db");
  const auto permissions = std::filesystem::status(folder / "a/b").permissions();
  EXPECT_EQ(permissions & std::filesystem::perms::all, std::filesystem::perms::owner_all);
}

TEST(Directory, IsHadByOneAtATime) {
  const Folder folder;
  {
    const Directory first(folder.path());
    try {
      const Directory second(folder.path());
      FAIL();
    } catch (const InUse& in_use) {
      const std::string said = in_use.what();
      EXPECT_NE(said.find("process " + std::to_string(::getpid())), std::string::npos) << said;
    }
  }
  EXPECT_NO_THROW(Directory(folder.path()));
}

TEST(Directory, SaysWhatIsInTheWay) {
  const Folder folder;
  std::fclose(std::fopen((folder / "file").c_str(), "w"));
  for (const char* below : {"", "/", "/below", "/below/that"}) {
    const std::string path = (folder / "file") + below;
    try {
      const Directory directory(path);
      FAIL() << path;
    } catch (const std::runtime_error& error) {
      EXPECT_EQ(error.what(),
                "cannot keep data in " + path + ": " + (folder / "file") + " is a file");
    }
  }
}

}  // namespace
}  // namespace disk::test
