#!/usr/bin/python3
"""wsc as scripts use it: pipes, flags, exit codes. scripts_test.py WSC [test...]"""
import json
import os
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import time
import unittest

from fake_chat import TEXT_FORM, Chat, base64_of

WSC = ""
LIMIT = 120  # seconds; only a hang takes so long


def run(*arguments, stdin="", **variables):
    environment = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    environment.update(variables)
    return subprocess.run([WSC, *arguments], input=stdin if isinstance(stdin, bytes) else stdin.encode(),
                          capture_output=True, timeout=LIMIT, env=environment)


def start(*arguments):
    return subprocess.Popen([WSC, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def welcomed(chat):
    """A client is in the lobby and has nothing more to ask."""
    return any("lobby" in user["rooms"] for user in chat.links.values())


class Case(unittest.TestCase):
    def chat(self, **settings):
        chat = Chat(**settings)
        self.addCleanup(chat.stop)
        return chat

    def begin(self, chat, *arguments, ready=welcomed):
        process = start(chat.url(), *arguments)
        self.addCleanup(self.end, process)
        chat.wait_for(lambda c: any(h.get("op") in ("hello", "line", "binary") for h in c.heard) and ready(c))
        return process

    def end(self, process):
        process.kill()
        process.wait()
        for end in (process.stdin, process.stdout, process.stderr):
            end.close()

    def read_until(self, pipe, words):
        """What it says until those words are among it."""
        said = b""
        while words not in said:
            said += (piece := os.read(pipe.fileno(), 65536))
            self.assertTrue(piece, said)
        return said.decode()

    def finish(self, process, stdin=b""):
        output, errors = process.communicate(stdin, timeout=LIMIT)
        return process.returncode, output.decode(), errors.decode()


class Pipes(Case):
    def test_lines_are_messages(self):
        chat = self.chat()
        done = run(chat.url(), "-r", "ops", stdin="one\ntwo เธอ\n/join x\nexit\n\nlast")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        self.assertEqual([(m["room"], m["text"]) for m in chat.room("ops").messages],
                         [("ops", t) for t in ("one", "two เธอ", "/join x", "exit", "last")])
        self.assertEqual(chat.heard_of_who_left()[-1], {"op": "gone", "code": 1000})

    def test_messages_are_lines(self):
        chat = self.chat()
        process = self.begin(chat)
        chat.say("hello")
        chat.say("two\nlines", nick="User 7")
        chat.say("waves", action=True)
        chat.say("elsewhere", room="ops")
        chat.send({"op": "dm", "conv": "c", "seq": 1, "from": {"id": "u5", "nick": "eve"},
                   "to": {"id": "u1", "nick": "x"}, "text": "psst"})
        chat.arrive("carl")
        chat.close(1000, "bye")
        code, output, errors = self.finish(process)
        self.assertEqual(output, "bob: hello\nUser 7: two\\nlines\n* bob waves\neve (private): psst\n")
        self.assertEqual((code, errors), (0, ""))

    def test_a_long_log_arrives_whole_and_in_order(self):
        chat = self.chat(limits={"burst": 400, "rate": 2000})
        lines = [f"line {i} " + "x" * (i % 100) for i in range(2000)]
        self.assertEqual(run(chat.url(), stdin="\n".join(lines)).returncode, 0)
        self.assertEqual([m["text"] for m in chat.room("lobby").messages], lines)

    def test_what_is_no_text_is_made_text(self):
        chat = self.chat()
        self.assertEqual(run(chat.url(), stdin=b"a\xffb\n").returncode, 0)
        self.assertEqual(chat.said_by_who_left(), ["a\ufffdb"])

    def test_a_file_and_nothing_at_all(self):
        chat = self.chat()
        with tempfile.TemporaryFile() as file:
            file.write(b"from a file\n")
            file.seek(0)
            self.assertEqual(subprocess.run([WSC, chat.url()], stdin=file, timeout=LIMIT).returncode, 0)
        self.assertEqual(chat.said_by_who_left(), ["from a file"])
        self.assertEqual(subprocess.run([WSC, chat.url()], stdin=subprocess.DEVNULL, timeout=LIMIT).returncode, 0)

    def test_whoever_reads_may_leave(self):
        chat = self.chat()
        process = self.begin(chat)
        process.stdout.close()
        chat.say("one")
        chat.say("two")
        self.assertEqual(process.wait(LIMIT), 0)

    def test_nothing_is_lost_and_nothing_twice_when_the_server_goes(self):
        chat = self.chat()
        process = self.begin(chat)
        chat.say("before")
        process.stdin.write(b"mine 1\n")
        process.stdin.flush()
        chat.wait_for(lambda c: "mine 1" in c.said())
        chat.acks = False  # the next is kept, but nobody tells us
        process.stdin.write(b"mine 2\n")
        process.stdin.flush()
        chat.wait_for(lambda c: "mine 2" in c.said())
        chat.go_down()
        process.stdin.write(b"mine 3\n")
        process.stdin.flush()
        chat.acks = True
        chat.say("meanwhile")
        chat.come_up()
        chat.wait_for(lambda c: "mine 3" in c.said())
        chat.say("after")
        code, output, errors = self.finish(process, b"mine 4\n")
        self.assertEqual(code, 0)
        self.assertEqual(output, "bob: before\nbob: meanwhile\nbob: after\n")
        self.assertEqual([m["text"] for m in chat.room("lobby").messages if m["text"].startswith("mine")],
                         ["mine 1", "mine 2", "mine 3", "mine 4"])
        self.assertIn("Connection lost", errors)
        self.assertEqual(errors.count("\n"), 1)

    def test_a_pace_that_the_server_can_take(self):
        chat = self.chat(limits={"burst": 5, "rate": 50})
        began = time.monotonic()
        self.assertEqual(run(chat.url(), stdin="x\n" * 30).returncode, 0)
        self.assertGreater(time.monotonic() - began, 0.4)  # 27 beyond the burst, 20 ms each
        self.assertEqual(len(chat.said_by_who_left()), 30)

    def test_slow_down_is_obeyed(self):
        chat = self.chat()
        chat.refuse["b"] = {"code": 429, "error": "rate_limited", "text": "Slow down.", "temporary": True}
        self.assertEqual(run(chat.url(), stdin="a\nb\n").returncode, 0)
        self.assertEqual([m["text"] for m in chat.room("lobby").messages], ["a", "b"])


class ExitCodes(Case):
    def test_0_when_all_was_well(self):
        self.assertEqual(run(self.chat().url()).returncode, 0)

    def test_1_when_nobody_is_there(self):
        chat = self.chat()
        chat.go_down()
        done = run(chat.url())
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"Cannot connect to", done.stderr)

    def test_1_when_it_is_refused(self):
        chat = self.chat()
        chat.status = (403, [("Content-Type", "text/plain")], "This origin is not welcome.")
        done = run(chat.url())
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"the server answered 403: This origin is not welcome.\n", done.stderr)

    def test_2_for_wrong_usage(self):
        for arguments in (["--nothing"], ["ftp://x"], ["-w", "soon"]):
            done = run(*arguments)
            self.assertEqual((done.returncode, done.stdout), (2, b""))
            self.assertNotEqual(done.stderr, b"")

    def test_3_when_it_was_closed_by_an_error(self):
        for code in (4006, 1008, 1009):
            chat = self.chat()
            process = self.begin(chat)
            chat.close(code, "kicked")
            exit_code, _, errors = self.finish(process)
            self.assertEqual(exit_code, 3)
            self.assertIn(f"closed with {code} (kicked)", errors)

    def test_3_when_it_was_lost_and_is_not_to_be_called_again(self):
        chat = self.chat()
        process = self.begin(chat, "--no-reconnect")
        chat.drop()
        self.assertEqual(self.finish(process)[0], 3)

    def test_4_when_the_one_message_does_not_come(self):
        self.assertEqual(run(self.chat().url(), "-1", "-w", "0.1").returncode, 4)

    def test_5_for_a_gap_with_strict(self):
        chat = self.chat()
        process = self.begin(chat, "--strict")
        chat.say("one")
        chat.jump(3)
        chat.say("two")
        code, output, errors = self.finish(process)
        self.assertEqual((code, output), (5, "bob: one\n"))
        self.assertIn("You missed messages 2-4", errors)

    def test_0_for_a_gap_without(self):
        chat = self.chat()
        process = self.begin(chat)
        chat.jump(3)
        chat.say("two")
        chat.close(1000)
        code, output, errors = self.finish(process)
        self.assertEqual((code, output), (0, "bob: two\n"))
        self.assertIn("You missed", errors)

    def test_6_when_something_was_refused(self):
        for arguments, said in ((["-x", "/foo"], b"Unknown command /foo."), (["-x", "/msg bob"], b"It is /msg NAME TEXT."),
                                (["-x", "/fly x", "-x", "hi"], b"/fly"), (["-x", "/leave", "-x", "hi"], b"You are in no room."),
                                (["-x", "no"], b"Never. Not sent: no")):
            chat = self.chat()
            chat.refuse["no"] = {"code": 403, "error": "forbidden", "text": "Never.", "temporary": False}
            done = run(chat.url(), *arguments)
            self.assertEqual((done.returncode, done.stdout), (6, b""), arguments)
            self.assertIn(said, done.stderr)

    def test_6_for_a_line_that_is_too_long(self):
        chat = self.chat()
        done = run(chat.url(), stdin="x" * 70000 + "\nshort\n")
        self.assertEqual(done.returncode, 6)
        self.assertIn(b"Too long: 70000 of 65536 bytes.", done.stderr)
        self.assertEqual(chat.said_by_who_left(), ["short"])

    def test_6_for_a_name_that_is_taken_and_nothing_is_said(self):
        chat = self.chat()
        bob = self.begin(chat, "-n", "bob")
        for arguments in (["-x", "hi", "-x", "/msg bob psst"], []):
            done = run(chat.url(), "-n", "bob", *arguments, stdin="" if arguments else "hi\n")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (6, b"", b"That name is taken.\n"))
        self.assertEqual(self.finish(bob)[0], 0)
        self.assertEqual(chat.said_by_who_left(), [])

    def test_6_when_the_server_leaves_before_it_keeps_what_was_said(self):
        chat = self.chat()
        chat.acks = False
        process = self.begin(chat, "-x", "hi", ready=lambda c: c.said() == ["hi"])
        chat.close(1000)
        self.assertEqual(self.finish(process)[0], 6)

    def test_0_for_a_signal(self):
        for name in ("INT", "TERM", "HUP"):
            chat = self.chat()
            process = self.begin(chat)
            process.send_signal(getattr(__import__("signal"), "SIG" + name))
            self.assertEqual(self.finish(process)[0], 0)
            chat.wait_for(lambda c: c.heard[-1] == {"op": "gone", "code": 1000})


