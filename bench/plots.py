"""Plots as SVG, drawn by hand: lines over a scale, and panels of bars. They bring their own card, so
that they can be read on a light page and on a dark one."""
import dataclasses
import math
from xml.sax.saxutils import escape

LIGHT = {"card": "#ffffff", "edge": "#d8dee4", "ink": "#1f2328", "quiet": "#656d76", "grid": "#e7ebef"}
DARK = {"card": "#12161c", "edge": "#30363d", "ink": "#e6edf3", "quiet": "#9198a1", "grid": "#252c35"}
# On light, on dark. The subject has the strong one; the floors, which are no servers, are grey.
COLOURS = {
    "wsd": ("#d9480f", "#ff8a4c"),
    "Bun": ("#1971c2", "#5aaef5"),
    "ws": ("#2f9e44", "#5fcf77"),
    "websockets": ("#9c36b5", "#d07be3"),
    "Beast": ("#b08900", "#e3bb3a"),
    "websocketpp": ("#0c8599", "#45c1d3"),
    "nchan": ("#c2255c", "#f2739f"),
}
FLOOR = ("#868e96", "#8b949e")
FONT = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', 'DejaVu Sans', sans-serif"
WIDTH = 880
MARGIN = 28
HEAD = 78  # of the card: title and what is to be seen


@dataclasses.dataclass(frozen=True)
class Point:
    """A median and its extremes."""
    middle: float
    low: float
    high: float


@dataclasses.dataclass(frozen=True)
class Lines:
    """One panel of a line plot."""
    title: str
    ticks: tuple  # the places on the x axis, as words
    series: dict  # name -> list of Point or None, one for each tick


@dataclasses.dataclass(frozen=True)
class Bars:
    """One panel of bars, from the best to the worst."""
    title: str
    unit: str
    values: dict  # name -> Point
    better: str = ""  # a remark under the title


def number(value):
    """Three figures, as people write them."""
    if value >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def mark(name):
    """A class name for a server."""
    return "s-" + "".join(c if c.isalnum() else "-" for c in name)


def style(names):
    def rules(palette, which):
        lines = [f".card{{fill:{palette['card']};stroke:{palette['edge']}}}",
                 f".ink{{fill:{palette['ink']}}}", f".quiet{{fill:{palette['quiet']}}}",
                 f".grid{{stroke:{palette['grid']}}}", f".range{{stroke:{palette['ink']};opacity:.5}}", f".axis{{stroke:{palette['quiet']}}}"]
        for name in names:
            colour = COLOURS.get(name, FLOOR)[which]
            lines.append(f".{mark(name)}{{--c:{colour}}}")
        return "".join(lines)
    return ("<style>" + rules(LIGHT, 0)
            + "text{font-size:12.5px}.title{font-size:17px;font-weight:650}.panel{font-size:13.5px;font-weight:600}"
            ".us{font-weight:700}.tick{font-size:11.5px}"
            ".line{fill:none;stroke:var(--c);stroke-width:1.8;stroke-linejoin:round}.line.us{stroke-width:3.4}"
            ".dot,.bar{fill:var(--c)}.bar{opacity:.78}.bar.us{opacity:1}.name{fill:var(--c)}"
            ".whisker{stroke:var(--c);stroke-width:1.4;opacity:.6}"
            ".floor{stroke-dasharray:5 4}"
            f"@media (prefers-color-scheme:dark){{{rules(DARK, 1)}}}</style>")


def text(x, y, words, kind="ink", anchor="start"):
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{kind}" text-anchor="{anchor}">{escape(words)}</text>'


def stroke(x1, y1, x2, y2, kind):
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>'


def kinds(name, subject):
    return mark(name) + (" us" if name == subject else "") + (" floor" if name not in COLOURS else "")


def card(title, remark, names, height, parts):
    head = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" width="{WIDTH}" '
            f'height="{height:.0f}" font-family="{FONT}" role="img" aria-label="{escape(title)}">',
            f"<title>{escape(title)}</title>", style(names),
            f'<rect x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1:.0f}" rx="10" class="card"/>',
            text(MARGIN, 36, title, "ink title"), text(MARGIN, 58, remark, "quiet")]
    return "\n".join(head + parts + ["</svg>"]) + "\n"


# ---- lines ----

PANEL_HEIGHT = 330
LABELS = 116  # right of a panel


def apart(places, least):
    """The same places in the same order, moved so that each is at least so far from the next."""
    order = sorted(range(len(places)), key=lambda i: places[i])
    moved = list(places)
    for _ in range(200):
        calm = True
        for above, below in zip(order, order[1:]):
            missing = least - (moved[below] - moved[above])
            if missing > 0.01:
                moved[above] -= missing / 2
                moved[below] += missing / 2
                calm = False
        if calm:
            break
    return moved


def log_scale(low, high, start, end):
    """value -> place, and the powers of ten within."""
    low, high = math.log10(low), math.log10(high)
    powers = [10 ** n for n in range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)]
    return (lambda value: start + (math.log10(value) - low) / (high - low) * (end - start)), powers


