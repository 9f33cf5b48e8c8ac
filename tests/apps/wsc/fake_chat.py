"""A chat server for the client's tests: the JSON form and nothing around it, on python3-websockets, with
a hand on everything that a real server does only when things go wrong. Runs on a thread of its own."""
import asyncio
import base64
import contextlib
import http
import itertools
import json
import pathlib
import sys
import threading
import urllib.parse

import websockets

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2]))
import port  # noqa: E402

TEXT_FORM, JSON_FORM = "wsd.1.text", "wsd.1.json"
LIMIT = 120  # seconds; only what never happens takes so long


class Room:
    def __init__(self, epoch):
        self.epoch = epoch
        self.messages = []  # objects, with their seq
        self.head = 0
        self.people = {}  # id to nick
        self.pv = 0
        self.topic = ""
        self.first = 1


class Chat:
    """say(), close(), drop() and so on may be called from the test's thread."""

    def __init__(self, **settings):
        self.place = port.hold()  # who goes down comes up at the same port
        self.port = port.number(self.place)
        self.forms = settings.get("forms", [JSON_FORM])
        self.limits = {"message": 65536, "rooms": 128, "burst": 1000, "rate": 1000}
        self.limits.update(settings.get("limits", {}))
        self.rooms = {}
        self.links = {}  # websocket to its user
        self.heard = []  # every object that came
        self.requests = []  # paths and headers
        self.seen_cids = {}
        self.acks = True  # off: messages are kept, but not acknowledged
        self.refuse = {}  # a text to the error that it is answered with, once
        self.numbers = itertools.count(1)
        self.epochs = itertools.count(1)
        self.ssl = settings.get("ssl")
        self.status = None  # refuse the upgrade with (status, headers, body)
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._up = threading.Event()
        self._changed = threading.Condition()
        self._thread.start()
        assert self._up.wait(LIMIT)

    # ---- from the test's thread ----

    def url(self, path=""):
        return f"ws://localhost:{self.port}{path}"

    def wait_for(self, condition):
        with self._changed:
            assert self._changed.wait_for(lambda: condition(self), LIMIT), "the client did not do it"

    def heard_of_who_left(self):
        """All of it, once all who came have gone: of what a client has sent, the last may not be noted when it ends."""
        self.wait_for(lambda c: c.requests and sum(h["op"] == "gone" for h in c.heard) == len(c.requests))
        return self.heard

    def said_by_who_left(self):
        self.heard_of_who_left()
        return self.said()

    def said(self):
        return [m["text"] for m in self.heard if m.get("op") in ("msg", "me", "dm") and "text" in m]

    def say(self, text, nick="bob", room="lobby", **more):
        self._do(self._publish(room, {"id": "u900", "nick": nick}, {"text": text, **more}))

    def arrive(self, nick, id="u901", room="lobby"):
        self._do(self._presence(room, add={id: nick}))

    def send(self, *objects):
        self._do(self._send_all(*[o if isinstance(o, str) else json.dumps(o) for o in objects]))

    def send_bytes(self, data):
        self._do(self._send_all(data))

    def ping(self, data=b"hi"):
        async def all_of_them():
            for link in list(self.links):
                with contextlib.suppress(websockets.ConnectionClosed):  # who has left may still be listed
                    await link.ping(data)
        self._do(all_of_them())

    def close(self, code, reason=""):
        async def all_of_them():
            await asyncio.gather(*[link.close(code, reason) for link in list(self.links)])
        self._do(all_of_them())

    def drop(self):
        """Cuts every connection without a word."""
        async def all_of_them():
            for link in list(self.links):
                link.transport.abort()
        self._do(all_of_them())

    def go_down(self):
        async def down():
            for link in list(self.links):
                link.transport.abort()
            self._server.close()
            await self._server.wait_closed()
        self._do(down())

    def come_up(self):
        self._do(self._listen())

    def forget(self, room="lobby"):
        """The room begins anew, as after a restart without storage."""
        self.rooms.pop(room, None)

    def jump(self, by, room="lobby"):
        """Numbers that nobody will ever see."""
        self.room(room).head += by

    def stop(self):
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self.place.close()

    def room(self, name):
        if name not in self.rooms:
            self.rooms[name] = Room(f"e{next(self.epochs)}")
        return self.rooms[name]

    # ---- on the server's thread ----

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._listen())
        self._up.set()
        self._loop.run_forever()

    def _do(self, what):
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(LIMIT)

    async def _listen(self):
        self._server = await websockets.serve(
            self._talk, "127.0.0.1", self.port, subprotocols=self.forms or None, process_request=self._request,
            ssl=self.ssl, ping_interval=None, max_size=None, close_timeout=LIMIT)

    async def _end(self):
        self._server.close()
        await self._server.wait_closed()

    async def _request(self, path, headers):
        self.requests.append((path, headers))
        if self.status is not None:
            status, fields, body = self.status
            return http.HTTPStatus(status), fields, body.encode()
        return None

    def _note(self, what):
        with self._changed:
            self.heard.append(what)
            self._changed.notify_all()

    async def _talk(self, link):
        user = {"id": f"u{next(self.numbers)}", "session": "", "rooms": set()}
        user["nick"] = "User " + user["id"][1:]
        with self._changed:
            self.links[link] = user
            self._changed.notify_all()
        try:
            async for message in link:
                if isinstance(message, bytes):
                    self._note({"op": "binary", "data": message})
                elif link.subprotocol != JSON_FORM:
                    self._note({"op": "line", "text": message})
                else:
                    request = json.loads(message)
                    await self._answer(link, user, request)
                    self._note(request)
        except websockets.ConnectionClosed:
            pass
        finally:
            self.links.pop(link, None)
            for name in user["rooms"]:
                await self._presence(name, remove=[user["id"]])
            self._note({"op": "gone", "code": link.close_code})

    async def _tell(self, link, message):
        try:
            await link.send(message)
        except websockets.ConnectionClosed:
            pass  # it goes at this moment

    async def _send_all(self, *messages):
        for link in list(self.links):
            for message in messages:
                await self._tell(link, message)

    async def _publish(self, name, who, content, cid=None):
        room = self.room(name)
        room.head += 1
        message = {"op": "msg", "room": name, "seq": room.head, "from": who, **content, "ts": 1700000000000 + room.head}
        room.messages.append(message)
        if cid:
            self.seen_cids[cid] = room.head
        for link, user in list(self.links.items()):
            if name in user["rooms"]:
                await self._tell(link, json.dumps(message))
        return room.head

    async def _presence(self, name, add=None, remove=()):
        room = self.room(name)
        room.pv += 1
        for id, nick in (add or {}).items():
            room.people[id] = nick
        for id in remove:
            room.people.pop(id, None)
        told = {"op": "presence", "room": name, "pv": room.pv, "count": len(room.people)}
        if add:
            told["add"] = [{"id": id, "nick": nick} for id, nick in add.items()]
        if remove:
            told["del"] = list(remove)
        for link, user in list(self.links.items()):
            if name in user["rooms"]:
                await self._tell(link, json.dumps(told))

    async def _enter(self, link, user, name, since, re):
        room = self.room(name)
        missed, gap = [], None
        if since == "all":
            missed = list(room.messages)
        elif isinstance(since, dict):
            seq = since["seq"]
            missed = [m for m in room.messages if m["seq"] > seq]
            if since.get("epoch", room.epoch) != room.epoch:
                missed = list(room.messages)
                gap = {"from": 0, "to": 0, "reason": "epoch"}
            elif seq + 1 < room.first:
                gap = {"from": seq + 1, "to": room.first - 1, "reason": "retention"}
                missed = [m for m in room.messages if m["seq"] >= room.first]
        user["rooms"].add(name)
        joined = {"op": "joined", "room": name, "epoch": room.epoch, "seq": room.head, "first": room.first,
                  "recovered": gap is None, "pv": room.pv, "members": len(room.people) + 1, "topic": room.topic}
        await link.send(json.dumps({**joined, **({"re": re} if re else {})}))
        if gap:
            await link.send(json.dumps({"op": "gap", "room": name, "epoch": room.epoch, **gap}))
        for message in missed:
            await link.send(json.dumps(message))
        await self._presence(name, add={user["id"]: user["nick"]})

    async def _answer(self, link, user, request):
        op, re = request["op"], request.get("id")

        async def tell(op, **fields):
            await link.send(json.dumps({"op": op, "re": re, **fields}))

        if op == "hello":
            user["session"] = request.get("session", "")
            taken = any(other["nick"] == request.get("nick") and other is not user and
                        other["session"] != user["session"] for other in self.links.values())
            if request.get("nick") and not taken:
                user["nick"] = request["nick"]
            await tell("welcome", server="fake/1", conn="c1", user={"id": user["id"], "nick": user["nick"]}, ts=1,
                       ping={"interval": 25, "timeout": 20}, limits=self.limits,
                       text=f"Welcome to wsd. You are {user['nick']}.")
            if taken:
                await link.send(json.dumps({"op": "error", "code": 409, "error": "conflict",
                                            "text": "That name is taken.", "temporary": False}))
            query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(link.path).query))
            since = query.get("since")
            since = {"seq": int(since)} if since and since != "all" else since
            for wish in request.get("rooms", [{"room": "lobby", "since": since}]):
                await self._enter(link, user, wish["room"], wish.get("since"), None)
        elif op in ("msg", "me"):
            await self._message(link, user, request, tell)
        elif op == "dm":
            to = [other for other, who in self.links.items() if who["nick"] == request["to"]]
            await tell("ack", conv="x", to=request["to"], epoch="p", seq=1, cid=request.get("cid"), ts=2, queued=not to)
        elif op == "join":
            await self._enter(link, user, request["room"], request.get("since"), re)
        elif op == "leave":
            user["rooms"].discard(request["room"])
            await tell("ok")
        elif op == "history":
            await self._history(request, tell)
        elif op == "who":
            room = self.room(request["room"])
            await tell("presence", room=request["room"], pv=room.pv, full=True, count=len(room.people),
                       members=[{"id": id, "nick": nick} for id, nick in room.people.items()])
        else:
            await self._answer_rarely(user, request, tell)

    async def _message(self, link, user, request, tell):
        error = self.refuse.pop(request.get("text"), None)
        if error:
            return await tell("error", **error)
        if request["room"] not in user["rooms"]:
            return await tell("error", code=403, error="forbidden", text="You are not there.", temporary=False)
        cid, room = request.get("cid"), self.room(request["room"])
        duplicate = cid in self.seen_cids
        if not duplicate:
            content = {k: request[k] for k in ("text", "data", "bin") if k in request}
            if request["op"] == "me":
                content["action"] = True
            await self._publish(request["room"], {"id": user["id"], "nick": user["nick"]}, content, cid)
        if self.acks:
            more = {"dup": True} if duplicate else {}
            await tell("ack", room=request["room"], epoch=room.epoch, seq=self.seen_cids[cid], cid=cid, ts=3, **more)

    async def _history(self, request, tell):
        room = self.room(request["room"])
        found = [m for m in room.messages if m["seq"] < request.get("before", 1 << 50)]
        found = [m for m in found if m["seq"] > request.get("after", 0)]
        limit = request.get("limit", 50)
        await tell("history", room=request["room"], epoch=room.epoch, first=room.first, head=room.head, more=False,
                   items=found[-limit:] if limit else [])

    async def _answer_rarely(self, user, request, tell):
        op = request["op"]
        if op == "nick":
            was, user["nick"] = user["nick"], request["nick"]
            for name in user["rooms"]:
                room = self.room(name)
                room.pv += 1
                room.people[user["id"]] = user["nick"]
                await self._send_all(json.dumps({
                    "op": "presence", "room": name, "pv": room.pv, "count": len(room.people), "was": was,
                    "add": [{"id": user["id"], "nick": user["nick"]}]}))
            await tell("nick", nick=user["nick"])
        elif op == "rooms":
            await tell("rooms", more=False, rooms=[{"room": name, "members": len(r.people), "seq": r.head, "topic": r.topic}
                                                   for name, r in sorted(self.rooms.items())])
        elif op == "topic":
            self.room(request["room"]).topic = request.get("topic", "")
            await tell("topic", room=request["room"], topic=request.get("topic", ""))
        elif op == "whois":
            await tell("whois", user={"id": "u900", "nick": request["user"], "away": "lunch"}, since=5, rooms=["lobby"])
        elif op == "ping":
            await tell("pong", rtt=420, ts=5)
        elif op == "stats":
            await tell("stats", messages_in=4, bytes_in=100, bytes_out=200, seconds=7, rooms=1, people=2)
        elif op == "search":
            hits = [m for m in self.room(request["room"]).messages if request["q"] in m.get("text", "")]
            await tell("search", room=request["room"], epoch="e", items=hits, first=1, head=9, more=False)
        elif op == "away":
            await tell("ok")
        else:
            await tell("error", code=404, error="not_found", text=f"There is no operation {op}.", temporary=False)


def base64_of(data):
    return base64.b64encode(data).decode()
