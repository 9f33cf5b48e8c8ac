// Modules bound into one: order, names, and what is refused.
#include "apps/wsd/press/binder.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace press {
namespace {

std::string complaint(const std::vector<File>& files) {
  try {
    bind_scripts(files, "a.js");
  } catch (const std::runtime_error& wrong) {
    return wrong.what();
  }
  return "none";
}

TEST(Binder, WhatIsNeededComesFirstAndOnce) {
  const std::string bound = bind_scripts(
      {{"a.js", "// A.\nimport {f, K} from './b.js';\nimport {C} from './c.js';\nf(K, C);\n"},
       {"b.js", "import {C} from './c.js';\nexport function f() {}\nexport const K = 1;\n"},
       {"c.js", "export class C {\n}\nexport async function g() {}"},
       {"d.js", "nobody needs it"}},
      "a.js");
  EXPECT_EQ(bound,
            "const m_c = (() => {\nclass C {\n}\nasync function g() {}\nreturn {C, g};\n})();\n"
            "const m_b = (() => {\nconst {C} = m_c;\nfunction f() {}\nconst K = 1;\n"
            "return {f, K};\n})();\n"
            "const m_a = (() => {\n// A.\nconst {f, K} = m_b;\nconst {C} = m_c;\nf(K, C);\n"
            "return {};\n})();\n");
}

TEST(Binder, OtherFormsAreRefusedWithTheirPlace) {
  const std::string form = "a.js:2: write it like import {a, b} from './c.js';";
  for (const std::string line :
       {"import './b.js';", "import * as b from './b.js';", "import {x as y} from './b.js';",
        "import b from './b.js';", "import {x} from '../b.js';", "import {x} from './b.js'"}) {
    EXPECT_EQ(complaint({{"a.js", "//\n" + line}, {"b.js", ""}}), form) << line;
  }
  for (const std::string line : {"export default 1;", "export {x};", "export let x = 1;"}) {
    EXPECT_EQ(complaint({{"a.js", line}}),
              "a.js:1: only classes, functions and constants are exported here");
  }
}

TEST(Binder, WhatCannotBeIsASentence) {
  EXPECT_EQ(complaint({{"a.js", "import {x} from './b.js';"}}), "b.js: there is no such file");
  EXPECT_EQ(
      complaint({{"a.js", "import {x} from './b.js';"}, {"b.js", "import {y} from './a.js';"}}),
      "a.js: imports itself by way of others");
}

}  // namespace
}  // namespace press
