"""A client that holds the server to every rule: of frames (UTF-8, masks, lengths, reserved bits, nothing behind a
close), of the JSON form, of plain text, of close codes. What breaks one is a Violation at once.

    one = Client.connect(port, "/r/ops", "json")
    one.say({"op": "ping", "id": 1})
    one.until(lambda: one.heard)       # waits for something, as long as it may take
    one.heard.pop(0)                   # objects of JSON, Lines of plain text, or (opcode, bytes) of raw rooms and /echo
"""
import base64
import json
import os
import socket

import strict  # noqa: F401 (finds the frames)
from strict import judge
from strict.judge import Violation

import deflate as compression
import frames
import link as links

FORMS = {"json": "wsd.1.json", "text": "wsd.1.text", "plain": None, "raw": None}  # plain: text, without asking for it
OFFER = "permessage-deflate; client_max_window_bits"


class Client(links.Link):
    """A Link (say frames with send(), read with until()) whose `heard` is what came, checked."""

    def __init__(self, sock, form="plain", left=b"", keeps_events=False):
        self.form = form
        self.keeps_events = keeps_events  # as any Link does, and `heard` stays empty
        self.heard = []
        self.count = 0  # of messages heard
        self.told_close = None  # (code, reason) of the server's close frame
        super().__init__(sock, masks=True, left=left)

    @classmethod
    def connect(cls, port, path="/", form="plain", deflate=False, receive_buffer=None, host="127.0.0.1", trust=None):
        """Upgraded; ConnectionRefusedError if the server does not want it. trust: an ssl.SSLContext, for wss."""
        sock = socket.socket()
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.settimeout(links.PATIENCE)
        sock.connect((host, port))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if trust is not None:
            sock = trust.wrap_socket(sock, server_hostname="localhost")
        return cls.upgrade(sock, path, form, deflate)

    @classmethod
    def upgrade(cls, sock, path="/", form="plain", deflate=False):
        key = base64.b64encode(os.urandom(16)).decode()
        wanted = FORMS[form]
        fields = (f"Sec-WebSocket-Protocol: {wanted}\r\n" if wanted else "") + (f"Sec-WebSocket-Extensions: {OFFER}\r\n" if deflate else "")
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
                     f"Sec-WebSocket-Version: 13\r\n{fields}\r\n".encode())
        head = b""
        while b"\r\n\r\n" not in head:
            piece = sock.recv(4096)
            if not piece:
                raise ConnectionResetError(f"the server ended its answer: {head[:200]!r}")
            head += piece
        head, _, left = head.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        if not status.startswith("HTTP/1.1 101 "):
            raise ConnectionRefusedError(status)
        got = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if got.get("sec-websocket-protocol") != wanted:
            raise Violation(f"asked for the form {wanted}, and was let in as {got.get('sec-websocket-protocol')}")
        one = cls(sock, form)
        if granted := got.get("sec-websocket-extensions"):
            if not deflate:
                raise Violation(f"granted {granted}, which was not asked for")
            terms = compression.agreed(granted, [OFFER])
            one.agree(compression.Deflater(terms.client_max_window_bits, terms.client_no_context_takeover),
                      compression.Inflater(terms.server_max_window_bits, terms.server_no_context_takeover))
        one.hear(left)
        return one

    # ---- saying ----

    def say(self, what):  # a text, or an object
        text = what if isinstance(what, str) else json.dumps(what, ensure_ascii=False)
        return super().say(frames.TEXT, text.encode())

    # ---- hearing ----

    def hear(self, data):
        before = len(self.events)
        super().hear(data)
        for event in self.events[before:]:
            if event[0] == "close":
                judge.close_code(event[1])
                self.told_close = (event[1], event[2].decode())
                self.send([frames.close(*(() if event[1] is None else (event[1],)))])
            elif event[0] != "pong":
                self.take(event)
        if self.end and self.end.startswith("broke"):
            raise Violation(self.end)
        if not self.keeps_events:  # only how it ended
            self.events[before:] = [event for event in self.events[before:] if event[0] == "close"]

    def take(self, event):
        kind, payload = event
        self.count += 1
        if self.form != "raw" and kind != "text":
            raise Violation(f"a {kind} message in the {self.form} form")
        what = event if self.form == "raw" else (
            judge.json_object(payload) if self.form == "json" else judge.text_line(payload, first=self.count == 1))
        if not self.keeps_events:
            self.heard.append(what)

    def next(self, patience=None):
        """The next message; Silence if none comes, ConnectionError when the server has ended it."""
        if not self.until(lambda: self.heard, patience):
            if self.over or self.closed:
                raise ConnectionError(f"ended: {self.told_close or self.end}")
            raise links.Silence("nothing came")
        return self.heard.pop(0)
