"""Groups 12 and 13: permessage-deflate with different payloads and different parameters."""
import functools
import json
import random

from case import Case, echo_each

SIZES = [16, 64, 256, 1024, 4096, 8192, 16384, 32768, 65536, 131072,
         8192, 16384, 32768, 65536, 131072, 131072, 131072, 131072]
FRAGMENTS = [None] * 10 + [256] * 5 + [1024, 4096, 32768]
PLAIN = "permessage-deflate; client_no_context_takeover; client_max_window_bits"

WORDS = ("wir über Brücke schön Straße gehen leise nach Hause wo der Tag zu Ende geht und für alle Gäste Äpfel"
         " größer süß am Fluß ziehen Vögel Wolken Türme läuten Abend Stille Möwen fünf zwölf").split()


@functools.cache
def document():
    """JSON of plain ASCII that compresses well."""
    dice = random.Random(1)
    people = [{"id": n, "name": f"user{dice.randrange(500)}", "room": dice.choice(["lobby", "ops", "garden"]),
               "seq": dice.randrange(1 << 30), "online": dice.random() < 0.5} for n in range(2100)]
    return json.dumps(people)[:194_056]


@functools.cache
def picture():
    """A grey gradient with noise, 512 by 512."""
    dice = random.Random(2)
    return bytes((x + y + dice.randrange(8)) // 4 & 0xFF for y in range(512) for x in range(512))


@functools.cache
def prose():
    dice = random.Random(3)
    return " ".join(dice.choice(WORDS) + dice.choice(["", "", "", ",", ".\n"]) for _ in range(36_000)).encode()[:222_218]


@functools.cache
def page():
    dice = random.Random(4)
    rows = [f'<tr class="row{n % 2}"><td>{dice.randrange(10**6)}</td><td>{"é" if n % 100 == 0 else "e"}</td></tr>\n'
            for n in range(5000)]
    return "<table>" + "".join(rows)[:263_000] + "</table>"


@functools.cache
def noise():
    return random.Random(5).randbytes(1_042_328)


SETS = [("JSON", 1, document), ("a picture", 2, picture), ("prose", 2, prose), ("HTML", 1, page), ("noise", 2, noise)]

# (what we offer as a client, what our server asks of a client, first choice first)
SERVER_FORGETS, SERVER_9, SERVER_15 = ("; server_no_context_takeover", "; server_max_window_bits=9",
                                       "; server_max_window_bits=15")
FORGET, BITS_9, BITS_15 = ({"client_no_context_takeover": None}, {"client_max_window_bits": "9"},
                           {"client_max_window_bits": "15"})
PARAMETERS = [
    ("as they come", PLAIN, [{}]),
    ("no context takeover", PLAIN + SERVER_FORGETS, [FORGET]),
    ("a window of 9 bits", PLAIN + SERVER_9, [BITS_9]),
    ("a window of 15 bits", PLAIN + SERVER_15, [BITS_15]),
    ("no context takeover, 9 bits", PLAIN + SERVER_FORGETS + SERVER_9, [FORGET | BITS_9]),
    ("no context takeover, 15 bits", PLAIN + SERVER_FORGETS + SERVER_15, [FORGET | BITS_15]),
    ("three offers", ", ".join((PLAIN + SERVER_FORGETS + SERVER_9, PLAIN + SERVER_FORGETS, PLAIN)),
     [FORGET | BITS_9, FORGET, {}]),
]


def cases(whole):
    for group, (name, opcode, data) in enumerate(SETS, 1):
        yield from sizes(f"12.{group}", name, opcode, data, PLAIN, [{}], whole)
    for group, (name, offer, answer) in enumerate(PARAMETERS, 1):
        yield from sizes(f"13.{group}", name, 1, document, offer, answer, whole)


def sizes(group, name, opcode, data, offer, answer, whole):
    for n, (size, fragment) in enumerate(zip(SIZES, FRAGMENTS), 1):
        count = 1000 if whole else 24 if size <= 4096 else 3
        in_fragments = f" in fragments of {fragment}" if fragment else ""
        messages = Slices(opcode, data, size, fragment, count)
        yield Case(f"{group}.{n}", f"{name}: {count} messages of {size}{in_fragments}", [echo_each(messages)],
                   offer=offer, answer=answer)


class Slices:
    """Message k is the next so many characters or octets of the data, going round at its end."""

    def __init__(self, opcode, data, size, fragment, count):
        self.opcode, self.data, self.size, self.fragment, self.count = opcode, data, size, fragment, count

    def __iter__(self):
        data, at = self.data(), 0
        for _ in range(self.count):
            piece = data[at:at + self.size]
            while len(piece) < self.size:
                piece += data[:self.size - len(piece)]
            at = (at + self.size) % len(data)
            yield self.opcode, piece.encode() if isinstance(piece, str) else piece, self.fragment
