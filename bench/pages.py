"""results.json as people read it: results.md and plots beside it, and the measured parts of
docs/performance.md and README.md, which stand between two marks and are never written by hand."""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import sys

from plots import Bars, Lines, bar_plot, line_plot, number
from presets import ROOT
from verdicts import US, costs, is_floor, point, spread, verdict

RESULTS = ROOT / "bench/results"
IMAGES = ROOT / "docs/images/performance"
UNITS = {"server_ns_per_delivery": "ns a delivery", "server_ns_per_echo": "ns an echo",
         "server_ns_per_cycle": "ns a cycle", "server_bytes_per_connection": "bytes a connection"}
GROUPS = {  # mark of a page and name of a plot -> title of a table, and the keys of its cells
    "flat": ("Flat out", "flat-(64|512)-"),
    "bulk": ("Bursts, large messages, held messages", "flat-16384-|burst|flush"),
    "paced": ("Paced", "paced-"),
    "deflate": ("Deflated", "deflate-"),
    "tls": ("TLS", "tls-"),
    "echo": ("Echo", "echo-"),
    "connections": ("Connections", "churn|idle"),
}
# Why somebody else may be ahead. Told only where that was measured.
REASONS = (
    ("tls-flat", "A record's price, as above, and many messages share it: on a quiet machine 191 cycles in user space and 234 in the kernel a delivery,"
                 " beside Bun's 147 and 192, with 32 messages in a record for both. Tried: errors cleared only where there are any and AES with 128 bits"
                 " first, which stayed; write buffers kept instead of given back, which changed nothing (153 ns with, 166 without). Where other programs"
                 " run beside it wsd is ahead (112 beside 176), having twice as many messages in a record there."),
    ("tls-paced", "The system calls are the same, one send a record. Of 7,000 instructions in user space 500 are wsd's, the rest is OpenSSL 3.0, which"
             " looks up the cipher's parameters by name for each record; Bun with its BoringSSL needs 2,700 for everything. Tried: errors cleared"
             " only where there are any and AES with 128 bits first, which stayed and took 500 away; buffers of the record's size, which OpenSSL does not"
             " bear."),
    ("idle-tls", "An idle TLS connection is what OpenSSL 3.0 keeps for it (14 KB) and little of ours; Bun's BoringSSL keeps less. Tried: buffers given back,"
                 " sessions in tickets alone, one ticket a handshake, which stayed; forgetting the session after the handshake, which OpenSSL 3.0 does not"
                 " bear ([architecture.md](architecture.md), reactor)."),
    ("churn", "A cycle is accept, two reads, two sends and a close, the kernel's all of them; what differs is within the noise of a shared machine."),
    ("paced-", "One message a turn is one send per subscriber for everybody, and nearly all of it is the kernel's. In instructions, which the machine's"
               " two speeds do not change, wsd needs 1.06 of the floor's where ten listen and 1.015 where a hundred do, and fewer than Bun in both."
               " Tried, and kept: no second look before a turn sleeps (a system call of thirteen), the next deadline remembered, the log not locked"
               " and the clock not asked for nothing (700 to 650 instructions in user space)."),
    ("flush", "A delivery that waits is cheaper the more of them wait: 2 ms at this rate are two or three messages, and no"
              " more can be saved than the sends that are not made."),
    ("echo-", "An echo is a read and a send, the kernel's both; the rest differs by tenths of a microsecond."),
    ("flat-(64|512)-10$", "Ten subscribers share the cost of taking 64 messages in: what is decoded once weighs more than"
                          " what is sent ten times."),
    ("deflate-paced", "nchan compresses a message once too (a switch that is off by default), so both pay for the send and little else: of wsd's cycles"
                      " 95 of 100 are the kernel's, in the send, and if all the rest were free it would be 1.4. The other peers compress for every"
                      " receiver; wsd is ahead of the best of them by more than what was asked."),
    ("flat-16384-", "Copying is what is left: 16 KiB a delivery through the kernel."),
)


# ---- words ----

def peers_of(result):
    return list(dict.fromkeys(name for cell in result["cells"] for name in cell["runs"]
                              if name != US and not is_floor(name)))


