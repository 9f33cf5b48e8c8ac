"""Who is compared, and under which loads: the contestants and the cells of bench/compare."""
import dataclasses
import pathlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build/bench"
FLOOR = BUILD / "bench/floor/floor"
KIB = 1024


@dataclasses.dataclass(frozen=True)
class Contestant:
    """A server, and what the generator has to say to it."""
    name: str
    command: str  # {port}; {certificate} and {key} are files
    room: str = "ws://127.0.0.1:{port}/raw/r"
    echo: str = "ws://127.0.0.1:{port}/echo"
    arguments: str = ""  # of the generator


def contestants(program):
    """Everybody there is, by name. program: wsd's own."""
    plain = "--listen 127.0.0.1:{port}"

    def wsd(name="wsd", threads=1, options=plain, **rest):
        command = f"{program} --threads {threads} --echo --max-message 1048576 {options}"
        return Contestant(name, command, **rest)

    tls = "--listen tls://127.0.0.1:{port} --tls-cert {certificate} --tls-key {key}"
    every = [
        wsd(),
        wsd("wsd deflated", options=f"{plain} --deflate", arguments="--deflate"),
        wsd("wsd TLS", options=tls, room="wss://127.0.0.1:{port}/raw/r"),
        wsd("2 shards", threads=2),
        wsd("8 shards", threads=8),
        *chat(wsd),
        Contestant("plain floor", f"{FLOOR} plain {{port}}"),
        Contestant("batching floor", f"{FLOOR} batch {{port}}"),
        Contestant("raw floor", f"{FLOOR} echo {{port}}", arguments="--raw"),
    ]
    return {one.name: one for one in every}


TEXT_LONGER, JSON_LONGER = 8, 99  # bytes around a text of "User 1" in the room r, numbered in the thousands


def chat(wsd):
    """The chat in its two forms, and the relay with messages of their length."""
    options = "--listen 127.0.0.1:{port} --rate 0 --per-address 0"
    room = "ws://127.0.0.1:{port}/r/r"
    for form in ("text", "json"):
        yield wsd(f"chat {form}", options=options, room=room, arguments=f"--wire {form}")
    for size in (64 + TEXT_LONGER, 64 + JSON_LONGER, 512 + TEXT_LONGER, 512 + JSON_LONGER):
        yield wsd(f"raw {size} B", options=options, arguments=f"--text --size {size}")


@dataclasses.dataclass(frozen=True)
class Cell:
    """One line of the table: the same load for each contestant."""
    title: str
    load: str  # of the generator: mode first, then options
    figure: str
    contestants: tuple  # names; the last one is the baseline if there is a ratio_max
    ratio_max: float = 0  # of the first to the baseline; 0: not compared
    value_max: float = 0  # of the figure itself; 0: any


DELIVERY = "server_ns_per_delivery"


def grid():
    for size, words in ((64, "64 B"), (512, "512 B"), (16 * KIB, "16 KiB")):
        for subscribers in (10, 100, 1000, 5000):
            yield f"{subscribers:,} × {words}", subscribers, size


def steady_rate(subscribers, size):
    """Messages per second that keep a server busy for about a third of its core."""
    nanoseconds = 4000 + size // 4
    return round(max(5, 0.33e9 / (subscribers * nanoseconds)))


def paced():
    for title, subscribers, size in grid():
        rate = steady_rate(subscribers, size)
        yield Cell(f"paced, {title}",
                   f"paced --subscribers {subscribers} --size {size} --rate {rate}",
                   DELIVERY, ("wsd", "plain floor"), ratio_max=1.05)


def flat():
    for title, subscribers, size in grid():
        yield Cell(f"flat out, {title}", f"flat --subscribers {subscribers} --size {size}",
                   DELIVERY, ("wsd", "batching floor"), ratio_max=1.15)


def burst():
    yield Cell("burst, 32 × 1,600 × 32 B, all to all", "burst --subscribers 32 --size 32",
               DELIVERY, ("wsd", "batching floor"), ratio_max=2)


