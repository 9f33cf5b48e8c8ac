"""Private messages: what was acknowledged comes to its name, and once; again only if nothing proved that it was read."""
from truth import Wrong


class Letters:
    def __init__(self, world):
        self.world = world
        self.sent = {}    # token: the letter
        self.strict = False  # what was acknowledged comes, whatever happens to connections

    def post(self, actor, to, cid):
        """From somebody to a name."""
        world = self.world
        token = world.token("p")
        letter = {"token": token, "to": to, "from": actor.nick, "cid": f"c{token}" if cid else None, "acked": False, "seq": None, "heard": []}
        self.sent[token] = letter
        self.send(actor, letter)

    def send(self, actor, letter):
        request = {"op": "dm", "to": letter["to"], "text": f"{letter['token']} psst", **({"cid": letter["cid"]} if letter["cid"] else {})}
        actor.ask(request, None, letter=letter)

    def acked(self, actor, request, word):
        letter = request.letter
        if letter["seq"] not in (None, word["seq"]) and letter["cid"]:
            raise Wrong(f"{letter['token']} was number {letter['seq']}, and is {word}", actor.conn)
        letter["acked"], letter["seq"] = True, word["seq"]

    def refused(self, request):
        request.letter["refused"] = True

    def heard(self, actor, word):
        token = word["text"].split(" ")[0]
        letter = self.sent.get(token)
        if letter is None:
            raise Wrong(f"nobody ever wrote {word}", actor.conn)
        if word.get("own"):
            return
        if word["to"]["nick"] != letter["to"] and word["to"]["id"] != letter["to"]:
            raise Wrong(f"{token} is for {letter['to']}: {word}", actor.conn)
        for conn, proved in letter["heard"]:
            if conn == actor.conn:
                raise Wrong(f"{token} came twice", actor.conn)
            if proved:
                raise Wrong(f"{token} came to {conn}, which proved that it read it, and again to {actor.conn}", actor.conn)
        letter["heard"].append([actor.conn, False])
        actor.unproved.append((self.world.truth.now, letter["heard"][-1]))

    def proved(self, actor, when):
        """It had an answer to what it sent after `when`: all that it had read then is known to be read."""
        for heard_at, mark in actor.unproved:
            if heard_at < when:
                mark[1] = True
        actor.unproved = [one for one in actor.unproved if not one[1][1]]

    def dropped(self, actor, word):
        raise Wrong(f"{word['count']} private messages could not wait, and there were few", actor.conn)

    def missing(self):
        return [letter for letter in self.sent.values() if letter["acked"] and not letter["heard"]]