def shown(cell, name):
    own = costs(cell)
    if name in own:
        return number(statistics.median(own[name]))
    run = cell["runs"].get(name)
    return "" if run is None else "lost messages" if run["faults"] else "failed"


def floor_of(cell):
    return next((name for name in cell["runs"] if is_floor(name)), "")


def row(words):
    return "| " + " | ".join(words) + " |"


def heading(words):
    return [row(words), "|" + "---|" * len(words)]


def cost_table(result, pattern):
    """Medians, the cheapest server's in bold."""
    chosen = [cell for cell in result["cells"] if re.match(pattern, cell["key"])]
    peers = peers_of(result)
    floors = any(floor_of(cell) for cell in chosen)
    lines = heading(["load", US, *peers, *(["floor"] if floors else []), "best peer ÷ wsd"])
    for cell in chosen:
        own = {name: statistics.median(values) for name, values in costs(cell).items() if not is_floor(name)}
        least = min(own, key=own.get) if own else ""
        words = [f"**{shown(cell, name)}**" if name == least else shown(cell, name) for name in (US, *peers)]
        judged = verdict(cell)
        lines.append(row([cell["title"], *words, *([shown(cell, floor_of(cell))] if floors else []),
                          f"{judged.advantage:.2f}" if judged else ""]))
    return lines


def target_table(result):
    lines = heading(["load", "to reach", "best peer", "best peer ÷ wsd", "wsd ÷ floor", "noise: peer, wsd", ""])
    for cell in result["cells"]:
        if judged := verdict(cell):
            noise = " ".join(f"±{spread(costs(cell).get(name, [0])):.0f} %" for name in (judged.best, US))
            lines.append(row([cell["title"], judged.wanted, judged.best, f"{judged.advantage:.2f}",
                              f"{judged.to_floor:.2f}" if judged.to_floor else "", noise,
                              "reached" if judged.reached else "**missed**"]))
    return lines


def spread_table(result):
    """Everything with its noise."""
    lines = heading(["load", "counted", "of each: median ± half the range", "generator busy"])
    for cell in result["cells"]:
        words = [f"{name} {number(statistics.median(values))} ±{spread(values):.0f} %"
                 for name, values in costs(cell).items()]
        words += [f"{name}: {run['unable']}" for name, run in cell["runs"].items() if run.get("unable")]
        words += [f"{name}: {run['faults']} faults" for name, run in cell["runs"].items() if run["faults"]]
        busy = max((value for run in cell["runs"].values() for value in run.get("generator_busy", ())), default=0)
        lines.append(row([cell["title"], UNITS[cell["figure"]], ", ".join(words), f"≤ {busy:.0f} %"]))
    return lines


def latency_table(result):
    """Of the paced loads: there nobody is behind, and the tail is the server's own."""
    peers = peers_of(result)
    lines = heading(["load, µs: median / 99 %", US, *peers])
    for cell in result["cells"]:
        if re.match("paced-|deflate-paced|tls-paced|echo-", cell["key"]):
            words = []
            for name in (US, *peers):
                run = cell["runs"].get(name, {})
                both = [statistics.median(run[key]) for key in ("p50_us", "p99_us") if run.get(key)]
                words.append(" / ".join(f"{value:,.0f}" for value in both))
            lines.append(row([cell["title"], *words]))
    return lines


def generator_words(result):
    """What the generator itself costs, seen against the floor that puts most together."""
    cells = {cell["key"]: cell["runs"].get("batching floor", {}) for cell in result["cells"]}
    found = [statistics.median(cells[key]["generator_ns"]) for key in ("flat-64-100", "flat-64-1000")
             if cells.get(key, {}).get("generator_ns")]
    if not found:
        return ""
    return (f"Its own cost is {number(min(found))} to {number(max(found))} ns a message of 64 bytes, measured against the"
            " batching floor; `results.md` tells for each load how busy it was.")


