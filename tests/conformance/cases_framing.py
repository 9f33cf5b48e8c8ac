"""Groups 1 to 5, 7 and 10: lengths, pings, reserved bits and opcodes, fragments, closing."""
import itertools

from case import ANY, OURS, Case, answers, fails, heard, quiet, send
from frames import Frame, binary, close, more, ping, pong, text

STARS = [0, 125, 126, 127, 128, 65535, 65536]
HELLO = text("Hello, world!")
ECHO = ("text", b"Hello, world!")
ODD = bytes.fromhex("00fffefdfcfb00ff")
WAYS = ["whole", "frames", 1]


def cases():
    return list(itertools.chain(lengths(), pings(), reserved_bits(), reserved_opcodes(), fragments(),
                                closing(), automatic_fragments()))


def lengths():
    for kind, make, byte in ((1, text, b"*"), (2, binary, b"\xfe")):
        name = "text" if kind == 1 else "binary"
        for n, size in enumerate(STARS, 1):
            yield Case(f"1.{kind}.{n}", f"{name} of {size} octets", [make(byte * size)], [(name, byte * size)])
        yield Case(f"1.{kind}.8", f"{name} of 65536 octets in chops of 997",
                   [send(make(byte * 65536), how=997)], [(name, byte * 65536)])


def pings():
    for n, payload in enumerate((b"", b"Hello, world!", ODD, b"\xfe" * 125), 1):
        yield Case(f"2.{n}", f"ping of {len(payload)} octets", [ping(payload)], [("pong", payload)])
    yield Case("2.5", "ping of 126 octets", [ping(b"\xfe" * 126)], [], fails(1002))
    yield Case("2.6", "ping of 125 octets, octet by octet", [send(ping(b"\xfe" * 125), how=1)],
               [("pong", b"\xfe" * 125)])
    for n, payload in ((7, b""), (8, b"a pong nobody asked for!")):
        yield Case(f"2.{n}", f"unasked pong of {len(payload)} octets, then close",
                   [send(pong(payload), close(1000))], [], answers(1000))
    yield Case("2.9", "unasked pong, then ping", [send(pong(b"unasked"), ping(b"ping payload"))],
               [("pong", b"ping payload")])
    ten = [b"payload-%d" % i for i in range(10)]
    for n, how in ((10, "whole"), (11, 1)):
        yield Case(f"2.{n}", f"ten pings, {how}", [send(*map(ping, ten), how=how)], [("pong", p) for p in ten])


def reserved_bits():
    yield Case("3.1", "text with RSV3", [text("Hello, world!", rsv=1)], [], fails(1002))
    for n, rsv, how in ((2, 2, "whole"), (3, 3, "frames"), (4, 4, 1)):
        yield Case(f"3.{n}", f"text, text with reserved bits {rsv}, ping, {how}",
                   [send(HELLO, text("Hello, world!", rsv=rsv), ping(), how=how)], [ECHO], fails(1002), lenient=[])
    yield Case("3.5", "binary with reserved bits 5", [binary(ODD, rsv=5)], [], fails(1002))
    yield Case("3.6", "binary with reserved bits 6", [binary(b"Hello, world!", rsv=6)], [], fails(1002))
    yield Case("3.7", "close with reserved bits 7", [close(rsv=7)], [], fails(1002))


def reserved_opcodes():
    for group, first in ((1, 3), (2, 11)):
        yield Case(f"4.{group}.1", f"opcode {first}, empty", [Frame(first)], [], fails(1002))
        yield Case(f"4.{group}.2", f"opcode {first + 1} with a payload", [Frame(first + 1, b"reserved opcode payload")],
                   [], fails(1002))
        for n, payload, how in ((3, b"", "whole"), (4, b"payload", "whole"), (5, b"payload", 1)):
            opcode = first + n - 1
            yield Case(f"4.{group}.{n}", f"text, opcode {opcode}, ping, {how}",
                       [send(HELLO, Frame(opcode, payload), ping(), how=how)], [ECHO], fails(1002), lenient=[])


