"""Group 6: text that is UTF-8, and text that is not."""
import itertools

from case import Case, fails, fails_here, quiet, raw, send
from frames import Frame, encode, header, more, text

KOSME = bytes.fromhex("cebae1bdb9cf83cebcceb5")  # κόσμε, its ό in the three octets of U+1F79
TWO_OCTETS = "Grüße: ÄÖÜß, ¡señor!, Çà et là, æøå".encode()
SURROGATE = KOSME + b"\xed\xa0\x80" + b"edited"
TOO_HIGH = KOSME + b"\xf4\x90\x80\x80" + b"edited"

# (group, what, payloads in hex; "!" in front of those that are not UTF-8)
TABLE = [
    (5, "ordinary text", "68656c6c6f24776f726c64 68656c6c6fc2a2776f726c64 68656c6c6fe282ac776f726c64"
                         " 68656c6c6ff0a4ada2776f726c64 cebae1bdb9cf83cebcceb5"),
    (6, "κόσμε cut short", " ".join(("" if n in (2, 5, 7, 9, 11) else "!") + KOSME[:n].hex() for n in range(1, 12))),
    (7, "the shortest of each length", "00 c280 e0a080 f0908080"),
    (8, "forms of five and six octets", "!f888808080 !fc8480808080"),
    (9, "the longest of each length", "7f dfbf efbfbf f48fbfbf"),
    (10, "too long or too high", "!f7bfbfbf !fbbfbfbfbf !fdbfbfbfbfbf"),
    (11, "the edges", "ed9fbf ee8080 efbfbd f48fbfbf !f4908080"),
    (12, "stray continuation octets", "!80 !bf !80bf !80bf80 !80bf80bf !80bf80bf80 !80bf80bf80bf !"
                                      + bytes(range(0x80, 0xBF)).hex()),
    (13, "lone first octets", " ".join("!" + b"".join(bytes([b, 0x20]) for b in lone).hex() for lone in (
        range(0xC0, 0xDF), range(0xE0, 0xEF), range(0xF0, 0xF7), range(0xF8, 0xFB), [0xFC]))),
    (14, "the last octet missing", "!c0 !e080 !f08080 !f8808080 !fc80808080 !df !efbf !f7bfbf !fbbfbfbf !fdbfbfbfbf"),
    (15, "all of those joined", "!c0e080f08080f8808080fc80808080dfefbff7bfbffbbfbfbffdbfbfbfbf"),
    (16, "impossible octets", "!fe !ff !fefeffff"),
    (17, "overlong slash", "!c0af !e080af !f08080af !f8808080af !fc80808080af"),
    (18, "the highest overlong forms", "!c1bf !e09fbf !f08fbfbf !f887bfbfbf !fc83bfbfbfbf"),
    (19, "overlong NUL", "!c080 !e08080 !f0808080 !f880808080 !fc8080808080"),
    (20, "single surrogates", "!eda080 !edadbf !edae80 !edafbf !edb080 !edbe80 !edbfbf"),
    (21, "pairs of surrogates", " ".join("!" + a + b for a in ("eda080", "edadbf", "edae80", "edafbf")
                                         for b in ("edb080", "edbfbf"))),
    (22, "noncharacters", "efbfbe efbfbf " + " ".join(
        chr(plane << 16 | last).encode().hex() for plane in range(1, 17) for last in (0xFFFE, 0xFFFF))),
    (23, "specials", " ".join(chr(code).encode().hex() for code in range(0xFFF9, 0x10000))),
]


def octet_wise(data):
    """One octet a frame, and an empty frame to end it."""
    octets = [data[at:at + 1] for at in range(len(data))]
    return [text(octets[0], fin=False), *[more(o, fin=False) for o in octets[1:]], more()]


def cases():
    return list(itertools.chain(whole(), broken(), fail_fast(), table()))


def whole():
    yield Case("6.1.1", "empty text", [text()], [("text", b"")])
    yield Case("6.1.2", "three empty fragments", [send(text(fin=False), more(fin=False), more())], [("text", b"")])
    yield Case("6.1.3", "empty, 20 octets, empty", [send(text(fin=False), more("middle frame payload", fin=False), more())],
               [("text", b"middle frame payload")])
    cut = TWO_OCTETS.index("ß".encode()) + 2
    yield Case("6.2.1", "characters of two octets", [text(TWO_OCTETS)], [("text", TWO_OCTETS)])
    yield Case("6.2.2", "cut between characters", [send(text(TWO_OCTETS[:cut], fin=False), more(TWO_OCTETS[cut:]))],
               [("text", TWO_OCTETS)])
    yield Case("6.2.3", "one octet a frame", [send(*octet_wise(TWO_OCTETS))], [("text", TWO_OCTETS)])
    yield Case("6.2.4", "κόσμε, one octet a frame", [send(*octet_wise(KOSME))], [("text", KOSME)])


def broken():
    yield Case("6.3.1", "a surrogate in one frame", [text(SURROGATE)], [], fails(1007))
    yield Case("6.3.2", "a surrogate, one octet a frame", [send(*octet_wise(SURROGATE))], [], fails(1007))


def fail_fast():
    """The octet 90 after F4 cannot become a character any more: now is the time to fail."""
    high, low = len(KOSME), len(KOSME) + 1
    for n, cuts in ((1, (high, high + 4)), (2, (low, low + 1))):
        a, b, c = TOO_HIGH[:cuts[0]], TOO_HIGH[cuts[0]:cuts[1]], TOO_HIGH[cuts[1]:]
        yield Case(f"6.4.{n}", f"beyond U+10FFFF in three fragments cut at {cuts}",
                   [text(a, fin=False), quiet, more(b, fin=False), fails_here, more(c)], [], fails(1007))
        yield Case(f"6.4.{n + 2}", f"beyond U+10FFFF in one frame cut at {cuts}",
                   [OneFrame(a, b, c).begin, quiet, OneFrame(a, b, c).middle, fails_here, OneFrame(a, b, c).end],
                   [], fails(1007))


class OneFrame:
    """A text frame whose payload comes in three writes; with a key of zeros, so that each can be made alone."""

    def __init__(self, *pieces):
        self.pieces = pieces

    def begin(self, link):
        frame = Frame(1, b"".join(self.pieces), fin=False)
        link.write(header(frame, link.masks)[0] + (bytes(4) if link.masks else b""))
        link.write(self.pieces[0])

    def middle(self, link):
        link.write(self.pieces[1])

    def end(self, link):
        raw(self.pieces[2], encode(more(), link.masks))(link)


def table():
    for group, what, payloads in TABLE:
        for n, word in enumerate(payloads.split(), 1):
            payload = bytes.fromhex(word.lstrip("!"))
            bad = word.startswith("!")
            yield Case(f"6.{group}.{n}", f"{what}: {payload.hex()[:24]}", [text(payload)],
                       [] if bad else [("text", payload)], fails(1007) if bad else ("ours",))
