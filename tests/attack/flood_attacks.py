"""The attacks that take what others need, time and room, by many small things or by unfinished ones."""
import contextlib
import re
import select
import ssl
import time

from registry import attack
from target import MIB, demand, ended, request, until

from frames import binary, encode, more, ping, text

SECONDS = 2.0  # of a flood
FLOODERS = 60  # of one address there may be 64
NEWCOMERS = 500  # over TLS; so many times the scale
NEWCOMER = 64 << 10  # bytes until its request is there: H of the memory formula in docs/reliability.md
OTHERS = 8  # MiB: the witness, and what grows once


def flood(clients, data, seconds=SECONDS):
    """All of them send it over and over, and read what comes. How many bytes were sent."""
    poll, rest, sent = select.epoll(), {}, 0
    for sock in clients:
        sock.setblocking(False)
        rest[sock.fileno()] = (sock, memoryview(data))
        poll.register(sock, select.EPOLLIN | select.EPOLLOUT)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        for fd, what in poll.poll(0.1):
            sock, left = rest[fd]
            with contextlib.suppress(BlockingIOError):
                if what & select.EPOLLIN:
                    demand(sock.recv(1 << 20), "a flooder was ended")
                if what & select.EPOLLOUT:
                    taken = sock.send(left)
                    sent += taken
                    rest[fd] = (sock, left[taken:] or memoryview(data))
    poll.close()
    return f"{sent / MIB:.0f} MiB from {len(clients)}"


def flooders(target, path="/echo"):
    return [target.upgrade(path) for _ in range(FLOODERS)]


@attack(options=("--threads", "1"), peak=64)
def tiny_messages_by_the_million(target):
    """60 clients send messages of one octet, as many as fit into the line: each costs what a large one does."""
    return flood(flooders(target), encode(binary(b"x"), True) * 40_000, SECONDS * target.scale)


@attack(options=("--threads", "1"), peak=64)
def empty_messages_by_the_million(target):
    """The same with nothing in them."""
    return flood(flooders(target), encode(binary(b""), True) * 40_000, SECONDS * target.scale)


@attack(options=("--threads", "1"), peak=64)
def pings_by_the_million(target):
    """60 clients ask whether the server lives, and read its answers."""
    return flood(flooders(target), encode(ping(b""), True) * 40_000, SECONDS * target.scale)


@attack(options=("--threads", "1"), peak=64)
def empty_fragments_by_the_million(target):
    """60 clients send messages of nothing in 1,000 fragments, as many as are allowed."""
    message = encode(text("", fin=False), True) + encode(more(fin=False), True) * 998 + encode(more(), True)
    return flood(flooders(target), message * 40, SECONDS * target.scale)


@attack(options=("--threads", "1"), peak=192, left=160)
def joins_and_leaves_by_the_thousand(target):
    """60 clients enter rooms and leave them again, as fast as they can write."""
    words = b"".join(encode(text(f"/{what} room{number}"), True) for number in range(50) for what in ("join", "leave"))
    return flood(flooders(target, "/"), words, SECONDS * target.scale)


@attack(options=("--threads", "1"), peak=224, left=192)
def messages_that_are_never_finished(target):
    """1,200 messages of 60 KB that do not end: whoever comes with one in two parts is heard all the same."""
    part = encode(binary(b"x" * 60_000, fin=False), True)
    for _ in range(1200):
        sock = target.upgrade()
        with contextlib.suppress(OSError):
            sock.sendall(part)
    honest = target.link()
    for number in range(10):
        honest.send([binary(b"b" * 60_000, fin=False)])
        until(lambda: not honest.until(lambda: honest.events or honest.over, 0.02), "something came that should not")
        honest.send([more(b" and ended %d" % number)])
        demand(honest.until(lambda: honest.events), f"a message in two parts was not heard: {honest.end}")
        demand(honest.events == [("binary", b"b" * 60_000 + b" and ended %d" % number)], "it heard something else")
        honest.events.clear()
    return "ten messages in two parts were heard"


