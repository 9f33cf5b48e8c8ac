"""What results.json says: medians, the best peer, whether wsd reached what it is to reach."""
import dataclasses
import statistics

from plots import Point

US = "wsd"


@dataclasses.dataclass(frozen=True)
class Verdict:
    """Of one cell."""
    best: str  # the peer with the lowest median
    advantage: float  # how many times less ours is: the median of the rounds
    to_floor: float  # ours to the floor's; 0 without one
    reached: bool
    wanted: str  # in words


def costs(cell):
    """name -> what each round cost, of those who could and did it right; the subject first."""
    return {name: run["cost"] for name, run in cell["runs"].items()
            if run["cost"] and not run["faults"] and not run.get("unable")}


def point(values):
    return Point(statistics.median(values), min(values), max(values))


def spread(values):
    """Half of the distance between the extremes, of the median, in percent."""
    middle = statistics.median(values)
    return (max(values) - min(values)) / 2 / middle * 100 if middle else 0


def ratio(above, below):
    """The median of the ratios of each round: a slow minute is everybody's."""
    return statistics.median(a / b for a, b in zip(above, below))


def is_floor(name):
    return name.endswith(" floor")


def wanted(cell):
    reach = cell["reach"]
    words = ("level with the best peer" if reach < 1 else "ahead of the best peer" if reach == 1
             else f"≥ {reach:g} × the best peer")
    if cell["floor_max"]:
        words += f", ≤ {cell['floor_max']:g} × the floor"
    return words


def verdict(cell):
    """None: nobody to compare with."""
    own = costs(cell)
    peers = {name: values for name, values in own.items() if name != US and not is_floor(name)}
    if not peers:
        return None
    best = min(peers, key=lambda name: statistics.median(peers[name]))
    if US not in own:
        return Verdict(best, 0, 0, False, wanted(cell))
    advantage = ratio(peers[best], own[US])
    to_floor = ratio(own[US], own[cell["floor"]]) if cell["floor"] in own else 0
    reached = advantage >= cell["reach"] and (not cell["floor_max"] or 0 < to_floor <= cell["floor_max"])
    return Verdict(best, advantage, to_floor, reached, wanted(cell))
