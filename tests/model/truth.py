"""What is true: every message that was ever sent, and what is known of each room. Every word of the server is held
against it; what does not fit is Wrong. Nothing here knows a socket or a clock."""
import re

REMEMBERED = 1024  # messages of a room whose cids are known again
TOKEN = re.compile(r"\b[mp]\d+x\b")


class Wrong(Exception):
    """A promise that was not kept; whose and where, for the log."""

    def __init__(self, text, conn=None, room=None):
        super().__init__(text)
        self.conn, self.room = conn, room


class Sent:
    """A message, from before it is sent. `places`: the number that it got in each epoch."""

    def __init__(self, token, room, author, conn, content, body, words):
        self.token, self.room, self.author, self.conn = token, room, author, conn
        self.content, self.body, self.words = content, body, words  # content: text, action, data or bin
        self.cid, self.session, self.quiet = None, None, False
        self.sends = 0        # how often it was sent
        self.guarded = True   # each time in a way that makes its cid known again
        self.places = {}
        self.acked = {}       # epoch: when
        self.refused = False
        self.told = {}        # (epoch, number): the object, as it was heard first
        self.times = {}       # (epoch, number): when it was said, by the server's clock

    def __str__(self):
        return f"{self.token} of {self.conn}, {self.content}{', not wanted back' if self.quiet else ''}, sent {self.sends} times"


class Numbers:
    """A room in one epoch."""

    def __init__(self, room, epoch):
        self.room, self.epoch = room, epoch
        self.known = {}      # number: Sent
        self.first = 0       # the largest `first` that was told
        self.jumps = 0       # unclean ends of the server
        self.taken = set()   # numbers that were acknowledged and were not there at an unclean end: none, if all is well
        self.holes = []      # (low, high, reason, when, conn): told as missing

    def is_acked(self, seq):
        sent = self.known[seq]
        return self.epoch in sent.acked and sent.places[self.epoch] == seq

    def acked(self):
        return sorted(filter(self.is_acked, self.known))

    def age_of(self, seq, clock):
        """Seconds, by the server's clock."""
        return (clock - self.known[seq].times[self.epoch, seq]) / 1000

    @property
    def head(self):
        return max(self.known, default=0)

    def note(self, seq, sent, conn=None):
        if (other := self.known.get(seq)) is not None and other is not sent:
            raise Wrong(f"number {seq} of {self.room} is {other.token} and {sent.token}", conn, self.room)
        self.known[seq] = sent
        before = sent.places.setdefault(self.epoch, seq)
        if before != seq:
            near = abs(seq - before) <= REMEMBERED and before >= self.first and sent.guarded  # retention takes cids, too
            if near or sent.sends < 2:
                raise Wrong(f"{sent.token} (cid {sent.cid}) is number {before} and number {seq} of {self.room}, sent {sent.sends} times",
                            conn, self.room)
            sent.places[self.epoch] = seq
            sent.acked.pop(self.epoch, None)  # that was of the number before


class Truth:
    def __init__(self, retention, lasting):
        self.retention = retention
        self.lasting = lasting      # there is a data directory
        self.sent = {}
        self.bins = {}     # body: Sent, of what shows no token
        self.rooms = {}    # (room, epoch): Numbers
        self.epochs = {}   # room: its epoch, in this life of the server
        self.now = 0       # events counted

    @property
    def retains_all(self):
        return not self.retention

    def numbers(self, room, epoch, conn=None):
        """Of a room that the server says has this epoch now."""
        current = self.epochs.setdefault(room, epoch)
        if current != epoch:
            known = self.rooms.get((room, current))
            if known and any(current in sent.acked for sent in known.known.values()):
                raise Wrong(f"the epoch of {room} was {current} and is {epoch}", conn, room)
            self.epochs[room] = epoch
        if (room, epoch) not in self.rooms:
            self.rooms[room, epoch] = Numbers(room, epoch)
        return self.rooms[room, epoch]

    def now_of(self, room):
        """The Numbers of this life, or None if nobody heard of the room yet."""
        return self.rooms.get((room, self.epochs.get(room)))

    # ---- recognizing ----

    def find(self, text, conn, room=None):
        found = TOKEN.search(text)
        sent = self.sent.get(found[0]) if found else None
        if sent is None:
            raise Wrong(f"nobody ever said {text[:100]!r}", conn, room)
        return sent

    def of_word(self, word, conn, epoch):
        """The Sent of a msg object, which has to be as it was sent, and as it was heard before."""
        room = word["room"]
        if word["from"]["id"] == "server":
            raise Wrong(f"the server said something: {word}", conn, room)
        content = "action" if word.get("action") else "text" if "text" in word else "data" if "data" in word else "bin"
        body = word.get("text", word.get("data", word.get("bin")))
        shown = body if isinstance(body, str) else body.get("t", "") if isinstance(body, dict) else ""
        sent = self.bins.get(shown) if content == "bin" else self.find(shown, conn, room)
        if sent is None:
            raise Wrong(f"nobody ever said {word}", conn, room)
        if (sent.room, sent.content, sent.body) != (room, content, body):
            raise Wrong(f"{sent.token} was sent otherwise: {str(word)[:300]}", conn, room)
        if word.get("cid") != sent.cid:
            raise Wrong(f"{sent.token} was sent with the cid {sent.cid}: {str(word)[:300]}", conn, room)
        sent.times[epoch, word["seq"]] = word["ts"]
        before = sent.told.setdefault((epoch, word["seq"]), word)
        if before != word:
            raise Wrong(f"{sent.token} is told in two ways: {before} and {word}", conn, room)
        return sent

    # ---- lives of the server ----

    def ended(self, clean):
        if not self.lasting:
            self.epochs.clear()
        for numbers in self.rooms.values():
            if self.lasting and not clean:
                numbers.jumps += 1
                kept = any(numbers.epoch in sent.acked for sent in numbers.known.values())
                if not kept and self.epochs.get(numbers.room) == numbers.epoch:
                    del self.epochs[numbers.room]  # nothing of it has to be there: it may begin anew

    def floor(self, room):
        """What is older is told to nobody who asks from now on: retention took it, and said so."""
        numbers = self.now_of(room)
        if numbers is None:
            return 0
        return numbers.first if numbers.jumps else max(numbers.first, self.retention.floor(numbers))

    def told_first(self, numbers, first):
        numbers.first = max(numbers.first, first)

    def must_have(self, numbers, before, first):
        """The numbers that were acknowledged before a moment and are not older than what is kept."""
        return [seq for seq, sent in sorted(numbers.known.items())
                if seq >= first and sent.places.get(numbers.epoch) == seq and sent.acked.get(numbers.epoch, before) < before]
