"""All is still, and everything is counted: who heard what, what is kept, who is here."""
from truth import Wrong


def settle(world, auditor):
    """Nothing is under way any more, and everybody has what there is."""
    for actor in world.actors:
        if actor.here and not actor.reading:
            world.go_on_reading(actor)
    fence(world)
    world.letters.settle()
    kept = {room: keep(world, auditor, room) for room in world.rooms}
    for actor in world.actors:
        if actor.here and actor.form == "text":
            actor.settle_lines()
    for room in world.rooms:
        numbers = world.truth.now_of(room)
        if numbers is not None:
            hear_all(world, room, numbers, kept[room])
            gaps_are_true(world, numbers, set(kept[room]))
    for view in world.old_views:
        view.settle(0)
    world.old_views.clear()
    for room in world.rooms:
        if room in auditor.views:
            presence(world, auditor, room)


def fence(world):
    """Each request has its answer."""
    answered(world)
    for actor in world.actors:
        if actor.here:
            actor.ask({"op": "ping"}, None) if actor.form == "json" else actor.ping()
    answered(world)


def answered(world):
    for actor in world.actors:
        world.wait(lambda actor=actor: not actor.here or not waits(actor),
                   lambda actor=actor: f"{actor.conn} waits for {waits(actor)}", actor.conn)


def waits(actor):
    if actor.form == "text":
        return "pongs" if actor.pongs < actor.pings else ""
    return ", ".join(sorted({one.op for one in actor.asked.values()}))


def keep(world, auditor, room):
    """All that is kept, by pages; and that it is what it should be."""
    if room not in auditor.views:
        auditor.join(room, "latest")
        world.wait(lambda: room in auditor.views, "a join has no answer", auditor.conn, room)
    began = ask_clock(world, auditor)
    while True:
        found, head = ask_all(world, auditor, room)
        now = ask_clock(world, auditor)
        numbers = world.truth.now_of(room)
        must = world.truth.retention.must_keep(numbers, max(head, numbers.head), now)
        if lost := sorted(set(must) - set(found)):
            raise Wrong(f"{lost[0]} ({numbers.known[lost[0]].token}) of {room} was acknowledged, and is not kept ({len(lost)} in all)",
                        auditor.conn, room)
        oldest = found[0] if found else head + 1
        if lost := sorted(seq for seq in set(numbers.acked()) - set(found) if seq > oldest):
            raise Wrong(f"{lost[0]} of {room} was acknowledged, and older ones are kept ({len(lost)} in all)", auditor.conn, room)
        excess = world.truth.retention.excess(numbers, found, began)
        if not excess:
            return found
        at_once = not world.truth.lasting and not world.truth.retention.seconds
        if at_once or now - began > world.patience * 1000:  # by the server's clock
            raise Wrong(f"{room}: {excess}", auditor.conn, room)
        world.turn(0.05)


def outlive(world, auditor):
    """Where retention goes by age: messages are kept until they are too old, by the server's clock, and not longer."""
    fence(world)
    for room in world.rooms:
        numbers = world.truth.now_of(room)
        while numbers is not None and numbers.known and numbers.age_of(numbers.head, ask_clock(world, auditor)) <= world.truth.retention.seconds:
            keep(world, auditor, room)
            world.turn(0.05)
        keep(world, auditor, room)


def ask_clock(world, actor):
    """What the server's clock says, in milliseconds."""
    request = actor.ask({"op": "ping"}, None)
    world.wait(lambda: request not in actor.asked.values(), "a ping has no answer", actor.conn)
    return actor.clock


def ask_all(world, auditor, room):
    """The numbers of all that is kept, by pages, and the head. Retention may go on between two pages: the last one says what is left."""
    found, after = [], 0
    while True:
        page = ask_history(world, auditor, room, "after", after, 200)
        world.wait(lambda page=page: page.more is not None, "a page of history does not come", auditor.conn, room)
        found += page.items
        if not page.more:
            return [seq for seq in found if seq >= page.first], page.told_head
        after = page.items[-1]


def ask_history(world, actor, room, way, at, limit):
    numbers = world.truth.now_of(room)
    place = {"latest": True} if way == "latest" else {way: at}
    return actor.ask({"op": "history", "room": room, **place, "limit": limit}, room, way=way, at=at, limit=min(limit, 200), more=None,
                     floor=world.truth.floor(room), head=numbers.head if numbers else 0)


def hear_all(world, room, numbers, kept):
    """Everybody in the room has all of it up to the head."""
    head = max(numbers.head, kept[-1] if kept else 0)
    for actor in world.actors:
        view = actor.views.get(room)
        if view is None or view.numbers is not numbers:
            continue
        world.wait(lambda actor=actor, view=view: actor.views.get(room) is not view or not lacks(actor, view, head),
                   lambda view=view: f"{view.conn} in {room} has {view.told}, the head is {head}", view.conn, room)
        if actor.views.get(room) is view:
            view.settle(head)


def lacks(actor, view, head):
    if actor.form == "text":
        actor.settle_lines(all_is_known=True)
        if actor.lines:
            return True
    return view.lacks(head)


def gaps_are_true(world, numbers, kept):
    """Of what was told as missing nothing is there, unless it was the connection that was too slow."""
    for low, high, reason, conn in numbers.holes:
        if reason == "slow":
            continue
        there = [seq for seq in kept if low <= seq <= high]
        if there:
            raise Wrong(f"{conn} was told of a gap {low}-{high} because of {reason}, and {there[:5]} ({len(there)}) are kept",
                        conn, numbers.room)
    numbers.holes.clear()


def presence(world, auditor, room):
    """The list is who is here, and what everybody was told comes to the same."""
    def truth():
        return {one.user: {"id": one.user, "nick": one.nick, **({"away": one.away} if one.away is not None else {})}
                for one in world.actors if one.here and one.form == "json" and room in one.views}

    texts = sum(one.form == "text" and room in one.views for one in world.actors if one.here)

    asked = [None]  # at which version the list was asked for last

    def right():
        """Asks again when something was told meanwhile, and only then."""
        people = auditor.people[room]
        if asked[0] is None or (asked[0] != people.pv and not any(one.op == "who" for one in auditor.asked.values())):
            asked[0] = people.pv
            people.list = None
            auditor.ask({"op": "who", "room": room}, room, members={}, pv=None)
        return people.list is not None and known(people.list, truth()) and len(people.list) == len(truth()) + texts

    def known(members, wanted):
        return all(members.get(key) == one for key, one in wanted.items())

    world.wait(right, lambda: f"in {room} are {truth()} and {texts} of text, by the list {auditor.people[room].list}", auditor.conn, room)
    for actor in world.actors:
        people = actor.people.get(room) if actor.here else None
        if people is not None and not people.unsure and actor.presence:
            world.wait(lambda people=people: right() and agrees(people, auditor.people[room]),
                       lambda people=people, actor=actor: f"{actor.conn} in {room}, at presence {people.pv}: "
                       f"{people.differs(auditor.people[room].list)}", actor.conn, room)


def agrees(people, real):
    """What is gathered in a large room is told later: until then the list is ahead of what was told."""
    return people.pv >= real.pv and (people.pv > real.pv or people.list is None or people.list == real.list)
