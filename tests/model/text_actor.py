"""Somebody who reads plain text. A line may have no number: then its place is what others were told of it, which may come
to be known later only, so what is heard of a room stands in line until it does."""
import collections
import re

from actor import Actor

from strict.judge import missing_in

IN = re.compile(r"You are in ([a-z0-9._-]+)(?:, alone| with \d+ others?)\.|You have left [a-z0-9._-]+\. You are in ([a-z0-9._-]+)\.")
LEFT = re.compile(r"You have left ([a-z0-9._-]+)\.")


class TextActor(Actor):
    form = "text"

    def connect(self, room, since=None, numbered=True, buffer=None, nick=None):
        """since: None, "all" or "mark"."""
        mark = self.marks.get(room)
        if since == "mark" and (mark is None or mark[0] != self.truth.epochs.get(room, mark[0])):
            since = "all"
        query = [f"since={mark[1] if since == 'mark' else 'all'}"] if since else []
        query += ["seq=1"] if numbered else []
        query += [f"nick={nick}"] if nick else []
        self.asked_at = collections.deque()  # when, each ping
        self.current, self.lines, self.pings, self.pongs = room, collections.deque(), 0, 0
        self.leaving, self.moves = set(), 0  # moves: commands that change the current room, and have no answer yet
        self.late = set()  # rooms of which nobody knew the epoch when it came
        self.wanted = {room: (since, mark, self.truth.floor(room))}
        super().connect(f"/r/{room}?{'&'.join(query)}", buffer)
        self.named(nick or "")
        self.arrive(room)

    def arrive(self, room):
        since, mark, floor = self.wanted.pop(room, (None, None, 0))
        numbers = self.truth.now_of(room)
        if numbers is None:
            self.late.add(room)
            return
        view = self.enter(room, numbers, floor)
        if since == "mark" and mark[0] == numbers.epoch:
            view.expect = mark[1] + 1
            view.told = mark[1]

    def gone(self):
        self.settle_lines()
        super().gone()

    # ---- doing ----

    def room(self, chance):
        return self.current if self.current in self.views and not self.moves else None

    def go(self, room):
        self.see_otherwise()
        self.moves += 1
        if room not in self.views and room not in self.wanted:
            self.wanted[room] = (None, None, 0)
        self.send(f"/switch {room}" if room in self.views else f"/join {room}", room)

    def leave(self, room):
        self.see_otherwise()
        self.moves += 1
        self.send(f"/leave {room}", room)

    def say(self, sent, with_id=False):
        self.count(sent)
        self.send(f"/me {sent.body}" if sent.content == "action" else sent.body, sent.room)

    def set(self, what, on):
        self.see_otherwise()
        self.send(f"/set {what} {'on' if on else 'off'}")
        if what == "echo":
            self.echo = on
        if what == "presence":
            self.presence = on

    def ping(self):
        """Not while the last one has no answer: the next pong answers all."""
        if self.pongs < self.pings:
            return
        self.pings += 1
        self.asked_at.append(self.truth.now)
        self.send("/ping")

    # ---- hearing ----

    def take(self, line):
        self.log("<", line.room, line.whole[:60])
        if line.kind == "error":
            raise self.wrong(f"it was told {line.whole}")
        if line.kind in ("said", "action", "data", "bytes") and line.name != "Server":
            self.hear_message(line)
        elif line.kind == "private" and not line.own:
            self.world.letters.heard_line(self, line.text)
        elif gap := missing_in(line):
            self.lines.append((line.room or self.current, "gap", gap))
        elif line.kind == "information" and not line.room:
            self.inform(line.text)
        self.settle_lines()

    def inform(self, text):
        if left := LEFT.match(text):
            self.lines.append((left[1], "left", None))
        if found := IN.match(text):
            self.moves -= 1
            self.current = found[1] or found[2]
            if found[1] and found[1] in self.wanted:
                self.arrive(found[1])
        if text.startswith("Pong."):
            self.pongs += 1
            self.world.letters.proved(self, self.asked_at.popleft())

    def hear_message(self, line):
        if line.kind == "bytes":
            sent = None
        else:
            sent = self.truth.find(line.text, self.conn, line.room)
            whole = sent.body if isinstance(sent.body, str) else None
            if whole is not None and line.text != whole:
                raise self.wrong(f"{sent.token} was sent otherwise: {line.text[:200]!r}", sent.room)
            if line.room and line.room != sent.room:
                raise self.wrong(f"{sent.token} was said in {sent.room}, not in {line.room}", sent.room)
        self.lines.append((sent.room if sent else line.room or self.current, "said", (line.seq, sent)))

    def settle_lines(self, all_is_known=False):
        """As far as what is true is known. If all is that is kept, what has no number still was taken by retention."""
        for room in [room for room in self.late if self.truth.now_of(room)]:
            self.late.discard(room)
            self.enter(room, self.truth.now_of(room), 0)
        while self.lines:
            room, kind, what = self.lines[0]
            if room in self.late:
                return
            if kind == "said" and not self.hear_place(room, *what):
                if not all_is_known or (self.truth.retains_all and not self.view_of(room).numbers.jumps):
                    return
                self.view_of(room).begin_anew()
            self.lines.popleft()
            if kind == "gap":
                reason, low, high = what
                self.hear_gap(room, reason, low, high, exact=high > 0)
            elif kind == "left" and room in self.views:
                self.world.leave_view(self.views.pop(room))

    def hear_place(self, room, seq, sent):
        """False: it has to wait until somebody knows its number."""
        view = self.view_of(room)
        if seq is None and sent is None:  # bytes, which show nothing of what they are
            if view.expect is None:  # it begins behind them
                return True
            seq = view.expect
            while view.is_own(seq):
                seq += 1
            if seq not in view.numbers.known:
                return False
        if seq is None:
            seq = sent.places.get(view.numbers.epoch)
        if seq is None:
            return False
        if sent is not None:
            view.numbers.note(seq, sent, self.conn)
        view.message(seq, sent)
        return True
