// What a typed line asks for, in the chat's JSON form, where commands are the client's own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wsc {

struct Command {
  enum class Verb : std::uint8_t {
    say,  // words: the message
    help,
    ping,
    stats,
    nick,
    me,
    away,
    join,
    leave,
    go,  // /switch
    rooms,
    who,
    whois,
    topic,
    msg,
    reply,
    history,
    since,
    search,
    set,
    quit,
    unknown,     // words: the command
    incomplete,  // words: what is right
  };

  Verb verb = Verb::say;
  std::string name{};   // whom it is about, or the setting
  std::string words{};  // the rest
};

// names: that are known here; they may hold spaces ("/msg User 7 psst").
Command parse_command(std::string_view line, const std::vector<std::string>& names);

// A room's name as the server folds it.
std::string folded_room(std::string_view room);

// With their slash.
std::vector<std::string> command_names();
// For people: of one command, or of all and of what is none; empty: there is no such command.
std::vector<std::string> command_help(std::string_view command);
// A sentence, with what was meant perhaps.
std::string no_such_command(std::string_view command);

}  // namespace wsc
