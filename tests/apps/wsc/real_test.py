#!/usr/bin/python3
"""wsc against wsd itself. real_test.py WSC WSD [test...]"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
import port as ports  # noqa: E402

WSC = WSD = ""
LIMIT = 120  # seconds; only a hang takes so long


class Server:
    def __init__(self, *arguments, place=None):
        self.place = place or ports.hold()  # who comes back does so at the same port
        self.process = subprocess.Popen(
            [WSD, "--listen", f"127.0.0.1:{ports.number(self.place)}", "--admin", "off", *arguments], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[-1]

    def end(self, number=signal.SIGKILL):
        self.process.send_signal(number)
        code = self.process.wait(LIMIT)
        self.process.stdout.close()
        return code


class Client:
    """A wsc whose lines are read as they come."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([WSC, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, text=True)
        self.lines = {"out": [], "err": []}
        self.changed = threading.Condition()
        self.threads = [threading.Thread(target=self.read, args=(name, pipe), daemon=True)
                        for name, pipe in (("out", self.process.stdout), ("err", self.process.stderr))]
        for thread in self.threads:
            thread.start()

    def read(self, name, pipe):
        for line in pipe:
            with self.changed:
                self.lines[name].append(line.rstrip("\n"))
                self.changed.notify_all()

    def wait_for(self, words, name="out", count=1):
        with self.changed:
            seen = lambda: sum(words in line for line in self.lines[name]) >= count
            assert self.changed.wait_for(seen, LIMIT), (words, self.lines)

    def say(self, *lines):
        self.process.stdin.write("".join(line + "\n" for line in lines))
        self.process.stdin.flush()

    def leave(self, number=None):
        """At the end of the input; who reads none leaves for a signal."""
        if number is not None:
            self.process.send_signal(number)
        self.process.stdin.close()
        code = self.process.wait(LIMIT)
        for thread in self.threads:
            thread.join()
        return code

    def end(self):
        self.process.kill()
        self.process.wait()
        for thread in self.threads:
            thread.join()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                pipe.close()
            except BrokenPipeError:
                pass


def run(*arguments, stdin=""):
    return subprocess.run([WSC, *arguments], input=stdin, capture_output=True, timeout=LIMIT, text=True)


