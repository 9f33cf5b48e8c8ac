"""What somebody may do, at random, by the weights of a profile."""
import audit
from json_actor import JsonActor
from text_actor import TextActor

SECURE = 0.25  # come by wss
SYLLABLES = [c + v for c in "bdfgkpstz" for v in "aeu"]


class Play:
    def __init__(self, world, profile, steps):
        self.world, self.profile, self.steps = world, profile, steps
        self.chance = world.chance
        world.rooms = [f"room{number}" for number in range(profile["rooms"])]
        self.sent = []  # messages with a cid, which may be sent again
        self.names = 0
        people = profile["people"]
        for number in range(people):
            maker = TextActor if self.chance.random() < profile["text"] else JsonActor
            world.actors.append(maker(world, number, f"session-of-{number:08}-{world.chance.getrandbits(32):x}", self.chance.random() < 0.3))
        self.auditor = JsonActor(world, "A", "session-of-the-auditor", False)
        world.actors.append(self.auditor)
        for actor in world.actors:
            actor.secure = self.chance.random() < SECURE
        self.players = world.actors[:people]

    def name(self):
        """None that looks like another."""
        self.names += 1
        number, text = self.names, ""
        while number or len(text) < 4:
            number, at = divmod(number, len(SYLLABLES))
            text += SYLLABLES[at]
        return text

    # ---- the whole ----

    def run(self):
        self.world.start()
        self.auditor.connect()
        for actor in self.players:
            self.come(actor)
        doings, weights = zip(*self.profile["does"].items())
        for step in range(self.steps):
            getattr(self, self.chance.choices(doings, weights)[0])()
            self.world.turn()
            if step % 16 == 15:
                self.world.server.check_alive()
        self.settle()
        if self.world.truth.retention.seconds:
            self.says(5)
            audit.outlive(self.world, self.auditor)
        self.world.letters.collect(self.auditor)
        self.restart(clean=True, again=False)

    def settle(self):
        audit.settle(self.world, self.auditor)

    def restart(self, clean, again=True):
        if clean:
            self.settle()
        self.world.end(clean)
        if not again:
            return
        self.world.start()
        self.auditor.connect()
        for actor in self.players:
            if self.chance.random() < 0.7:
                self.come(actor, "mark")

    def end_cleanly(self):
        self.restart(True)

    def kill(self):
        self.restart(False)

    # ---- somebody ----

    def somebody(self, form=None, away=False):
        """Who is here, reads, and is in some room; None if nobody is."""
        fit = [one for one in self.players if (not one.here if away else one.here and one.reading and one.views)
               and form in (None, one.form)]
        return self.chance.choice(fit) if fit else None

    def come(self, actor, since=None):
        buffer = 4096 if self.chance.random() < self.profile.get("small", 0) else None
        rooms = self.chance.sample(self.world.rooms, self.chance.randint(1, len(self.world.rooms)))
        ways = self.profile.get("since", ("latest", "all", "mark"))
        named = self.chance.random() < self.profile.get("named", 0)
        if actor.form == "json":
            nick = (actor.names or [self.name()])[-1] if named else None
            actor.connect([(room, since or self.chance.choice(ways)) for room in rooms], buffer, nick)
        else:
            way = since or self.chance.choice(ways)
            actor.connect(rooms[0], None if way == "latest" else way, self.chance.random() < 0.8, buffer, self.name() if named else None)

    def comes(self):
        if actor := self.somebody(away=True):
            self.come(actor)

    def goes(self):
        if actor := self.somebody():
            if self.chance.random() < 0.5:
                actor.parting = True
                actor.ask({"op": "quit", "text": "bye"}, None) if actor.form == "json" else actor.send("/quit bye")
                self.world.wait(lambda: not actor.here, "it wants to quit, and is not let go", actor.conn)
            else:
                actor.cut(self.chance.random() < 0.5)

    def comes_back(self):
        """Goes and comes at once, and changes how it sees things while it catches up."""
        if actor := self.somebody():
            actor.cut(False)
            self.come(actor, self.chance.choice(("mark", "all")))
            if self.chance.random() < 0.7:
                self.sees_otherwise(actor)

    def sees_otherwise(self, actor=None):
        actor = actor or self.somebody()
        if actor is None:
            return
        for _ in range(self.chance.randint(0, 3)):
            self.world.turn(0.001)
            if not actor.here:
                return
        what = self.chance.choice(("presence", "echo") if actor.form == "json" else ("presence", "time", "seq", "echo"))
        actor.set(what, self.chance.random() < 0.5)

    # ---- rooms ----

    def joins(self):
        actor = self.somebody()
        if actor is None:
            return
        room = self.chance.choice(self.world.rooms)
        if actor.form == "text":
            if not actor.moves:
                actor.go(room)
        elif room not in actor.views and room not in actor.joining:
            history = self.chance.choice((0, 0, 1, 10, 100))
            actor.join(room, "latest" if history else self.chance.choice(("latest", "all", "mark")), history)

    def leaves(self):
        actor = self.somebody()
        if actor and len(actor.views) > 1:
            room = actor.room(self.chance)
            if room is None or (actor.form == "text" and actor.moves):
                return
            actor.leave(room)

    # ---- talk ----

    def says(self, many=1, size=None):
        actor = self.somebody()
        if actor is None:
            return
        room = actor.room(self.chance)
        if room is None:
            return
        for _ in range(many):
            if not actor.here:
                return
            content = self.chance.choice(("text", "text", "text", "action", "data", "bin")) if actor.form == "json" else "text"
            length = self.chance.choice(self.profile["sizes"]) if size is None else size
            sent = actor.make(room, content, length, self.chance.random() < 0.6 and actor.form == "json",
                              not actor.echo or (actor.form == "json" and self.chance.random() < 0.1))
            actor.say(sent, self.chance.random() < 0.8 or bool(sent.cid))
            if sent.cid:
                self.sent.append(sent)
            self.world.turn()

    def says_much(self):
        self.says(self.chance.randint(20, 150))

    def says_again(self):
        """Under its cid, as a program that had no answer does."""
        if not self.sent:
            return
        sent = self.sent[-1 - min(int(self.chance.expovariate(1 / 40)), len(self.sent) - 1)] if self.chance.random() < 0.7 else (
            self.chance.choice(self.sent))
        actor = next(one for one in self.players if one.number == sent.author)
        if actor.here and actor.reading and sent.room in actor.views and sent.room not in actor.leaving:
            actor.say(sent)

    def stands_still(self):
        if actor := self.somebody():
            self.world.stop_reading(actor)

    def goes_on(self):
        still = [one for one in self.players if one.here and not one.reading]
        if still:
            self.world.go_on_reading(self.chance.choice(still))

    # ---- questions ----

    def asks_history(self):
        if actor := self.somebody("json"):
            if (room := actor.room(self.chance)) is None:
                return
            numbers = self.world.truth.now_of(room)
            head = numbers.head if numbers else 0
            way = self.chance.choice(("before", "after", "around", "latest"))
            audit.ask_history(self.world, actor, room, way, self.chance.randint(0, head + 3), self.chance.choice((1, 2, 5, 50, 200)))

    def searches(self):
        if actor := self.somebody("json"):
            if (room := actor.room(self.chance)) is None:
                return
            words = self.chance.sample(sorted(self.world.vocabulary), self.chance.choice((1, 1, 2)))
            limit = self.chance.choice((3, 50, 200))
            q = " ".join(words).upper() if self.chance.random() < 0.3 else " ".join(words)
            actor.ask({"op": "search", "room": room, "q": q, "limit": limit}, room, q=q, limit=limit, floor=self.world.truth.floor(room),
                      words=frozenset(self.world.vocabulary[one] for one in words))

    def asks_who(self):
        if actor := self.somebody("json"):
            if (room := actor.room(self.chance)) is None:
                return
            actor.ask({"op": "who", "room": room}, room, members={}, pv=None)

    def asks_around(self):
        if actor := self.somebody("json"):
            if (room := actor.room(self.chance)) is None:
                return
            actor.ask(self.chance.choice(({"op": "rooms"}, {"op": "stats"}, {"op": "topic", "room": room}, {"op": "ping"},
                                          {"op": "typing", "room": room}, {"op": "whois", "user": actor.user or "u1"},
                                          {"op": "topic", "room": room, "topic": f"about {self.chance.randint(1, 9)}"})), room)

    # ---- people ----

    def takes_name(self):
        """A new one, or one that it had."""
        if actor := self.somebody("json"):
            actor.ask({"op": "nick", "nick": self.chance.choice([*actor.names, self.name()])}, None)

    def is_away(self):
        if actor := self.somebody("json"):
            text = self.chance.choice((None, "lunch", "tea"))
            actor.ask({"op": "away", **({"text": text} if text else {})}, None, text=text)

    def hops(self):
        """Out of a room and in again, and away or back in between."""
        if (actor := self.somebody("json")) and (room := actor.room(self.chance)) and room not in actor.joining:
            for away in self.chance.sample((None, "lunch", "tea"), 2):
                actor.ask({"op": "away", **({"text": away} if away else {})}, None, text=away)
                if room not in actor.leaving:
                    actor.leave(room)
            actor.join(room, "latest")

    def writes(self):
        """Privately, to somebody who is here, or to a name that may be away."""
        actor, other = self.somebody("json"), self.chance.choice(self.players)
        if actor is None or actor is other:
            return
        called = [*other.names[-2:], *([other.user] if other.here and other.user else [])]
        if called:
            self.world.letters.post(actor, self.chance.choice(called), self.chance.random() < 0.5)

    def writes_again(self):
        if (actor := self.somebody("json")) and (letters := self.world.letters.to_send_again(actor)):
            self.world.letters.send(actor, self.chance.choice(letters[-20:]))

    def proves(self):
        """Asks something: with the answer it is known that it has read what came before."""
        if actor := self.somebody():
            actor.ask({"op": "ping"}, None) if actor.form == "json" else actor.ping()
