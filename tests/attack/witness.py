#!/usr/bin/env python3
"""A clean client that echoes all the while, in a process of its own: what others do to the server is what it waits for.

witness.py PORT: says "ready" when it is in; a message at a time, each checked when it is back, until its input ends; then one
line of JSON with what its echoes took, in seconds, or with what went wrong."""
import json
import random
import select
import sys
import time

import target as targets

PAUSE = 0.005
SEED = 1
SIGNS = "aZ 7ä€😀"


def goes_on(link):
    """After a pause, in which it hears pings; False when its input has ended."""
    ready = select.select([sys.stdin, link.sock], [], [], PAUSE)[0]
    if link.sock in ready:
        link.hear_waiting()
    return sys.stdin not in ready


def main():
    server = targets.Target.at(int(sys.argv[1]))
    link = server.link()
    print("ready", flush=True)
    dice, took, wrong, more = random.Random(SEED), [], None, True
    while more:
        words = "".join(dice.choices(SIGNS, k=dice.randrange(200)))
        began = time.monotonic()
        link.send([targets.frames.text(words)])
        if not link.until(lambda: link.events, targets.PATIENCE):
            wrong = f"no echo in {targets.PATIENCE:.0f} s" if not link.over else f"its connection ended: {link.end}"
            break
        took.append(time.monotonic() - began)
        if link.events != [("text", words.encode())]:
            wrong = f"it said {words!r} and heard {link.events!r}"
            break
        link.events.clear()
        more = goes_on(link)
    took.sort()
    figures = {"echoes": len(took), "wrong": wrong}
    if took:
        figures |= {"p50": took[len(took) // 2], "p99": took[len(took) * 99 // 100], "worst": took[-1]}
    print(json.dumps(figures), flush=True)


if __name__ == "__main__":
    main()