class Flags(Case):
    def test_nick_and_rooms(self):
        chat = self.chat()
        run(chat.url(), "-n", "ana", "-r", "ops", "-r", "Dev", "-x", "hi")
        self.assertEqual(chat.heard[0]["nick"], "ana")
        self.assertEqual({r["room"] for r in chat.heard[0]["rooms"]}, {"ops", "dev"})
        self.assertEqual(chat.room("ops").messages[0]["from"]["nick"], "ana")

    def test_execute_takes_commands_and_reads_nothing(self):
        chat = self.chat()
        done = run(chat.url(), "-x", "/join ops", "-x", "/me waves", "-x", "//x", stdin="not read\n")
        self.assertEqual(done.returncode, 0)
        self.assertEqual([m["op"] for m in chat.heard_of_who_left() if m["op"] != "gone"], ["hello", "join", "me", "msg"])
        self.assertEqual(chat.said(), ["waves", "/x"])

    def test_execute_prints_answers(self):
        for command, answer in (("/who", b"1 in lobby: User 1\n"), ("/rooms", b"lobby (1)\n"), ("/ping", b"Pong: 0.42 ms.\n"),
                                ("/topic", b"lobby has no topic.\n"), ("/whois bob", b"bob (u900) is in lobby; away: lunch.\n"),
                                ("/search hello", b"bob: hello there\n"), ("/help join", None), ("/search nix", b""), ("/away", b"")):
            chat = self.chat()
            chat.say("hello there")
            done = run(chat.url(), "-x", command)
            self.assertEqual(done.returncode, 0)
            if answer is None:
                self.assertTrue(done.stdout.startswith(b"/join ROOM "))
            else:
                self.assertEqual(done.stdout, answer)
            self.assertEqual(done.stderr, b"Nothing.\n" if command == "/search nix" else b"", command)
        done = run(chat.url(), "--jsonl", "-x", "/rooms", "-x", "/who", "-x", "mine", "-x", "/history")
        self.assertEqual([json.loads(line)["op"] for line in done.stdout.splitlines()], ["rooms", "presence", "msg", "msg", "msg"])

    def test_wait(self):
        chat = self.chat()
        process = self.begin(chat, "-x", "hi", "-w", "forever", ready=lambda c: c.said() == ["hi"])
        chat.say("an answer")
        chat.close(1000)
        self.assertEqual(self.finish(process)[:2], (0, "bob: an answer\n"))
        began = time.monotonic()
        self.assertEqual(run(chat.url(), "-x", "hi", "-w", "0.3").returncode, 0)
        self.assertGreaterEqual(time.monotonic() - began, 0.3)

    def test_one_message(self):
        chat = self.chat()
        process = self.begin(chat, "-1", "-x", "ping", ready=lambda c: c.said() == ["ping"])
        chat.say("pong")
        self.assertEqual(self.finish(process)[:2], (0, "bob: pong\n"))

    def test_history_and_since(self):
        chat = self.chat()
        for text in "abc":
            chat.say(text)
        self.assertEqual(run(chat.url(), "--history", "2").stdout, b"bob: b\nbob: c\n")
        self.assertEqual(run(chat.url(), "--since", "1").stdout, b"bob: b\nbob: c\n")
        self.assertEqual(run(chat.url(), "--since", "all").stdout, b"bob: a\nbob: b\nbob: c\n")
        self.assertEqual(run(chat.url()).stdout, b"")

    def test_jsonl(self):
        chat = self.chat()
        chat.say("old")
        process = self.begin(chat, "--jsonl", "--history", "5",
                             ready=lambda c: any(h.get("op") == "history" for h in c.heard))
        chat.say("a \u202e b", data_is="kept")
        chat.say("b", room="lobby")
        chat.jump(2)
        chat.say("c")
        chat.close(1000)
        _, output, _ = self.finish(process)
        self.assertTrue(output.isascii() and "\\u202e" in output)
        objects = [json.loads(line) for line in output.splitlines()]
        self.assertEqual([o.get("text") for o in objects], ["old", "a \u202e b", "b", "c"])
        self.assertEqual(objects[1]["data_is"], "kept")

    def test_jsonl_has_what_is_said_here_too(self):
        chat = self.chat()
        done = run(chat.url(), "--jsonl", "-x", "mine", "-w", "0.2")
        self.assertEqual([json.loads(line)["text"] for line in done.stdout.splitlines()], ["mine"])

    def test_binary(self):
        with tempfile.NamedTemporaryFile() as file:
            file.write(b"\0\xff")
            file.flush()
            chat = self.chat()
            self.assertEqual(run(chat.url(), "--binary", file.name).returncode, 0)
            self.assertEqual(chat.heard_of_who_left()[1]["bin"], base64_of(b"\0\xff"))
            raw = self.chat(forms=[])
            self.assertEqual(run(raw.url(), "--raw", "--binary", file.name).returncode, 0)
            self.assertEqual(raw.heard_of_who_left()[0], {"op": "binary", "data": b"\0\xff"})
        self.assertEqual(run(raw.url(), "--raw", "--binary", "-", stdin=b"\x01").returncode, 0)
        self.assertEqual(run(raw.url(), "--raw", "--binary", "/nowhere").returncode, 1)

    def test_raw(self):
        chat = self.chat(forms=["x.y"])
        self.assertEqual(run(chat.url(), "--raw", "-s", "a.b", "-s", "x.y", "-x", "/join z").returncode, 0)
        self.assertEqual(chat.heard_of_who_left()[0], {"op": "line", "text": "/join z"})
        self.assertEqual(chat.requests[0][1]["Sec-WebSocket-Protocol"], "a.b, x.y")

    def test_raw_output_is_as_it_came(self):
        chat = self.chat(forms=[])
        process = subprocess.Popen([WSC, chat.url(), "--raw", "-x", "hi", "-w", "forever"], stdout=subprocess.PIPE)
        chat.wait_for(lambda c: c.heard)
        chat.send("#1 * as \x1b[1mit is")
        chat.send_bytes(b"\0\xff\n")
        chat.close(1000)
        self.assertEqual(process.communicate(timeout=LIMIT)[0], b"#1 * as \x1b[1mit is\n\0\xff\n")

    def test_text(self):
        chat = self.chat(forms=[TEXT_FORM])
        process = self.begin(chat, "--text", "-n", "ana b", "-r", "ops", "--since", "4", "-x", "hi", "-w", "forever",
                             ready=lambda c: True)
        self.assertEqual(chat.requests[0][0], "/?room=ops&nick=ana%20b&since=4&seq=1")
        chat.send("#5 bob: hello", "carl has connected.")
        chat.drop()
        chat.wait_for(lambda c: len(c.requests) == 2)
        self.assertIn("since=5", chat.requests[1][0])
        chat.wait_for(lambda c: c.links)
        chat.send("#6 bob: again")
        chat.close(1000)
        self.assertEqual(self.finish(process)[:2], (0, "bob: hello\ncarl has connected.\nbob: again\n"))

    def test_json_falls_back_to_text(self):
        chat = self.chat(forms=[TEXT_FORM])
        done = run(chat.url(), "--json", "-n", "ana", "-r", "ops", "-x", "hi")
        self.assertEqual(done.returncode, 0)
        self.assertEqual([h["text"] for h in chat.heard_of_who_left() if h["op"] == "line"], ["/nick ana", "/join ops", "hi"])
        stranger = self.chat(forms=[])
        done = run(stranger.url(), "-n", "ana", "-x", "hi")
        self.assertEqual([h["text"] for h in stranger.heard_of_who_left() if h["op"] == "line"], ["hi"])
        self.assertIn(b"does not say that it is a wsd", done.stderr)

    def test_headers_and_origin(self):
        chat = self.chat()
        run(chat.url("/r/ops"), "-H", "X-One: 1", "--header", "Authorization: Bearer x", "-H", "Host: other", "-o", "http://o")
        path, headers = chat.requests[0]
        self.assertEqual(path, "/r/ops")
        self.assertEqual((headers["X-One"], headers["Authorization"], headers["Host"], headers["Origin"]),
                         ("1", "Bearer x", "other", "http://o"))
        self.assertTrue(headers["User-Agent"].startswith("wsc/"))

    def test_verbose_and_pings(self):
        chat = self.chat()
        done = run(chat.url(), "-v")
        for said in (b"Connecting to", b"GET / HTTP/1.1", b"101 Switching Protocols", b"Connected successfully!",
                     b"Enter message (or 'quit' to exit):", b"Welcome to wsd"):
            self.assertIn(said, done.stderr)
        process = self.begin(chat, "-P")
        errors = self.read_until(process.stderr, b"Received pong: wsc 1\n")  # it is in the lobby, but may not have pinged
        chat.ping(b"knock")
        chat.close(1000)
        errors += self.finish(process)[2]
        self.assertIn("Sent ping: wsc 1\n", errors)
        self.assertIn("Received ping: knock\n", errors)
        self.assertIn("Received pong: wsc 1\n", errors)

    def test_timestamps(self):
        chat = self.chat()
        chat.say("x")  # at 1700000000.001
        self.assertEqual(run(chat.url(), "--history", "1", "--timestamps", TZ="UTC").stdout, b"22:13:20 bob: x\n")
        self.assertEqual(run(chat.url(), "--history", "1", "--timestamps=%FT%T", TZ="UTC").stdout,
                         b"2023-11-14T22:13:20 bob: x\n")

    def test_help_and_version(self):
        self.assertEqual(run("--help").returncode, 0)
        self.assertTrue(run("--version").stdout.startswith(b"wsc "))

    def test_every_flag_of_the_help_is_tried_here_or_on_a_screen(self):
        here = pathlib.Path(__file__)
        tests = here.read_text() + (here.parent / "screens_test.py").read_text()
        lines = [line.split()[0].split(",") for line in run("--help").stdout.decode().splitlines()
                 if line.startswith("  -")]
        self.assertGreater(len(lines), 25)
        for names in lines:
            self.assertTrue(any(f'"{name}' in tests for name in names), names)


    def test_the_manual_has_every_flag_and_no_other(self):
        manual = (pathlib.Path(__file__).parents[3] / "docs" / "wsc.md").read_text()
        table = manual[manual.index("## Flags"):]
        told = set(re.findall(r"`(--?[a-z0-9A-Z-]+)", table))
        flags = {name for line in run("--help").stdout.decode().splitlines() if line.startswith("  -")
                 for name in line.split()[0].split(",")}
        self.assertEqual(told, flags)