@attack(options=("--threads", "1"), peak=40)
def requests_whose_answers_are_not_read(target):
    """64 clients ask 292 times for the largest file of the page, in one write, and read nothing; then one reads it all."""
    _, page = target.get("/")
    names = re.findall(rb"/assets/[^\"' ]+\.js", page)
    demand(names, "the page names no script")
    name = max(names, key=lambda one: len(target.get(one.decode())[1])).decode()
    asked = f"GET {name} HTTP/1.1\r\nHost: localhost:{target.port}\r\n\r\n".encode() * 292
    clients = [target.connect(receive_buffer=4096) for _ in range(64)]
    for sock in clients:
        sock.sendall(asked)
    time.sleep(0.5 * target.scale)
    peak = target.memory
    head = (said := clients[0].recv(1 << 16)).partition(b"\r\n\r\n")[0]
    answer = len(head) + 4 + int(re.search(rb"Content-Length: (\d+)", head)[1])
    parts = [said]
    missing = 292 * answer - len(said)
    while missing > 0:
        parts.append(clients[0].recv(1 << 18))
        demand(parts[-1], f"ended with {missing} octets missing")
        missing -= len(parts[-1])
    said = b"".join(parts)
    demand(said == said[:answer] * 292, "the answers are not all the same")
    return f"{peak:.1f} MiB with 64 × 292 requests for {answer / 1024:.0f} KiB"


@attack(options=("--threads", "1", "--trusted-proxies", "127.0.0.2", "--proxy-protocol", "--handshake-time", "5m",
                 "--per-address", "16/1000"))
def half_requests_of_one_address(target):
    """300 of one address (a proxy says so) that do not finish their requests: four times --per-address are kept."""
    def brought(client, says):
        sock = target.connect(source="127.0.0.2")
        sock.sendall(f"PROXY TCP4 {client} 192.0.2.200 4711 80\r\n".encode() + says)
        return sock
    before = target.descriptors
    half = [brought("203.0.113.7", b"GET / HT") for _ in range(300)]
    until(lambda: target.descriptors <= before + 64, f"{target.descriptors - before} connections of one address are kept")
    demand(brought("203.0.113.8", request()).recv(4096).startswith(b"HTTP/1.1 101 "), "another address does not get in")
    kept = target.descriptors - before - 1
    for sock in half[:64]:
        sock.close()
    until(lambda: target.descriptors <= before + 1, "who left is counted still")
    demand(brought("203.0.113.7", request()).recv(4096).startswith(b"HTTP/1.1 101 "), "the address does not get in again")
    return f"{kept} of 300 kept"


def memory_of_newcomers(target):
    return NEWCOMERS * target.scale * NEWCOMER / MIB + OTHERS


@attack(options=("--threads", "1", "--handshake-time", "5m"), tls=True, peak=memory_of_newcomers, left=memory_of_newcomers)
def newcomers_with_tls(target):
    """500 (2,000 when figures are judged) come at once over TLS: who is inside does not wait for them."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    crowd, poll = {}, select.epoll()
    for _ in range(NEWCOMERS * target.scale):
        sock = context.wrap_socket(target.connect(port=target.tls_port), do_handshake_on_connect=False)
        sock.setblocking(False)
        crowd[sock.fileno()] = sock
        poll.register(sock, select.EPOLLIN)
        target.sockets[-1] = sock
        with contextlib.suppress(ssl.SSLWantReadError):
            sock.do_handshake()
    waiting, deadline = set(crowd), time.monotonic() + 60
    while waiting and time.monotonic() < deadline:
        for fd, _ in poll.poll(1.0):
            with contextlib.suppress(ssl.SSLWantReadError):
                crowd[fd].do_handshake()
                poll.unregister(fd)
                waiting.discard(fd)
    demand(not waiting, f"{len(waiting)} of {len(crowd)} handshakes are not done")
    return f"{len(crowd)} handshakes"