def echo():
    for size, words in ((20, "20 B"), (KIB, "1 KiB"), (64 * KIB, "64 KiB")):
        for connections in (1, 100, 1000):
            yield Cell(f"echo, {connections:,} × {words}",
                       f"echo --subscribers {connections} --size {size}",
                       "server_ns_per_echo", ("wsd", "raw floor"), ratio_max=1.1)


def deflate():
    for subscribers in (100, 1000):
        rate = steady_rate(subscribers, 512)
        load = f"--subscribers {subscribers} --size 512"
        for mode, words in ((f"paced --rate {rate}", "paced"), ("flat", "flat out")):
            yield Cell(f"deflated, {words}, {subscribers:,} × 512 B", f"{mode} {load}", DELIVERY,
                       ("wsd deflated", "wsd"), ratio_max=1.1)


def idle():
    figure = "server_bytes_per_connection"
    yield Cell("idle, 15,000", "idle --subscribers 15000", figure, ("wsd",), value_max=256)
    yield Cell("idle, 2,000 TLS", "idle --subscribers 2000", figure, ("wsd TLS",),
               value_max=10 * KIB)


def churn():
    yield Cell("connect, upgrade, close", "churn --subscribers 16", "server_ns_per_cycle",
               ("wsd", "plain floor"), ratio_max=1.1)


def threads():
    """All shards on the server's one core: what is seen is what letters and wakes cost, and not on
    which core the scheduler put whom (which changes a delivery's cost by a factor of two)."""
    rate = steady_rate(1000, 64)
    for load, words in ((f"paced --rate {rate}", "paced"), ("flat", "flat out")):
        for shards in ("2 shards", "8 shards"):
            yield Cell(f"{shards} to one, {words}, 1,000 × 64 B",
                       f"{load} --subscribers 1000 --size 64", DELIVERY, (shards, "wsd"),
                       ratio_max=1.1)


def slow():
    """Long enough for several megabytes, so that sockets and the server's own patience run out. Of
    the latencies, the first is what the second must not be far above."""
    for count, subscribers in ((1, 200), (200, 400)):
        rate = steady_rate(subscribers, 16 * KIB)
        load = (f"slow --slow {count} --subscribers {subscribers} --size 16384 --rate {rate} "
                "--seconds 8")
        for figure, most in (("all_reading_p50_us", 0), ("others_p50_us", 0),
                             ("others_p99_us", 0), ("server_resident_grown_mib", 20)):
            yield Cell(f"{count} of {subscribers} stop reading: {figure}", load, figure,
                       ("wsd",), value_max=most)


def chats():
    """What a message costs that somebody says, beside one that is only passed on: of the same text,
    and (the baseline) of the same length with all that a chat puts around it."""
    for size in (64, 512):
        for subscribers in (10, 100, 1000, 5000):
            load = f"--subscribers {subscribers} --size {size}"
            rate = steady_rate(subscribers, size)
            for mode, words in ((f"paced --rate {rate}", "paced"), ("flat", "flat out")):
                for form, longer in (("text", TEXT_LONGER), ("json", JSON_LONGER)):
                    yield Cell(f"chat, {form}, {words}, {subscribers:,} × {size} B", f"{mode} {load}",
                               DELIVERY, (f"chat {form}", "wsd", f"raw {size + longer} B"),
                               ratio_max=1.15)


PRESETS = {one.__name__: lambda one=one: list(one())
           for one in (paced, flat, burst, echo, deflate, idle, churn, threads, slow)}
PRESETS["chat"] = lambda: list(chats())
QUICK = ("paced, 100 × 64 B", "paced, 1,000 × 512 B", "flat out, 10 × 64 B",
         "flat out, 1,000 × 64 B", "flat out, 100 × 16 KiB", "burst", "echo, 100 × 20 B",
         "echo, 100 × 64 KiB", "deflated, paced, 1,000", "idle", "connect",
         "2 shards to one, flat", "1 of 200")


def cells_of(names):
    every = [cell for preset in PRESETS.values() for cell in preset()]
    for name in names:
        if name == "all":
            yield from every
        elif name == "quick":
            yield from (cell for cell in every if cell.title.startswith(QUICK))
        else:
            yield from PRESETS[name]()