def line_plot(title, remark, x_label, y_label, panels, subject):
    names = list(dict.fromkeys(name for panel in panels for name in panel.series))
    points = [p for panel in panels for row in panel.series.values() for p in row if p]
    low, high = min(p.low for p in points) / 1.3, max(p.high for p in points) * 1.4
    width = (WIDTH - 2 * MARGIN - 22) / len(panels)
    top, bottom = HEAD + 30, HEAD + 30 + PANEL_HEIGHT
    place_y, powers = log_scale(low, high, bottom, top)
    parts = []
    for index, panel in enumerate(panels):
        left = MARGIN + 40 + index * width
        parts += one_line_panel(panel, left, left + width - 40 - LABELS, place_y, powers, (top, bottom), subject)
        parts.append(text((left + left + width - 40 - LABELS) / 2, bottom + 42, x_label, "quiet", "middle"))
    middle = (top + bottom) / 2
    parts.append(f'<text transform="translate({MARGIN - 4},{middle:.0f}) rotate(-90)" class="quiet" '
                 f'text-anchor="middle">{escape(y_label)}</text>')
    return card(title, remark, names, bottom + 62, parts)


def one_line_panel(panel, left, right, place_y, powers, edges, subject):
    top, bottom = edges
    parts = [text(left, top - 12, panel.title, "ink panel")]
    for power in powers:
        parts.append(stroke(left, place_y(power), right, place_y(power), "grid"))
        parts.append(text(left - 8, place_y(power) + 4, f"{power:,.0f}", "quiet tick", "end"))
    step = (right - left - 24) / max(1, len(panel.ticks) - 1)
    places = [left + 12 + i * step for i in range(len(panel.ticks))]
    for x, words in zip(places, panel.ticks):
        parts.append(text(x, bottom + 20, words, "quiet tick", "middle"))
    parts.append(stroke(left, bottom, right, bottom, "axis"))
    ends = {}
    for name, row in sorted(panel.series.items(), key=lambda item: item[0] == subject):
        known = [(x, p) for x, p in zip(places, row) if p]
        if not known:
            continue
        path = " ".join(f"{x:.1f},{place_y(p.middle):.1f}" for x, p in known)
        parts.append(f'<g class="{kinds(name, subject)}"><polyline points="{path}" class="line {kinds(name, subject)}"/>')
        for x, p in known:
            parts.append(stroke(x, place_y(p.low), x, place_y(p.high), "whisker"))
            parts.append(f'<circle cx="{x:.1f}" cy="{place_y(p.middle):.1f}" r="{4.2 if name == subject else 2.8}" class="dot"/>')
        parts.append("</g>")
        ends[name] = known[-1][1].middle
    for name, y in zip(ends, apart([place_y(v) for v in ends.values()], 16)):
        words = f"{name} {number(ends[name])}"
        kind = "name us" if name == subject else "name"
        parts.append(f'<g class="{mark(name)}">{text(right + 8, y + 4, words, kind)}</g>')
    return parts


# ---- bars ----

ROW = 25
COLUMN_GAP = 34
NAMES = 92  # left of the bars


def bar_plot(title, remark, panels, subject, columns=2):
    names = list(dict.fromkeys(name for panel in panels for name in panel.values))
    width = (WIDTH - 2 * MARGIN - COLUMN_GAP * (columns - 1)) / columns
    parts, y = [], HEAD + 14
    for first in range(0, len(panels), columns):
        row = panels[first:first + columns]
        for index, panel in enumerate(row):
            parts += one_bar_panel(panel, MARGIN + index * (width + COLUMN_GAP), y, width, subject)
        y += max(len(panel.values) for panel in row) * ROW + 62
    return card(title, remark, names, y - 6, parts)


def one_bar_panel(panel, left, top, width, subject):
    start, end = left + NAMES, left + width - 52  # what is longer than its number needs no room
    most = max(p.middle for p in panel.values.values())
    def place(value):
        return start + min(value, most * 1.02) / most * (end - start)
    parts = [text(left, top + 4, panel.title, "ink panel"),
             text(left, top + 20, panel.unit + (f"; {panel.better}" if panel.better else ""), "quiet tick")]
    y = top + 30
    for name, p in sorted(panel.values.items(), key=lambda item: item[1].middle):
        kind = kinds(name, subject)
        bold = " us" if name == subject else ""
        parts.append(f'<g class="{kind}">')
        parts.append(text(start - 8, y + 16, name, "ink" + bold if name in COLOURS else "quiet", "end"))
        parts.append(f'<rect x="{start:.1f}" y="{y + 4:.1f}" width="{max(1.5, place(p.middle) - start):.1f}" '
                     f'height="{ROW - 9}" rx="2.5" class="bar{bold}"/>')
        if p.high > p.low:
            parts.append(stroke(place(p.low), y + 12, min(place(p.high), end), y + 12, "range"))
        parts.append(text(max(place(p.middle), min(place(p.high), end)) + 7, y + 16, number(p.middle), "ink" + bold))
        parts.append("</g>")
        y += ROW
    parts.append(stroke(start, top + 30, start, y, "axis"))
    return parts
