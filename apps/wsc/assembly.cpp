// Defaults that depend on who is in front of us are chosen here and nowhere else.
#include "apps/wsc/assembly.h"

#include <cerrno>
#include <cstring>
#include <deque>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>

#include "apps/protocol/subprotocols.h"
#include "apps/wsc/conversation.h"
#include "apps/wsc/pipe_face.h"
#include "apps/wsc/plain_talk.h"
#include "apps/wsc/terminal_face.h"
#include "apps/wsc/version.h"
#include "rfc6455/http_head.h"

namespace wsc {
namespace {

constexpr unsigned kTerminalHistory = 20;

using Form = Options::Form;

unsigned history_of(const Options& options, bool interactive) {
  return options.history.value_or(interactive && options.since.empty() ? kTerminalHistory : 0);
}

std::string contents_of(const std::string& path) {
  if (path == "-") return {std::istreambuf_iterator<char>(std::cin), {}};
  std::ifstream file(path, std::ios::binary);
  std::string bytes((std::istreambuf_iterator<char>(file)), {});
  if (!file.is_open() || file.bad()) {
    throw std::runtime_error("cannot read " + path + ": " + std::strerror(errno));
  }
  return bytes;
}

bool has_field(const Options& options, std::string_view name) {
  for (const std::string& header : options.headers) {
    if (rfc6455::equal_ignoring_case(header.substr(0, header.find(':')), name)) return true;
  }
  return false;
}

PlainWishes plain_wishes(const Options& options, PlainWishes::Speech speech, bool interactive) {
  return {.speech = speech,
          .nick = options.nick,
          .rooms = options.rooms,
          .since = options.since,
          .history = history_of(options, interactive),
          .shows_sent = interactive && speech == PlainWishes::Speech::raw};
}

}  // namespace

bool is_interactive(const Options& options, const Descriptors& descriptors) {
  return descriptors.in_terminal && descriptors.out_terminal && !descriptors.dumb &&
         options.execute.empty() && options.binary_file.empty() && !options.one_message &&
         !options.jsonl;
}

Call make_call(const Options& options, const Environment& environment, reactor::TlsClient* tls,
               Random random) {
  Call call{.url = options.url, .tls = tls, .random = std::move(random)};
  call.host = options.host.empty() ? options.url.authority : options.host;
  if (options.form == Form::json)
    call.subprotocols = {std::string(protocol::kJsonSubprotocol),
                         std::string(protocol::kTextSubprotocol)};
  if (options.form == Form::text) call.subprotocols = {std::string(protocol::kTextSubprotocol)};
  if (options.form == Form::raw) call.subprotocols = options.subprotocols;
  if (!has_field(options, "User-Agent")) {
    call.fields = "User-Agent: wsc/" + std::string(kVersion) + "\r\n";
  }
  for (const std::string& header : options.headers) call.fields += header + "\r\n";
  ChosenProxy chosen = choose_proxy(options.url, environment);
  if (!chosen.complaint.empty()) throw std::runtime_error(chosen.complaint);
  call.proxy = std::move(chosen.proxy);
  return call;
}

std::unique_ptr<Talk> make_talk(const Options& options, bool interactive, const Random& random) {
  if (options.form != Form::json) {
    const auto speech =
        options.form == Form::raw ? PlainWishes::Speech::raw : PlainWishes::Speech::text;
    return std::make_unique<PlainTalk>(plain_wishes(options, speech, interactive));
  }
  return std::make_unique<Conversation>(
      ConversationWishes{.nick = options.nick,
                         .rooms = options.rooms,
                         .since = options.since,
                         .history = history_of(options, interactive),
                         .names = interactive},
      random);
}

std::unique_ptr<Talk> make_fallback(const Options& options, bool interactive,
                                    std::string_view granted) {
  auto talk = std::make_unique<PlainTalk>(
      plain_wishes(options, PlainWishes::Speech::fallback, interactive));
  talk->granted(granted == protocol::kTextSubprotocol);
  return talk;
}

std::unique_ptr<Face> make_face(const Options& options, const Descriptors& descriptors,
                                const Environment& environment) {
  Manner manner{.bell = options.bell, .timestamps = options.timestamps};
  manner.signs = options.emoji ? Manner::Signs::emoji : Manner::Signs::plain;
  if (is_interactive(options, descriptors)) {
    const bool colours = options.colours && environment("NO_COLOR").empty();
    return std::make_unique<TerminalFace>(descriptors.in, descriptors.out, std::move(manner),
                                          colours ? Colours::some : Colours::none,
                                          HistoryFile::usual_path());
  }
  manner.signs = Manner::Signs::none;
  std::deque<Typed> script;
  if (!options.binary_file.empty()) {
    script.push_back({Typed::Kind::binary, contents_of(options.binary_file)});
  }
  for (const std::string& text : options.execute) script.push_back({Typed::Kind::line, text});
  // With one message to wait for, somebody who types nothing must not be waited for as well.
  const bool reads = script.empty() && !(options.one_message && descriptors.in_terminal);
  return std::make_unique<PipeFace>(reads ? descriptors.in : -1, descriptors.out,
                                    descriptors.errors, std::move(manner),
                                    PipeManner{.jsonl = options.jsonl,
                                               .verbose = options.verbose,
                                               .terminal = descriptors.out_terminal,
                                               .errors_terminal = descriptors.errors_terminal},
                                    std::move(script));
}

}  // namespace wsc
