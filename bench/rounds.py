"""`bench/compare peers`: everybody under every load, round after round, and what came out as a file.

A round visits all loads, and within a load all servers one after the other, each time in another
order; so a minute in which the machine is slow is everybody's minute. Results are written after
each round: whoever stops it early has the rounds until then.
"""
import argparse
import datetime
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from contest import NPM, US, cells, versions
from presets import BUILD, ROOT
from running import INSIDE, Unable, machine, make_certificate, move_in, run, settle_in

KEPT = {  # of a run, under a short name
    "per_second": r"(deliveries|echoes|cycles|connections)_per_second",
    "server_busy": "server_busy_percent",
    "generator_busy": "generator_busy_percent",
    "generator_ns": "generator_ns_per_.*",
    "p50_us": ".*p50_us",
    "p99_us": ".*p99_us",
    "per_read": "deliveries_per_read",
}
FAULTS = ("lost", "doubled", "out_of_order", "damaged")


# ---- playing ----

class Record:
    """What one server did under one load, a list entry for each round."""

    def __init__(self):
        self.figures = {"cost": []}
        self.faults = 0
        self.unable = ""

    def enter(self, figure, result):
        if result.get(figure) is None:
            raise Unable("nothing was delivered")
        self.figures["cost"].append(result[figure])
        for short, pattern in KEPT.items():
            value = next((result[key] for key in result if re.fullmatch(pattern, key)), None)
            if value is not None:
                self.figures.setdefault(short, []).append(value)
        self.faults += sum(result.get(kind, 0) for kind in FAULTS)

    def told(self):
        return {**self.figures, "faults": self.faults, **({"unable": self.unable} if self.unable else {})}


def play(cell, turn, records, options, files):
    """One load in one round. Who cannot is not asked again."""
    contestants = list(cell.contestants(options.wsd).values())
    turn %= len(contestants)
    for contestant in contestants[turn:] + contestants[:turn]:
        record = records.setdefault(contestant.name, Record())
        if record.unable:
            continue
        try:
            record.enter(cell.figure, run(cell.load, contestant, options, files))
        except Unable as why:
            record.unable = str(why)


def line(cell, records):
    shown = (f"{name} {statistics.median(one.figures['cost']):,.0f}" if not one.unable
             else f"{name}: {one.unable}" for name, one in
             sorted(records.items(), key=lambda item: item[0] != US))
    return f"  {cell.title}: " + ", ".join(shown)


def told(cell, records):
    about = {name: getattr(cell, name) for name in
             ("key", "title", "load", "figure", "reach", "floor", "floor_max", "options")}
    order = cell.contestants("").keys()
    return {**about, "runs": {name: records[name].told() for name in order if name in records}}


def play_all(options, place):
    files = make_certificate(place)
    chosen = [one for one in cells(options.short) if re.search(options.only, one.title)]
    records = {cell.key: {} for cell in chosen}
    where = {"command": "bench/compare " + " ".join(sys.argv[1:]), **machine()}
    begin = time.monotonic()
    for turn in range(options.rounds):
        print(f"round {turn + 1} of {options.rounds}", flush=True)
        for cell in chosen:
            play(cell, turn, records[cell.key], options, files)
            print(line(cell, records[cell.key]), flush=True)
        spent = time.monotonic() - begin
        result = {"where": where, "versions": options.versions, "rounds": turn + 1,
                  "seconds": options.seconds, "minutes": round(spent / 60, 1),
                  "cells": [told(cell, records[cell.key]) for cell in chosen]}
        (options.out / "results.json").write_text(written(result))
        if options.minutes and spent * (turn + 2) / (turn + 1) > options.minutes * 60:
            print(f"{spent / 60:.0f} minutes: another round would be too many")
            break
    return result


def written(result):
    """JSON with a list of numbers on one line, so that a change of the file can be read."""
    text = json.dumps(result, indent=1, ensure_ascii=False)
    return re.sub(r"\[\s+([-\d.,\s]+?)\s+\]", lambda found: "[" + re.sub(r"\s+", " ", found[1]) + "]",
                  text) + "\n"


# ---- being told what to do ----

def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="compare peers", description="wsd beside other servers, under every load; writes"
        " results.json, results.md and plots to bench/results/DATE-MACHINE/.")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--short", action="store_true", help="some loads, three rounds: minutes (default)")
    length.add_argument("--full", action="store_true", help="all loads, five rounds: most of an hour")
    parser.add_argument("--rounds", type=int, help="instead of 3 or 5")
    parser.add_argument("--seconds", type=float, help="of one run, instead of 0.25 or 0.6")
    parser.add_argument("--minutes", type=float, default=0, help="begin no round that would end later")
    parser.add_argument("--only", default="", help="of the loads, those that match a pattern")
    parser.add_argument("--publish", action="store_true",
                        help="put the results into docs/performance.md and README.md")
    parser.add_argument("--no-install", action="store_true", help="with what is there: install and build nothing")
    parser.add_argument("--wsd", type=pathlib.Path, default=BUILD / "apps/wsd/wsd",
                        help="the server's program, if not this build's")
    parser.add_argument("--out", type=pathlib.Path, help="instead of bench/results/DATE-MACHINE")
    options = parser.parse_args(arguments)
    options.short = not options.full
    options.rounds = options.rounds or (3 if options.short else 5)
    options.seconds = options.seconds or (0.25 if options.short else 0.6)
    return options


def default_place():
    about = machine()
    words = f"{about['processor']} {about['cores']} cores".lower()
    return ROOT / "bench/results" / f"{datetime.date.today()}-{re.sub('[^a-z0-9]+', '-', words).strip('-')}"


def install():
    script = ("source scripts/common.sh; need_peers; "
              "build bench --target wsd fanout floor peer_beast peer_websocketpp >&2")
    if subprocess.run(["bash", "-c", script, "bench/compare"], cwd=ROOT).returncode != 0:
        sys.exit("compare: the servers could not be installed or built")


def main(arguments):
    options = parse(arguments)
    if INSIDE not in os.environ:
        if not options.no_install:
            install()
        return move_in()
    settle_in()
    options.out = options.out or default_place()
    options.out.mkdir(parents=True, exist_ok=True)
    options.versions = versions()
    for name in (name for name, version in options.versions.items() if not version):
        print(f"{name} is not installed: it will be missing", file=sys.stderr)
    os.environ["NODE_PATH"] = str(NPM)
    with tempfile.TemporaryDirectory() as place:
        os.environ["TMPDIR"] = place
        play_all(options, place)
    import pages
    pages.write(options.out)
    if options.publish:
        pages.publish(options.out)
    print(f"written: {options.out}")
    return 0
