"""Every attack there is, by the decorator that tells how its server is started and what memory it may take: `peak`
MiB above what it had before, `left` MiB above it when all are gone. Both may be functions of the target, whose scale says
how much of an attack there is. Options may be a function of the program."""
ATTACKS = []


def attack(options=(), descriptors=None, peak=40, left=16, tls=False):
    def add(function):
        ATTACKS.append((function, {"options": options, "descriptors": descriptors, "tls": tls}, peak, left))
        return function
    return add
