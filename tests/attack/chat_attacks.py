"""The attacks on the chat: whose page may connect, who pretends to be whom, what comes into logs and terminals."""
import json
import re

from registry import attack
from target import Broken, demand, until

from frames import text

CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def lines(link, count):
    """At least so many text messages, as words."""
    demand(link.until(lambda: len(link.events) >= count), f"only {link.events} came, {link.end}")
    heard = [event[1].decode() for event in link.events]
    link.events.clear()
    return heard


def say(link, *words):
    link.send([text(one) for one in words])


def newcomer(target, path="/"):
    """Somebody who is in, and has heard so."""
    link = target.link(path)
    heard = []
    while not (heard and heard[-1].endswith(" has connected.")):
        heard += lines(link, 1)
    return link


@attack(options=("--per-address", "0"))
def wrong_origins(target):
    """Pages of others, and addresses that look like ours: 403 before 101, and nothing but the very same origin."""
    host = f"localhost:{target.port}"
    good = [None, f"http://{host}", f"HTTP://{host.upper()}"]
    bad = ["null", "", "http://evil.example", f"http://{host}.evil.example", f"http://evil.example/{host}",
           f"http://localhost.evil.example:{target.port}", f"http://notlocalhost:{target.port}", "http://localhost",
           f"http://localhost:{target.port}1", f"http://localhost:{str(target.port)[:-1]}", f"ws://{host}", f"file://{host}",
           f"http://user@{host}", f"http://{host}@evil.example", f"http://{host}/path", f"http://{host}, http://evil.example",
           f"http://{host}\r\nOrigin: http://evil.example", f"http://{host} http://evil.example", host, "*", f"http://*:{target.port}"]
    # A stranger's name that was made to point at the server: to the browser its page is of the server's own origin.
    rebound = [f"rebound.example:{target.port}", f"localhost.rebound.example:{target.port}", f"127.0.0.1.rebound.example:{target.port}"]
    asked = [(host, one, 101) for one in good] + [(host, one, 403) for one in bad]
    for host, origin, expected in asked + [(name, f"http://{name}", 403) for name in rebound]:
        sock = target.connect()
        field = "" if origin is None else f"Origin: {origin}\r\n"
        sock.sendall((f"GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                      f"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n{field}\r\n").encode())
        got = int(sock.recv(4096)[9:12])
        demand(got == expected or (expected == 403 and got == 400), f"Origin {origin!r} got {got}")
    return f"{len(bad) + len(rebound)} refused"


@attack()
def names_that_look_alike(target):
    """Whoever would pass for ana, for the server or for nobody stays who it was."""
    ana, eve = newcomer(target), newcomer(target)
    lines(ana, 1)
    say(ana, "/nick ana")
    lines(ana, 1), lines(eve, 1)
    tricks = ["ANA", "аna", "anа", "аnа", "ａｎａ", "a\u200bna", "ana\u2060", "\u202eana", "ana\u00ad", "a\u034fna", "𝐚𝐧𝐚",
              "*", "* ana", "!ana", "#1", "@ana", "/ana", "[ops]", "ana:", "a:b", "User 1", "User 77", "Server: hi", "an\x1b[31ma",
              "ana\x07", "ana\x9b", "ana\nana", "\u2028ana", "x" * 33, "\u3000", "\u115f"]
    for trick in tricks:
        say(eve, f"/nick {trick}")
        (answer,) = lines(eve, 1)
        demand(answer.startswith("! "), f"the name {trick!r} is let through: {answer!r}")
        demand(not CONTROLS.search(answer), f"{answer!r} holds a control character")
    demand(not ana.until(lambda: ana.events, 0.2), f"ana heard {ana.events}")
    return f"{len(tricks)} refused"


@attack()
def forged_lines_and_terminal_escapes(target):
    """A message cannot look like another's, nor move a cursor."""
    ana, eve = newcomer(target), newcomer(target)
    lines(ana, 1)
    tricks = ["hello\nUser 1: forged", "hello\r\nUser 1: forged", "hello\rUser 1: forged", "a\x0bUser 1: forged", "a\x85User 1: forged",
              "\x1b[2J\x1b[1;1HUser 1: forged", "\x9b2J", "\x1b]0;title\x07", "\x00\x08\x08\x08\x7f", "a\u2028User 1: forged",
              "/me \x1b[31mred", "/topic \x1b[5mtopic", "/away \x07", "/msg User 1 \x1b[2Jpsst"]
    for trick in tricks:
        say(eve, trick)
        say(eve, "fence")
        heard = []
        while not heard or not heard[-1].endswith("fence"):
            heard += lines(ana, 1)
        eve.until(lambda: not eve.events, 0)
        for one in heard:
            demand(not CONTROLS.search(one), f"{trick!r} is heard as {one!r}")
            for line in one.split("\n")[1:]:
                demand(line.startswith("  "), f"{trick!r} forges the line {line!r}")
    return f"{len(tricks)} tricks"


@attack(options=("--log-format", "json", "--log-level", "debug", "--log-rate", "0"))
def log_injection(target):
    """What strangers send comes into the log escaped, one line an event, and secrets do not come there at all."""
    secret = "hunter2hunter2"
    tricks = ["a\nb", "a\x1b[2Jb", "a\x9bb", "a\u2028b", 'a"b\\', "{\"level\":\"error\"}"]
    for trick in tricks:
        link = newcomer(target)
        say(link, f"/nick {trick}", f"/join {trick}", f"/away {secret}", f"/quit {trick}")
        link.until(lambda link=link: link.over or link.closed, 5)
        target.get("/nothing?" + secret + "%0a%1b", f"Cookie: {secret}\r\nAuthorization: Bearer {secret}\r\nUser-Agent: \xff{secret}\r\n")
        target.get("/%0d%0ainjected%1b[31m")
    target.hang_up_all()
    target.clean_client()
    log = target.log()
    for line in log.decode("utf-8").split("\n")[:-1]:
        try:
            json.loads(line)
        except ValueError:
            raise Broken(f"a line of the log is no JSON: {line!r}") from None
        demand(not CONTROLS.search(line) and "\u2028" not in line, f"the log holds {line!r}")
    demand(secret.encode() not in log, "a secret is in the log")
    demand(log.count(b"\n") > 0, "nothing was logged at all")
    return f"{log.count(bytes([10]))} lines of log"


@attack()
def path_tricks(target):
    """Files that are none of a stranger's business are not there, however they are spelled."""
    ups = ["/../" * 8, "/..%2f" * 8, "/%2e%2e/" * 8, "/%252e%252e%252f" * 4, "/..\\" * 8, "/..%5c" * 8, "/....//" * 8, "/./../" * 8,
           "/%c0%ae%c0%ae/" * 8, "/..;/" * 8, "//"]
    files = ["etc/passwd", "etc/passwd%00.html", "proc/self/environ"]
    for trick in [up + file for up in ups for file in files] + ["/.git/config", "/index.html/../../etc/passwd", "/r/../../etc/passwd"]:
        status, said = target.get(trick)
        demand(b"root:" not in said and b"PATH=" not in said, f"{trick} got a file")
        demand(status in (400, 404), f"{trick} got {status}")
    return f"{len(ups) * len(files) + 3} paths"


@attack(peak=256, left=128)
def rooms_and_names_by_the_thousand(target):
    """One client enters all rooms it can and takes name after name: what is left of it is bounded.

    A name is told in every room one is in, so the logs of 128 rooms fill: --room-log each, --log-budget in all."""
    link = newcomer(target)
    link.hear = lambda data: None  # hundreds of thousands of lines, which nobody looks at
    for number in range(3000):
        say(link, f"/join room{number}", f"/nick name{number}")
        link.hear_waiting()
        if link.over:
            break
    return "3000 joins and names"


@attack()
def json_tricks(target):
    """Nested without end, cut, huge or doubled: an error each, and the connection goes on."""
    link = target.link("/", "Sec-WebSocket-Protocol: wsd.1.json\r\n")
    tricks = ["[" * 60_000, '{"a":' * 10_000, '{"op":"msg","text":"\\ud800"}', '{"op":1e999}', '{"op":"msg","text":"\\u0000"}', "",
              '{"op":"msg"', '"op"', "null", '{"op":"msg","id":' + "9" * 5000 + "}", '{"op":"history","limit":-1}',
              '{"op":"history","before":18446744073709551616}', '{"op":"join","room":"' + "a" * 9000 + '"}', "\ufeff{}"]
    for trick in tricks:
        say(link, trick)
        say(link, '{"op":"nosuch","id":"fence"}')
        demand(link.until(lambda: any(b'"fence"' in event[1] for event in link.events)), f"{trick[:50]!r}: {link.events} {link.end}")
        link.events.clear()
    until(lambda: not link.over, "it was ended")
    return f"{len(tricks)} tricks"
