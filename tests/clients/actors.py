"""Who plays in the scenes: a client that somebody else wrote, as a process. All look the same from here: a list of
what happened to them (open, text, binary, closed, refused), and a mouth."""
import codecs
import json
import os
import pathlib
import pty
import queue
import re
import signal
import subprocess
import threading

HERE = pathlib.Path(__file__).resolve().parent
PATIENCE = 120  # seconds; only what never happens takes so long
DEBIAN_PYTHON = "/usr/bin/python3"  # which has Debian's python3-websockets


class Actor:
    """next() is what happened next."""

    def __init__(self):
        self.happened = queue.Queue()
        self.lines = ()

    def next(self):
        try:
            return self.happened.get(timeout=PATIENCE)
        except queue.Empty:
            return ["nothing, ever"]

    def listen(self):
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def end(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()


class Told(Actor):
    """A small program that tells in lines of JSON what happens."""

    def __init__(self, command, url, form):
        super().__init__()
        self.process = subprocess.Popen([*command, url, *([form] if form else [])], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.listen()

    def read(self):
        for line in self.process.stdout:
            self.happened.put(json.loads(line))
        self.process.stdout.close()

    def say(self, text):
        self.process.stdin.write(json.dumps(text) + "\n")
        self.process.stdin.flush()

    def leave(self):
        self.process.stdin.close()

    def end(self):
        super().end()
        try:
            self.process.stdin.close()
        except BrokenPipeError:
            pass


class Wscat(Actor):
    """wscat at a terminal: it shows in blue what comes, in green how the line is, in yellow what is wrong."""

    SHOWN = re.compile(r"\x1b\[34m< (?P<text>.*?)\x1b\[39m\r?\n"
                       r"|\x1b\[32m(?P<open>Connected) .*?\n"
                       r"|\x1b\[32mDisconnected \(code: (?P<code>\d+), reason: \"(?P<reason>.*?)\"\)"
                       r"|\x1b\[33merror: Unexpected server response: (?P<status>\d+)", re.S)

    def __init__(self, wscat, url, form):
        super().__init__()
        self.form = form or ""
        self.terminal, inside = pty.openpty()
        self.process = subprocess.Popen([wscat, "-c", url, *(["-s", form] if form else [])], stdin=inside, stdout=inside,
                                        stderr=inside, start_new_session=True, env={**os.environ, "TERM": "xterm"})
        os.close(inside)
        self.listen()

    def read(self):
        decoder = codecs.getincrementaldecoder("utf-8")()
        shown = ""
        while piece := self.piece():
            shown += decoder.decode(piece)
            last = 0
            for found in self.SHOWN.finditer(shown):
                self.happened.put(self.told(found))
                last = found.end()
            shown = shown[last:]  # what is not whole yet is looked at again

    def piece(self):
        try:
            return os.read(self.terminal, 65536)
        except OSError:  # Linux says so when the other side is gone
            return b""

    def told(self, found):
        if found["open"]:
            return ["open", self.form]
        if found["code"]:
            return ["closed", int(found["code"]), found["reason"]]
        return ["refused", int(found["status"])] if found["status"] else ["text", found["text"]]

    def say(self, text):
        os.write(self.terminal, text.encode() + b"\r")

    def leave(self):
        self.process.send_signal(signal.SIGINT)  # Ctrl+C

    def end(self):
        super().end()
        os.close(self.terminal)


def maker_of(client, place):
    """What makes an actor of a URL and a subprotocol."""
    if client == "ws":
        # Node finds ws beside the script, in the place for packages from npm.
        return lambda url, form: Told(["node", f"{place}/tests/clients/with_ws.mjs"], url, form)
    if client == "websockets":
        return lambda url, form: Told([DEBIAN_PYTHON, HERE / "with_websockets.py"], url, form)
    return lambda url, form: Wscat(f"{place}/node_modules/.bin/wscat", url, form)
