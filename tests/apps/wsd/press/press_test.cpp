// What becomes of the web page's files on their way into the program.
#include "apps/wsd/press/press.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace press {
namespace {

const std::vector<File> kFiles = {
    {"index.html", "<script src='@assets@/app.js'></script><link href='@assets@/look.css'>"},
    {"stats.html", "<p>@assets@</p>"},
    {"app.js", "import {x} from './other.js';\nx();\n"},
    {"other.js", "export function x() {}\n"},
    {"look.css", std::string(1000, 'a')},
};

const Sheet& at(const std::vector<Sheet>& sheets, std::string_view ending) {
  for (const Sheet& sheet : sheets) {
    if (sheet.path.ends_with(ending)) return sheet;
  }
  throw std::out_of_range(std::string(ending));
}

TEST(Press, PathsTypesAndCaching) {
  const auto sheets = set(kFiles);
  ASSERT_EQ(sheets.size(), 4u);
  const std::string folder = at(sheets, "app.js").path.substr(0, 24);
  EXPECT_NE(at(sheets, "app.js").bytes.find("function x() {}"), std::string::npos);
  EXPECT_THROW(at(sheets, "other.js"), std::out_of_range);
  EXPECT_EQ(at(sheets, "app.js").path, folder + "/app.js");
  EXPECT_EQ(at(sheets, "look.css").path, folder + "/look.css");
  EXPECT_EQ(folder.substr(0, 8), "/assets/");
  EXPECT_EQ(at(sheets, "app.js").type, "text/javascript; charset=utf-8");
  EXPECT_EQ(at(sheets, "look.css").type, "text/css; charset=utf-8");
  EXPECT_TRUE(at(sheets, "look.css").immutable);
  EXPECT_EQ(sheets[1].path, "/");
  EXPECT_EQ(sheets[1].type, "text/html; charset=utf-8");
  EXPECT_FALSE(sheets[1].immutable);
  EXPECT_EQ(at(sheets, "/stats").bytes, "<p>" + folder + "</p>");
  EXPECT_EQ(sheets[1].bytes,
            "<script src='" + folder + "/app.js'></script><link href='" + folder + "/look.css'>");
}

TEST(Press, AnyChangedFileOrNameMovesTheFolderAndOnlyThat) {
  const std::string before = at(set(kFiles), "app.js").path;
  EXPECT_EQ(at(set(kFiles), "app.js").path, before);
  auto changed = kFiles;
  changed[4].bytes += 'b';
  EXPECT_NE(at(set(changed), "app.js").path, before);
  changed = kFiles;
  changed[4].name = "style.css";
  EXPECT_NE(at(set(changed), "app.js").path, before);
  changed = kFiles;
  changed[0].bytes += 'b';
  EXPECT_EQ(at(set(changed), "app.js").path, before);
  EXPECT_NE(set(changed)[1].etag, set(kFiles)[1].etag);
}

TEST(Press, TheOrderOfTheFilesIsOfNoAccount) {
  const std::vector<File> reversed(kFiles.rbegin(), kFiles.rend());
  EXPECT_EQ(print(set(reversed)), print(set(kFiles)));
}

TEST(Press, GzipOnlyWhereItIsSmaller) {
  const auto sheets = set(kFiles);
  EXPECT_EQ(at(sheets, "/stats").gzip, "");
  const std::string& gzip = at(sheets, "look.css").gzip;
  if (gzip.empty()) GTEST_SKIP() << "built without zlib";
  EXPECT_LT(gzip.size(), 100u);
  EXPECT_EQ(gzip.substr(0, 3), "\x1f\x8b\x08");
  EXPECT_EQ(gzip.substr(4, 4), std::string(4, '\0'));  // no time in it: builds repeat
}

TEST(Press, FingerprintsAreFnv) {  // values of the algorithm's authors
  EXPECT_EQ(fingerprint(""), "cbf29ce484222325");
  EXPECT_EQ(fingerprint("a"), "af63dc4c8601ec8c");
  EXPECT_EQ(fingerprint("foobar"), "85944171f73967e8");
}

TEST(Press, ATypeNobodyKnowsIsASentence) {
  try {
    set({{"movie.mp4", ""}});
    FAIL();
  } catch (const std::runtime_error& wrong) {
    EXPECT_STREQ(wrong.what(), "movie.mp4: no content type is known for it");
  }
}

TEST(Press, EveryByteIsPrintedSoThatItComesBack) {
  const std::string source =
      print({{"/a", "t", "\"e\"", std::string("a\"\\?\n\0001\xff", 8), "", true}});
  EXPECT_NE(source.find(R"({"a\"\\\?\012\0001\377", 8})"), std::string::npos) << source;
  EXPECT_NE(source.find(R"({"\"e\"", 3})"), std::string::npos) << source;
}

}  // namespace
}  // namespace press