def about(result):
    where = result["where"]
    versions = ", ".join(f"{name} {version}" for name, version in result["versions"].items() if version)
    absent = [name for name, version in result["versions"].items() if not version]
    words = [f"{where['processor']}, {where['cores']} cores, Linux {where['kernel']}, {where['date']}, wsd at commit"
             f" {where['commit']}; `{where['command']}`: {result['rounds']} rounds of {result['seconds']} s a run,"
             f" {result['minutes']:.0f} minutes in all.", "", f"Beside it: {versions}."]
    if absent:
        words += ["", f"Not installed there: {', '.join(absent)}."]
    return words


def missed(result):
    """Where wsd is not where it should be, and why."""
    lines = []
    for cell in result["cells"]:
        judged = verdict(cell)
        if judged is None or judged.reached:
            continue
        reason = next((why for pattern, why in reversed(REASONS) if re.match(pattern, cell["key"])), "")
        found = f"{judged.best} ÷ wsd {judged.advantage:.2f}" if judged.advantage else "wsd did not deliver"
        if judged.to_floor and cell["floor_max"]:
            found += f", wsd ÷ floor {judged.to_floor:.2f}"
        lines.append(f"- **{cell['title']}**: {judged.wanted} wanted; {found}. {reason}".rstrip())
    reached = sum(1 for cell in result["cells"] if (v := verdict(cell)) and v.reached)
    judged = sum(1 for cell in result["cells"] if verdict(cell))
    head = [f"{reached} of {judged} targets were reached in this run" + (". Missed:" if lines else ", all of them.")]
    return head + ([""] + lines if lines else [])


# ---- plots ----

def cell_of(result, key):
    return next((cell for cell in result["cells"] if cell["key"] == key), None)


def flat_plot(result):
    panels = []
    for size, words in ((64, "64-byte messages"), (512, "512-byte messages")):
        counts = [n for n in (10, 100, 1000, 5000) if cell_of(result, f"flat-{size}-{n}")]
        if len(counts) < 2:
            continue
        rows = [{name: point(values) for name, values in costs(cell_of(result, f"flat-{size}-{n}")).items()}
                for n in counts]
        names = dict.fromkeys(name for one in rows for name in one)
        panels.append(Lines(words, tuple(f"{n:,}" for n in counts),
                            {name: [one.get(name) for one in rows] for name in names}))
    if not panels:
        return ""
    return line_plot("Flat out: what one delivery costs the server",
                     "One core, always 64 messages outstanding; median and range of all rounds; lower is better,"
                     " and every line is a factor of ten",
                     "subscribers", "nanoseconds of CPU a delivery", panels, US)


def bars(result, title, remark, keys):
    panels = []
    for key in keys:
        cell = cell_of(result, key)
        if cell and costs(cell):
            panels.append(Bars(cell["title"], UNITS[cell["figure"]],
                               {name: point(values) for name, values in costs(cell).items()}))
    return bar_plot(title, remark, panels, US, columns=3 if len(panels) == 3 else 2) if panels else ""


def plots(result):
    """File name -> SVG."""
    lower = "CPU of one core; medians, the line is the range of the rounds; lower is better"
    floor = lower + ". The floor is the least a program can do"
    drawn = {
        "flat.svg": flat_plot(result),
        "bulk.svg": bars(result, "Bursts, large messages, held messages", floor,
                         ("burst", "flat-16384-100", "flush")),
        "paced.svg": bars(result, "Paced: one message at a time", floor,
                          ("paced-64-100", "paced-64-1000", "paced-512-1000", "paced-512-5000")),
        "deflate.svg": bars(result, "permessage-deflate: 1,000 subscribers, 512 bytes", lower,
                            ("deflate-paced", "deflate-flat")),
        "tls.svg": bars(result, "TLS: 1,000 subscribers, 64 bytes", lower, ("tls-paced", "tls-flat")),
        "echo.svg": bars(result, "Echo: 100 connections, each with one message outstanding", floor,
                         ("echo-20", "echo-1024", "echo-65536")),
        "connections.svg": bars(result, "Connections", "CPU of one core and private memory; medians; lower is better",
                                ("churn", "idle", "idle-tls")),
    }
    return {name: svg for name, svg in drawn.items() if svg}


# ---- files ----

def load(folder):
    return json.loads((folder / "results.json").read_text())


