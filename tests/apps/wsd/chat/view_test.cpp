// Every form is a view, and every view a form.
#include "apps/wsd/chat/view.h"

#include <gtest/gtest.h>

#include <set>

namespace chat {
namespace {

TEST(View, EveryFormIsAViewOfItsOwn) {
  for (broadcast::Form form = 0; form < kChatForms; ++form) EXPECT_EQ(form_of(view_of(form)), form);
}

TEST(View, EveryChoiceOfTextIsAForm) {
  std::set<broadcast::Form> forms;
  for (int bits = 0; bits < 16; ++bits) {
    const View view{.prefixed = (bits & 1) != 0,
                    .numbered = (bits & 2) != 0,
                    .timed = (bits & 4) != 0,
                    .presence = (bits & 8) != 0};
    EXPECT_EQ(view_of(form_of(view)), view);
    forms.insert(form_of(view));
  }
  EXPECT_EQ(forms.size(), 16u);
  EXPECT_LT(*forms.rbegin(), kChatForms);
}

TEST(View, JsonAlwaysTellsRoomNumberAndTime) {
  const View asked{.face = View::Face::json, .prefixed = true, .numbered = true, .timed = true};
  EXPECT_EQ(view_of(form_of(asked)), (View{.face = View::Face::json}));
  const View silent{.face = View::Face::json, .presence = false};
  EXPECT_EQ(view_of(form_of(silent)), silent);
  EXPECT_LT(form_of(silent), kChatForms);
}

TEST(View, FitsTheLayerBelow) {
  EXPECT_LE(kChatForms, broadcast::kFormsMax);
}

}  // namespace
}  // namespace chat
