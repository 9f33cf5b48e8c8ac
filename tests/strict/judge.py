"""Whether one message of the server is what docs/protocol.md allows. Of the connection it knows nothing."""
import dataclasses

from strict import shape, wire


class Violation(Exception):
    """The server said what the protocol does not have."""


@dataclasses.dataclass
class Line:
    """A line of plain text, taken apart. What was not in it is None."""
    kind: str        # one of wire.LINES, or "welcome"
    whole: str
    seq: int | None = None
    time: str | None = None
    date: str | None = None
    room: str | None = None
    name: str | None = None
    text: str | None = None
    own: bool = False


def faults_in(value, wild=False):
    """What is wrong with an object of the server, as sentences. wild: "…" stands for any value."""
    if not isinstance(value, dict):
        return [f"{value!r:.80} is no object"]
    op = value.get("op")
    shapes = wire.OBJECTS.get(op) if isinstance(op, str) else None
    if shapes is None:
        return [f"{op!r} is no operation of the server"]
    tried = [list(shape.faults_of(value, one, wild)) for one in shapes]
    if all(tried):
        return min(tried, key=len)
    return [] if wild else [sentence for about, sentence, holds in wire.RULES if about == op and not holds(value)]


def json_object(payload):
    """The object, or Violation."""
    try:
        value = shape.read(payload.decode())
    except ValueError as error:
        raise Violation(f"this is not JSON ({error}): {payload[:200]!r}") from None
    if faults := faults_in(value):
        raise Violation(f"{'; '.join(faults)}: {payload[:400].decode(errors='replace')}")
    return value


def text_line(payload, first=False):
    """The line, or Violation. The first one of a connection is its welcome, if there is one."""
    text = payload.decode()
    for kind, pattern in wire.LINES:
        if found := pattern.fullmatch(text):
            if text[-1].isspace():
                raise Violation(f"a line with nothing at its end: {text[-200:]!r}")
            told = found.groupdict()
            return Line(kind, text, int(told["seq"]) if told.get("seq") else None, told.get("time"), told.get("date"), told.get("room"),
                        told.get("name"), told.get("text"), bool(told.get("own")))
    if first and wire.CLEAN.fullmatch(text):
        return Line("welcome", text, text=text)
    raise Violation(f"this is no line of plain text: {text[:400]!r}")


def missing_in(line):
    """(reason, from, to) of a line that tells of a gap, 0 for what it does not tell; None for any other."""
    if line.kind != "information":
        return None
    for reason, pattern in wire.GAPS:
        if found := pattern.fullmatch(line.text):
            low = int(found["from"] or 0)
            return reason, low, int(found["to"] or low)
    return None


def close_code(code):
    if code is not None and code not in wire.CLOSE_CODES:
        raise Violation(f"closed with {code}, which is not documented")
