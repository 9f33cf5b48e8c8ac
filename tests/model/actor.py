"""Somebody, over one connection after another: what both forms have in common."""
import socket

from people import People
from truth import Sent, Wrong
from view import View

from strict.client import Client

PINGED = object()  # a ping of the server, which was answered: it stands among what was heard


class Ear(Client):
    """Remembers between which messages a ping came."""

    def answer(self, payload):
        super().answer(payload)
        self.events.append(("pinged", payload))

    def take(self, event):
        self.heard.append(PINGED) if event[0] == "pinged" else super().take(event)


class Actor:
    form = None

    def __init__(self, world, number, session, deflate):
        self.world, self.number, self.session, self.deflate = world, number, session, deflate
        self.link = None         # the connection, while there is one
        self.conn = None         # its name in logs, fresh for each
        self.user = None         # "u7", while it is connected and knows
        self.nick = ""
        self.echo, self.presence = True, True
        self.away = None
        self.views = {}          # room: View
        self.people = {}         # room: People
        self.marks = {}          # room: (epoch, number) of the last that was heard
        self.names = []          # all that it ever had, the newest last
        self.unproved = []       # of letters that it heard: [when a ping behind it was answered, its mark]
        self.secure = False      # it comes by wss
        self.reading = True      # False: what comes stays in the socket
        self.was_slow = False    # it stood still at least once: it may be told that it was slow

    truth = property(lambda self: self.world.truth)

    def wrong(self, text, room=None):
        return Wrong(f"{self.conn}: {text}", self.conn, room)

    @property
    def here(self):
        return self.link is not None

    # ---- the connection ----

    def connect(self, path, buffer=None):
        self.world.lives += 1
        self.conn = f"{self.number}{'j' if self.form == 'json' else 't'}{self.world.lives}"
        self.views, self.people, self.changed = {}, {}, False
        self.echo, self.presence, self.away, self.reading, self.was_slow = True, True, None, True, buffer is not None
        self.user, self.nick = None, ""
        self.unproved = []
        self.log(">", None, f"connects {path}{' deflate' if self.deflate else ''}{' wss' if self.secure else ''}")
        server = self.world.server
        port, trust = (server.tls_port, server.trust) if self.secure else (server.port, None)
        self.link = Ear.connect(port, path, self.form, self.deflate, buffer, trust=trust)
        self.world.watch(self)

    def log(self, way, room, text):
        self.world.log.add(self.conn, way, room, text)

    def send(self, what, room=None):
        self.log(">", room, str(what)[:160])
        self.link.say(what)

    def read(self):
        """Takes what has come. At the end of the connection it is nobody."""
        self.link.hear_waiting()
        heard, self.link.heard = self.link.heard, []
        for word in heard:
            self.truth.now += 1
            if word is PINGED:
                self.world.letters.pinged(self)
                continue
            for one in self.world.lie(self, word):
                self.take(one)
        if self.link.over or self.link.closed:
            self.lost()

    def lost(self):
        """It was ended by the server."""
        why = self.link.told_close
        self.log("<", None, f"the end: {why or self.link.end}")
        code = why[0] if why else None
        slow = code == 4108 and (self.was_slow or any(map(self.world.pressed, self.world.rooms)))
        if not self.world.ending and not slow and not self.parting:
            raise self.wrong(f"it was ended: {why or self.link.end}")
        self.gone()

    parting = False  # it asked for its end

    def named(self, nick):
        """It has that name, or none."""
        self.nick = nick
        if nick and not nick.startswith("User "):
            self.names = [one for one in self.names if one != nick] + [nick]

    def gone(self):
        for room, view in self.views.items():
            if view.told:
                self.marks[room] = (view.numbers.epoch, view.told)
            self.world.leave_view(view)
        self.world.unwatch(self)
        self.link.close()
        self.link, self.parting, self.views, self.people = None, False, {}, {}

    def cut(self, rudely):
        """It goes without a word."""
        self.log(">", None, "resets" if rudely else "hangs up")
        if rudely:
            self.link.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
        self.gone()

    # ---- what is heard of rooms ----

    def view_of(self, room):
        view = self.views.get(room)
        if view is None:
            raise self.wrong(f"it hears of {room}, where it is not", room)
        return view

    def enter(self, room, numbers, floor):
        view = View(self.conn, numbers, floor)
        view.may_lack_beginning = not self.truth.retains_all
        view.changed = self.changed
        self.views[room] = view
        return view

    def hear_gap(self, room, reason, low, high, exact=True):
        view = self.view_of(room)
        if reason == "slow" and not self.was_slow and not self.world.pressed(room):
            raise self.wrong(f"it reads, and is told that it was too slow for {low}-{high}"
                             f"{', and its view changed' if view.changed else ''}", room)
        if reason == "retention" and self.truth.retains_all:
            raise self.wrong(f"a gap {low}-{high} because of retention, of which there is none", room)
        # A number without its epoch, as people give it, may be of an epoch that went with the server.
        foreign = self.form == "text" and self.world.restarts and not self.truth.lasting
        if reason == "restart" and not self.world.kills and not foreign:
            raise self.wrong(f"a gap {low}-{high} because of an unclean end, which never was", room)
        if reason == "epoch" and not self.world.restarts:
            raise self.wrong(f"a gap {low}-{high} because the numbers began anew, and the server never ended", room)
        view.gap(reason, low, high, exact)
        if room in self.people:
            self.people[room].lost()

    changed = False  # how it sees things, in this connection

    def see_otherwise(self):
        self.changed = True
        for view in self.views.values():
            view.changed = True

    # ---- what is sent ----

    def room(self, chance):
        """One where it is and stays, or None."""
        rooms = sorted(self.views.keys() - self.leaving)
        return chance.choice(rooms) if rooms else None

    def make(self, room, content, size=0, cid=False, quiet=False):
        """A message, not sent yet."""
        world = self.world
        token, words = world.token("m"), world.pick_words()
        text = " ".join([token, *words]) + (" " + "z" * size if size else "")
        if content == "data":
            text, words = {"t": token, "n": [1, 2.5, None, "é"], "z": "z" * size}, ()
        elif content == "bin":
            text, words = world.base64(f"{token} {'z' * size}"), ()
        sent = Sent(token, room, self.number, self.conn, content, text, frozenset(words))
        sent.session, sent.quiet = self.session, quiet
        sent.cid = f"c{token}" if cid else None
        self.truth.sent[token] = sent
        if content == "bin":
            self.truth.bins[text] = sent
        return sent

    def count(self, sent):
        sent.sends += 1
        self.world.weigh(sent)
        if sent.quiet and sent.conn == self.conn and sent.room in self.views:
            self.views[sent.room].quiet.append(sent)
        if sent.sends > 1 and sent.conn != self.conn and not (sent.session and sent.session == self.session):
            sent.guarded = False

    def people_of(self, room, pv):
        self.people[room] = People(self.conn, room, pv)
        if not self.presence:
            self.people[room].lost()