class Real(unittest.TestCase):
    def server(self, *arguments, **settings):
        server = Server(*arguments, **settings)
        self.addCleanup(server.place.close)
        self.addCleanup(lambda: server.process.poll() is None and server.end())
        return server

    def client(self, *arguments):
        """In its room: it has said so."""
        client = Client(*arguments, "-v")
        self.addCleanup(client.end)
        client.wait_for("You are in", "err")
        return client

    def test_people_talk(self):
        server = self.server()
        ana = self.client(server.url, "-n", "ana")
        bob = self.client(server.url, "-n", "bob")
        ana.wait_for("bob has connected.", "err")
        ana.say("hello", "/not a command")
        bob.wait_for("ana: /not a command")
        bob.say("hi เธอ")
        ana.wait_for("bob: hi เธอ")
        self.assertEqual(bob.lines["out"], ["ana: hello", "ana: /not a command"])
        self.assertEqual((ana.leave(), bob.leave()), (0, 0))
        self.assertEqual(ana.lines["out"], ["bob: hi เธอ"])

    def test_who_changes_rooms_is_still_connected(self):
        server = self.server()
        eve = self.client(server.url, "-n", "eve")
        run(server.url, "-n", "ana", "-r", "ops", "-x", "/join lobby", "-x", "in", "-x", "/leave lobby", "-x", "/rooms")
        eve.wait_for("ana: in")
        eve.wait_for("ana has left.", "err")
        eve.wait_for("ana has joined.", "err")
        eve.leave()
        self.assertFalse([line for line in eve.lines["err"] if "connected." in line and "ana" in line])

    def test_every_command_is_understood(self):
        server = self.server()
        eve = self.client(server.url, "-n", "eve")
        bob = self.client(server.url, "-n", "bob")
        eve.wait_for("bob has connected.", "err")  # "You are in" comes before one is counted
        # A message is answered when all that was asked before it has happened: she is counted, the topic is set.
        commands = ["counted", "/ping", "/stats", "/away lunch", "/away", "/rooms", "/who", "/whois bob", "/topic cats",
                    "/me waves", "/topic", "/msg bob psst", "/history 5", "/since 0", "/search waves", "/join ops", "in ops",
                    "/leave ops", "/nick anna", "/switch lobby", "/set seq on"]
        done = run(server.url, "-n", "ana", "-v", *[word for c in commands for word in ("-x", c)])
        self.assertEqual(done.returncode, 0)
        for said in ("Pong", "requests", "You are away: lunch", "You are back.", "lobby (3)", "3 in lobby:", "bob (u",
                     "Topic of lobby: cats", "You are in ops.", "You have left ops.", "You are anna now."):
            self.assertIn(said, done.stdout + done.stderr)
        for wrong in ("There is no operation", "must be", "Give one of", "Unknown"):
            self.assertNotIn(wrong, done.stderr)
        bob.wait_for("* ana waves")
        bob.wait_for("ana (private): psst")
        bob.wait_for("anna has disconnected.", "err")

    def test_a_name_that_is_taken(self):
        server = self.server()
        self.client(server.url, "-n", "ana")
        for name in ("ana", "a b"):
            done = run(server.url, "-n", name, "-x", "hi")
            self.assertEqual((done.returncode, done.stdout), (6, ""))
            self.assertIn("name", done.stderr)
        self.assertEqual(run(server.url, "--since", "all").stdout, "")

    def test_a_log_at_the_pace_of_the_server(self):
        server = self.server("--rate", "20/200")
        done = run(server.url, stdin="".join(f"line {i}\n" for i in range(300)))
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        objects = [json.loads(line) for line in run(server.url, "--jsonl", "--since", "all").stdout.splitlines()]
        self.assertEqual([o["text"] for o in objects], [f"line {i}" for i in range(300)])
        self.assertEqual([o["seq"] for o in objects], list(range(1, 301)))

    def test_history_and_since(self):
        server = self.server()
        run(server.url, "-n", "ana", stdin="a\nb\nc\n")
        self.assertEqual(run(server.url, "--history", "2").stdout, "ana: b\nana: c\n")
        self.assertEqual(run(server.url, "--since", "2").stdout, "ana: c\n")
        self.assertEqual(run(server.url, "-r", "lobby", "--since", "all").stdout, "ana: a\nana: b\nana: c\n")

    def test_a_server_that_is_killed_and_comes_back(self):
        server = self.server()
        bob = self.client(server.url, "-n", "bob")
        ana = self.client(server.url, "-n", "ana", "-x", "before", "-x", "/away", "-w", "forever")
        bob.wait_for("ana: before")
        ana.wait_for("You are back.", "err")  # asked when "before" is acknowledged: else she would send it again
        server.end()
        ana.wait_for("Connection lost", "err")
        bob.wait_for("Connection lost", "err")
        bob.say("meanwhile")
        self.server(place=server.place)
        bob.wait_for("numbers began anew", "err")  # the server keeps nothing
        ana.wait_for("numbers began anew", "err")
        bob.say("after")
        ana.wait_for("bob: after")
        self.assertEqual((ana.leave(signal.SIGTERM), bob.leave()), (0, 0))
        self.assertEqual(ana.lines["out"], ["bob: meanwhile", "bob: after"])
        self.assertEqual(run(server.url, "--since", "all").stdout, "bob: meanwhile\nbob: after\n")

    def test_a_server_that_keeps_messages_is_killed(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        server = self.server("--data", folder.name)
        ana = self.client(server.url, "-n", "ana", "-r", "lobby", "-r", "quiet", "-x", "before", "-x", "/away", "-w", "forever")
        ana.wait_for("You are back.", "err")
        server.end()
        self.server("--data", folder.name, place=server.place)
        run(server.url, "-n", "bob", "-r", "lobby", "-r", "quiet", "-x", "after", "-x", "/switch quiet", "-x", "the first word")
        ana.wait_for("bob: after")
        ana.wait_for("[quiet] bob: the first word")
        self.assertEqual(ana.leave(signal.SIGTERM), 0)  # all that it wrote is read
        self.assertEqual([line for line in ana.lines["err"] if "missed" in line],
                         ["You may have missed messages; the server ended without warning. [lobby]"])

    def test_a_server_that_says_good_bye(self):
        server = self.server()
        ana = self.client(server.url, "-n", "ana")
        self.assertEqual(server.end(signal.SIGTERM), 0)
        ana.wait_for("Connection lost: closed with 10", "err")
        self.server(place=server.place)
        ana.wait_for("Connected again.", "err")
        self.assertEqual(ana.leave(), 0)

    def test_the_text_form(self):
        server = self.server()
        bob = self.client(server.url, "-n", "bob")
        eve = Client(server.url, "--text", "-n", "eve", "-w", "forever")
        self.addCleanup(eve.end)
        bob.wait_for("eve has connected.", "err")
        bob.say("one")
        eve.wait_for("bob: one")
        server.end()
        bob.wait_for("Connection lost", "err")
        self.server(place=server.place)
        bob.wait_for("Connected again.", "err")
        eve.wait_for("Welcome", count=2)
        bob.say("two")
        eve.wait_for("bob: two")

    def test_raw_rooms_and_echo(self):
        server = self.server("--echo")
        self.assertEqual(run(server.url + "/echo", "--raw", stdin="a\nb\n").stdout, "a\nb\n")
        with tempfile.NamedTemporaryFile() as file:
            file.write(os.urandom(1000))
            file.flush()
            done = subprocess.run([WSC, server.url + "/raw/x", "--raw", "--binary", file.name, "-1"], capture_output=True,
                                  timeout=LIMIT)
            file.seek(0)
            self.assertEqual(done.stdout, file.read())

    def test_paths_and_refusals(self):
        server = self.server()
        self.assertEqual(run(server.url + "/r/ops", "-n", "ana", "-x", "hi").returncode, 0)
        self.assertEqual(run(server.url, "-r", "ops", "--since", "all").stdout, "ana: hi\n")
        done = run(server.url + "/nowhere")
        self.assertEqual(done.returncode, 1)
        self.assertIn("404", done.stderr)
        done = run(server.url, "-o", "http://elsewhere.example")
        self.assertEqual(done.returncode, 1)
        self.assertIn("403", done.stderr)


if __name__ == "__main__":
    WSC, WSD = sys.argv.pop(1), sys.argv.pop(1)
    unittest.main()
