"""Who is in a room, as one connection was told: a list kept by the two rules of docs/protocol.md."""
from truth import Wrong


class People:
    """`list` is None while it is not known; then it has to be asked for."""

    def __init__(self, conn, room, pv):
        self.conn, self.room, self.pv = conn, room, pv
        self.list = None
        self.full = None  # (pv, list) of an answer that is ahead of what was told
        self.unsure = False

    def change(self, word):
        pv = word["pv"]
        if pv <= self.pv and not self.unsure:
            raise Wrong(f"{self.conn} in {self.room}: presence {pv} after {self.pv}", self.conn, self.room)
        if pv != self.pv + 1 or "joined" in word:
            self.list = None
        self.pv, self.unsure = pv, False
        if self.list is not None:
            for one in word.get("add", ()):
                self.list[one["id"]] = one
            for one in word.get("del", ()):
                self.list.pop(one, None)
        if self.list is None and self.full and self.full[0] <= pv:
            self.list = dict(self.full[1]) if self.full[0] == pv else None
            self.full = None

    def lost(self):
        """Something may have been missed, or is not told any more."""
        self.list, self.full, self.unsure = None, None, True

    def answer(self, pv, members):
        if pv == self.pv:
            self.list = dict(members)
        elif pv > self.pv:
            self.full = (pv, dict(members))

    def differs(self, members):
        """From the list as it is, at the same version; as a sentence, or None."""
        if self.list is None or self.list == members:
            return None
        ours = {key: one for key, one in self.list.items() if members.get(key) != one}
        theirs = {key: one for key, one in members.items() if self.list.get(key) != one}
        return f"by what was told {ours}, by the list {theirs}"
