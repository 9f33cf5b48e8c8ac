"""What the server may say, as data: every object of the JSON form, every line of plain text, every close code.

tests/strict/documented holds it against docs/protocol.md."""
import re

from strict.shape import Anything, Either, ListOf, Object, Only, Whole, Word

# ---- words ----

UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029"  # controls and what breaks lines; not tab and \n
ROOM = r"[a-z0-9][a-z0-9._-]{0,63}"
NICK = rf"(?:User [1-9]\d*|Server|(?![!*#@/\[])[^\s:{UNSEEN}]{{1,32}})"
CLEAN = re.compile(rf"[^{UNSEEN}]*")
LINE = re.compile(rf"[^{UNSEEN}\n]*")

ID = Either((Word(r"(?s).*", 64), Whole(-(1 << 53) + 1)))
CID = Word(r"(?s).+", 64)
SEQ = Whole(1)
TS = Whole()
COUNT = Whole()
EPOCH = Word(r"[a-z0-9]{1,32}")
ROOM_NAME = Word(ROOM)
USER_ID = Word(r"u[1-9]\d*")
NAME = Word(NICK)
TEXT = Word(CLEAN)
SAID = Word(rf"(?!\Z)[^{UNSEEN}]*[^\s{UNSEEN}]")  # there is something, and no line break or space at its end
TOPIC = Word(LINE, 500)
AWAY = Word(LINE, 200)
REASON = Word(LINE, 100)
BASE64 = Word(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
FLAG = Only((True, False))
TRUE = Only((True,))

# ---- objects ----

PERSON = Object({"id": USER_ID, "nick": NAME})
CORRESPONDENT = Either((PERSON, Object({"nick": NAME})))  # a name that is away has no id
AUTHOR = Either((PERSON, Object({"id": Only(("server",)), "nick": NAME})))
PRESENT = Object({"id": USER_ID, "nick": NAME, "away?": AWAY})
ERRORS = {400: "bad_request", 403: "forbidden", 404: "not_found", 409: "conflict", 410: "gone", 413: "too_large",
          422: "invalid", 429: "rate_limited", 500: "internal", 503: "unavailable"}
GAP_REASONS = ("retention", "slow", "epoch", "restart")


def answer(op, **members):
    """An object that may answer a request."""
    return Object({"op": Only((op,)), "re?": ID, **members})


def told(op, **members):
    """An object that answers nothing."""
    return Object({"op": Only((op,)), **members})


def message(content, shape, **more):
    return told("msg", room=ROOM_NAME, seq=SEQ, **{"from": AUTHOR}, **more, **{content: shape, "cid?": CID}, ts=TS)


MESSAGES = (message("text", SAID, **{"action?": TRUE}), message("data", Anything()), message("bin", BASE64))


def page(op):
    return answer(op, room=ROOM_NAME, epoch=EPOCH, items=ListOf(Either(MESSAGES)), first=COUNT, head=COUNT, more=FLAG)


LETTER = {"conv": TEXT, "seq": SEQ, "from": CORRESPONDENT, "to": CORRESPONDENT, "text": SAID}
CHANGE = {"room": ROOM_NAME, "pv": COUNT, "add?": ListOf(PRESENT, 1), "del?": ListOf(USER_ID, 1), "was?": NAME, "reason?": REASON,
          "moved?": TRUE, "joined?": COUNT, "left?": COUNT, "count": COUNT}
LISTED = Object({"room": ROOM_NAME, "members": COUNT, "seq": COUNT, "topic": TOPIC})

OBJECTS = {
    "welcome": (answer("welcome", server=TEXT, conn=Word(r"c\d+"), user=PERSON, ts=TS,
                       ping=Object({"interval": COUNT, "timeout": COUNT}),
                       limits=Object({"message": COUNT, "rooms": COUNT, "burst": COUNT, "rate": COUNT}), text=TEXT),),
    "joined": (answer("joined", room=ROOM_NAME, epoch=EPOCH, seq=COUNT, first=COUNT, recovered=FLAG, pv=COUNT, members=Whole(1),
                      topic=TOPIC),),
    "left": (told("left", room=ROOM_NAME),),
    "gap": (told("gap", room=ROOM_NAME, epoch=EPOCH, **{"from": COUNT}, to=COUNT, reason=Only(GAP_REASONS)),),
    "ack": (answer("ack", room=ROOM_NAME, epoch=EPOCH, seq=SEQ, **{"cid?": CID}, ts=TS, **{"dup?": TRUE}),
            answer("ack", conv=TEXT, to=NAME, epoch=EPOCH, seq=SEQ, **{"cid?": CID}, ts=TS, **{"dup?": TRUE, "queued?": TRUE})),
    "msg": MESSAGES,
    "dm": (told("dm", **LETTER, **{"cid?": CID}, ts=TS, own=TRUE), told("dm", **LETTER, ts=TS, **{"waited?": TRUE})),
    "dropped": (told("dropped", count=Whole(1)),),
    "history": (page("history"),),
    "search": (page("search"),),
    "presence": (answer("presence", room=ROOM_NAME, pv=COUNT, full=TRUE, members=ListOf(PRESENT), count=COUNT, more=FLAG),
                 told("presence", **CHANGE)),
    "nick": (answer("nick", nick=NAME), told("nick", nick=Only(("",)))),
    "topic": (answer("topic", room=ROOM_NAME, topic=TOPIC), told("topic", room=ROOM_NAME, topic=TOPIC, **{"from": AUTHOR}, ts=TS)),
    "rooms": (answer("rooms", rooms=ListOf(LISTED), more=FLAG),),
    "whois": (answer("whois", user=PRESENT, since=TS, rooms=ListOf(ROOM_NAME)),),
    "typing": (told("typing", room=ROOM_NAME, **{"from": PERSON}, on=FLAG),),
    "ok": (Object({"op": Only(("ok",)), "re": ID}),),
    "pong": (answer("pong", **{"rtt?": COUNT}, ts=TS),),
    "stats": (answer("stats", messages_in=COUNT, bytes_in=COUNT, bytes_out=COUNT, seconds=COUNT, rooms=COUNT, people=COUNT),),
    "error": tuple(answer("error", code=Only((code,)), error=Only((word,)), text=SAID, temporary=Only((code in (429, 503),)))
                   for code, word in ERRORS.items()),
}


def rises(numbers):
    return all(a < b for a, b in zip(numbers, numbers[1:]))


# What a shape alone does not say: (op, sentence, whether it holds).
RULES = (
    ("joined", "first is at most seq", lambda o: o["first"] <= o["seq"]),
    ("gap", "from is at most to, or 0", lambda o: o["from"] == 0 or o["from"] <= o["to"]),
    ("presence", "a change is one of add, del, joined and left", lambda o: "full" in o or o.keys() & {"add", "del", "joined", "left"}),
    ("presence", "joined and left are there together", lambda o: ("joined" in o) == ("left" in o)),
    ("presence", "was is of one that is added", lambda o: "was" not in o or len(o.get("add", ())) == 1),
    ("presence", "nobody is in a list twice", lambda o: len({one["id"] for one in o.get("members", o.get("add", ()))})
     == len(o.get("members", o.get("add", ())))),
    ("presence", "a list has no more people than there are", lambda o: len(o.get("members", ())) <= o["count"]),
    *((op, sentence, holds) for op in ("history", "search") for sentence, holds in (
        ("items are in rising order", lambda o: rises([one["seq"] for one in o["items"]])),
        ("items are of the room", lambda o: all(one["room"] == o["room"] for one in o["items"])),
        ("first is at most head", lambda o: o["first"] <= o["head"]),
        ("no item is older than first", lambda o: not o["items"] or 0 < o["first"] <= o["items"][0]["seq"]),
        ("no item is newer than head", lambda o: not o["items"] or o["items"][-1]["seq"] <= o["head"]))),
)

# ---- lines of plain text ----

CLOCK = r"\d\d:\d\d:\d\d"
DATE = r"\d{4}-\d\d-\d\d"
WORDS = rf"[^{UNSEEN}\n]*(?:\n  [^{UNSEEN}\n]*)*"  # a line break inside is followed by two spaces
MARKS = rf"(?:#(?P<seq>[1-9]\d*) )?(?:(?P<time>{CLOCK}) )?(?:\[(?P<room>{ROOM})\] )?"
WHO = rf"(?P<name>{NICK})"
TALK = rf"(?:\*\* {NICK} [^{UNSEEN}\n]+|{NICK}(?:: [^{UNSEEN}\n]+| sent data: [^{UNSEEN}\n]+| sent \d+ bytes?\.))"
EARLIER = rf"\n#[1-9]\d* {DATE} {CLOCK} {TALK}(?:\n  [^{UNSEEN}\n]*)*"  # a message in an answer of several lines

# In this order: what a line is, and the whole of it. Named groups are what it tells.
LINES = tuple((kind, re.compile(pattern)) for kind, pattern in (
    ("error", rf"! (?P<text>{WORDS})"),
    ("action", rf"{MARKS}\*\* {WHO} (?P<text>{WORDS})"),
    ("private", rf"(?:(?P<date>{DATE}) )?(?:(?P<time>{CLOCK}) )?(?P<own>to )?{WHO} \(private\): (?P<text>{WORDS})"),
    ("data", rf"{MARKS}{WHO} sent data: (?P<text>{WORDS})"),
    ("bytes", rf"{MARKS}{WHO} sent (?P<text>\d+) bytes?\."),
    ("said", rf"{MARKS}{WHO}: (?P<text>{WORDS})"),
    ("came", rf"{MARKS}{WHO} has (?:connected|joined)\."),
    ("went", rf"{MARKS}{WHO} has (?:disconnected|left)(?: \((?P<text>{WORDS})\))?\."),
    ("information", rf"{MARKS}\* (?P<text>{WORDS}(?:{EARLIER})*)"),
))

# What is missing, in the words for people; the groups are the first and last number, if they are told.
GAPS = tuple((reason, re.compile(rf"You (?:may have )?missed (?:messages?|messages? (?P<from>\d+)(?:-(?P<to>\d+))?|some messages); {why}"))
             for reason, why in (("retention", r"(?:it is|they are) no longer kept\."), ("slow", r"this connection was too slow\."),
                                 ("epoch", r"the room's numbers began anew\."), ("restart", r"the server ended without warning\.")))

# ---- the end ----

# What the server may close with. Those of the RFC that never stand in a frame are refused with every other number.
CLOSE_CODES = (1000, 1001, 1002, 1007, 1008, 1009, 1013, 4006, 4007, 4108, 4112, 4129)
