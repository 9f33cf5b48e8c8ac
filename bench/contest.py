"""Who meets whom in `bench/compare peers`: the servers, the loads, and what wsd is to reach in each."""
import dataclasses
import os
import pathlib
import platform
import subprocess

from presets import BUILD, FLOOR, KIB, ROOT, Contestant, steady_rate

PEERS = ROOT / "bench/peers"
NPM = pathlib.Path(os.environ.get("NODE_PATH", ROOT / "build/peers/node_modules"))
BUILT = BUILD / "bench/peers"
US = "wsd"


@dataclasses.dataclass(frozen=True)
class Peer:
    """A server of others. has: what it offers beyond fan-out, of echo, deflate, tls."""
    name: str
    command: str  # a port follows, and perhaps --deflate or --tls CERT KEY
    version: str  # a command that prints it
    has: frozenset = frozenset({"echo", "deflate", "tls"})


def bun():
    machine = {"x86_64": "x64", "aarch64": "aarch64"}.get(platform.machine(), platform.machine())
    return NPM / f"@oven/bun-linux-{machine}/bin/bun"


def debian(package):
    return f"dpkg-query -W -f '${{Version}}' {package}"


PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's packages
EVERYBODY = (
    Peer("Bun", f"{bun()} {PEERS}/bun.js", f"{bun()} --version"),
    Peer("ws", f"node {PEERS}/ws.js",
         f"node -p '`${{require(\"{NPM}/ws/package.json\").version}} on node ${{process.version}}`'"),
    Peer("websockets", f"{PYTHON} {PEERS}/python_websockets.py",
         f"{debian('python3-websockets')} && {PYTHON} -c 'import importlib.util as i, platform as p; "
         "print(\" on Python \" + p.python_version() + \" with uvloop\" * bool(i.find_spec(\"uvloop\")))'"),
    Peer("Beast", f"{BUILT}/beast", f"test -x {BUILT}/beast && {debian('libboost-dev')}"),
    Peer("websocketpp", f"{BUILT}/websocketpp",
         f"test -x {BUILT}/websocketpp && {debian('libwebsocketpp-dev')}"),
    Peer("nchan", f"{PEERS}/nchan",
         f"{debian('libnginx-mod-nchan')} && nginx -v 2>&1 | sed 's/.*nginx/ on nginx/; s,/, ,'",
         has=frozenset({"deflate", "tls"})),
)
OF_EACH = {  # kind of load: what follows a peer's port, the scheme, what the generator has to say
    "plain": ("", "ws", ""),
    "deflate": ("--deflate", "ws", "--deflate"),
    "tls": ("--tls {certificate} {key}", "wss", ""),
}
FLOOR_MODES = {"plain floor": "plain", "batching floor": "batch", "raw floor": "echo"}


def of_peer(peer, kind):
    words, scheme, arguments = OF_EACH[kind]
    there = scheme + "://127.0.0.1:{port}"
    return Contestant(peer.name, f"{peer.command} {{port}} {words}", room=f"{there}/raw/r",
                      echo=f"{there}/echo", arguments=arguments)


def of_us(program, kind, options):
    words, scheme, arguments = OF_EACH[kind]
    listen = "--listen 127.0.0.1:{port}"
    if kind == "tls":
        listen = "--listen tls://127.0.0.1:{port} --tls-cert {certificate} --tls-key {key}"
    elif kind == "deflate":
        listen += " --deflate"
    there = scheme + "://127.0.0.1:{port}"
    return Contestant(US, f"{program} --threads 1 --echo --rate 0 --per-address 0 --admin off "
                          f"--max-message 1048576 {listen} {options}",
                      room=f"{there}/raw/r", echo=f"{there}/echo", arguments=arguments)


def of_floor(name):
    arguments = "--raw" if name == "raw floor" else ""
    return Contestant(name, f"{FLOOR} {FLOOR_MODES[name]} {{port}}", arguments=arguments)


@dataclasses.dataclass(frozen=True)
class Cell:
    """The same load for everybody who has it."""
    key: str
    title: str
    load: str  # of the generator: mode first, then options
    reach: float  # how many times less than the best peer's our figure is to be
    figure: str = "server_ns_per_delivery"
    kind: str = "plain"
    floor: str = ""
    floor_max: float = 0  # our figure to the floor's, at most; 0: not asked
    options: str = ""  # of wsd alone
    short: bool = False  # in the short comparison too

    def contestants(self, program):
        """By name, the subject first."""
        needs = {"echo"} if self.load.startswith("echo") else set()
        needs |= {self.kind} - {"plain"}
        every = [of_us(program, self.kind, self.options)]
        every += [of_peer(peer, self.kind) for peer in EVERYBODY if needs <= peer.has]
        if self.floor:
            every.append(of_floor(self.floor))
        return {one.name: one for one in every}


