// From options to parts: which talk, which face, whom to call.
#pragma once

#include <memory>
#include <string_view>

#include "apps/wsc/call.h"
#include "apps/wsc/face.h"
#include "apps/wsc/options.h"
#include "apps/wsc/talk.h"

namespace wsc {

// Which of our descriptors are terminals; a terminal that understands nothing counts as none.
struct Descriptors {
  int in = 0;
  int out = 1;
  int errors = 2;
  bool in_terminal = false;
  bool out_terminal = false;
  bool errors_terminal = false;
  bool dumb = false;
};

// A person sits at the terminal, and nothing else was asked for.
bool is_interactive(const Options& options, const Descriptors& descriptors);

// Throws std::runtime_error with a sentence.
Call make_call(const Options& options, const Environment& environment, reactor::TlsClient* tls,
               Random random);
std::unique_ptr<Talk> make_talk(const Options& options, bool interactive, const Random& random);
// When the server granted something else than the JSON form that was asked for: another
// subprotocol, or none.
std::unique_ptr<Talk> make_fallback(const Options& options, bool interactive,
                                    std::string_view granted);
std::unique_ptr<Face> make_face(const Options& options, const Descriptors& descriptors,
                                const Environment& environment);

}  // namespace wsc
