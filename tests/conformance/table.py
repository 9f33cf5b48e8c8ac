"""Results as a table: a line a group, a column a grade."""
import collections

GRADES = ["OK", "INFORMATIONAL", "NON-STRICT", "UNIMPLEMENTED", "UNCLEAN", "WRONG CODE", "FAILED BY CLIENT", "FAILED"]
PASSED = {"OK", "INFORMATIONAL"}
GROUPS = {
    "1": "lengths", "2": "ping, pong", "3": "reserved bits", "4": "reserved opcodes", "5": "fragments", "6": "UTF-8",
    "7": "closing", "9": "sizes", "10": "fragments, again", "12": "deflate, payloads", "13": "deflate, parameters",
    "mask": "masks", "length": "lying lengths", "limit": "limits", "close": "more closing", "text": "more text",
    "tcp": "segments and ends", "deflate": "hostile deflate",
}


def table(results):
    """results: (group, grade) of each case."""
    counts = collections.defaultdict(collections.Counter)
    for group, grade in results:
        counts[group][grade] += 1
    total = sum(counts.values(), collections.Counter())
    shown = [grade for grade in GRADES if total[grade] or grade == "OK"]
    shown += [grade for grade in total if grade not in GRADES]
    lines = [f"{'group':<30}" + "".join(f"{grade:>16}" for grade in shown)]
    for group, count in [*counts.items(), ("all", total)]:
        name = f"{group:<8} {GROUPS.get(group, '')}"
        lines.append((f"{name:<30}" + "".join(f"{count[grade] or '·':>16}" for grade in shown)).rstrip())
    return "\n".join(lines)
