"""Whether a page of history, or what a search found, is what is kept: judged by what was acknowledged before it was
asked for."""


def items_of(actor, request, word):
    """The numbers of the items, each of them recognized."""
    numbers = actor.truth.numbers(word["room"], word["epoch"], actor.conn)
    for item in word["items"]:
        sent = actor.truth.of_word(item, actor.conn, numbers.epoch)
        numbers.note(item["seq"], sent, actor.conn)
        if item["seq"] < request.floor:
            raise actor.wrong(f"{request.op} tells {item['seq']}, and retention took all before {request.floor}", word["room"])
    if len(word["items"]) > request.limit:
        raise actor.wrong(f"{len(word['items'])} items, {request.limit} were asked for", word["room"])
    return numbers, [item["seq"] for item in word["items"]]


def check_history(actor, request, word):
    numbers, seqs = items_of(actor, request, word)
    request.items, request.more, request.first, request.told_head = seqs, word["more"], word["first"], word["head"]
    room, first, way, at = word["room"], word["first"], request.way, request.at
    if word["head"] < request.head:
        raise actor.wrong(f"the head is {word['head']}, and {request.head} was told before", room)
    if first == 0 and actor.truth.retains_all and any(actor.truth.must_have(numbers, request.when, 0)):
        raise actor.wrong("nothing is kept, they say, and something was acknowledged", room)
    kept = actor.truth.must_have(numbers, request.when, first) if first else []
    shown = set(seqs)

    def complain(text):
        return actor.wrong(f"history {way} {at} limit {request.limit}: {text}; {seqs[:3]}…{seqs[-3:]}, first {first}, "
                           f"head {word['head']}, more {word['more']}", room)

    if word["more"] and not seqs:
        raise complain("no items, and there are more")
    reach = {"before": lambda n: n < at, "latest": lambda n: True, "after": lambda n: n > at, "around": lambda n: True}[way]
    if wrong := [n for n in seqs if not reach(n)]:
        raise complain(f"{wrong} were not asked for")
    back = way in ("before", "latest")
    for seq in kept:
        if seq in shown or not reach(seq):
            continue
        if not seqs:
            if way != "around":
                raise complain(f"{seq} is kept, and there are no items")
        elif seqs[0] < seq < seqs[-1] or (back and seq > seqs[-1]) or (way == "after" and seq < seqs[0]) or (way == "around" and seq == at):
            raise complain(f"{seq} is kept, and is not among the items")
        elif not word["more"]:
            raise complain(f"{seq} is kept, and there are no more, they say")
    if seqs and word["more"]:
        beyond = (first < seqs[0]) if back else (seqs[-1] < word["head"]) if way == "after" else (first < seqs[0] or seqs[-1] < word["head"])
        if not beyond:
            raise complain("there are more, they say, and there can be none")
    if seqs and back and not word["more"] and first < seqs[0]:
        raise complain("there are no more, they say, and first is older")
    actor.truth.told_first(numbers, first)


def check_search(actor, request, word):
    numbers, seqs = items_of(actor, request, word)
    shown, room = set(seqs), word["room"]
    for seq in seqs:
        sent = numbers.known[seq]
        if sent.content in ("text", "action") and not request.words <= sent.words:
            raise actor.wrong(f"search {request.q!r} found {seq}: {str(sent.body)[:100]!r}", room)
    if not word["first"]:
        return
    oldest = (seqs[0] if seqs else None) if word["more"] else 0
    for seq in actor.truth.must_have(numbers, request.when, word["first"]):
        sent = numbers.known[seq]
        looked = oldest is not None and seq >= oldest
        if looked and seq not in shown and sent.content in ("text", "action") and request.words <= sent.words:
            raise actor.wrong(f"search {request.q!r} did not find {seq}: {str(sent.body)[:100]!r}; {seqs[:5]} more {word['more']}", room)
    actor.truth.told_first(numbers, word["first"])
