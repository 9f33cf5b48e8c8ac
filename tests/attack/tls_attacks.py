"""The attacks over TLS: its records stand between what the server has given away and what a socket has taken."""
import contextlib
import json
import random
import ssl
import time

from registry import attack
from target import PATIENCE, demand

from frames import encode, text

READERS, SENDERS, EACH = 30, 12, 20
AFTERWARDS = 800  # looks at the readers, when all has been said
HELLO = encode(text(json.dumps({"op": "hello", "id": 1, "client": "jerks/1", "rooms": [{"room": "lobby"}]})), True)


def reader(target, receive_buffer):
    sock = target.upgrade("/", "Sec-WebSocket-Protocol: wsd.1.json\r\n", receive_buffer, tls=True)
    sock.sendall(HELLO)
    sock.setblocking(False)
    return sock


def sender(target):
    sock = target.upgrade("/", "Sec-WebSocket-Protocol: wsd.1.text\r\n")
    sock.setblocking(False)
    return sock


@attack(peak=64, left=48, tls=True)
def tls_readers_in_jerks(target):
    """30 JSON readers over TLS take a little now and then, while 12 senders say quotes: as JSON they are twice as long, and longer
    than what a socket takes at once."""
    dice = random.Random(1)
    readers = [reader(target, 4096 << number % 3) for number in range(READERS)]
    left = {sender(target): b"".join(encode(text('"' * dice.randrange(40_000, 65_000)), True) for _ in range(EACH))
            for _ in range(SENDERS)}
    deadline = time.monotonic() + PATIENCE
    more = AFTERWARDS
    while more:
        demand(target.process.poll() is None, f"the server ended with {target.process.poll()}")
        demand(time.monotonic() < deadline, "the senders are not read")
        more -= not any(left.values())
        for sock, rest in left.items():
            if rest and dice.random() < 0.03:
                with contextlib.suppress(BlockingIOError, BrokenPipeError, ConnectionResetError):
                    left[sock] = rest[sock.send(rest[:1 << 16]):]
            with contextlib.suppress(BlockingIOError, ConnectionResetError):
                sock.recv(1 << 20)
        for sock in readers:
            if dice.random() < 0.3:
                with contextlib.suppress(ssl.SSLWantReadError, ConnectionResetError):
                    sock.recv(dice.choice((1_000, 5_000, 20_000, 60_000)))
        time.sleep(0.002)  # the server's turns are many
    return f"{SENDERS * EACH} messages, {READERS} readers"
