"""What the public suite leaves out: masks, lying lengths, limits, other close codes, damaged and hostile
compressed data, slow and half-closed peers. LIMIT is the endpoint's limit of a message, as it was started."""
import itertools
import time
import zlib

from case import Case, answers, echo_each, fails, half_close, heard, raw, send
from cases_deflate import PLAIN
from deflate import TAIL
from frames import Frame, binary, close, encode, more, ping, text

LIMIT = 16 << 20
HELLO, ECHO = text("Hello"), ("text", b"Hello")


def cases():
    return list(itertools.chain(masks(), lengths(), limits(), closing(), texts(), segments(), damaged_bits(),
                                deflate_data(), deflate_order()))


def masks():
    yield Case("mask.1", "an unmasked frame of a client", [text("Hello", masked=False)], [], fails(1002), role="server")
    yield Case("mask.2", "a masked frame of a server", [text("Hello", masked=True)], [], fails(1002), role="client")
    yield Case("mask.3", "a key of zeros", [text("Hello", key=bytes(4))], [ECHO], role="server")
    yield Case("mask.4", "every length from 0 to 300", [echo_each([(2, bytes(range(256))[:n] + b"x" * (n - 256), None)
                                                                   for n in range(301)])])
    cuts = bytes(range(256)) * 3
    yield Case("mask.5", "every fragment length from 1 to 70", [echo_each([(2, cuts, n) for n in range(1, 71)])])


def lengths():
    for n, (size, bits) in enumerate(((5, 16), (125, 16), (0, 64), (126, 64), (65535, 64)), 1):
        yield Case(f"length.{n}", f"{size} octets written with {bits} bits", [binary(b"x" * size, bits=bits)], [], fails(1002))
    for n, length in enumerate((1 << 63, (1 << 64) - 1), 6):
        yield Case(f"length.{n}", f"a length of {length}", [binary(b"x", length=length, bits=64)], [], fails(1002))
    for n, length in enumerate(((1 << 63) - 1, 1 << 40, LIMIT + 1), 8):
        yield Case(f"length.{n}", f"{length} octets announced, none sent", [binary(b"", length=length)], [], fails(1009))
    yield Case("length.11", "a second frame that overflows the sum",
               [send(binary(b"x" * 100, fin=False), more(b"", length=(1 << 63) - 1))], [], fails(1009))


