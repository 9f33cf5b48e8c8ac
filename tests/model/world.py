"""Everybody, the server and the truth, in one thread: sockets are read as they come, and waited for without a clock."""
import base64
import collections
import re
import select

from letters import Letters
from server import Server
from truth import Truth, Wrong

PATIENCE = 60.0     # seconds in which nothing at all comes, though something must
PRESSURE = 200_000  # bytes that a room has had: then what one asks for at once may be more than one connection's answers may be
VOCABULARY = ("alfa", "bravo", "cedar", "delta", "ember", "fjord", "gamma", "hotel")
WRITTEN = {"hello": "“hello”", "hola": "¡hola!", "привет": "«Привет»", "été": "—Été"}  # as it stands in a text


class Log:
    """What happened. Of a violation only what concerns its connection and its room is shown."""

    def __init__(self):
        self.lines = collections.deque(maxlen=60_000)

    def add(self, conn, way, room, text):
        self.lines.append((conn, way, room, re.sub("z{9,}", "z…", text)[:150]))

    def about(self, wrong, most=25):
        near = [one for one in self.lines if (one[0] is None or one[0] == wrong.conn or wrong.conn is None)
                and (wrong.room is None or one[2] in (None, wrong.room))]
        began = max((number for number, one in enumerate(near) if one[0] == wrong.conn and one[3].startswith("connects")), default=0)
        near = near[began:] if wrong.conn else near
        shown = near if len(near) <= 2 * most else near[:most] + [(None, "", None, f"… {len(near) - 2 * most} lines")] + near[-most:]
        return [f"    {conn or '':>6} {way} {text}" for conn, way, room, text in shown]


class World:
    def __init__(self, program, options, chance, retention, lasting=False, words="plain"):
        self.server, self.options, self.chance = Server(program, options), options, chance
        self.truth, self.letters, self.log = Truth(retention, lasting), Letters(self), Log()
        self.actors = []
        self.vocabulary = {one: one for one in VOCABULARY} | (WRITTEN if words == "written" else {})
        self.patience = PATIENCE
        self.tokens = self.lives = self.kills = self.restarts = 0
        self.ending = False       # the server was told to end, or was killed
        self.poll, self.watched = select.poll(), {}
        self.weights = collections.Counter()  # room: bytes
        self.old_views = []       # of connections that are gone, until the truth is whole
        self.heard_lists = []
        self.lie = lambda actor, word: (word,)

    # ---- words ----

    def token(self, kind):
        self.tokens += 1
        return f"{kind}{self.tokens}x"

    def pick_words(self):
        return [self.vocabulary[one] for one in self.chance.sample(sorted(self.vocabulary), 2)]

    def plain(self, written):
        return next(plain for plain, one in self.vocabulary.items() if one == written)

    @staticmethod
    def base64(text):
        return base64.b64encode(text.encode()).decode()

    def weigh(self, sent):
        self.weights[sent.room] += 150 + len(str(sent.body))

    def pressed(self, room):
        return self.weights[room] > PRESSURE

    # ---- sockets ----

    def watch(self, actor):
        self.poll.register(actor.link.sock, select.POLLIN)
        self.watched[actor.link.sock.fileno()] = actor

    def unwatch(self, actor):
        fd = actor.link.sock.fileno()
        if self.watched.get(fd) is actor:
            self.poll.unregister(fd)
            del self.watched[fd]

    def stop_reading(self, actor):
        actor.reading, actor.was_slow = False, True
        actor.log(">", None, "reads no more")
        self.unwatch(actor)

    def go_on_reading(self, actor):
        actor.reading = True
        actor.log(">", None, "reads again")
        self.watch(actor)

    def turn(self, seconds=0.0):
        """Takes what has come; whether anything had."""
        ready = self.poll.poll(seconds * 1000)
        for fd, _ in ready:
            if (actor := self.watched.get(fd)) is not None:
                actor.read()
        return bool(ready)

    def wait(self, done, words, conn=None, room=None):
        """Until it is so. Only when nothing comes for long is it given up."""
        silent = 0.0
        while not done():
            if self.turn(0.05):
                silent = 0.0
                continue
            silent += 0.05
            if not self.ending:
                self.server.check_alive()
            if silent >= self.patience:
                raise Wrong(words() if callable(words) else words, conn, room)

    # ---- lives of the server ----

    def start(self):
        self.ending = False
        if not self.truth.lasting:
            self.weights.clear()
        self.server.start()
        self.log.add(None, "=", None, f"the server starts: {' '.join(self.options)}")

    def end(self, clean):
        """Everybody hears what there is to hear, to the end."""
        self.ending = True
        self.log.add(None, "=", None, "SIGTERM" if clean else "SIGKILL")
        for actor in self.actors:
            if actor.here and not actor.reading:
                self.go_on_reading(actor)
        self.server.ask_to_end() if clean else self.server.kill()
        self.wait(lambda: not any(actor.here for actor in self.actors), "a connection outlives the server")
        if (code := self.server.reap()) not in ((0,) if clean else (0, -9)):
            raise Wrong(f"the server ended with {code}")
        self.kills += not clean
        self.restarts += 1
        self.truth.ended(clean)
        self.letters.server_ended(clean)

    def leave_view(self, view):
        self.old_views.append(view)

    def listed(self, actor, room, pv, members):
        self.heard_lists.append((actor, room, pv, members))