def fragments():
    yield Case("5.1", "ping in two fragments", [send(ping(b"one", fin=False), more(b"two"))], [], fails(1002))
    yield Case("5.2", "pong in two fragments", [send(pong(b"one", fin=False), more(b"two"))], [], fails(1002))
    one, two, both = text("fragment1", fin=False), more("fragment2"), ("text", b"fragment1fragment2")
    for n, how in enumerate(WAYS, 3):
        yield Case(f"5.{n}", f"text in two fragments, {how}", [send(one, two, how=how)], [both])
    asked = ("pong", b"ping payload")
    for n, how in enumerate(WAYS, 6):
        yield Case(f"5.{n}", f"ping between two fragments, {how}",
                   [send(one, ping(b"ping payload"), two, how=how)], [asked, both])
    for n, (fin, how) in enumerate(itertools.product((True, False), WAYS), 9):
        yield Case(f"5.{n}", f"continuation of nothing, fin={int(fin)}, then text, {how}",
                   [send(more("nothing begun", fin=fin), HELLO, how=how)], [], fails(1002))
    yield Case("5.15", "text in two fragments, continuation of nothing, text",
               [send(one, two, more("fragment3", fin=False), text("fragment4"))], [both], fails(1002), lenient=[])
    for n, fin in ((16, False), (17, True)):
        yield Case(f"5.{n}", f"twice: continuation of nothing, fin={int(fin)}, then a message in two",
                   [send(*[more("nothing", fin=fin), one, two] * 2)], [], fails(1002))
    yield Case("5.18", "a message inside a message", [send(one, text("fragment2"))], [], fails(1002))
    parts = [b"fragment%d" % i for i in range(1, 6)]
    whole = [("pong", b"pongme 1!"), ("pong", b"pongme 2!"), ("text", b"".join(parts))]
    for n, how in ((19, "whole"), (20, "frames")):
        first = [text(parts[0], fin=False), more(parts[1], fin=False), ping(b"pongme 1!")]
        then = [more(parts[2], fin=False), more(parts[3], fin=False), ping(b"pongme 2!"), more(parts[4])]
        yield Case(f"5.{n}", f"five fragments, two pings, a pause, {how}",
                   [send(*first, how=how), heard(1), quiet, send(*then, how=how)], whole)


def closing():
    yield Case("7.1.1", "text, then close", [HELLO, heard(1)], [ECHO])
    yield Case("7.1.2", "two closes", [send(close(1000), close())], [], answers(1000))
    yield Case("7.1.3", "ping after the close", [send(close(1000), ping())], [], answers(1000))
    yield Case("7.1.4", "text after the close", [send(close(1000), HELLO)], [], answers(1000))
    yield Case("7.1.5", "close inside a message", [send(text("frag", fin=False), close(1000), more("ment"))], [],
               answers(1000))
    yield Case("7.1.6", "256 KiB, a text, close, ping at once",
               [send(text("*" * (256 << 10)), HELLO, close(1000), ping())], [], ANY)
    yield Case("7.3.1", "close without a code", [close()], [], answers(1000))
    yield Case("7.3.2", "close of one octet", [Frame(8, b"a")], [], fails(1002))
    yield Case("7.3.3", "close without a reason", [close(1000)], [], answers(1000))
    yield Case("7.3.4", "close with a reason", [close(1000, "Hello World!")], [], answers(1000))
    yield Case("7.3.5", "close with a reason of 123 octets", [close(1000, "*" * 123)], [], answers(1000))
    yield Case("7.3.6", "close with a reason of 124 octets", [close(1000, "*" * 124)], [], fails(1002))
    yield Case("7.5.1", "close with a reason that is not UTF-8",
               [close(1000, b"caf\xc3\xa9\xed\xa0\x80edited")], [], fails(1002, 1007))
    good = (1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999)
    for n, code in enumerate(good, 1):
        yield Case(f"7.7.{n}", f"close {code}", [close(code)], [], answers(1000, code))
    for n, code in enumerate((0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999), 1):
        yield Case(f"7.9.{n}", f"close {code}", [close(code)], [], fails(1002))
    for n, code in ((1, 5000), (2, 65535)):
        yield Case(f"7.13.{n}", f"close {code}", [close(code)], [], ANY)


def automatic_fragments():
    data = b"*" * 65536
    pieces = [data[at:at + 1300] for at in range(0, len(data), 1300)]
    frames = [text(pieces[0], fin=False), *[more(p, fin=False) for p in pieces[1:-1]], more(pieces[-1])]
    yield Case("10.1.1", "65536 octets in fragments of 1300", [send(*frames)], [("text", data)], OURS)