class Reconnecting(Case):
    def test_it_comes_back_as_the_code_asks(self):
        for code in (1012, 4108, 4202):
            chat = self.chat()
            process = self.begin(chat)
            chat.close(code)
            chat.wait_for(lambda c: len([h for h in c.heard if h["op"] == "hello"]) == 2 and welcomed(c))
            hellos = [h for h in chat.heard if h["op"] == "hello"]
            self.assertEqual(hellos[0]["session"], hellos[1]["session"])
            self.assertGreaterEqual(len(hellos[0]["session"]), 16)
            self.assertEqual(hellos[1]["rooms"][0]["since"], {"epoch": "e1", "seq": 0})
            chat.close(1000)
            self.assertEqual(self.finish(process)[0], 0)

    def test_a_room_that_began_anew_is_told(self):
        chat = self.chat()
        process = self.begin(chat)
        chat.say("old")
        chat.go_down()
        chat.forget()
        chat.say("new")
        chat.come_up()
        chat.wait_for(lambda c: len([h for h in c.heard if h["op"] == "hello"]) == 2 and welcomed(c))
        chat.close(1000)
        _, output, errors = self.finish(process)
        self.assertEqual(output, "bob: old\nbob: new\n")
        self.assertIn("numbers began anew", errors)


class Secure(Case):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.certificate = self.folder.name + "/cert.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
                        "-keyout", self.folder.name + "/key.pem", "-out", self.certificate, "-days", "2",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
                       check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, self.folder.name + "/key.pem")
        self.server = self.chat(ssl=context)
        self.url = self.server.url().replace("ws://", "wss://")

    def test_whom_to_believe(self):
        self.assertEqual(run(self.url, "--ca", self.certificate, "-x", "hi").returncode, 0)
        self.assertEqual(self.server.said_by_who_left(), ["hi"])
        done = run(self.url, "-x", "hi")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"TLS: ", done.stderr)
        self.assertEqual(run(self.url, "-k", "-x", "hi").returncode, 0)

    def test_a_file_that_is_no_certificate(self):
        self.assertEqual(run(self.url, "--ca", self.folder.name + "/key.pem").returncode, 1)


if __name__ == "__main__":
    WSC = sys.argv.pop(1)
    unittest.main()
