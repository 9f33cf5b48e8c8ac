"""A client that says and hears as fast as it may, over one server after another, and remembers everything."""
import asyncio
import collections
import json
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from strict import judge  # noqa: E402 (also finds the frames)

import frames  # noqa: E402

HELLO = (b"GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
         b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: wsd.1.json\r\n\r\n")
PATIENCE = 120  # seconds; only what never happens takes so long
WINDOW = 40  # messages that wait for their acknowledgement


class Link:
    """One connection: JSON objects there and back. What the protocol does not have ends the test."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer
        self.messages = frames.Messages(masked=False)
        self.objects = collections.deque()
        self.closed = False

    @staticmethod
    async def open(port):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HELLO)
        head = await reader.readuntil(b"\r\n\r\n")
        if b" 101 " not in head:
            raise ConnectionError(head.decode())
        return Link(reader, writer)

    def say(self, *objects):
        if self.writer.transport.is_closing():  # what came before is still read
            return
        for one in objects:
            self.writer.write(frames.encode(frames.text(json.dumps(one), key=bytes(4)), masks=True))

    async def hear(self):
        while not self.objects:
            data = await self.reader.read(1 << 16)
            if not data or self.closed:
                raise ConnectionError("closed")
            self.messages.feed(data)
            while (said := self.messages.next()) is not None:
                self.take(said)
        return self.objects.popleft()

    def take(self, said):
        if self.closed:
            raise judge.Violation(f"{said[0]} after the close frame")
        if said[0] == "ping":
            self.writer.write(frames.encode(frames.pong(said[1]), masks=True))
        elif said[0] == "close":
            judge.close_code(said[1])
            self.closed = True
        else:
            self.objects.append(judge.json_object(said[1]))


class Speaker:
    """In some rooms. Its view of each: what it heard under which number, and what it was told is missing."""

    def __init__(self, number, rooms):
        self.name = f"s{number}"
        self.rooms = {room: {"epoch": None, "seq": 0, "heard": {}, "gaps": [], "wrong": []} for room in rooms}
        self.said = 0
        self.unacknowledged = {}  # cid: (room, text)
        self.acknowledged = {}    # cid: (room, seq, text)
        self.first = asyncio.Event()  # of them

    async def round(self, port, until):
        """Comes back, goes on where it was, ends when the connection does."""
        try:
            link = await Link.open(port)
            link.say({"op": "hello", "session": "the crash test's word of " + self.name, "rooms": [
                {"room": room, "since": {"epoch": view["epoch"], "seq": view["seq"]} if view["epoch"] else "all"}
                for room, view in self.rooms.items()]})
            for cid, (room, text) in list(self.unacknowledged.items()):
                link.say({"op": "msg", "room": room, "text": text, "cid": cid})
            while not until.is_set() or self.unacknowledged:
                while len(self.unacknowledged) < WINDOW and not until.is_set():
                    self.speak(link)
                self.take(await asyncio.wait_for(link.hear(), PATIENCE))
            link.writer.close()
        except OSError:  # a ConnectionError, too
            pass

    def speak(self, link):
        self.said += 1
        cid = f"{self.name}.{self.said}"
        room = list(self.rooms)[self.said % len(self.rooms)]
        text = f"{cid} {os.urandom(8).hex()}"
        self.unacknowledged[cid] = (room, text)
        link.say({"op": "msg", "room": room, "text": text, "cid": cid})

    def take(self, word):
        op = word.get("op")
        view = self.rooms.get(word.get("room"))
        if op == "ack" and word["cid"] in self.unacknowledged:
            room, text = self.unacknowledged.pop(word["cid"])
            self.acknowledged[word["cid"]] = (room, word["seq"], text)
            self.first.set()
        elif op == "joined":
            if view["epoch"] not in (None, word["epoch"]):
                view["wrong"].append(f"epoch {word['epoch']} after {view['epoch']}")
            view["epoch"] = word["epoch"]
        elif op == "gap":
            view["gaps"].append((word.get("from", 0), word["to"], word["reason"]))
            view["seq"] = max(view["seq"], word["to"])
        elif op == "msg":
            if word["seq"] <= view["seq"]:
                view["wrong"].append(f"{word['seq']} after {view['seq']}")
            view["seq"] = word["seq"]
            view["heard"][word["seq"]] = word["text"]
