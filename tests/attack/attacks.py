"""The attacks on the protocol and the process. Each is a function of a target; it returns its figures."""
import contextlib
import select
import socket
import time
import zlib

from registry import ATTACKS, attack
from target import MIB, Broken, all_ended, demand, ended, request, reset, until  # also finds the frames

from frames import Frame, binary, close, encode, more, ping, text

PATIENT = ("--handshake-time", "5m")  # who is slow here may be the machine
DEFLATE = "Sec-WebSocket-Extensions: permessage-deflate; client_no_context_takeover\r\n"


def close_code(said):
    """The code of the close frame that an unmasked stream ends with, if there is one."""
    at = said.rfind(b"\x88")
    return int.from_bytes(said[at + 2:at + 4], "big") if at >= 0 and len(said) >= at + 4 else None


def push(sock, data, seconds=20.0):
    """As much of it as the server takes in that time; True if all."""
    sock.setblocking(False)
    rest, deadline = memoryview(data), time.monotonic() + seconds
    try:
        while rest and time.monotonic() < deadline:
            if not select.select([], [sock], [], 0.5)[1]:
                return False
            rest = rest[sock.send(rest):]
    except OSError:
        return False
    finally:
        sock.settimeout(60)
    return not rest


# ---- before the upgrade ----

@attack(options=("--handshake-time", "4s"))
def slow_handshake(target):
    """300 requests of which a byte comes now and then: a deadline ends each, and progress does not prolong it."""
    slow = [target.connect() for _ in range(300)]
    began = time.monotonic()
    words = request()
    for at in range(8):
        for sock in slow:
            with contextlib.suppress(OSError):
                sock.send(words[at:at + 1])
        target.clean_client()
        time.sleep(0.5)
    for sock in slow:
        ended(sock)
    return f"all ended after {time.monotonic() - began:.1f} s"


