#!/usr/bin/python3
"""wsc as a person sees it: a terminal (tmux), typed into and looked at. screens_test.py WSC [test...]

Each test ends with what stands on the screen, compared as a whole. The trace of a terminal is timing;
so nothing here sleeps: it waits until the screen shows what it should, and fails only when it never does."""
import pathlib
import re
import shlex
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
from fake_chat import TEXT_FORM, Chat
from terminal import Screen

WSC = ""
LIMIT = 120  # seconds; only what never happens takes so long


class Case(unittest.TestCase):
    maxDiff = None

    def chat(self, **settings):
        chat = Chat(**settings)
        self.addCleanup(chat.stop)
        return chat

    def screen(self, *arguments, **settings):
        screen = Screen(" ".join(shlex.quote(a) for a in (WSC, *arguments)), **settings)
        self.addCleanup(screen.end)
        return screen

    def sitting(self, *arguments, chat=None, **settings):
        """A person in the lobby, and what the screen shows to begin with."""
        chat = chat or self.chat()
        screen = self.screen(chat.url(), "-n", "ana", *arguments, **settings)
        self.see(screen, lambda text: "You are in lobby" in text and " ms" in text)
        chat.wait_for(lambda c: any(h.get("op") == "who" for h in c.heard))
        return chat, screen

    def see(self, screen, wanted):
        """Waits until the screen shows it: words, or whatever a function says yes to."""
        is_there = wanted if callable(wanted) else lambda text: wanted in text
        deadline = time.monotonic() + LIMIT
        while not is_there(screen.text()):
            self.assertLess(time.monotonic(), deadline, screen.text())
            time.sleep(0.02)  # between two looks

    def below(self, screen, first):
        """What stands from the row that begins so, with what differs from run to run made equal."""
        rows = screen.rows()
        start = next(i for i, row in enumerate(rows) if row.startswith(first))
        text = "\n".join(rows[start:]).rstrip()
        return re.sub(r"\d+(\.\d+)? ms", "N ms", text)

    def golden(self, screen, first, expected, last=None):
        """The screen, from a row on, is this, soon."""
        expected = expected.strip("\n")
        try:
            self.see(screen, lambda text: first in text and self.below(screen, first) == expected)
        except AssertionError:
            self.assertEqual(self.below(screen, first), expected)


