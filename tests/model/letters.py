"""Private messages: an acknowledged letter comes to its person, in order and once; it comes again only if its receiver had not proved
that it read it.

A letter to a name waits for that name: over reconnects, over a change of names, and, with a data directory, over ends of the server. A
letter to a person without a name is lost with that person's connection."""
import re

from truth import Wrong

WAITING_MAX = 40  # of one name; far below what may wait, so that no letter is refused and none is dropped
NAMELESS = re.compile(r"User \d+")


def renames(actor):
    return any(one.op in ("nick", "hello") for one in actor.asked.values())


class Letter:
    def __init__(self, token, to, actor, cid, life):
        self.token, self.to, self.cid, self.life = token, to, cid, life  # to: a name, or an id
        self.author, self.sender = actor.number, "" if renames(actor) else actor.nick  # "": it is not known yet
        self.name = None      # its receiver's, as the ack tells; "": it has none, and `to` is its id
        self.acked = False
        self.refused = False
        self.lost = False     # as documented
        self.seq = None
        self.handed = []      # (conn, {names and id of the receiver})
        self.heard = []       # [conn, whether it proved that it read it]

    @property
    def proved(self):
        return any(proved for _, proved in self.heard)


class Letters:
    def __init__(self, world):
        self.world = world
        self.sent = {}        # token: Letter
        self.known = set()    # names that were granted in this life of the server
        self.life = 0         # of the server
        self.last = {}        # (conn, conversation): the number that came last

    # ---- sending ----

    def post(self, actor, to, cid):
        """From an actor to a name or an id."""
        if sum(self.may_wait_for(one, to) for one in self.sent.values()) >= WAITING_MAX:
            return
        token = self.world.token("p")
        letter = Letter(token, to, actor, f"c{token}" if cid else None, self.life)
        self.sent[token] = letter
        self.send(actor, letter)

    def may_wait_for(self, letter, to):
        return not (letter.lost or letter.refused or letter.proved) and to in (letter.to, letter.name)

    def send(self, actor, letter):
        request = {"op": "dm", "to": letter.to, "text": f"{letter.token} psst", **({"cid": letter.cid} if letter.cid else {})}
        actor.ask(request, None, letter=letter)

    def to_send_again(self, actor):
        """Letters that a program without an ack sends again: the same author, name and life of the server."""
        return [] if renames(actor) else [one for one in self.sent.values() if one.cid and one.author == actor.number and one.life == self.life
                                    and one.sender and one.sender == actor.nick and not one.refused and not re.fullmatch(r"u\d+", one.to)]

    def acked(self, actor, request, word):
        letter = request.letter
        if letter.seq not in (None, word["seq"]) and letter.cid:
            raise Wrong(f"{letter.token} was number {letter.seq}, and is {word}", actor.conn)
        if word.get("queued") and letter.proved:
            raise Wrong(f"{letter.token} was read, and waits, they say: {word}", actor.conn)
        letter.acked, letter.seq = True, word["seq"]
        letter.name = "" if NAMELESS.fullmatch(word["to"]) else word["to"]
        self.check_receiver(letter)

    def refuse(self, actor, request, word):
        request.letter.refused = True
        if word["code"] == 503:
            raise Wrong(f"{request.letter.token} is refused, and few wait: {word}", actor.conn)
        if request.letter.to in self.known:
            raise Wrong(f"{request.letter.token}: nobody is called so, they say, and {request.letter.to} was granted: {word}", actor.conn)

    # ---- hearing ----

    def heard(self, actor, word):
        letter = self.find(actor, word["text"])
        if word.get("own"):
            return
        letter.handed.append((actor.conn, {word["to"].get("id"), word["to"]["nick"]}))
        self.check_receiver(letter)
        if "#" not in word["conv"]:  # with somebody without a name: the number is somebody else's in another life of the server
            place = (actor.conn, word["conv"])
            if word["seq"] <= self.last.get(place, 0):
                raise Wrong(f"{letter.token} is number {word['seq']} of {word['conv']}, and {self.last[place]} came before", actor.conn)
            self.last[place] = word["seq"]
        self.arrived(actor, letter)

    def heard_line(self, actor, text):
        self.arrived(actor, self.find(actor, text))

    def find(self, actor, text):
        letter = self.sent.get(text.split(" ")[0])
        if letter is None or text != f"{letter.token} psst":
            raise Wrong(f"nobody ever wrote {text[:100]!r}", actor.conn)
        return letter

    def check_receiver(self, letter):
        for conn, called in letter.handed if letter.acked else ():
            if not called & {letter.to, letter.name}:
                raise Wrong(f"{letter.token} is for {letter.name or letter.to}, and came to {called}", conn)

    def arrived(self, actor, letter):
        for conn, proved in letter.heard:
            if conn == actor.conn:
                raise Wrong(f"{letter.token} came twice", actor.conn)
            if proved:
                raise Wrong(f"{letter.token} came to {conn}, which proved that it read it, and again to {actor.conn}", actor.conn)
        letter.heard.append([actor.conn, False])
        actor.unproved.append([None, letter.heard[-1]])

    def pinged(self, actor):
        """The server's ping behind letters is answered."""
        for one in actor.unproved:
            one[0] = one[0] or self.world.truth.now

    def proved(self, actor, when):
        """It had an answer to what it sent after `when`: the server has the pongs that went before."""
        for ponged, mark in actor.unproved:
            mark[1] = ponged is not None and ponged < when
        actor.unproved = [one for one in actor.unproved if not one[1][1]]

    def dropped(self, actor, word):
        raise Wrong(f"{word['count']} private messages could not wait, and there were few", actor.conn)

    # ---- what has to come ----

    def server_ended(self, clean):
        self.life += 1
        self.known.clear()
        for letter in self.sent.values():
            letter.lost = letter.lost or letter.name == "" or not self.world.truth.lasting
            for mark in letter.heard:
                mark[1] = mark[1] and clean  # the pong may have come, and its mark not to the disk

    def missing(self):
        return [one for one in self.sent.values() if one.acked and not one.heard and not one.lost]

    def holder(self, letter):
        """The actor that has its receiver's name now, or is it."""
        return next((one for one in self.world.actors if one.here and (one.nick == letter.name if letter.name else one.user == letter.to)), None)

    def settle(self):
        """Each letter to somebody who is here arrives."""
        for letter in self.missing():
            holder = self.holder(letter)
            if holder is None:
                letter.lost = letter.lost or not letter.name
                continue
            self.world.wait(lambda letter=letter: letter.heard or letter.lost or self.holder(letter) is None,
                            lambda letter=letter: f"{letter.token} of {letter.sender} for {letter.name or letter.to} was acknowledged, "
                            "and does not come", holder.conn)

    def collect(self, actor):
        """Takes the names that are away, one after the other: each letter that waits arrives."""
        self.settle()
        for name in sorted({one.name for one in self.missing()}):
            actor.take_name(name)
            self.settle()
        if left := self.missing():
            raise Wrong(f"{left[0].token} for {left[0].name} was acknowledged, and came to nobody", actor.conn)
