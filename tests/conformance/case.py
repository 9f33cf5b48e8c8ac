"""What a case is, and how one is judged.

A case is a script and what is demanded of the endpoint: a list of events, and who ends the connection with
which codes. The grades are those of the public suite: OK, NON-STRICT (allowed, less than ideal),
INFORMATIONAL, UNIMPLEMENTED (compression not agreed), FAILED. We count OK and INFORMATIONAL alone as passed.
"""
import dataclasses
import typing

from frames import Frame, close
from link import MOMENT, Link, Silence

FAIL_FAST = 60.0  # seconds for an endpoint to fail at the offending octet before it gets the rest


class Failed(Exception):
    """The case's verdict, as a sentence."""


@dataclasses.dataclass
class Case:
    id: str
    what: str
    script: list                    # frames are sent in one write; functions are called with the link
    wants: list = dataclasses.field(default_factory=list)
    ends: tuple = ("ours",)         # ("ours",) | ("theirs", codes) | ("answered", codes) | ("any",)
    lenient: list | None = None     # events that are NON-STRICT
    offer: str | None = None        # Sec-WebSocket-Extensions of our request
    answer: typing.Any = None       # how our server answers a client's offer: see client_role.py
    role: str = "both"

    @property
    def group(self):
        return self.id.split(".")[0]


OURS = ("ours",)          # all is well: we close with 1000 and are answered
ANY = ("any",)            # only told


def fails(*codes):
    """The endpoint ends it, by a close frame with one of these codes or by dropping it."""
    return ("theirs", codes)


def answers(*codes):
    """The script has closed; that is answered with one of these codes, or with an empty close frame."""
    return ("answered", codes)


# ---- steps of a script ----

def send(*frames, how="whole"):
    return lambda link: link.send(frames, how)


def raw(*pieces):
    def write(link):
        for piece in pieces:
            link.write(piece)
    return write


def heard(count):
    """Waits until so many events have come."""
    def wait(link):
        if not link.until(lambda: len(link.events) >= count):
            raise Failed(f"only {len(link.events)} of {count} answers came; {told(link)}")
    return wait


def quiet(link):
    """Nothing may come now."""
    before = len(link.events)
    link.until(lambda: len(link.events) > before, MOMENT)
    if len(link.events) > before or link.over:
        raise Failed(f"spoke too early: {told(link)}")


def fails_here(link):
    """The endpoint should fail now; if it does not, the case goes on and is not strict."""
    link.late = not link.until(lambda: link.closed, FAIL_FAST) and not link.over


def echo_each(messages):
    """One after another, the next when the last has come back; content and type are compared."""
    def run(link):
        for number, (opcode, payload, fragment) in enumerate(messages, 1):
            link.say(opcode, payload, fragment)
            if not link.until(lambda: link.events):
                raise Failed(f"message {number} of {len(payload)} octets did not come back; {told(link)}")
            if (back := link.events.pop(0)) != ("text" if opcode == 1 else "binary", payload):
                raise Failed(f"message {number} came back otherwise: {brief(back)}")
    return run


def half_close(link):
    link.shut_write()


# ---- the judge ----

def judge(case, link: Link):
    """(grade, why)."""
    link.late = False
    try:
        for step in case.script:
            if link.closed:
                break
            link.send([step]) if isinstance(step, Frame) else step(link)
        return verdict(case, link)
    except Failed as failed:
        return "FAILED", str(failed)
    except Silence as silence:
        return "FAILED", str(silence)


def verdict(case, link):
    kind, codes = case.ends[0], case.ends[1] if len(case.ends) > 1 else ()
    if kind == "any":
        link.until(lambda: link.closed or link.over, MOMENT * 10)
        return "INFORMATIONAL", told(link)
    if kind == "ours":
        link.until(lambda: len(said(link)) >= len(case.wants))
        if link.over or link.closed:
            raise Failed(f"ended a healthy connection; {told(link)}")
        link.send([close(1000)])
        codes = (1000,)
    expect_end(link, kind, codes)
    if said(link) == case.wants and not link.late:
        return "OK", ""
    if link.late or (case.lenient is not None and said(link) == case.lenient):
        return "NON-STRICT", "failed late" if link.late else f"without the answer before; {told(link)}"
    raise Failed(f"wanted {brief(case.wants)}; {told(link)}")


def expect_end(link, kind, codes):
    if not link.until(lambda: link.closed) and not link.over:
        raise Failed(f"did not end the connection; {told(link)}")
    if link.end and link.end.startswith("broke"):
        raise Failed(told(link))
    if link.closed is None and kind != "theirs":
        raise Failed(f"dropped the connection without a close frame; {told(link)}")
    empty_will_do = kind != "theirs"  # who fails a connection says why, or drops it
    if link.closed and link.closed[1] not in codes and not (link.closed[1] is None and empty_will_do):
        raise Failed(f"closed with {link.closed[1]}, not with {brief(codes)}")
    if not link.masks:
        return  # a client under test: the TCP connection is ours to end (§7.1.1)
    if kind == "theirs" and not link.over:
        link.send([close(link.closed[1])])
    if not link.until(lambda: link.over):
        raise Failed("kept the TCP connection open after the closing handshake")


def said(link):
    return [event for event in link.events if event[0] != "close"]


def told(link):
    return f"heard {brief(link.events)}" + (f", then {link.end}" if link.end else "")


def brief(what):
    text = repr(what)
    return text if len(text) < 200 else text[:160] + f"… ({len(text)})"
