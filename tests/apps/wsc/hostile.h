// What a rude peer might send to drive a terminal, hide text or turn it round: one each of every
// kind of sequence that terminals obey, and of what they have been broken with.
#pragma once

#include <string>
#include <vector>

namespace wsc {

using namespace std::string_literals;

inline const std::vector<std::string> kHostile = {
    "\x1b[31mred"s,                // colour
    "\x1b[2J\x1b[H"s,              // clear the screen
    "\x1b[3J"s,                    // and what has scrolled away
    "\x1b[1A\x1b[2Kbob: forged"s,  // over the line above
    "\x1b[1;1H"s,
    "\x1b[999D"s,
    "\x1b[?25l"s,               // no cursor
    "\x1b[?1049h"s,             // another screen
    "\x1b[?1000h\x1b[?1006h"s,  // mouse
    "\x1b[?2004l"s,             // no bracketed paste
    "\x1b[?7l"s,
    "\x1b[5;10r"s,  // scrolling region
    "\x1b[20h"s,
    "\x1b[6n"s,  // answers appear as typed
    "\x1b[c"s,
    "\x1b[>c"s,
    "\x1b[=c"s,
    "\x1b[x"s,
    "\x1b[21t"s,     // title as typed
    "\x1b[8;1;1t"s,  // window size
    "\x1b[?5W"s,
    "\x1b[!p"s,  // soft reset
    "\x1b[4h\x1b[12l"s,
    "\x1b[8mhidden"s,
    "\x1b[99999999999999999999b"s,  // repeat
    "\x1b]0;title\x07"s,
    "\x1b]0;title\x1b\\"s,
    "\x1b]2;`rm -rf`\x07\x1b[21t"s,
    "\x1b]4;1;?\x07"s,  // colours asked for
    "\x1b]10;?\x1b\\"s,
    "\x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\"s,
    "\x1b]52;c;ZXZpbA==\x07"s,  // clipboard
    "\x1b]1337;File=inline=1:AAAA\x07"s,
    "\x1b]777;notify;a;b\x07"s,
    "\x1b]9;4;3\x07"s,
    "\x1b]50;#\x07"s,               // font
    "\x1bP$q\"p\x1b\\"s,            // DECRQSS
    "\x1bP+q544e\x1b\\"s,           // termcap
    "\x1bPq#0;2;0;0;0~\x1b\\"s,     // sixel
    "\x1bPtmux;\x1b\x1b[c\x1b\\"s,  // through tmux
    "\x1b_Gf=24;AAAA\x1b\\"s,       // kitty's pictures
    "\x1b^privacy\x1b\\"s,
    "\x1bXstring\x1b\\"s,
    "\x1b(0lqqk"s,  // line drawing
    "\x1b%@"s,      // no UTF-8
    "\x1b#8"s,      // screen full of E
    "\x1b#3double"s,
    "\x1b"
    "c"s,  // reset
    "\x1b"
    "7\x1b"
    "8"s,
    "\x1bM\x1b"
    "D\x1b"
    "E"s,
    "\x1bN\x1bO"s,
    "\x1b=\x1b>"s,
    "\x1b"s,  // cut
    "\x1b["s,
    "\x1b]0;never ends"s,
    "\x9b"
    "31m"s,  // C1 as bytes
    "\xc2\x9b"
    "31mred"s,  // C1 as characters
    "\xc2\x9d"
    "0;title\xc2\x9c"s,
    "\xc2\x90q\xc2\x9c"s,
    "\xc2\x85"s,  // NEL
    "\xc2\x84\xc2\x8d"s,
    "bob: fine\rroot: forged"s,
    "bob\r\nroot: forged\r\n"s,
    "a\b\b\b\bevil"s,
    "\x7f\x7f\x7f"s,
    "\x07\x07\x07"s,
    "\x0e\x0f"s,  // shift out, in
    "\x05"s,      // answerback
    "\x11\x13"s,  // flow control
    "\v\f"s,
    "a\0b"s,
    "\x18\x1a"s,        // cancel, substitute
    "\u202emoc.live"s,  // right to left
    "\u202d\u202a\u202b\u202c"s,
    "\u2066\u2067\u2068\u2069"s,
    "\u200e\u200f\u061c"s,
    "line\u2028another\u2029paragraph"s,
    "\ufeff\ufff9x\ufffay\ufffb"s,
    "\xff\xfe\xfd"s,  // no characters
    "\xc0\xaf\xed\xa0\x80\xf4\x90\x80\x80"s,
    "\xe0\xb8"s,
    "x\ny: forged\n* forged\n! forged"s,  // as if others spoke
    "x\n\n\n\n\n\n\n\n\n\n\n\n"s,
    std::string(200, ' ') + "root: forged",  // by wrapping
    "\t\t\t\t\t\t\t\t\t\t\t\t\troot: forged"s,
    std::string(100, 'e') + "\u0301\u0301\u0301\u0301\u0301\u0301",
};

}  // namespace wsc
