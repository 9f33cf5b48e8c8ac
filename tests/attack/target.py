"""The server under attack: started fresh for each, measured from outside."""
import base64
import contextlib
import json
import os
import pathlib
import resource
import select
import socket
import ssl
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
from strict.client import Client, Violation  # noqa: E402

import endpoints  # noqa: E402
import frames  # noqa: E402

MIB = 1 << 20
PATIENCE = 60.0  # for what must happen; a slow machine needs some of it
KEY = base64.b64encode(bytes(16)).decode()


class Broken(Exception):
    """A figure that does not hold."""


def demand(kept, words):
    if not kept:
        raise Broken(words)


class Witness:
    """A clean client beside an attack: witness.py."""

    def __init__(self, port):
        program = pathlib.Path(__file__).resolve().parent / "witness.py"
        self.process = subprocess.Popen([sys.executable, program, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        if self.process.stdout.readline() != "ready\n":
            self.process.kill()
            raise Broken("the witness does not get in")

    def figures(self):
        """It leaves, and tells what its echoes took."""
        said, _ = self.process.communicate(timeout=2 * PATIENCE)
        demand(said, "the witness said nothing")
        figures = json.loads(said)
        demand(not figures["wrong"], f"the clean client beside it: {figures['wrong']}")
        demand(figures["echoes"] > 0, "the clean client beside it had no echo at all")
        return figures

    def kill(self):
        self.process.kill()
        self.process.wait()


class Target:
    def __init__(self, program, options=(), descriptors=None, tls=False):
        def limit():
            resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
        command = [program, "--listen", "127.0.0.1:0", "--admin", "off", "--echo", "--deflate", "--rate", "0",
                   *options]
        self.certificate = contextlib.ExitStack()  # files that the server reads while it runs
        if tls:
            cert, key = self.certificate.enter_context(endpoints.certificate())
            self.trust = ssl.create_default_context(cafile=cert)
            command += ["--listen", "tls://127.0.0.1:0", "--tls-cert", cert, "--tls-key", key]
        self.errors = tempfile.TemporaryFile()  # its log
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors, text=True,
                                        preexec_fn=limit if descriptors else None)
        self.scale = 1  # how much of an attack: more when figures are judged
        self.port, self.tls_port, self.ports = None, None, []  # ports: in the order of its listeners
        while len(self.ports) < command.count("--listen"):
            line = self.process.stdout.readline()
            demand(line, f"{program} did not start")
            if "Server started on" in line:
                port = int(line.strip().rsplit(":", 1)[1])
                self.ports.append(port)
                if "wss://" in line:
                    self.tls_port = port
                else:
                    self.port = port
        self.sockets = []

    @classmethod
    def at(cls, port):
        """One that runs already, to talk to."""
        self = cls.__new__(cls)
        self.port, self.sockets = port, []
        return self

    # ---- what it costs ----

    def status(self, name):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="ascii")
        return next(int(line.split()[1]) for line in text.split("\n") if line.startswith(name + ":"))

    @property
    def memory(self):
        return self.status("VmRSS") / 1024  # MiB

    @property
    def peak(self):
        return self.status("VmHWM") / 1024

    @property
    def descriptors(self):
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))

    @property
    def processor_seconds(self):
        words = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
        return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")

    # ---- clients ----

    def connect(self, receive_buffer=None, tls=False, source=None, port=None):
        """A socket; kept, so that it stays open until hang_up_all()."""
        sock = socket.socket()
        if source:
            sock.bind((source, 0))
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.settimeout(PATIENCE)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(("127.0.0.1", port or (self.tls_port if tls else self.port)))
        if tls:
            sock = self.trust.wrap_socket(sock, server_hostname="localhost")
        self.sockets.append(sock)
        return sock

    def upgrade(self, path="/echo", fields="", receive_buffer=None, tls=False):
        return self.upgraded(path, fields, receive_buffer, tls)[0]

    def upgraded(self, path, fields, receive_buffer=None, tls=False):
        """(socket, what came behind the answer)."""
        sock = self.connect(receive_buffer, tls)
        sock.sendall(request(path, fields))
        head = b""
        while b"\r\n\r\n" not in head:
            piece = sock.recv(4096)
            demand(piece, f"no answer to an upgrade, but {head!r}")
            head += piece
        demand(head.startswith(b"HTTP/1.1 101 "), f"an upgrade got {head[:80]!r}")
        return sock, head.partition(b"\r\n\r\n")[2]

    def link(self, path="/echo", fields=""):
        """Somebody who keeps to the rules, and holds the server to them."""
        sock, rest = self.upgraded(path, fields)
        form = "raw" if path.startswith(("/echo", "/raw/")) else "json" if "wsd.1.json" in fields else "plain"
        return Client(sock, form, rest, keeps_events=True)

    def let_in(self):
        try:
            return self.link()
        except Broken as broken:
            if " 503 " not in str(broken):
                raise
            return None

    def get(self, target, fields=""):
        """(status, the whole answer) of a plain GET."""
        sock = self.connect()
        sock.sendall(f"GET {target} HTTP/1.1\r\nHost: localhost:{self.port}\r\nConnection: close\r\n{fields}\r\n"
                     .encode("latin-1"))
        said = ended(sock)
        demand(said, f"no answer to GET {target}")
        return int(said[9:12]), said

    def hang_up_all(self):
        for sock in self.sockets:
            with contextlib.suppress(OSError):
                sock.close()
        self.sockets.clear()

    def clean_client(self):
        """Seconds until a clean newcomer has its echo back. Who is told that the server is full comes back."""
        began = time.monotonic()
        one = until(self.let_in, "the server stays full")
        one.send([frames.text("clean")])
        demand(one.until(lambda: one.events, PATIENCE) and one.events[0] == ("text", b"clean"),
               f"a clean client is not served: {one.events} {one.end}")
        took = time.monotonic() - began
        one.close()
        return took

    def log(self):
        log = self.errors.fileno()  # its place is the server's too: to seek would move where the server writes
        return os.pread(log, os.fstat(log).st_size, 0)

    def stop(self):
        self.certificate.close()  # it was read at the start
        self.hang_up_all()
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def request(path="/echo", fields=""):
    return (f"GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {KEY}\r\nSec-WebSocket-Version: 13\r\n{fields}\r\n").encode()


def until(done, words, patience=PATIENCE):
    deadline = time.monotonic() + patience
    while not (result := done()):
        demand(time.monotonic() < deadline, words)
        time.sleep(0.02)
    return result


def ended(sock):
    """What came until the server ended it; None if it goes on."""
    said = b""
    try:
        while piece := sock.recv(1 << 16):
            said += piece
    except (ConnectionError, ssl.SSLError):
        pass
    except TimeoutError:
        return None
    return said


def all_ended(socks):
    """The same of many at once: a small window takes its time."""
    said, open_ones = {sock: b"" for sock in socks}, set(socks)
    deadline = time.monotonic() + PATIENCE
    while open_ones and time.monotonic() < deadline:
        for sock in select.select(open_ones, [], [], 1.0)[0]:
            try:
                piece = sock.recv(1 << 16)
            except ConnectionError:
                piece = b""
            said[sock] += piece
            if not piece:
                open_ones.discard(sock)
    return [None if sock in open_ones else said[sock] for sock in socks]


def reset(sock):
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
    sock.close()