AHEAD, LEVEL = 1.0, 0.95  # level: as far as the noise of such a machine lets one tell
SIZES = {64: "64 B", 512: "512 B", 16 * KIB: "16 KiB"}
SUBSCRIBERS = (10, 100, 1000, 5000)


def flat():
    for size in (64, 512):
        for count in SUBSCRIBERS:
            yield Cell(f"flat-{size}-{count}", f"flat out, {count:,} × {SIZES[size]}",
                       f"flat --subscribers {count} --size {size}",
                       reach=AHEAD if count == 5000 else 1.8, floor="batching floor",
                       short=size == 64 or count == 1000)
    for count in (10, 100, 1000):
        yield Cell(f"flat-16384-{count}", f"flat out, {count:,} × 16 KiB",
                   f"flat --subscribers {count} --size 16384", reach=1.4, floor="batching floor",
                   short=count == 100)
    yield Cell("burst", "burst, 32 × 1,600 × 32 B, all to all",
               "burst --subscribers 32 --size 32 --rounds 1", reach=10, floor="batching floor",
               short=True)


def paced():
    for size in (64, 512):
        for count in SUBSCRIBERS:
            # Slow enough for the slowest: everybody is idle more than half of the time.
            rate = max(5, round(steady_rate(count, size) / 1.6))
            yield Cell(f"paced-{size}-{count}", f"paced, {count:,} × {SIZES[size]}",
                       f"paced --subscribers {count} --size {size} --rate {rate}", reach=LEVEL,
                       floor="plain floor", floor_max=1.05,
                       short=(size, count) in ((64, 100), (64, 1000), (512, 1000)))
    yield Cell("flush", "held 2 ms, 100 × 64 B, 1,000/s",
               "steady --subscribers 100 --size 64 --rate 1000", reach=2,
               options="--flush-interval 2", short=True)


def deflated():
    load = "--subscribers 1000 --size 512 --text"
    yield Cell("deflate-paced", "deflated, paced, 1,000 × 512 B", f"paced --rate 8 {load}",
               reach=1.8, kind="deflate", short=True)
    yield Cell("deflate-flat", "deflated, flat out, 1,000 × 512 B", f"flat {load}", reach=10,
               kind="deflate", short=True)


def secured():
    yield Cell("tls-paced", "TLS, paced, 1,000 × 64 B",
               "paced --subscribers 1000 --size 64 --rate 25", reach=AHEAD, kind="tls", short=True)
    yield Cell("tls-flat", "TLS, flat out, 1,000 × 64 B", "flat --subscribers 1000 --size 64",
               reach=AHEAD, kind="tls", short=True)


def echoed():
    for size, words, reach in ((20, "20 B", LEVEL), (KIB, "1 KiB", LEVEL), (64 * KIB, "64 KiB", AHEAD)):
        yield Cell(f"echo-{size}", f"echo, 100 × {words}", f"echo --subscribers 100 --size {size}",
                   figure="server_ns_per_echo", reach=reach, floor="raw floor", short=True)


def connections():
    yield Cell("churn", "connect, upgrade, close", "churn --subscribers 16",
               figure="server_ns_per_cycle", reach=AHEAD, floor="plain floor", short=True)
    memory = {"figure": "server_bytes_per_connection", "reach": AHEAD, "short": True}
    yield Cell("idle", "idle, 4,000 connections", "idle --subscribers 4000", **memory)
    yield Cell("idle-tls", "idle, 1,000 TLS connections", "idle --subscribers 1000", kind="tls",
               **memory)


def cells(short):
    every = [*flat(), *paced(), *deflated(), *secured(), *echoed(), *connections()]
    return [one for one in every if one.short or not short]


def said(command):
    """What a command prints, or nothing if it is not there."""
    done = subprocess.run(["bash", "-c", f"PATH=$PATH:/usr/sbin; {command}"], capture_output=True,
                          text=True)
    return done.stdout.strip() if done.returncode == 0 else ""


def versions():
    """Of everybody, by name; who is not here has none."""
    return {peer.name: said(peer.version) for peer in EVERYBODY}
