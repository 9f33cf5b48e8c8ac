"""Somebody who speaks JSON: each request has its answer, and each object its place in what is true."""
from actor import Actor
from pages import check_history, check_search


ASKED_MAX = 1200  # times for a name; only what never happens takes so many


class Request:
    def __init__(self, op, room, when, **more):
        self.op, self.room, self.when = op, room, when
        self.__dict__.update(more)


class JsonActor(Actor):
    form = "json"

    def connect(self, rooms=(), buffer=None, nick=None):
        """rooms: (room, since) each; since: "latest", "all" or "mark", where it was last."""
        self.asked, self.ids, self.leaving = {}, 0, set()
        super().connect("/", buffer)
        self.joining = {}
        self.wish = nick
        wishes = [{"room": room, "since": self.begin(room, since)} for room, since in rooms]
        hello = {"op": "hello", "session": self.session, "rooms": wishes, **({"nick": nick} if nick else {})}
        self.ask(hello, None)

    def begin(self, room, since, history=0):
        """Remembers what is asked, and gives it as JSON."""
        mark = self.marks.get(room)
        if since == "mark" and mark is None:
            since = "all"
        self.joining[room] = (mark if since == "mark" else since, history, self.truth.floor(room))
        return {"epoch": mark[0], "seq": mark[1]} if since == "mark" else since

    def ask(self, request, room, **more):
        self.ids += 1
        about = Request(request["op"], room, self.truth.now, **more)
        self.asked[self.ids] = about
        self.send({**request, "id": self.ids}, room)
        return about

    # ---- doing ----

    def join(self, room, since, history=0):
        known = {"since": self.begin(room, since, history)} if since != "latest" or not history else {}
        if not known:
            self.begin(room, "latest", history)
        self.ask({"op": "join", "room": room, **known, **({"history": history} if history else {})}, room)

    def leave(self, room):
        self.leaving.add(room)
        self.ask({"op": "leave", "room": room}, room)

    def say(self, sent, with_id=True):
        self.count(sent)
        quiet = sent.quiet and sent.conn == self.conn
        op = "me" if sent.content == "action" else "msg"
        name = {"action": "text"}.get(sent.content, sent.content)
        request = {"op": op, "room": sent.room, name: sent.body, **({"cid": sent.cid} if sent.cid else {})}
        if quiet != (not self.echo):
            request["echo"] = not quiet
        if with_id:
            self.ask(request, sent.room, sent=sent)
        else:
            self.send(request, sent.room)

    def take_name(self, name):
        """A name that nobody is to have. The server may not know yet that its last holder is gone."""
        world = self.world
        for _ in range(ASKED_MAX):
            request = self.ask({"op": "nick", "nick": name}, None)
            world.wait(lambda request=request: request not in self.asked.values(), "a name has no answer", self.conn)
            if self.nick == name:
                return
            world.turn(0.05)
        raise self.wrong(f"the name {name} is not free, and everybody who had it is gone")

    def set(self, what, on):
        self.see_otherwise()
        self.ask({"op": "set", what: on}, None)
        if what == "echo":
            self.echo = on
        else:
            self.presence = on
            for people in self.people.values():
                people.lost()

    # ---- hearing ----

    def take(self, word):
        op, room = word["op"], word.get("room")
        self.log("<", room, {"msg": lambda: f"msg {word['seq']} {str(word.get('text', ''))[:12]}"}.get(op, lambda: str(word)[:200])())
        request = None
        if "re" in word:
            request = self.asked.pop(word["re"], None)
            if request is None:
                raise self.wrong(f"an answer to nothing: {word}", room)
        getattr(self, f"on_{op}")(word, request)

    def on_msg(self, word, request):
        room, seq = word["room"], word["seq"]
        view = self.view_of(room)
        sent = self.truth.of_word(word, self.conn, view.numbers.epoch)
        view.numbers.note(seq, sent, self.conn)
        view.message(seq, sent)

    def on_welcome(self, word, request):
        self.user = word["user"]["id"]
        self.on_nick(word["user"], request)

    def on_joined(self, word, request):
        room = word["room"]
        numbers = self.truth.numbers(room, word["epoch"], self.conn)
        if room in self.views:  # it was in already
            return
        since, history, floor = self.joining.pop(room)
        view = self.enter(room, numbers, floor)
        holds = isinstance(since, tuple) and since[0] == word["epoch"]
        view.joined(word, since[1] if isinstance(since, tuple) else since, history, holds and since[1] <= word["seq"])
        self.people_of(room, word["pv"])

    def on_gap(self, word, request):
        view = self.view_of(word["room"])
        if word["epoch"] != view.numbers.epoch:
            raise self.wrong(f"a gap of the epoch {word['epoch']}, it is {view.numbers.epoch}", word["room"])
        self.hear_gap(word["room"], word["reason"], word["from"], word["to"])

    def on_ack(self, word, request):
        if request is None:
            return
        if "conv" in word:
            return self.world.letters.acked(self, request, word)
        sent, numbers = request.sent, self.truth.numbers(word["room"], word["epoch"], self.conn)
        if word["room"] != sent.room or word.get("cid") != sent.cid:
            raise self.wrong(f"{sent.token} (cid {sent.cid}) got {word}", word["room"])
        if word.get("dup") and sent.sends < 2:
            raise self.wrong(f"{sent.token} was sent once, and got {word}", word["room"])
        numbers.note(word["seq"], sent, self.conn)
        told = sent.told.get((word["epoch"], word["seq"]), word)
        if told["ts"] != word["ts"]:
            raise self.wrong(f"{sent.token} has the time {told['ts']}, and got {word}", word["room"])
        sent.times[word["epoch"], word["seq"]] = word["ts"]
        sent.acked.setdefault(numbers.epoch, self.truth.now)

    def on_error(self, word, request):
        expected = request is not None and (
            (request.op == "join" and word["code"] == 410) or word["code"] == 403
            or (request.op == "dm" and word["code"] in (404, 503)) or (request.op == "nick" and word["code"] == 409)
            or (request.op == "whois" and word["code"] == 404) or (request.op == "search" and word["temporary"]))
        if not expected:
            raise self.wrong(f"{request and request.op} got {word}", request and request.room)
        if request.op == "join":
            self.joining.pop(request.room, None)
        if request.op in ("msg", "me"):
            request.sent.refused = True
        if request.op == "dm":
            self.world.letters.refuse(self, request, word)

    def on_ok(self, word, request):
        if request.op == "leave":
            self.leaving.discard(request.room)
            view = self.views.pop(request.room, None)
            self.people.pop(request.room, None)
            if view is not None:
                if view.told:
                    self.marks[request.room] = (view.numbers.epoch, view.told)
                self.world.leave_view(view)
        elif request.op == "quit":
            self.parting = True
        elif request.op == "away":
            self.away = request.text

    def on_nick(self, word, request):
        self.named(word["nick"])
        if not word["nick"].startswith("User "):
            self.world.letters.known.add(word["nick"])

    def on_presence(self, word, request):
        people = self.people.get(word["room"])
        if people is None:
            raise self.wrong(f"it hears who is in {word['room']}, where it is not", word["room"])
        if request is None:
            people.change(word)
            return
        request.members.update((one["id"], one) for one in word["members"])
        if word["more"]:
            last = word["members"][-1]["id"]
            self.ask({"op": "who", "room": word["room"], "after": last}, word["room"], members=request.members, pv=request.pv or word["pv"])
        elif request.pv in (None, word["pv"]):
            people.answer(word["pv"], request.members)
            self.world.listed(self, word["room"], word["pv"], request.members)

    def on_history(self, word, request):
        check_history(self, request, word)

    def on_search(self, word, request):
        check_search(self, request, word)

    def on_dm(self, word, request):
        self.world.letters.heard(self, word)

    def on_dropped(self, word, request):
        self.world.letters.dropped(self, word)

    def on_pong(self, word, request):
        self.world.letters.proved(self, request.when)
        self.clock = word["ts"]

    def nothing(self, word, request):
        pass

    on_topic = on_typing = on_rooms = on_whois = on_stats = nothing