@attack()
def header_floods(target):
    """Heads without end: one line, one name, one value, fields without number. Refused before 16 KiB are read."""
    floods = [b"GET /" + b"a" * MIB, b"GET / HTTP/1.1\r\n" + b"a" * MIB, b"GET / HTTP/1.1\r\nA: " + b"a" * MIB,
              b"GET / HTTP/1.1\r\n" + b"a:\r\n" * (MIB // 4), b"GET / HTTP/1.1\r\n" + b"Host: a\r\n" * (MIB // 9)]
    for flood in floods * 20:
        sock = target.connect()
        push(sock, flood, 5)
        said = ended(sock)
        demand(said == b"" or said[9:12] in (b"400", b"414", b"431"), f"a flood got {said[:60]!r}")
    return f"{len(floods) * 20} floods of a MiB"


@attack()
def smuggling(target):
    """Requests hidden in bodies and behind refused upgrades: one answer, then the end."""
    hidden = b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
    tricks = [request(fields=f"Content-Length: {len(hidden)}\r\n"), request(fields="Transfer-Encoding: chunked\r\n") + b"0\r\n\r\n",
              request().replace(b"13", b"12"), request().replace(b"Upgrade: websocket\r\n", b""),
              b"POST /healthz HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nContent-Length: 0\r\n\r\n",
              b"POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n",
              b"POST /healthz HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: xchunked\r\n\r\n",
              b"GET /healthz HTTP/1.1\r\nHost: a\r\nContent-Length : 3\r\n\r\n",
              b"GET /healthz HTTP/1.1\nHost: a\n\n", b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\rGET /healthz HTTP/1.1\r\n\r\n"]
    for trick in tricks:
        sock = target.connect()
        push(sock, trick + hidden)
        said = ended(sock)
        demand(said is not None, f"the connection stays open: {trick[:100]!r}")
        demand(said.count(b"HTTP/1.1 ") == 1 and said[9:10] == b"4", f"{trick!r} got {said!r}")
    return f"{len(tricks)} tricks"


# ---- frames ----

@attack(options=PATIENT)
def one_byte_at_a_time(target):
    """50 clients whose requests and messages come one octet a segment."""
    words = request() + encode(text("slowly"), True)
    clients = [target.connect() for _ in range(50)]
    for octet in words:
        for sock in clients:
            sock.send(bytes([octet]))
    for sock in clients:
        said = b""
        while not said.endswith(b"\x81\x06slowly"):
            piece = sock.recv(4096)
            demand(piece, f"ended after {said!r}")
            said += piece
    return f"{len(words)} segments each"


@attack(options=("--max-message", str(16 * MIB)), peak=24)
def frames_announced_huge(target):
    """500 that announce 16 MiB and send a little of it; 100 that announce more than there may be."""
    for length in (1 << 63, (1 << 63) - 1, 1 << 40, 16 * MIB + 1) * 25:
        sock = target.upgrade()
        sock.sendall(encode(binary(b"", length=length), True))
        demand(close_code(ended(sock)) in (1002, 1009), f"{length} octets announced, and no close frame")
    for _ in range(500):
        target.upgrade().sendall(encode(binary(b"x" * 100, length=16 * MIB), True)[:90])
    return f"{target.memory:.1f} MiB with 500 × 16 MiB announced"


@attack()
def a_million_empty_fragments(target):
    """They bring nothing and never end a message."""
    sock = target.upgrade()
    sock.sendall(encode(text("a", fin=False), True))
    push(sock, encode(more(fin=False), True) * 1_000_000)
    demand(close_code(ended(sock)) == 1008, "not ended with 1008")
    return "ended with 1008"


@attack()
def tiny_fragments(target):
    """Messages in fragments of one octet, on 20 connections, never finished: memory by the byte, not the piece."""
    for _ in range(20):
        sock = target.upgrade()
        sock.sendall(encode(binary(b"a", fin=False), True))
        push(sock, encode(more(b"x", fin=False), True) * 20_000)
    return f"{target.memory:.1f} MiB"


@attack(peak=24)
def ping_flood_without_reading(target):
    """20 clients send pings and take no pong: they are read no more when their pongs stand in line."""
    clients = [target.upgrade(receive_buffer=4096) for _ in range(20)]
    flood = encode(ping(b"x" * 125), True) * 2000
    for _ in range(3):
        for sock in clients:
            sock.setblocking(False)
            with contextlib.suppress(OSError):
                while True:
                    sock.send(flood)
        target.clean_client()
    return f"{target.memory:.1f} MiB with 20 floods"


@attack(options=("--max-message", str(MIB)), peak=64, left=40)
def compression_bombs(target):
    """64 MiB of zeros in 64 KiB, whole and in fragments, 40 at once: 1009 at the first byte too many.

    What is left is malloc's: 40 messages of a MiB grew together, and some of that stays mapped."""
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    bomb = stream.compress(bytes(64 * MIB)) + stream.flush(zlib.Z_SYNC_FLUSH)[:-4]
    parts = [bomb[at:at + 1000] for at in range(0, len(bomb), 1000)]
    fragments = [Frame(2, parts[0], False, 4), *[more(part, fin=False) for part in parts[1:]]]
    clients = [target.upgrade(fields=DEFLATE) for _ in range(40)]
    for number, sock in enumerate(clients):
        whole = encode(Frame(2, bomb, rsv=4), True)
        push(sock, whole if number % 2 else b"".join(encode(one, True) for one in fragments))
    codes = [close_code(ended(sock) or b"") for sock in clients]
    demand(codes.count(1009) >= 38, f"closed with {codes}")
    return f"{codes.count(1009)} of 40 closed with 1009"


def gather(speaker, readers):
    """Until each of them is in the room and has heard all up to now: who was upgraded may be on the way there."""
    for reader in readers:
        until(lambda reader=reader: speaker.send([text("come")]) or reader.until(lambda: reader.events, 0.1), "nobody hears")
    speaker.send([text("all are here")])
    for reader in readers:
        demand(reader.until(lambda reader=reader: ("text", b"all are here") in reader.events), "somebody does not hear")
        reader.events.clear()


@attack(peak=64)
def readers_that_stop(target):
    """30 of 40 members of a room stop reading while 40 MB go through it: the others miss nothing."""
    stopped = [target.upgrade("/raw/hall", receive_buffer=4096) for _ in range(30)]
    readers = [target.link("/raw/hall") for _ in range(10)]
    speaker = target.link("/raw/hall")
    gather(speaker, readers)
    count, size = 1000, 40_000
    ahead = 8  # of the slowest reader, in messages: they and the server may have a slow moment, and a room's lag is a MiB
    for number in range(count):
        speaker.send([binary(number.to_bytes(4, "big") + b"x" * size)])
        speaker.hear_waiting()
        for reader in readers:
            reader.until(lambda reader=reader, number=number: len(reader.events) >= number + 1 - ahead or reader.closed, 60)
            demand(not reader.over and not reader.closed, f"a reader was ended: {reader.events[-1:]} {reader.end}")
    for reader in readers:
        reader.until(lambda reader=reader: len(reader.events) >= count, 60)
        numbers = [int.from_bytes(event[1][:4], "big") for event in reader.events]
        demand(numbers == list(range(count)), f"a reader heard {len(numbers)} of {count}, or not in order")
        reader.events.clear()
    # Who reads again in time finds the reason; who does not is let go all the same.
    codes = [close_code(said) for said in all_ended(stopped) if said is not None]
    demand(len(codes) == len(stopped), f"only {len(codes)} of {len(stopped)} were ended")
    return f"all ended, {codes.count(4108)} of {len(codes)} found the 4108"


# ---- connections ----

@attack()
def resets_by_the_thousand(target):
    """2000 connections that end by a reset: before, inside and behind the request, inside a frame, in a room."""
    for number in range(2000):
        kind = number % 5
        if kind < 2:
            sock = target.connect()
            if kind == 1:
                sock.send(request()[:50])
        else:
            sock = target.upgrade("/raw/hall" if kind == 4 else "/echo")
            if kind > 2:
                sock.send(encode(binary(b"x" * 500), True)[:300 + number % 200])
        target.sockets.remove(sock)
        reset(sock)
    return "2000 resets"


@attack(options=PATIENT, peak=64)
def connect_storm(target):
    """2000 at once, who all speak; then all leave at once."""
    crowd = [target.connect() for _ in range(2000)]
    for sock in crowd:
        sock.sendall(request() + encode(text("hi"), True))
    for sock in crowd:
        said = b""
        while not said.endswith(b"\x81\x02hi"):
            piece = sock.recv(4096)
            demand(piece, f"ended after {said!r}")
            said += piece
    return f"{target.memory:.1f} MiB with 2000"


@attack(options=("--max-connections", "0"), descriptors=64)  # by the descriptors alone there would be one place
def out_of_descriptors(target):
    """200 want in where 64 descriptors are: those inside are served, the others told or left waiting, no core burns."""
    inside = until(target.let_in, "the server stays full")
    crowd = []
    for _ in range(200):
        sock = socket.socket()
        sock.setblocking(False)
        sock.connect_ex(("127.0.0.1", target.port))
        crowd.append(sock)
    until(lambda: target.descriptors >= 60, "the descriptors are not used up")
    before, began = target.processor_seconds, time.monotonic()
    while time.monotonic() - began < 2:
        inside.send([text("served")])
        demand(inside.until(lambda: inside.events.count(("text", b"served")) > 0), "who is inside is not served")
        inside.events.clear()
        time.sleep(0.05)
    busy = (target.processor_seconds - before) / (time.monotonic() - began)
    demand(busy < 0.5, f"{busy:.0%} of a core while there are no descriptors")
    for sock in crowd:
        sock.close()
    inside.close()
    return f"{busy:.1%} of a core"


@attack()
def close_that_is_never_answered(target):
    """200 that break a rule and neither read nor leave: each is let go by a timer."""
    before = target.descriptors
    for _ in range(200):
        target.upgrade(receive_buffer=4096).sendall(encode(Frame(3, b"?"), True))
    until(lambda: target.descriptors <= before, "they keep their descriptors")
    return "all let go"


@attack()
def endless_closing(target):
    """A close frame, and then data for ever: it is thrown away, for a while."""
    sock = target.upgrade()
    sock.sendall(encode(close(1000), True))
    data = encode(binary(b"x" * 60_000), True) * 16
    deadline = time.monotonic() + 30
    while push(sock, data, 1) and time.monotonic() < deadline:
        pass
    demand(time.monotonic() < deadline, "it is read for ever")
    return "ended"


def named(names):
    known = {function.__name__ for function, *_ in ATTACKS}
    if unknown := set(names) - known:
        raise Broken(f"no attack is named {', '.join(unknown)}; there are {', '.join(sorted(known))}")
    return [one for one in ATTACKS if not names or one[0].__name__ in names]