def limits():
    over = [binary(b"x" * (LIMIT // 2), fin=False), more(b"x" * (LIMIT // 2), fin=False), more(b"x")]
    yield Case("limit.1", "one octet too much, in three fragments", [send(*over)], [], fails(1009))
    yield Case("limit.2", "as much as may be, in two fragments", [send(*over[:1], more(b"x" * (LIMIT // 2))), heard(1)],
               [("binary", b"x" * LIMIT)])
    empty = [text("a", fin=False)] + [more(fin=False)] * 1000
    yield Case("limit.3", "a thousand empty fragments", [send(*empty, more("z"))], [("text", b"az")])
    yield Case("limit.4", "empty fragments without end", [send(*empty * 1, *[more(fin=False)] * 5000)], [], fails(1008))
    tiny = [binary(b"x", fin=False)] + [more(b"x", fin=False)] * 1000
    yield Case("limit.5", "a thousand fragments of one octet", [send(*tiny, more())], [("binary", b"x" * 1001)])


def closing():
    for n, code in enumerate((1012, 1013, 1014), 1):
        yield Case(f"close.{n}", f"close {code}", [close(code)], [], answers(1000, code))
    yield Case("close.4", "close 1015", [close(1015)], [], fails(1002))
    yield Case("close.5", "close, octet by octet", [send(close(1000, "bye bye"), how=1)], [], answers(1000))
    yield Case("close.6", "a reason cut inside a character", [close(1000, b"caf\xc3")], [], fails(1007))
    yield Case("close.7", "text, then close in one write", [send(HELLO, close(1000))], [ECHO], answers(1000))
    yield Case("close.8", "a reason with every kind of character", [close(4000, "aß€😀")], [], answers(1000, 4000))
    yield Case("close.9", "close announced longer than 125", [close(1000, length=200)], [], fails(1002))
    yield Case("close.10", "close in fragments", [send(close(1000, fin=False), more())], [], fails(1002))


def texts():
    cut = "κό".encode()
    yield Case("text.1", "a ping inside a cut character", [send(text(cut[:3], fin=False), ping(b"?"), more(cut[3:]))],
               [("pong", b"?"), ("text", cut)])
    yield Case("text.2", "what is no text, as binary", [binary(b"\xff\xfe\x80")], [("binary", b"\xff\xfe\x80")])
    yield Case("text.3", "a cut character, then the end", [send(text(cut[:3], fin=False), more())], [], fails(1007))
    yield Case("text.4", "a cut character does not reach into the next message",
               [send(text(b"ok"), text(cut[:3])), heard(1), text(cut[3:])], [("text", b"ok")], fails(1007))
    yield Case("text.5", "binary inside a text", [send(text("a", fin=False), ping(), binary(b"b"))], [("pong", b"")],
               fails(1002), lenient=[])


def segments():
    def slowly(link):
        for octet in encode(text("slow"), link.masks):
            link.write(bytes([octet]))
            time.sleep(0.005)
    yield Case("tcp.1", "octet by octet, slowly", [slowly], [("text", b"slow")])
    yield Case("tcp.2", "200 messages in one write", [send(*[HELLO] * 200)], [ECHO] * 200)
    yield Case("tcp.3", "the end without a close frame", [HELLO, heard(1), half_close], [ECHO], fails())
    yield Case("tcp.4", "the end inside a header", [raw(b"\x81"), half_close], [], fails())
    yield Case("tcp.5", "the end inside a payload", [binary(b"x", length=1000), half_close], [], fails())
    yield Case("tcp.6", "a message, then the end at once", [HELLO, half_close], [ECHO], fails(), lenient=[])
    yield Case("tcp.7", "noise", [raw(bytes(range(256)) * 4)], [], fails(1002))
    yield Case("tcp.8", "another request instead of a frame", [raw(b"GET / HTTP/1.1\r\nHost: a\r\n\r\n")], [], fails(1002))


def compressed(data, **how):
    return Frame(1, data, rsv=4, **how)


def packed(message, flush=zlib.Z_SYNC_FLUSH, level=6):
    stream = zlib.compressobj(level, zlib.DEFLATED, -15)
    data = stream.compress(message) + stream.flush(flush)
    return data[:-4] if flush == zlib.Z_SYNC_FLUSH else data


def with_deflate(id, what, script, wants, ends=("ours",), **rest):
    return Case(f"deflate.{id}", what, script, wants, ends, offer=PLAIN, answer=[{}], **rest)


def damaged_bits():
    data = packed(b"Hello" * 10)
    yield with_deflate(1, "RSV1 on a continuation", [send(compressed(data[:4], fin=False), more(data[4:], rsv=4))], [], fails(1002))
    yield with_deflate(2, "RSV1 on a ping", [ping(b"a", rsv=4)], [], fails(1002))
    yield with_deflate(3, "RSV1 on a close", [close(1000, rsv=4)], [], fails(1002))
    yield with_deflate(4, "RSV2 on a message", [text("a", rsv=2)], [], fails(1002))
    yield with_deflate(5, "RSV1 and RSV2", [text("a", rsv=6)], [], fails(1002))


def deflate_data():
    hello = ("text", b"Hello" * 10)
    yield with_deflate(6, "text that is not UTF-8", [compressed(packed(b"\xed\xa0\x80"))], [], fails(1007))
    yield with_deflate(7, "no deflate stream", [compressed(b"\xff\xff\xff\xff\xff")], [], fails(1007))
    yield with_deflate(8, "a stream cut short", [compressed(packed(b"Hello" * 10)[:-6])], [], fails(1007))
    yield with_deflate(9, "stored blocks", [compressed(packed(b"Hello" * 10, level=0))], [hello])
    yield with_deflate(10, "a final block", [compressed(packed(b"Hello" * 10, zlib.Z_FINISH) + b"\x00")], [hello])
    yield with_deflate(11, "a final block, twice",
                       [send(*[compressed(packed(b"Hello" * 10, zlib.Z_FINISH) + b"\x00")] * 2)], [hello] * 2)
    yield with_deflate(12, "an empty message", [compressed(b"\x00")], [("text", b"")])
    # With the four octets that the sender took away this is a block of 65280 octets, and damaged.
    yield with_deflate(13, "a message of no octets", [compressed(b"")], [], fails(1007))
    yield with_deflate(14, "a message that was not compressed", [text("plain")], [("text", b"plain")])
    yield with_deflate(15, "compressed, plain, compressed",
                       [send(compressed(packed(b"one")), text("two"), compressed(packed(b"three")))],
                       [("text", b"one"), ("text", b"two"), ("text", b"three")])
    yield with_deflate(16, "several flushes in one message", [compressed(packed(b"Hello") + TAIL + packed(b"Hello" * 9))], [hello])
    yield with_deflate(17, "64 MiB of nothing", [compressed(packed(bytes(64 << 20)))], [], fails(1009))
    data = packed(bytes(64 << 20))
    parts = [data[at:at + 500] for at in range(0, len(data), 500)]
    bomb = [Frame(2, parts[0], False, 4), *[more(part, fin=False) for part in parts[1:-1]], more(parts[-1])]
    yield with_deflate(18, "64 MiB of nothing in fragments of 500", [send(*bomb)], [], fails(1009))
    # A distance beyond what this very message holds: only a kept window could serve it.
    before = zlib.compressobj(6, zlib.DEFLATED, -15)
    before.compress(b"Hello" * 10)
    before.flush(zlib.Z_SYNC_FLUSH)
    later = (before.compress(b"Hello" * 10) + before.flush(zlib.Z_SYNC_FLUSH))[:-4]
    yield with_deflate(19, "a distance into the message before, though no context is taken over",
                       [compressed(packed(b"Hello" * 10)), heard(1), compressed(later)], [hello], fails(1007), role="server")


def deflate_order():
    data = packed(b"Hello" * 10)
    hello = ("text", b"Hello" * 10)
    yield with_deflate(20, "a ping between compressed fragments",
                       [send(compressed(data[:4], fin=False), ping(b"?"), more(data[4:]))], [("pong", b"?"), hello])
    yield with_deflate(21, "a close between compressed fragments",
                       [send(compressed(data[:4], fin=False), close(1000), more(data[4:]))], [], answers(1000))
    octets = [data[at:at + 1] for at in range(len(data))]
    yield with_deflate(22, "one compressed octet a frame",
                       [send(compressed(octets[0], fin=False), *[more(o, fin=False) for o in octets[1:]], more())], [hello])
    yield with_deflate(23, "compressed, octet by octet on the wire", [send(compressed(data), how=1)], [hello])
    yield with_deflate(24, "empty fragments around compressed ones",
                       [send(compressed(b"", fin=False), more(data, fin=False), more(fin=False), more())], [hello])