def write(folder):
    """results.md and the plots, beside results.json."""
    result = load(folder)
    drawn = plots(result)
    lines = ["# wsd beside other servers", "", *about(result), "", "## Reached or missed", "", *missed(result), "",
             *target_table(result), ""]
    for title, pattern in GROUPS.values():
        if any(re.match(pattern, cell["key"]) for cell in result["cells"]):
            lines += [f"## {title}", "", *cost_table(result, pattern), ""]
    lines += ["## Latency", "", *latency_table(result), "", "## Spread", "", *spread_table(result), ""]
    lines += [f"![{name[:-4]}]({name})" for name in drawn]
    (folder / "results.md").write_text("\n".join(lines) + "\n")
    for name, svg in drawn.items():
        (folder / name).write_text(svg)


def summary(result):
    """README's table: one line of each kind."""
    lines = heading(["load", "counted", US, "best peer", "best peer ÷ wsd"])
    for key in ("flat-64-1000", "flat-16384-100", "burst", "paced-64-1000", "deflate-flat", "tls-paced",
                "tls-flat", "echo-20", "churn", "idle"):
        cell = cell_of(result, key)
        judged = cell and verdict(cell)
        if not judged:
            continue
        words = [shown(cell, US), f"{judged.best} {shown(cell, judged.best)}"]
        first = 0 if judged.advantage >= 1 else 1
        words[first] = f"**{words[first]}**"
        lines.append(row([cell["title"], UNITS[cell["figure"]], *words, f"{judged.advantage:.2f}"]))
    return lines


def picture(name, words, folder):
    return [f"![{words}]({folder}/{name}.svg)"]


def blocks(result, drawn, images, source):
    """Mark -> lines, of both pages."""
    found = {"about": about(result), "targets": target_table(result), "missed": missed(result),
             "latency": latency_table(result), "generator": [generator_words(result)],
             "source": [f"Every figure of every round: [{source}]({'../' if images.startswith('images') else ''}{source})."],
             "summary": summary(result)}
    for mark, (words, pattern) in GROUPS.items():
        lines = cost_table(result, pattern)
        found[mark] = ([*picture(mark, f"{words}: wsd and its peers", images), ""] if f"{mark}.svg" in drawn else []) + lines
    return found


MARK = re.compile(r"<!-- measured: (\w+) -->\n.*?<!-- end -->", re.S)


def filled(text, lines_of):
    """The page with its measured parts anew. An unknown mark is a fault of the page."""
    def part(found):
        return "\n".join([f"<!-- measured: {found[1]} -->", *lines_of[found[1]], "<!-- end -->"])
    return MARK.sub(part, text)


def published(folder):
    """path -> content, of all that shows these results elsewhere."""
    result = load(folder)
    drawn = plots(result)
    files = {IMAGES / name: svg for name, svg in drawn.items()}
    source = os.path.relpath(folder, ROOT) + "/results.md"
    for page, images in ((ROOT / "docs/performance.md", "images/performance"),
                         (ROOT / "README.md", "docs/images/performance")):
        files[page] = filled(page.read_text(), blocks(result, drawn, images, source))
    return files


def publish(folder):
    shutil.rmtree(IMAGES, ignore_errors=True)
    IMAGES.mkdir(parents=True)
    for path, content in published(folder).items():
        path.write_text(content)


def latest():
    found = sorted(path.parent for path in RESULTS.glob("*/results.json"))
    if not found:
        sys.exit("publish: there are no results: bench/compare peers makes some")
    return found[-1]


def main(arguments):
    parser = argparse.ArgumentParser(prog="compare publish", description="results into results.md, plots,"
                                     " docs/performance.md and README.md")
    parser.add_argument("folder", nargs="?", type=pathlib.Path, help="of results; without it, the latest")
    parser.add_argument("--check", action="store_true", help="write nothing; leave with 1 if a page differs")
    options = parser.parse_args(arguments)
    folder = (options.folder or latest()).resolve()
    if options.check:
        wrong = [str(path) for path, content in published(folder).items()
                 if not path.exists() or path.read_text() != content]
        for path in wrong:
            print(f"{path} does not show {folder}: bench/compare publish", file=sys.stderr)
        return 1 if wrong else 0
    write(folder)
    publish(folder)
    return 0
