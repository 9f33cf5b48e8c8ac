// Forms 0 to 15 are text, a bit for each choice; 16 and 17 are JSON, which always tells room,
// number and time.
#include "apps/wsd/chat/view.h"

namespace chat {
namespace {

constexpr broadcast::Form kPrefixed = 1;
constexpr broadcast::Form kNumbered = 2;
constexpr broadcast::Form kTimed = 4;
constexpr broadcast::Form kSilent = 8;  // of text; presence is not told
constexpr broadcast::Form kJson = 16;
constexpr broadcast::Form kSilentJson = 17;

}  // namespace

broadcast::Form form_of(const View& view) {
  if (view.face == View::Face::json) return view.presence ? kJson : kSilentJson;
  return static_cast<broadcast::Form>((view.prefixed ? kPrefixed : 0) |
                                      (view.numbered ? kNumbered : 0) | (view.timed ? kTimed : 0) |
                                      (view.presence ? 0 : kSilent));
}

View view_of(broadcast::Form form) {
  if (form >= kJson) return {.face = View::Face::json, .presence = form == kJson};
  return {.prefixed = (form & kPrefixed) != 0,
          .numbered = (form & kNumbered) != 0,
          .timed = (form & kTimed) != 0,
          .presence = (form & kSilent) == 0};
}

}  // namespace chat