class Screens(Case):
    def test_the_beginning(self):
        chat = self.chat()
        chat.say("earlier")
        _, screen = self.sitting(chat=chat)
        self.see(screen, "earlier")
        self.golden(screen, "✅", """
✅ Connected successfully!
💡 Enter message (or 'quit' to exit):
💡 Welcome to wsd. You are ana.
💡 You are in lobby.
💬 bob: earlier
>
ana · 🏠 lobby · 1 👥 · N ms
""")
        self.assertTrue(screen.rows()[0].startswith("🔌 Connecting to ws://localhost:"))

    def test_typing_while_messages_arrive(self):
        chat, screen = self.sitting()
        screen.type("hello, I am ty")
        self.see(screen, "> hello, I am ty")
        for i in range(30):
            chat.say(f"message {i}")
            screen.type("p")
        self.see(screen, lambda text: "message 29" in text and "ty" + "p" * 30 in text)
        rows = screen.rows("-S", "-100")
        self.assertEqual([r for r in rows if "message" in r], ["💡 Enter message (or 'quit' to exit):"] +
                         [f"💬 bob: message {i}" for i in range(30)])
        self.assertEqual(len([r for r in rows if r.startswith("> ")]), 1)
        screen.press("Enter")
        self.see(screen, "💬 ana: hello, I am ty" + "p" * 30)
        self.golden(screen, "💬 ana", """
💬 ana: hello, I am typppppppppppppppppppppppppppppp
>
ana · 🏠 lobby · 1 👥 · N ms
""")

    def test_wide_characters_and_marks(self):
        chat, screen = self.sitting()
        screen.type("ก็ น้ำ 日本 👨‍👩‍👧 x")
        self.see(screen, "> ก็ น้ำ 日本")
        screen.press("Left", "Left", "Left")  # x, the space, the family
        screen.type("!")
        chat.say("ข้อความ 🎉")
        screen.press("Home", "Delete")
        screen.press("Enter")
        self.see(screen, "💬 ana")
        chat.wait_for(lambda c: c.said())  # who is heard may not be noted yet
        self.assertEqual(chat.said(), [" น้ำ 日本 !👨‍👩‍👧 x"])
        self.assertIn("💬 bob: ข้อความ 🎉", screen.text())

    def test_a_long_line_wraps_and_the_cursor_stays_right(self):
        chat, screen = self.sitting(columns=36)
        screen.type("0123456789" * 5)
        chat.say("hi")
        self.golden(screen, "💬", """
💬 bob: hi
> 012345678901234567890123456789012
  34567890123456789
ana · 🏠 lobby · 1 👥 · N ms
""")
        row = screen.rows().index("  34567890123456789")
        self.see(screen, lambda text: screen.cursor() == (row, 19))
        screen.press("Home")
        self.see(screen, lambda text: screen.cursor() == (row - 1, 2))

    def test_a_paste_is_one_message(self):
        chat, screen = self.sitting()
        screen.paste("first\nsecond\tline\n\x1b[31mthird")
        self.golden(screen, ">", """
> first
  second line
  [31mthird
ana · 🏠 lobby · 1 👥 · N ms
""")
        self.assertEqual(chat.said(), [])
        screen.press("Enter")
        chat.wait_for(lambda c: c.said())
        self.assertEqual(chat.said(), ["first\nsecond\tline\n[31mthird"])
        self.golden(screen, "💬", """
💬 ana: first
  second    line
  [31mthird
>
ana · 🏠 lobby · 1 👥 · N ms
""")

    def test_another_size(self):
        chat, screen = self.sitting()
        chat.say("a message that is here to stay")
        screen.type("a line being typed that is rather long")
        self.see(screen, "rather long")
        screen.resize(34, 16)
        self.golden(screen, "💬", """
💬 bob: a message that is here to
stay
> a line being typed that is rath
  er long
ana · 🏠 lobby · 1 👥 · N ms
""")
        chat.say("hi")
        screen.resize(50, 12)
        self.see(screen, lambda text: "💬 bob: hi\n> a line being typed that is rather long\nana" in text)
        rows = screen.rows("-S", "-50")
        self.assertEqual(len([r for r in rows if "being typed" in r]), 1, rows)
        self.assertEqual(len([r for r in rows if r.startswith("ana ·")]), 1, rows)

    def test_the_server_goes_and_comes_back(self):
        chat, screen = self.sitting()
        chat.say("before")
        screen.type("half typ")
        self.see(screen, "before")
        chat.go_down()
        self.see(screen, lambda text: "Connection lost" in text and "offline" in text)
        screen.type("ed")
        screen.press("Enter")
        self.see(screen, "⏳ 1")
        screen.type("and more")
        chat.say("meanwhile")
        chat.come_up()
        self.see(screen, "💬 ana: half typed")
        self.golden(screen, "💬 bob: before", """
💬 bob: before
❌ Connection lost: the server hung up. Calling again...
⏳ Waits for the connection: half typed
✅ Connected again.
💬 bob: meanwhile
💬 ana: half typed
> and more
ana · 🏠 lobby · 1 👥 · N ms
""")
        self.assertEqual([m["text"] for m in chat.room("lobby").messages], ["before", "meanwhile", "half typed"])

    def test_rooms_names_and_completion(self):
        chat = self.chat()
        chat.room("lobby").people = {"u900": "bob", "u901": "bodil", "u902": "User 7"}
        _, screen = self.sitting(chat=chat)
        screen.type("bo")
        screen.press("Tab")
        self.see(screen, " bob  bodil")
        screen.press("Tab", "Tab", "Tab")
        self.see(screen, "> bob:")
        screen.type("hi")
        screen.press("Enter")
        self.see(screen, "ana: bob: hi")
        screen.type("/jo")
        screen.press("Tab")
        screen.type("ops")
        screen.press("Enter")
        self.see(screen, "You are in ops")
        chat.say("over here", room="lobby")
        self.see(screen, "📬 lobby+1")
        screen.type("/switch l")
        screen.press("Tab", "Enter")
        self.golden(screen, "💡 You are in ops", """
💡 You are in ops.
💬 [lobby] bob: over here
💡 You speak in lobby now.
>
ana · 🏠 lobby · 4 👥 · N ms
""")

    def test_history_and_search(self):
        chat, screen = self.sitting()
        for line in ("deploy one", "other", "deploy two"):
            screen.type(line)
            screen.press("Enter")
            self.see(screen, "ana: " + line)
        screen.press("Up", "Up")
        self.see(screen, "\n> other\n")
        screen.press("C-u", "C-r")
        screen.type("dep")
        screen.press("C-r")
        self.golden(screen, ">", """
> deploy one
search: dep  Ctrl-R further back, Enter takes it, Escape le
""")
        screen.press("Escape")
        self.see(screen, lambda text: text.split("\n")[-2] == ">")

    def test_hostile_messages_are_harmless(self):
        hostile = hostile_texts()
        self.assertGreaterEqual(len(hostile), 50)
        chat, screen = self.sitting(rows=50, columns=100)
        for i, text in enumerate(hostile):
            chat.say(text, nick=text[:20] if i % 2 else "eve")
            chat.say(f"still fine {i}")
        screen.type("typed")
        self.see(screen, lambda text: f"still fine {len(hostile) - 1}" in text and "\n> typed\n" in text)
        rows = screen.rows("-S", "-3000")
        self.assertEqual([r for r in rows if r.startswith("💬 bob: still fine")],
                         [f"💬 bob: still fine {i}" for i in range(len(hostile))])
        for row in rows:
            self.assertTrue(re.match(r"💬 |🔌 |✅ |💡 |  |> typed|ana ·|$", row), row)
        self.assertEqual(screen.tmux("display-message", "-p", "#{alternate_on}#{mouse_any_flag}#{cursor_flag}").strip(), "001")
        self.assertNotIn("title", screen.tmux("display-message", "-p", "#{pane_title}"))
        self.assertEqual(screen.tmux("list-buffers").strip(), "")
        self.assertEqual(len([r for r in rows if r.startswith("> ")]), 1)

    def test_hostile_names_topics_and_reasons(self):
        chat, screen = self.sitting(columns=100, rows=30)
        evil = "x\x1b[2J\x07\u202e\nroot: forged"
        chat.arrive(evil)
        chat.send({"op": "topic", "room": "lobby", "topic": evil},
                  {"op": "error", "code": 500, "error": "internal", "text": evil},
                  {"op": evil}, evil)
        chat.say("last")
        self.see(screen, "last")
        for row in screen.rows():
            self.assertFalse(row.startswith("root"), row)
        self.assertIn("Connecting to", screen.text())
        chat.close(4006, "bad\x1b[2Jness")
        self.see(screen, "code 3")
        self.assertIn("closed with 4006 (bad\\x1b[2Jness)", screen.text())

    def test_leaving(self):
        for keys in (["exit", "Enter"], ["quit", "Enter"], ["/quit", "Enter"], ["C-c"], ["C-d"]):
            chat, screen = self.sitting()
            screen.press(*keys)
            self.see(screen, "code 0")
            self.assertEqual(screen.rows()[-1], "code 0")
            chat.wait_for(lambda c: c.heard[-1] == {"op": "gone", "code": 1000})

    def test_suspending(self):
        chat = self.chat()
        screen = Screen("bash --norc -i")
        self.addCleanup(screen.end)
        self.see(screen, "bash")
        screen.type(f"{WSC} {chat.url()} -n ana\n")
        self.see(screen, "You are in lobby")
        screen.type("half")
        self.see(screen, "> half")
        screen.press("C-z")
        self.see(screen, "Stopped")
        chat.say("meanwhile")
        screen.type("fg\n")
        self.see(screen, lambda text: "💬 bob: meanwhile\n> half\nana" in text)

    def test_plain_signs_and_no_colours(self):
        chat, screen = self.sitting("--no-emoji", "--no-color")
        chat.say("hi ana")
        self.golden(screen, "Connected", """
Connected successfully!
* Enter message (or 'quit' to exit):
* Welcome to wsd. You are ana.
* You are in lobby.
bob: hi ana
>
ana · #lobby · 1 here · N ms
""")
        self.assertNotIn("\x1b[", screen.tmux("capture-pane", "-p", "-e"))

    def test_colours(self):
        chat, screen = self.sitting()
        chat.say("hi ana")
        self.see(screen, "hi ana")
        coloured = screen.tmux("capture-pane", "-p", "-e")
        self.assertRegex(coloured, "\x1b\\[1m\x1b\\[38;5;\\d+mbob")
        self.assertIn("hi \x1b[7m", coloured)
        screen = self.screen(chat.url(), NO_COLOR="1")
        self.see(screen, "hi ana")
        self.assertNotIn("\x1b[", screen.tmux("capture-pane", "-p", "-e"))

    def test_the_bell(self):
        for flags, rings in ((["--bell"], "1"), ([], "0")):
            chat, screen = self.sitting(*flags)
            screen.tmux("set-option", "-g", "monitor-bell", "on")
            screen.tmux("new-window", "sleep 600")  # bells are noted of windows that nobody looks at
            chat.say("hello ana")
            self.see_in_first(screen, "hello ana")
            self.see(screen, lambda _: self.flag_of_first(screen) == rings)

    def flag_of_first(self, screen):
        return screen.tmux("display-message", "-p", "-t", ":0", "#{window_bell_flag}").strip()

    def see_in_first(self, screen, words):
        self.see(screen, lambda _: words in screen.tmux("capture-pane", "-p", "-t", ":0"))

    def test_raw(self):
        chat = self.chat(forms=[])
        screen = self.screen(chat.url(), "--raw")
        self.see(screen, "Enter message")
        screen.type("over there")
        screen.press("Enter")
        chat.wait_for(lambda c: c.heard)
        chat.send("#1 * over here")
        chat.send_bytes(b"\0\x01")
        self.golden(screen, "📤", """
📤 over there
💬 #1 * over here
💬 <2 bytes: 00 01>
>
N ms
""")

    def test_text_form(self):
        chat = self.chat(forms=[TEXT_FORM])
        screen = self.screen(chat.url(), "--text", "--no-emoji")
        chat.wait_for(lambda c: c.links)
        chat.send("Welcome to wsd. You are User 3.", "User 3 has connected.", "#1 User 1: hello", "* 3 joined, 9 left.",
                  "! Unknown command /foo. Try /help.")
        self.see(screen, "Unknown")
        self.golden(screen, "< Welcome", """
< Welcome to wsd. You are User 3.
User 3 has connected.
< User 1: hello
* 3 joined, 9 left.
! Unknown command /foo. Try /help.
>
N ms
""")

    def test_a_terminal_that_knows_nothing_gets_lines(self):
        chat = self.chat()
        chat.say("a \x1b[31m b")
        screen = self.screen(chat.url(), "--history", "5", TERM="dumb")
        self.see(screen, "bob: a \\x1b[31m b")
        screen.type("hi")
        screen.press("Enter")
        chat.wait_for(lambda c: c.said() == ["hi"])

    def test_a_person_who_only_asks(self):
        chat = self.chat()
        screen = self.screen(chat.url(), "-x", "/who", "-v", "--show-ping-pong")
        self.see(screen, "code 0")
        self.assertIn("Connected successfully!", screen.text())


def hostile_texts():
    """The corpus of hostile.h, read from there: there is one."""
    import ast
    text = (pathlib.Path(__file__).parent / "hostile.h").read_text()
    texts = []
    for line in text.split("\n"):
        found = re.match(r'\s*((?:"(?:[^"\\]|\\.)*"\s*)+)s?,', line)
        if not found:
            continue
        raw = "".join(ast.literal_eval("b" + part.encode("ascii", "backslashreplace").decode()) .decode("latin-1") if "\\u" not in part
                      else ast.literal_eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"', found.group(1)))
        try:
            raw = raw.encode("latin-1").decode("utf-8")
        except UnicodeError:
            pass
        texts.append(raw.replace("\ud800", "?"))
    return [t.encode("utf-8", "replace").decode() for t in texts]


if __name__ == "__main__":
    WSC = sys.argv.pop(1)
    unittest.main()
