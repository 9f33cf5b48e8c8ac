"""Lies, of which the model must not believe any: LIES change what is heard; SERVERS are those whose retention is not what they say."""


def sometimes(chance, op, change, share=0.05, fit=lambda word: True):
    """Of the objects of this op that fit, one in twenty."""
    def lie(actor, word):
        if not isinstance(word, dict) or word["op"] != op or not fit(word) or chance.random() > share:
            return (word,)
        return change(dict(word))
    return lie


def later():
    """Two neighbours change places."""
    held = {}

    def change(actor, word):
        if not isinstance(word, dict) or word["op"] != "msg":
            return (word,)
        if (before := held.pop(actor.conn, None)) is not None:
            return (word, before)
        if word["seq"] % 7 == 0:
            held[actor.conn] = word
            return ()
        return (word,)
    return change


def altered(**changes):
    return lambda word: ({**word, **{key: change(word) for key, change in changes.items()}},)


LIES = {
    "a message is lost": lambda chance: sometimes(chance, "msg", lambda word: ()),
    "a message comes twice": lambda chance: sometimes(chance, "msg", lambda word: (word, word)),
    "two messages change places": lambda chance: later(),
    "a message is another": lambda chance: sometimes(chance, "msg", altered(text=lambda w: w["text"] + "!"), fit=lambda w: "text" in w),
    "a number is another": lambda chance: sometimes(chance, "msg", altered(seq=lambda w: w["seq"] + 1)),
    "an ack has another number": lambda chance: sometimes(chance, "ack", altered(seq=lambda w: w["seq"] + 1), fit=lambda w: "room" in w),
    "an ack never comes": lambda chance: sometimes(chance, "ack", lambda word: ()),
    "a page has a hole": lambda chance: sometimes(chance, "history", lambda w: ({**w, "items": w["items"][:1] + w["items"][2:]},), 1.0,
                                                  lambda w: len(w["items"]) > 3),
    "there is always more": lambda chance: sometimes(chance, "history", altered(more=lambda w: True), 1.0),
    "there is never more": lambda chance: sometimes(chance, "history", altered(more=lambda w: False), 1.0),
    "the head is old": lambda chance: sometimes(chance, "history", altered(head=lambda w: w["head"] // 2), 1.0),
    "a search forgets": lambda chance: sometimes(chance, "search", lambda w: ({**w, "items": w["items"][1:], "more": False},), 1.0,
                                                 lambda w: len(w["items"]) > 1 and not w["more"]),
    "nobody ever leaves": lambda chance: sometimes(chance, "presence", lambda w: ({**w, "del": ["u999999"]},), 1.0, lambda w: "del" in w),
    "not recovered": lambda chance: sometimes(chance, "joined", altered(recovered=lambda w: False), 1.0, lambda w: "re" not in w),
    "a gap of what is kept": lambda chance: sometimes(
        chance, "msg", lambda w: ({"op": "gap", "room": w["room"], "epoch": "", "from": w["seq"], "to": w["seq"], "reason": "slow"},)),
    "a letter is lost": lambda chance: sometimes(chance, "dm", lambda w: (), fit=lambda word: "own" not in word),
    "what waited is lost": lambda chance: sometimes(chance, "dm", lambda w: (), 1.0, lambda word: "waited" in word),
    "a letter has an old number": lambda chance: sometimes(chance, "dm", altered(seq=lambda w: w["seq"] - 1), 1.0,
                                                           lambda word: "own" not in word and word["seq"] > 1),
    "a letter is for another": lambda chance: sometimes(chance, "dm", altered(to=lambda w: {"id": "u77", "nick": "eve"}), 1.0,
                                                        lambda word: "own" not in word),
    "a letter comes twice": lambda chance: sometimes(chance, "dm", lambda w: (w, w), 1.0, lambda w: "own" not in w),
}

SERVERS = {  # --history, as it is in truth
    "fewer messages are kept": "7,0,0",
    "more messages are kept": "20,0,0",
    "fewer bytes are kept": "0,3000,0",
    "more bytes are kept": "0,200000,0",
    "messages go too early": "0,0,1s",
    "messages do not go": "0,0,0",
}

# Where a lie shows: the profile; elsewhere "talk".
PROFILES = {
    **dict.fromkeys(("a letter is lost", "a letter has an old number", "a letter is for another", "a letter comes twice"), "letters"),
    "what waited is lost": "letters on disk",
    **dict.fromkeys(("fewer messages are kept", "more messages are kept"), "retention"),
    **dict.fromkeys(("fewer bytes are kept", "more bytes are kept"), "retention by bytes"),
    "messages go too early": "retention by age",
    "messages do not go": "retention by age",
}
