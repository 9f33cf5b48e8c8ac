"""One connection to the endpoint under test: bytes out, events in, both at once, plain or TLS."""
import select
import socket
import ssl
import time

from frames import Broken, Frame, Messages, encode, pong

PATIENCE = 120.0  # seconds for anything to happen that must; a slow machine needs a few of them
MOMENT = 0.1     # to see that nothing happens: a slow machine makes the look weaker, never wrong


class Silence(Exception):
    """What had to happen did not."""


class Link:
    def __init__(self, sock, masks, left=b""):
        self.sock, self.masks = sock, masks  # masks: we are the client
        self.messages = Messages(masked=not masks)
        self.events = []       # all but pings, which we answer
        self.end = None        # "eof", "reset" or what was broken
        self.frames_sent = 0
        self.deflate = None    # how our messages are compressed, if they are
        sock.setblocking(False)
        if left:
            self.hear(left)

    def agree(self, deflater, inflater):
        self.deflate, self.messages.inflate = deflater, inflater

    @property
    def closed(self):
        """The close event of the peer, or None."""
        return next((event for event in self.events if event[0] == "close"), None)

    @property
    def over(self):
        return self.end is not None

    # ---- writing ----

    def send(self, frames, how="whole"):
        """how: "whole", "frames", or a number of octets a write."""
        encoded = [encode(frame, self.masks) for frame in frames]
        self.frames_sent += len(encoded)
        if how == "whole":
            return self.write(b"".join(encoded))
        for one in encoded:
            if how == "frames":
                self.write(one)
                self.hear_waiting()
            else:
                for at in range(0, len(one), how):
                    self.write(one[at:at + how])
        return None

    def say(self, opcode, payload, fragment=None):
        """A message, compressed if that was agreed, in frames of that many octets."""
        rsv = 0
        if self.deflate is not None:
            payload, rsv = self.deflate(payload), 4
        if fragment is None or len(payload) < fragment:
            return self.send([Frame(opcode, payload, rsv=rsv)])
        parts = [payload[at:at + fragment] for at in range(0, len(payload), fragment)]
        if len(parts[-1]) == fragment:
            parts.append(b"")
        first, *middle, last = parts
        return self.send([Frame(opcode, first, False, rsv), *[Frame(0, part, False) for part in middle],
                          Frame(0, last)])

    def write(self, data):
        """All of it, reading meanwhile: who does not take does not give. What an ended peer no longer
        takes is dropped."""
        rest = memoryview(data)
        deadline = time.monotonic() + PATIENCE
        while rest and not self.over:
            try:
                sent = self.sock.send(rest)
                rest = rest[sent:]
                deadline = time.monotonic() + PATIENCE
                continue
            except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
                pass
            except OSError:
                self.drain()
                self.end = self.end or "reset"
                return
            if time.monotonic() > deadline:
                raise Silence("takes no more bytes")
            self.wait(select.POLLIN | select.POLLOUT, 1.0)
            self.hear_waiting()

    def shut_write(self):
        try:
            socket.socket.shutdown(self.sock, socket.SHUT_WR)  # TLS too: the end without a word
        except OSError:
            pass

    # ---- reading ----

    def wait(self, what, seconds):
        poll = select.poll()
        poll.register(self.sock, what)
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        return bool(poll.poll(seconds * 1000))

    def hear_waiting(self):
        """Takes what has come; never waits."""
        while not self.over:
            try:
                data = self.sock.recv(1 << 18)
            except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
                return
            except (OSError, ssl.SSLError):
                self.end = "reset"
                return
            if not data:
                self.end = "eof"
                return
            self.hear(data)

    def drain(self):
        try:
            self.hear_waiting()
        except Broken as error:
            self.end = str(error)

    def hear(self, data):
        try:
            self.messages.feed(data)
            while (said := self.messages.next()) is not None:
                if self.closed:
                    raise Broken(f"{said[0]} after its close frame")
                if said[0] == "ping":
                    self.answer(said[1])
                else:
                    self.events.append(said)
        except Broken as error:
            self.end = f"broke the protocol: {error}"

    def answer(self, payload):
        self.send([pong(payload)])

    def until(self, done, patience=None):
        """Listens until done() or the end; False when time is over first."""
        deadline = time.monotonic() + (PATIENCE if patience is None else patience)
        self.hear_waiting()
        while not done():
            if self.over:
                return done()
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.wait(select.POLLIN, min(left, 1.0))
            self.hear_waiting()
        return True

    def close(self):
        try:
            self.sock.close()
        except OSError:
            pass
