"""What one connection has of one room: numbers rise by one, or a gap was told that covers exactly what is missing."""
from truth import Wrong

OWN_MAX = 20_000  # numbers that may be one's own and silent, at once


class View:
    """`expect` is the next number; None while it may begin anywhere from `low` to `high`."""

    def __init__(self, conn, numbers, floor):
        self.conn, self.numbers, self.floor = conn, numbers, floor
        self.expect, self.low, self.high = None, 1, None
        self.seq = 0            # where the room stood when it was joined: up to there it is a replay
        self.recovered = None   # what was said of the replay; None: nothing
        self.owes_gap = False
        self.most = None        # messages up to `seq` that were asked for
        self.replayed = 0
        self.silent = []        # numbers that did not come, and were not told as missing
        self.quiet = []         # Sent that it said here and did not want back
        self.changed = False    # how it is seen was changed meanwhile
        self.told = 0           # the highest number heard or told as missing

    @property
    def room(self):
        return self.numbers.room

    def wrong(self, text):
        return Wrong(f"{self.conn} in {self.room}: {text}{', and its view changed' if self.changed else ''}", self.conn, self.room)

    # ---- the beginning ----

    def joined(self, word, since, history, position_holds):
        """A joined of JSON. since: "latest", "all" or a number of the same epoch, if position_holds."""
        self.seq, self.recovered = word["seq"], word["recovered"]
        first = word["first"]
        self.floor = max(self.floor, first)
        if since == "latest" and not history:
            self.expect = self.seq + 1
            if not self.recovered:
                raise self.wrong("nothing was asked for, and it is not recovered")
            return
        self.owes_gap = not self.recovered
        if isinstance(since, int) and position_holds:
            self.expect = since + 1
        elif isinstance(since, int):
            self.low = 1
        else:
            self.low = max(first, 1)
            self.high = (max(first, self.seq - history + 1) if history else first) if first else self.seq + 1
            self.most = history or None

    # ---- what comes ----

    def message(self, seq, sent):
        if self.expect is None:
            if seq < self.low or seq <= self.told:
                raise self.wrong(f"it began with {seq}, {self.low} is the first that there is, {self.told} was told")
            self.begin_at(seq)
        elif seq < self.expect:
            raise self.wrong(f"{seq} came after {self.expect - 1}")
        elif seq > self.expect:
            self.skip(self.expect, seq - 1)
        if seq <= self.seq:
            self.replayed += 1
            if self.most is not None and self.replayed > self.most:
                raise self.wrong(f"{self.replayed} messages up to {self.seq} came, {self.most} were asked for")
            if seq < self.floor:
                raise self.wrong(f"{seq} is told, and retention took all before {self.floor}")
        elif sent in self.quiet and sent.sends == 1:
            raise self.wrong(f"{seq} ({sent.token}) is its own, which it did not want back")
        self.expect = self.told = seq + 1
        self.told = seq
        self.check_debt()

    def begin_at(self, seq):
        if self.high is not None and seq > self.high and not self.may_lack_beginning:
            if self.seq - self.high > OWN_MAX:
                raise self.wrong(f"it began with {seq}, and {self.high} is kept")
            self.skip(self.high, seq - 1)
        self.expect = seq

    may_lack_beginning = False  # retention may take it meanwhile

    def skip(self, low, high):
        if high - low > OWN_MAX:
            raise self.wrong(f"{high + 1} came after {low - 1}")
        self.silent += range(low, high + 1)

    def check_debt(self):
        if self.owes_gap and self.expect is not None and self.expect > self.seq + 1:
            raise self.wrong("it was said that not all is recovered, and no gap was told")

    def begin_anew(self):
        """Something came whose number nobody knows any more."""
        self.expect, self.low, self.high = None, self.told + 1, None

    def gap(self, reason, low, high, exact=True):
        """exact: both numbers were told; else they are 0 where they were not."""
        if self.recovered and reason != "slow" and exact and (low or high) <= self.seq and not self.may_lack_beginning:
            raise self.wrong(f"recovered: true, and then a gap {low}-{high} because of {reason}")
        self.owes_gap = False
        if not exact and not high:  # people are told that something may be missing
            self.begin_anew()
            return
        if high < max(self.told, (self.expect or 1) - 1 if low else 0) or (low and low <= self.told):
            raise self.wrong(f"a gap {low}-{high} ({reason}), and {self.told} was told already")
        if low and self.expect is not None:
            if low < self.expect:
                raise self.wrong(f"a gap {low}-{high} ({reason}), and it was at {self.expect - 1}")
            if low > self.expect:
                self.skip(self.expect, low - 1)
        self.expect, self.told = high + 1, high
        self.numbers.holes.append((low or 1, high, reason, self.conn))

    # ---- when all is quiet ----

    def lacks(self, head):
        """The numbers up to the head that are still to come: own ones that it did not want are not."""
        begin = self.high if self.expect is None else self.expect
        return begin is not None and any(not self.is_own(seq) for seq in range(begin, min(head, begin + OWN_MAX) + 1))

    def is_own(self, seq):
        sent = self.numbers.known.get(seq)
        return sent is not None and sent.quiet and sent.conn == self.conn

    def settle(self, head):
        if self.owes_gap and (self.expect or 0) > self.seq:
            raise self.wrong("it was said that not all is recovered, and no gap was told")
        unknown = sum(self.numbers.epoch not in sent.places for sent in self.quiet)  # own ones whose number nobody knows
        for seq in self.silent:
            if seq in self.numbers.known and not self.is_own(seq):
                raise self.wrong(f"{seq} ({self.numbers.known[seq]}) never came, and no gap was told")
            if seq not in self.numbers.known and not self.numbers.jumps and not self.may_lack_beginning:
                unknown -= 1
                if unknown < 0:
                    raise self.wrong(f"{seq} never came, nobody knows it, and no gap was told")
        self.silent.clear()
        if self.expect is not None and self.expect <= head:
            self.silent += range(self.expect, head + 1)
            self.expect, self.told = head + 1, head
            self.settle(head)
